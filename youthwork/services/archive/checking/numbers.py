"""编号的检测: are the 备案号 of an organ and year, and the 件号 of a series, all there (2-1、2-2)?

Counting tells for a whole year at once whether a number is missing; only then is it looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, select

from youthwork.domain.archival_numbers import parse
from youthwork.domain.numbering import Series
from youthwork.extensions import db
from youthwork.models import ArchiveCheck, Filing, NumberSeries, Organization
from youthwork.services.archive.checking.findings import Finding, Tally

#: Numbers read at a time, and missing ones named in one finding.
_AT_ONCE, _MOST_NAMED = 5000, 20


def check_filing_numbers(check: ArchiveCheck, tally: Tally) -> None:
    """备案号: of every organ and year in the scope, 1 up to the last that was given."""
    for organ_id, year, last in _given(check):
        found, highest = db.session.execute(
            select(func.count(Filing.number.distinct()), func.max(Filing.number)).where(
                Filing.organ_id == organ_id, Filing.year == year
            )
        ).one()
        last = max(last, highest or 0)
        findings = []
        if found != last:
            organ = db.session.get_one(Organization, organ_id)
            missing = _words(_missing(_filing_numbers(organ_id, year), last), last - found)
            sentence = f"{organ.common_name}{year} 年给出到 {last} 号，实有 {found} 个，缺：{missing}"
            findings = [Finding("2-1", sentence, number=f"{year} 年")]
        tally.look("2-1", findings, count=last)


def _given(check: ArchiveCheck) -> list[tuple[int, int, int]]:
    """(organ, year, last number given) of every series in the scope, also of one whose filings are all gone."""
    series = select(NumberSeries.organization_id, NumberSeries.period, NumberSeries.last).where(
        NumberSeries.series == Series.FILING
    )
    years = select(Filing.organ_id, Filing.year).distinct()
    if check.organization_id is not None:
        series = series.where(NumberSeries.organization_id == check.organization_id)
        years = years.where(Filing.organ_id == check.organization_id)
    if check.year is not None:
        series = series.where(NumberSeries.period == str(check.year))
        years = years.where(Filing.year == check.year)
    last = {(organ, int(period)): number for organ, period, number in db.session.execute(series)}
    for organ, year in db.session.execute(years):
        last.setdefault((organ, year), 0)
    return sorted((organ, year, number) for (organ, year), number in last.items())


def _filing_numbers(organ_id: int, year: int) -> Iterator[int]:
    """The numbers there are, in order."""
    after = 0
    while True:
        numbers = db.session.scalars(
            select(Filing.number)
            .where(Filing.organ_id == organ_id, Filing.year == year, Filing.number > after)
            .distinct()
            .order_by(Filing.number)
            .limit(_AT_ONCE)
        ).all()
        yield from numbers
        if len(numbers) < _AT_ONCE:
            return
        after = numbers[-1]


def check_item_numbers(check: ArchiveCheck, tally: Tally) -> None:
    """件号: within every series of an organ, 1 up to the highest. Only 档号 are read, not filings."""
    counts: Counter[tuple[int, str]] = Counter()
    highest: Counter[tuple[int, str]] = Counter()
    for organ_id, prefix, item in _archival_numbers(check):
        counts[organ_id, prefix] += 1
        highest[organ_id, prefix] = max(highest[organ_id, prefix], item)
    for (organ_id, prefix), count in sorted(counts.items()):
        last, findings = highest[organ_id, prefix], []
        if count != last:
            there = sorted(item for _, _, item in _archival_numbers(check, organ_id, prefix))
            missing = _words(_missing(iter(there), last), last - count)
            sentence = f"{prefix} 编到 {last:04d} 号，实有 {count} 件，缺件号：{missing}"
            findings = [Finding("2-2", sentence, number=prefix.rstrip("-"))]
        tally.look("2-2", findings, count=last)


def _archival_numbers(
    check: ArchiveCheck, organ_id: int | None = None, prefix: str = ""
) -> Iterator[tuple[int, str, int]]:
    """(organ, series, item) of what is archived in the scope; a number nobody can read is item 1-1's matter."""
    organ_id = organ_id or check.organization_id
    conditions: list[ColumnElement[bool]] = [Filing.archival_number.is_not(None)]
    if organ_id is not None:
        conditions.append(Filing.organ_id == organ_id)
    if check.year is not None:
        conditions.append(Filing.year == check.year)
    if prefix:
        conditions.append(Filing.archival_number.startswith(prefix, autoescape=True))
    after = 0
    while True:
        rows = db.session.execute(
            select(Filing.id, Filing.organ_id, Filing.archival_number)
            .where(Filing.id > after, *conditions)
            .order_by(Filing.id)
            .limit(_AT_ONCE)
        ).all()
        for row in rows:
            number = parse(row.archival_number or "")
            if number is not None:
                yield row.organ_id, number.series.prefix, number.item
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].id


def _missing(there: Iterator[int], last: int) -> Iterator[int]:
    expected = 1
    for number in there:
        yield from range(expected, number)
        expected = number + 1
    yield from range(expected, last + 1)


def _words(missing: Iterator[int], count: int) -> str:
    """3、7、8 等 12 个."""
    named = [str(number) for number, _ in zip(missing, range(_MOST_NAMED), strict=False)]
    return "、".join(named) + (f" 等 {count:,} 个" if count > len(named) else "")
