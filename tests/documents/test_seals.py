"""演示章: it says that it is none, and every name fits."""

import math
import re

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

from youthwork.documents import fonts, seals

NAMES = [
    "云溪团县委会",
    "共青团云溪县委员会",
    "共青团青岚市云溪县高新技术产业开发区工作委员会",
    "共青团示范省青岚市云溪县高新技术产业开发区非公有制经济委员会",
]


def outline_points(svg: str) -> list[tuple[float, float]]:
    path = re.search(r' d="([^"]+)"', svg)
    assert path is not None
    pen = RecordingPen()
    parse_path(path[1], pen)
    return [point for _, points in pen.value for point in points]


@pytest.mark.parametrize("name", NAMES, ids=len)
@pytest.mark.parametrize("diameter", [40, 44])
def test_names_of_six_to_thirty_characters_stay_inside_the_ring(name: str, diameter: int) -> None:
    radius = diameter / 2
    points = outline_points(seals.demo_seal_svg(name, diameter))
    assert max(math.hypot(x - radius, y - radius) for x, y in points) < radius - 1.2


def test_a_seal_says_that_it_is_a_demonstration_and_void(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    open_face = fonts.open_face
    monkeypatch.setattr(
        fonts, "open_face", lambda role, character: asked.append(character) or open_face(role, character)
    )
    seals.demo_seal_svg.__wrapped__("共青团云溪县委员会")
    assert "".join(asked) == "共青团云溪县委员会" + "演示" + "样章无效"


def test_the_ring_is_broken_and_there_is_nothing_else_but_characters() -> None:
    svg = seals.demo_seal_svg("共青团云溪县委员会")
    assert "stroke-dasharray" in svg
    assert set(re.findall(r"<(\w+)", svg)) == {"svg", "filter", "feBlend", "g", "circle", "path"}
    assert svg.count("<circle") == svg.count("<path") == 1


def test_the_ink_multiplies_with_the_print_under_it() -> None:
    assert '<feBlend mode="multiply"/>' in seals.demo_seal_svg("共青团云溪县委员会")


def test_the_height_of_the_printed_name_stays_free_in_the_middle() -> None:
    points = outline_points(seals.demo_seal_svg("共青团云溪县委员会", 40))
    assert [point for point in points if abs(point[1] - 20) < 2.6 and abs(point[0] - 20) < 10] == []


def test_a_name_with_a_rare_character_has_a_seal() -> None:
    assert seals.demo_seal_svg("共青团𠮷县委员会")
