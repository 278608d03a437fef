"""外观: the sheets hold in old office browsers, are readable and small; the scripts evaluate nothing."""

from __future__ import annotations

import re

import pytest

from tests.templates.pages import STATIC, page, parse

SHEETS = ["look.css", "components.css", "forms.css", "work.css"]
#: What only the pages of one area load.
OF_AREAS = ["archive.css", "deriving.css", "five-ones.css", "links.css", "records.css", "visits.css"]
#: What every page loads, and what only the pages that need it do.
EVERYWHERE = ["app.js", "dialog.js", "session.js"]
SCRIPTS = sorted(each.name for each in STATIC.glob("*.js"))
#: What Chromium 78, the oldest of our office browsers, does not know.
TOO_NEW = {
    "flex gap": r"(?<![\w-])(?:row-|column-)?gap\s*:",
    "inset": r"(?<![\w-])inset(?:-\w+)?\s*:",
    "selectors of later years": r":(?:has|is|where)\(",
    "colour functions": r"color-mix\(|oklch\(|(?<![\w-])lab\(",
    "container queries": r"@container|@layer|container-type",
    "dynamic viewport": r"\d[dsl]v[hw]\b",
    "aspect-ratio": r"aspect-ratio\s*:",
    "comparisons": r"(?<![\w-])(?:min|max|clamp)\(",
}


def rules(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.S)


@pytest.mark.parametrize("name", SHEETS + OF_AREAS)
@pytest.mark.parametrize("feature", TOO_NEW)
def test_a_sheet_uses_nothing_an_old_office_browser_lacks(name: str, feature: str) -> None:
    assert not re.search(TOO_NEW[feature], rules(name))


@pytest.mark.parametrize("name", SHEETS + OF_AREAS)
def test_a_sheet_does_not_nest(name: str) -> None:
    text = re.sub(r"@[^{]+\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", r"\1", rules(name))
    assert re.fullmatch(r"(?:[^{}]*\{[^{}]*\})*\s*", text)


@pytest.mark.parametrize("name", SHEETS + OF_AREAS)
def test_cards_of_a_phone_do_not_appear_on_paper(name: str) -> None:
    for query in re.findall(r"@media([^{]*max-width[^{]*)\{", rules(name)):
        assert query.strip().startswith("screen and")


def test_nothing_is_fetched_from_elsewhere() -> None:
    for name in [*SHEETS, *OF_AREAS, *SCRIPTS, "icons.svg"]:
        addresses = re.findall(r"https?://[^\s\"']+", (STATIC / name).read_text())
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_evaluates_no_text(name: str) -> None:
    assert not re.search(r"\beval\(|new Function|document\.write|\.onclick\s*=", (STATIC / name).read_text())


def test_htmx_is_told_to_evaluate_nothing_and_keep_no_page() -> None:
    metas = {it.get("name"): it.get("content", "") for it in parse(page("")).iter("meta")}
    for setting in ('"allowEval":false', '"includeIndicatorStyles":false', '"historyCacheSize":0'):
        assert setting in metas["htmx-config"]


def test_the_first_visit_is_small() -> None:
    assert max(len((STATIC / name).read_bytes()) for name in SHEETS) < 25_000
    assert max(len((STATIC / name).read_bytes()) for name in SCRIPTS) < 15_000
    assert set(EVERYWHERE) < set(SCRIPTS)
    assert sum(len((STATIC / name).read_bytes()) for name in [*SHEETS, *EVERYWHERE, "icons.svg"]) < 100_000


def token(name: str) -> str:
    found = re.search(rf"--yw-{name}: (#[0-9a-f]{{3,6}});", rules("look.css"))
    assert found, name
    return found[1]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(ch * 2 for ch in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


PAGE, SHEET = "#f5f6f8", "#ffffff"


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(name, ground) for name in ("ink", "mute", "link") for ground in (PAGE, SHEET, "soft")],
        *[(kind, f"{kind}-bg") for kind in ("draft", "wait", "move", "done", "back")],
        *[(kind, SHEET) for kind in ("wait", "done", "back", "red", "red-deep")],
        *[("ink", f"{kind}-bg") for kind in ("wait", "move", "done", "back")],
        *[("mute", "draft-bg"), ("mute", "#f3f8fc"), ("red-deep", "red-pale")],
        *[("#ffffff", ground) for ground in ("bar", "red", "#33404f")],
        *[("#f6e3e3", "bar"), ("#f0d6d6", "#7a1010")],
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    one, other = (name if name.startswith("#") else token(name) for name in (text, ground))
    assert contrast(one, other) >= 4.5


def test_the_edge_of_a_field_can_be_seen() -> None:
    assert contrast(token("edge"), SHEET) >= 3
