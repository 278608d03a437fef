"""同一张表: an organ's own notice that asks units for a form a superior's running notice asks them for already.

On the same terms, or easier ones, it is the same thing and reported once (`services/duties/sameness.py`); on harder
ones it is 层层加码 under another title, and refused as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, or_, select

from youthwork import clock
from youthwork.domain.additions import Addition, AdditionKind, due_brought_forward, numbers_raised
from youthwork.domain.audience import Audience
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Notice, NoticeAnnex, Organization, User
from youthwork.services.duties import laying
from youthwork.services.duties.sameness import is_near
from youthwork.services.notices import terms
from youthwork.services.notices.attempts import AdditionRefused, Tried
from youthwork.services.tree import ancestor_ids


@dataclass(frozen=True)
class Same:
    """同一张表: one annex of a draft, and the superior's annex that asks the same units for it already."""

    mine: NoticeAnnex
    theirs: NoticeAnnex

    @property
    def is_merged(self) -> bool:
        """Whether it is reported once for both: only under the same 表样, near the same day."""
        return not self.is_copy and is_near(self.mine.due, self.theirs.due)

    @property
    def is_copy(self) -> bool:
        """Whether the form was copied into another 表样: it would be filled twice."""
        return self.mine.notice.edition_key != self.theirs.notice.edition_key

    @property
    def words(self) -> str:
        above = self.theirs.notice
        name = terms.name_of(above.edition_key, self.theirs.annex_key, self.theirs.period)
        named = above.number or above.title
        if self.is_merged:
            return (
                f"《{name}》与{above.issuer.common_name}《{named}》要的是同一张表，下级报一次即可，两边都算"
            )
        return f"《{name}》{above.issuer.common_name}《{named}》已经要报，是同一张表：请转发该通知，不要另发"


def same_asked(notice: Notice) -> list[Same]:
    """与上级通知相同的附件 of a draft that passes nothing on."""
    if notice.passes_on_id is not None:
        return []
    return _same_as(notice, _running_above(notice))


def _same_as(notice: Notice, running: Sequence[Notice]) -> list[Same]:
    return [
        Same(mine, theirs)
        for above in running
        for theirs in above.annexes
        for mine in notice.annexes
        if _is_same(notice, mine, above, theirs)
    ]


def check(notice: Notice, by: User) -> None:
    """Raises `AdditionRefused` where the same form is asked for earlier or in a copy of its own, or more is asked for,
    with whatever form."""
    running = _running_above(notice)
    same = _same_as(notice, running)
    tried = [Tried(each.theirs.notice_id, addition) for each in same for addition in _harder(each)]
    for above in running:
        if above.edition_key == notice.edition_key:
            mine, theirs = terms.of_notice(notice).numbers, terms.of_notice(terms.root_of(above)).numbers
            tried += [Tried(above.id, each) for each in numbers_raised(theirs, mine)]
    if tried:
        raise AdditionRefused(notice, by, list(dict.fromkeys(tried)))


def _harder(same: Same) -> Iterator[Addition]:
    if same.is_copy:
        yield Addition(AdditionKind.ANNEX, same.mine.annex_key, same.words, "annexes")
        return
    key = terms.key_of(same.theirs.annex_key, same.theirs.period)
    forward = due_brought_forward(terms.of_notice(same.theirs.notice), key, same.mine.due)
    if forward is not None:
        yield forward


def _running_above(notice: Notice) -> Sequence[Notice]:
    """Notices in force of organs above that were not passed on, and reach somebody this one reaches."""
    above = ancestor_ids(notice.issuer.path)[:-1]
    rows = db.session.scalars(
        select(Notice)
        .where(
            Notice.issuer_id.in_(above),
            Notice.state == NoticeState.ISSUED,
            Notice.passes_on_id.is_(None),
            or_(Notice.expires_on.is_(None), Notice.expires_on >= clock.today()),
        )
        .order_by(Notice.id)
    ).all()
    return [each for each in rows if _share_units(notice, each)]


def _share_units(one: Notice, other: Notice) -> bool:
    today = clock.today()
    both = [laying.reached(Audience.from_json(each.audience, each.issuer_id), today) for each in (one, other)]
    return bool(db.session.scalar(select(exists().where(*both).select_from(Organization))))


def _is_same(notice: Notice, mine: NoticeAnnex, above: Notice, theirs: NoticeAnnex) -> bool:
    return (
        mine.period == theirs.period
        and (is_near(mine.due, theirs.due) or _is_long_before(mine.due, theirs.due))
        and _is_same_form(
            find_annex(notice.edition_key, mine.annex_key), find_annex(above.edition_key, theirs.annex_key)
        )
    )


def _is_long_before(mine: date, theirs: date) -> bool:
    """What is still to be reported above is not another report because it is asked for months earlier."""
    return mine < theirs and theirs >= clock.today()


def _is_same_form(one: type[AnnexForm], other: type[AnnexForm]) -> bool:
    """The class itself, or a copy of it in another 表样 under the same title."""
    return one is other or (one.key == other.key and one.title == other.title)
