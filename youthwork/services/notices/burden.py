"""通知负担: how much filling in a notice asks for (DOMAIN §8.3 no. 12; PEERS C7).

Minutes are those of the form (`minutes.py`), times what is asked: nobody's own time is known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex, inputs
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import DutyTally, Notice, Organization
from youthwork.services.duties import laying, slices
from youthwork.services.notices.minutes import Estimate, estimates

#: Of a draft so many units are looked at; of a larger range the rest is reckoned from them.
LOOKED_AT = 400
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
    total = db.session.scalar(select(func.count()).select_from(laying.reached_by(notice).subquery())) or 0
    step = -(-total // LOOKED_AT) if total > LOOKED_AT else 1
    looked_at = laying.reached_by(notice)
    if step > 1:
        looked_at = looked_at.where(Organization.id % step == 0)
    organs = db.session.scalars(looked_at.limit(LOOKED_AT)).all()
    counted: dict[int, int] = defaultdict(int)
    for each in slices.wanted_of(notice, organs):
        counted[each.annex.id] += 1
    if step == 1 or not organs:
        return counted, False
    return {key: round(number * total / len(organs)) for key, number in counted.items()}, True
