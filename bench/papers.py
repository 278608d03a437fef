"""成件: what a paper costs, step by step, and what the same sheet costs set by other programs in the same run.

CPU seconds are those of this process and of the programs it starts, so a busy machine does not change them much.
DESIGN §9 rows 1 (任务表), 2 (with two signatures) and 3 (汇总表 of 2,000 rows).
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.rivals import Sheet, Table, rivals
from tests.conftest import make_app
from tests.documents.signers import MOMENT, a_signer
from youthwork.documents import pdf, pipeline
from youthwork.documents.codes import FilingMark
from youthwork.documents.contents import data_sha256
from youthwork.documents.engine import PAPER_CSS
from youthwork.documents.images import page_images
from youthwork.documents.seals import demo_seal_svg
from youthwork.forms.annexes import find_annex
from youthwork.services.printing.faces import Marks, render_face

EDITION = "province_2017_8"
UNIT, ORGAN = "共青团云溪县委员会", "共青团青岚市委员会"
ROUNDS, RIVAL_ROUNDS = 15, 3
ROWS = 2000


def run() -> None:
    """Print three tables: the steps of a paper, the same sheet by others, the long roll-up."""
    with tempfile.TemporaryDirectory() as folder, make_app(Path(folder)).app_context():
        print(f"  {'step':<34}{'CPU ms':>9}{'a CPU-s':>9}{'kB':>8}")
        for key in ("task_sheet", "contact_points"):
            _show_steps(key)
        _show_rivals("task_sheet", find_annex(EDITION, "task_sheet").sample(), Path(folder), ROUNDS)
        _show_rivals("contact_points", _roll_up(ROWS), Path(folder), 1)


def _show_steps(key: str) -> None:
    annex = find_annex(EDITION, key)
    answers = annex.sample()
    note = pipeline.SEAL_DISCLAIMER if annex.has_seal_cell else ""
    html = _face(key, answers, note)
    paper, cost = _step(f"{key}: face", lambda: pipeline.face(html, annex.title, answers).pdf)
    if annex.has_seal_cell:
        seal = pipeline.SealPicture(demo_seal_svg(UNIT), 40)
        unit = a_signer(UNIT)
        paper, more = _step(
            f"{key}: press (1st signature)", lambda: pipeline.press(paper, seal, unit, MOMENT).pdf
        )
        cost += more
    organ = a_signer(ORGAN)
    mark = FilingMark(
        filing_number="岚青备〔2026〕1号",
        machine_number="BA-岚青-2026-000001-V1",
        organization=ORGAN,
        filed_on=date(2026, 4, 1),
        answers_sha256=data_sha256(answers),
        code_text=f"{ORGAN}\nsha256:{data_sha256(answers)}",
        is_demo=True,
    )
    filed, more = _step(
        f"{key}: file (last signature)", lambda: pipeline.file(paper, mark, organ, MOMENT).pdf
    )
    _line(f"{key}: all of these", cost + more, len(filed))
    _step(f"{key}: page images", lambda: page_images(filed)[0])


def _step(label: str, make: Callable[[], bytes]) -> tuple[bytes, float]:
    """The result of the last round and its median CPU seconds; the first round warms fonts and templates."""
    make()
    times, made = [], b""
    for _ in range(ROUNDS):
        start = time.process_time()
        made = make()
        times.append(time.process_time() - start)
    _line(label, statistics.median(times), len(made))
    return made, statistics.median(times)


def _line(label: str, seconds: float, size: int) -> None:
    print(f"  {label:<34}{seconds * 1000:>9.0f}{1 / seconds:>9.1f}{size / 1024:>8.1f}")


def _show_rivals(key: str, answers: Mapping[str, Any], folder: Path, rounds: int) -> None:
    """The same sheet by every program, one at a time; ours as PDF/A-3u with the answers inside."""
    annex = find_annex(EDITION, key)
    rows = f", {len(answers['rows'])} rows" if "rows" in answers else ""
    print(f"\n  {key}{rows}, one at a time")
    print(f"  {'program':<34}{'PDF/A':>6}{'CPU s':>9}{'a CPU-s':>9}{'kB':>8}{'times ours':>12}")
    sheet = _sheet(key, answers)
    html = _face(key, answers)
    made, ours = _cost(lambda: pdf.render(html, title=annex.title, data=answers).pdf, rounds)
    _compare("youthwork (WeasyPrint)", "3u", ours, len(made), ours)
    for rival in rivals():
        if rival.absent:
            print(f"  {rival.name:<34}{rival.absent}")
            continue
        made, cost = _cost(
            lambda rival=rival: rival.make(sheet, folder), min(rounds, RIVAL_ROUNDS), warm=rounds > 1
        )
        _compare(rival.name, "yes" if rival.is_pdfa else "no", cost, len(made), ours)
    if "rows" in answers:
        print(f"  memory of a process that only prints this paper: {_peak_mb(html)} MB")


def _cost(make: Callable[[], bytes], rounds: int, warm: bool = True) -> tuple[bytes, float]:
    """The PDF and the CPU seconds of one, those of programs started for it included."""
    made = make() if warm else b""
    start = _cpu()
    for _ in range(rounds):
        made = make()
    return made, (_cpu() - start) / rounds


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _compare(name: str, pdfa: str, seconds: float, size: int, ours: float) -> None:
    print(
        f"  {name:<34}{pdfa:>6}{seconds:>9.3f}{1 / seconds:>9.1f}{size / 1024:>8.1f}{seconds / ours:>12.1f}"
    )


# Not ru_maxrss: that begins with the memory of the process this one was forked from.
_ALONE = """
import sys
from youthwork.documents import pdf
pdf.render(sys.stdin.read(), title="汇总表")
status = open("/proc/self/status").read().split()
print(int(status[status.index("VmHWM:") + 1]) // 1024)
"""


def _peak_mb(html: str) -> int:
    """Peak memory of a process that prints this page and does nothing else."""
    told = subprocess.run(
        [sys.executable, "-c", _ALONE], input=html, capture_output=True, text=True, check=True
    )
    return int(told.stdout)


def _face(key: str, answers: Mapping[str, Any], seal_note: str = "", stylesheet: str | None = None) -> str:
    marks = Marks(is_demo=False, seal_note=seal_note)
    annex = find_annex(EDITION, key)
    return render_face(EDITION, annex, answers, "示青字〔2026〕8号附件", marks, stylesheet)


def _roll_up(rows: int) -> dict[str, Any]:
    answers = find_annex(EDITION, "contact_points").sample()
    people = answers["rows"]
    return answers | {"rows": [people[at % len(people)] | {"id": f"r{at}"} for at in range(rows)]}


def _sheet(key: str, answers: Mapping[str, Any]) -> Sheet:
    """The texts of a face in the order they stand on it, for the programs that cannot read it."""
    annex = find_annex(EDITION, key)
    html = _face(key, answers, stylesheet=PAPER_CSS.as_uri())
    if key == "contact_points":
        head = ("序号", "姓名", "职务", "联系方式", "联系指导的团委")
        rows = [
            (str(at), row["name"], row["title"], row["phone"], row["committee"])
            for at, row in enumerate(answers["rows"], start=1)
        ]
        lines = ("示青字〔2026〕8号附件1", f"填报单位（盖章）：{answers['unit']}")
        return Sheet(annex.title, lines, [Table((6, 18, 26, 16, 34), [head, *rows], 1)], True, html)
    said = annex.print_extras(answers)
    person = (
        ("姓名", answers["name"], "性别", answers["gender"], "出生年月", answers["birth_month"]),
        ("单位及职务", answers["unit_and_title"], "联系方式", answers["phone"]),
    )
    tasks = [(label, "\n".join(said["sentences"][task])) for task, label in said["tasks"].items()]
    tables = [
        Table((17, 22, 13, 9, 17, 22), person[:1]),
        Table((17, 44, 17, 22), person[1:]),
        Table(
            (39, 61),
            (("联系指导的团委名称", answers["committee"]), ("全程参与的团支部名称", answers["branch"])),
        ),
        Table((32, 68), [("目标任务", "完成情况"), *tasks], 1),
    ]
    return Sheet(annex.title, ("示青字〔2026〕8号附件2",), tables, False, html)
