"""通知负担: how much filling in a notice asks for (DOMAIN §8.3 no. 12; PEERS C7).

Minutes are those of the form (`minutes.py`), times what is asked: nobody's own time is known here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex, inputs
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.models import DutyTally, Notice, Organization
from youthwork.services.duties import laying, slices
from youthwork.services.notices import audiences
from youthwork.services.notices.minutes import Estimate, estimates
from youthwork.services.notices.reaching import Reach
from youthwork.services.unit_counts import Kind

#: Of so many units of a draft the cadres are counted; of a larger range the rest is reckoned from them.
LOOKED_AT = 200
#: So many numbers are asked for in one statement.
_MOST_IDS = 2_000
#: 应报, from the counts kept.
EXPECTED = DutyTally.missing + DutyTally.sent + DutyTally.filed + DutyTally.nil + DutyTally.exempt


@dataclass(frozen=True)
class Line:
    """一个附件的负担: inputs of the form, how many times it is asked for in all, over how many periods."""

    name: str
    is_of_cadres: bool
    inputs: int
    reports: int
    periods: int
    estimate: Estimate

    @property
    def minutes(self) -> int:
        return self.reports * self.estimate.minutes


@dataclass(frozen=True)
class Burden:
    """一份通知的负担. `is_reckoned`: the range was too large to count its reports one by one."""

    lines: Sequence[Line]
    is_reckoned: bool = False

    @property
    def reports(self) -> int:
        return sum(each.reports for each in self.lines)

    @property
    def inputs(self) -> int:
        return sum(each.reports * each.inputs for each in self.lines)

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.lines)


def of_notice(notice: Notice) -> Burden:
    """负担 of a notice: of what was laid, or of a draft what would be."""
    if notice.state is NoticeState.DRAFT or notice.laid_at is None:
        counted, is_reckoned = _would_be(notice)
    else:
        counted, is_reckoned = _laid(notice), False
    keys = list(dict.fromkeys(row.annex_key for row in notice.annexes))
    said = estimates((notice.edition_key, key) for key in keys)
    lines = []
    for key in keys:
        annex, rows = find_annex(notice.edition_key, key), [r for r in notice.annexes if r.annex_key == key]
        if annex.is_voluntary:
            continue
        lines.append(
            Line(
                annex.short_title,
                annex.filled_by is FilledBy.CADRE,
                len(inputs.typed(annex)),
                sum(counted.get(row.id, 0) for row in rows),
                len(rows),
                said[notice.edition_key, key],
            )
        )
    return Burden(lines, is_reckoned)


def _laid(notice: Notice) -> dict[int, int]:
    """NoticeAnnex id → 应报, from the counts kept."""
    rows = db.session.execute(
        select(DutyTally.notice_annex_id, EXPECTED).where(
            DutyTally.organization_id == notice.issuer_id,
            DutyTally.notice_annex_id.in_([row.id for row in notice.annexes]),
        )
    )
    return {id_: count for id_, count in rows}


def _would_be(notice: Notice) -> tuple[dict[int, int], bool]:
    """NoticeAnnex id → how many would be asked; and whether the cadres among them are reckoned from a part."""
    audience = Audience.from_json(notice.audience, notice.issuer_id)
    reach = audiences.reach(audience, notice.issuer)
    counted, of_cadres = {}, set()
    for row, annex in slices.asking(notice):
        if annex.filled_by is FilledBy.CADRE:
            of_cadres.add(row.id)
        else:
            counted[row.id] = _units_asked(notice, annex, audience, reach)
    if not of_cadres:
        return counted, False
    organs = _looked_at(notice, reach.total)
    found = Counter(each.annex.id for each in slices.wanted_of(notice, organs) if each.annex.id in of_cadres)
    if len(organs) == reach.total or not organs:
        return counted | found, False
    return counted | {key: round(n * reach.total / len(organs)) for key, n in found.items()}, True


def _units_asked(notice: Notice, annex: type[AnnexForm], audience: Audience, reach: Reach) -> int:
    """Units that an annex would be asked of: which kinds it asks, the annex says."""
    kinds: Counter[Kind] = Counter(reach.by_kind)
    if annex.only_directly_beneath:
        asked = select(Organization.level, Organization.type, func.count()).where(
            Organization.parent_id == notice.issuer_id, audiences.reached(audience, notice.issuer)
        )
        rows = db.session.execute(asked.group_by(Organization.level, Organization.type))
        kinds = Counter({(level, type_): count for level, type_, count in rows})
    elif notice.passes_on_id is not None and reach.own is not None:
        # Whoever passes it on was asked by the superior, and asks itself nothing.
        kinds[reach.own] -= 1
    return sum(n for (level, type_), n in kinds.items() if annex.asks_unit(Unit(0, "", type_, level)))


def _looked_at(notice: Notice, total: int) -> Sequence[Organization]:
    """The units reached; of many some that are spread over all."""
    reached = laying.reached_by(notice)
    if total > LOOKED_AT:
        last = db.session.scalar(select(func.max(Organization.id))) or 0
        step = max(1, total // LOOKED_AT)
        ids = range(1 + last % step, last + 1, step)
        # By their numbers, where these are few: who is reached among them needs no look at all the others.
        reached = reached.where(
            Organization.id.in_(ids) if len(ids) <= _MOST_IDS else Organization.id % step == 0
        )
    return db.session.scalars(reached.limit(LOOKED_AT)).all()
