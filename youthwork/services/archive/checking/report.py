"""检测报告: one run printed, A4: the outcome of every item, then the findings and what to do about each."""

from __future__ import annotations

from flask import current_app, render_template

from youthwork import clock
from youthwork.documents import pdf
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import StepNotAllowed
from youthwork.models import ArchiveCheck
from youthwork.services.archive.checking.asking import scope_words
from youthwork.services.archive.checking.catalogue import BY_NUMBER, Item, Property
from youthwork.services.archive.checking.findings import findings_of, stage_words

_BASIS = "DA/T 70-2018《文书类电子档案检测一般要求》"
#: One outcome: the item, how much was looked at, how much of it failed.
Outcome = tuple[Item, int, int]


def outcomes_of(check: ArchiveCheck) -> dict[Property, list[Outcome]]:
    """The items of a run by property, in their order."""
    found: dict[Property, list[Outcome]] = {each: [] for each in Property}
    for row in check.items:
        item = BY_NUMBER[row["number"]]
        found[item.property].append((item, row["checked"], row["failed"]))
    return found


def store_bytes(check: ArchiveCheck) -> int:
    """成件库的大小, as the run counted it."""
    return int(check.reached.get("bytes", 0))


def report_pdf(check: ArchiveCheck) -> bytes:
    """打印检测报告; raises `StepNotAllowed` before the run is over."""
    if check.finished_at is None:
        raise StepNotAllowed("这次检测还没有做完，做完后再打印报告")
    findings = findings_of(check)
    title = f"四性检测报告（{stage_words(check.stage)}）"
    html = render_template(
        "registers/check_report.html",
        title=title,
        check=check,
        scope=scope_words(check),
        asked_by=check.asked_by.name if check.asked_by else "系统管理员（命令行）",
        finished=f"{long_date(check.finished_at.date())} {check.finished_at:%H:%M}",
        outcomes=outcomes_of(check),
        findings=[(each, BY_NUMBER[each.item]) for each in findings],
        more=check.blocking + check.remarks - len(findings),
        store_bytes=store_bytes(check),
        basis=_BASIS,
        today=long_date(clock.today()),
        is_demo=current_app.config["IS_DEMO"],
    )
    return pdf.render(html, title=title, made_at=clock.now()).pdf
