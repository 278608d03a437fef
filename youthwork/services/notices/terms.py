"""通知的要求: what a notice asks, put so that one can be held against another (`domain/additions.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import not_, select

from youthwork import clock
from youthwork.domain.additions import AnnexTerms, NumberTerms, Terms
from youthwork.domain.audience import Audience
from youthwork.domain.notices import NUMBERS, NoticeGiven, numbers_of
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex, inputs
from youthwork.models import Notice, Organization
from youthwork.models.organization import subtree_range
from youthwork.services.duties import laying
from youthwork.services.notices.contents import annex_rows

#: Units beyond the range are named up to here; more than these nobody reads.
_MOST_NAMED = 50


def root_of(notice: Notice) -> Notice:
    """首发的通知: what is passed on over however many levels; itself, where it passes nothing on."""
    while notice.passes_on is not None:
        notice = notice.passes_on
    return notice


def key_of(annex_key: str, period: str) -> str:
    """One annex for one period, as terms name it."""
    return f"{annex_key}@{period}" if period else annex_key


def of_notice(notice: Notice) -> Terms:
    """The terms of a notice as it stands in the columns: what it leaves open is as the notice of its 表样 says it."""
    rows = [(row.annex_key, row.period, row.due) for row in notice.annexes]
    annexes = {
        key_of(key, period): AnnexTerms(name_of(notice.edition_key, key, period), due, _required(notice, key))
        for key, period, due in rows
    }
    said = {each.key: each.default for each in numbers_of(notice.edition_key)} | (notice.numbers or {})
    return Terms(annexes, _numbers(said), notice.expires_on, notice.reserve_days)


def of_given(
    notice: Notice, given: NoticeGiven, required: Mapping[str, Iterable[str]], beyond: Sequence[str]
) -> Terms:
    """The terms of what was posted for a draft; `required`: annex → inputs that are to be filled besides."""
    annexes = {}
    for key, period, _, _, due in annex_rows(notice.edition_key, given):
        labels = {each.name.replace("-__id__-", "-"): each.label.text for each in _typed(notice, key)}
        more = {name: labels.get(name, name) for name in required.get(key, ())}
        name = name_of(notice.edition_key, key, period)
        annexes[key_of(key, period)] = AnnexTerms(name, due, {**_required(notice, key), **more})
    return Terms(annexes, _numbers(given.numbers), given.expires_on, 0, beyond)


def beyond(audience: Audience, issuer: Organization, root: Notice) -> list[str]:
    """超出范围的单位, by name: reached by this range, and not beneath this organ or not asked by the notice above."""
    low, high = subtree_range(issuer.path)
    own = (Organization.path >= low) & (Organization.path < high)
    theirs = Audience.from_json(root.audience, root.issuer_id)
    today = clock.today()
    outside = not_(own & laying.reached(theirs, today))
    query = select(Organization.common_name).where(laying.reached(audience, today), outside)
    return list(db.session.scalars(query.order_by(Organization.path).limit(_MOST_NAMED)))


def climbs(notice: Notice) -> bool:
    """自下而上: whether all it asks for is chosen from below, so that those beneath are asked although the notice
    above names the next level only."""
    return bool(notice.annexes) and all(
        find_annex(notice.edition_key, row.annex_key).climbs for row in notice.annexes
    )


def name_of(edition_key: str, annex_key: str, period: str) -> str:
    return find_annex(edition_key, annex_key).titled(period)


def _required(notice: Notice, annex_key: str) -> Mapping[str, str]:
    return inputs.required(find_annex(notice.edition_key, annex_key))


def _typed(notice: Notice, annex_key: str) -> Iterator[inputs.Field]:
    return iter(inputs.typed(find_annex(notice.edition_key, annex_key)))


def _numbers(said: Mapping[str, int]) -> dict[str, NumberTerms]:
    return {
        key: NumberTerms(NUMBERS[key].word.removesuffix("至少"), number, NUMBERS[key].unit)
        for key, number in said.items()
        if key in NUMBERS
    }
