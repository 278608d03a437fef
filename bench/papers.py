"""成件: CPU time of one paper from finished HTML to filed bytes, step by step. Rivals come with “The paper”."""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.conftest import make_app
from youthwork.documents import pipeline
from youthwork.documents.codes import FilingMark
from youthwork.documents.contents import data_sha256, places
from youthwork.documents.images import page_images
from youthwork.documents.seals import demo_seal_svg
from youthwork.forms.annexes import find_annex
from youthwork.services.printing.faces import Marks, render_face

ROUNDS = 15
SEAL = "中国共产主义青年团云溪县委员会"


def run() -> None:
    """Print a table: step, CPU ms, for a 任务表 and a 汇总表 of their samples."""
    with tempfile.TemporaryDirectory() as folder, make_app(Path(folder)).app_context():
        print(f"  {'step':<30}{'CPU ms':>9}{'kB':>8}")
        for key in ("task_sheet", "contact_points"):
            _show(key)


def _show(key: str) -> None:
    annex = find_annex("province_2017_8", key)
    answers = annex.sample()
    html = render_face("province_2017_8", annex, answers, "示青字〔2026〕8号附件", Marks(True))
    paper = _step(f"{key}: face", lambda: pipeline.face(html, annex.title, answers).pdf)
    if annex.has_seal_cell:
        svg, place = demo_seal_svg(SEAL), places(paper)["seal-place"]
        paper = _step(
            f"{key}: press", lambda: pipeline.press(paper, place, svg, 40, pipeline.SEAL_DISCLAIMER)
        )
    digest = data_sha256(answers)
    mark = FilingMark("岚青备〔2026〕1号", "BA-岚青-2026-000001-V1", SEAL, date(2026, 4, 1), digest, True)
    filed = _step(
        f"{key}: foot strip", lambda: pipeline.add_foot_strip(paper, places(paper)["foot-strip"], mark)
    )
    _step(f"{key}: page images", lambda: page_images(filed)[0])


def _step(label: str, make: Callable[[], bytes]) -> Any:
    """The result of the last round; the first warms fonts and templates."""
    make()
    times, made = [], b""
    for _ in range(ROUNDS):
        start = time.process_time()
        made = make()
        times.append(time.process_time() - start)
    print(f"  {label:<30}{statistics.median(times) * 1000:>9.0f}{len(made) / 1024:>8.1f}")
    return made
