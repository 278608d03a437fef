"""保管期限表: how long an organ keeps each kind of filing, by which approval and from which day on.

A row is never rewritten: a new one ends the one before it, and both stay. A filing takes its period from the table
on the day it is filed; where the table has no row for it, the annex's own holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from youthwork import clock
from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Organization, RetentionRule, User
from youthwork.services import audit

#: Every kind without a row of its own.
OTHERS = ""


@dataclass(frozen=True)
class Row:
    """一行 as it is typed in."""

    annex_key: str
    item: str
    years: int
    approval_number: str
    starts_on: date


def years_for(organ_id: int, annex: type[AnnexForm], day: date) -> int:
    """保管期限 of a filing of this annex on this day: the annex's row, else that of the others, else its own."""
    rows = db.session.execute(
        select(RetentionRule.annex_key, RetentionRule.years).where(
            RetentionRule.organization_id == organ_id,
            RetentionRule.annex_key.in_((annex.key, OTHERS)),
            RetentionRule.starts_on <= day,
            or_(RetentionRule.ends_on.is_(None), RetentionRule.ends_on >= day),
        )
    )
    found: dict[str, int] = {key: years for key, years in rows}
    return found.get(annex.key, found.get(OTHERS, annex.retention_years))


def annexes() -> dict[str, type[AnnexForm]]:
    """The kinds a row may be about, in the order of the editions."""
    return {annex.key: annex for edition in EDITIONS.values() for annex in edition.annexes}


def proposals(organ_id: int) -> list[Row]:
    """建议: what an organ without rows begins with (DOMAIN §6: 备案文件材料 10年), from today on."""
    known = {row.annex_key for row in rules(organ_id) if row.ends_on is None}
    items = {key: f"下级报送备案的《{annex.title}》" for key, annex in annexes().items()}
    items[OTHERS] = "下级报送备案的其他文件材料"
    periods = {key: annex.retention_years for key, annex in annexes().items()} | {OTHERS: 10}
    today = clock.today()
    return [Row(key, item, periods[key], "", today) for key, item in items.items() if key not in known]


def rules(organ_id: int) -> Sequence[RetentionRule]:
    """The whole table with its history: of each kind the newest row first."""
    order = [*annexes(), OTHERS]
    rows = db.session.scalars(
        select(RetentionRule)
        .where(RetentionRule.organization_id == organ_id)
        .order_by(RetentionRule.starts_on.desc(), RetentionRule.id.desc())
    ).all()
    return sorted(rows, key=lambda row: order.index(row.annex_key) if row.annex_key in order else len(order))


def problems_of(organ_id: int, row: Row) -> list[tuple[str, str]]:
    """What forbids this row, each at its field."""
    found = []
    if row.annex_key != OTHERS and row.annex_key not in annexes():
        found.append(("annex", "没有这种附件，请重新选择"))
    if row.years not in retention.PERIODS:
        found.append(("years", "保管期限只有永久、30年、10年三种（国家档案局令第8号）"))
    newest = _newest(organ_id, row.annex_key)
    if newest is not None and row.starts_on <= newest.starts_on:
        sentence = f"现有的一行从{long_date(newest.starts_on)}起执行，新的一行要从这一天之后开始"
        found.append(("starts_on", sentence))
    return found


def add(organ: Organization, user: User, row: Row) -> RetentionRule:
    """增加一行, from its day on; the row before it ends the day before. Raises `Unacceptable`."""
    # One at a time: of two who add a row for the same kind, the second sees the first's.
    db.session.execute(
        select(Organization.id).where(Organization.id == organ.id).with_for_update(key_share=True)
    )
    problems = problems_of(organ.id, row)
    if problems:
        raise Unacceptable(problems[0][1])
    before = _newest(organ.id, row.annex_key)
    if before is not None:
        before.ends_on = row.starts_on - timedelta(days=1)
    rule = RetentionRule(
        organization_id=organ.id,
        annex_key=row.annex_key,
        item=row.item,
        years=row.years,
        approval_number=row.approval_number,
        starts_on=row.starts_on,
        set_by_id=user.id,
        set_at=clock.now(),
    )
    db.session.add(rule)
    db.session.flush()
    was = f"，原为{retention.words(before.years)}" if before else ""
    audit.record(
        "archive",
        f"{user.name}修订{organ.common_name}保管期限表：{row.item} {retention.words(row.years)}{was}，"
        f"{long_date(row.starts_on)}起，批准文号 {row.approval_number or '无'}",
        user.id,
    )
    return rule


def _newest(organ_id: int, annex_key: str) -> RetentionRule | None:
    return db.session.scalar(
        select(RetentionRule)
        .where(RetentionRule.organization_id == organ_id, RetentionRule.annex_key == annex_key)
        .order_by(RetentionRule.starts_on.desc(), RetentionRule.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
