"""转发: an organ passes a superior's notice on to its own units, with its own words, addressees and, within the reserve,
an earlier day; all else is the superior's and cannot be raised (H57; DOMAIN §8.3).

The limits are those of the notice that was issued first, however many levels pass it on: no reserve adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.additions import Addition, AdditionKind, Terms, additions, earliest_due
from youthwork.domain.audience import Audience
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.notices import NoticeState, has_expired, is_short_notice
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms import notices as forms
from youthwork.forms.fields import Posted
from youthwork.models import Notice, Organization, User
from youthwork.services.duties import laying, slices
from youthwork.services.notices import disguise, drafts, rights, terms
from youthwork.services.notices.attempts import AdditionRefused, Tried
from youthwork.services.notices.contents import given_of, write
from youthwork.services.notices.disguise import Same as Same
from youthwork.services.notices.disguise import same_asked as same_asked
from youthwork.services.posts import actor_of

#: What a lower organ writes itself; every other field is the superior's.
OWN = frozenset(
    {
        "number",
        "title",
        "body",
        "contact_name",
        "contact_phone",
        "urgent_reason",
        "addressees",
        "copied_to",
        "annexes",
        "under",
    }
)
#: 照上级通知的: brought up to date with every save.
_ABOVE = frozenset({"expires_on", "reserve_days"})
#: A field of each annex, of which its own due day is the organ's.
_DUE = "due-"
#: Typed where it may be: said while typing, recorded only when it is to go out.
_HONEST = frozenset({AdditionKind.EARLIER})
#: So many units are looked at to see whom an annex asks.
_LOOKED_AT = 400


def organs_for(actor: Actor, notice: Notice) -> list[Organization]:
    """可以转发的机关: this person's organs beneath the issuer that have units below; none unless it is in force."""
    if notice.state is not NoticeState.ISSUED or has_expired(notice.expires_on, clock.today()):
        return []
    above = notice.issuer.path
    return [
        each
        for each in rights.organs_of(actor)
        if each.path.startswith(above) and each.id != notice.issuer_id
    ]


def is_offered(actor: Actor, notice: Notice) -> bool:
    """Whether the notice's page leads to 转发: no query for whom it is nothing."""
    receives = any(
        duty in rights.DRAWS_UP
        and unit.organ.id != notice.issuer_id
        and any(each.id == notice.issuer_id for each in unit.chain)
        for duty, unit in actor.posts
    )
    return receives and bool(organs_for(actor, notice))


def passed_on_by(notice: Notice, organ_ids: Iterable[int]) -> Sequence[Notice]:
    """已转发的: what these organs drew up or issued to pass this notice on, at whatever remove."""
    root = terms.root_of(notice)
    rows = db.session.scalars(
        select(Notice)
        .where(
            Notice.issuer_id.in_(list(organ_ids)),
            Notice.edition_key == notice.edition_key,
            Notice.passes_on_id.is_not(None),
            Notice.state.in_([NoticeState.DRAFT, NoticeState.ISSUED]),
        )
        .order_by(Notice.id)
    )
    return [each for each in rows if terms.root_of(each) is root]


def begin(notice: Notice, by: User, organ_id: int) -> Notice:
    """转发: a draft with everything above taken over, addressed to all units beneath; the one there is, if any."""
    organ = next((each for each in organs_for(actor_of(by), notice) if each.id == organ_id), None)
    if organ is None:
        raise NotAllowed("转发由收到通知、有下级单位的机关的经办人、审核人或签发人办理")
    existing = next(iter(passed_on_by(notice, [organ_id])), None)
    if existing is not None:
        return existing
    draft = drafts.begin(by, organ_id, notice.edition_key, copied_from=notice)
    draft.passes_on = notice
    db.session.flush()
    given = _taken_over(draft, notice)
    draft.typed = forms.posted_from(draft.edition_key, given, {})
    write(draft, given)
    db.session.flush()
    return draft


def _taken_over(draft: Notice, notice: Notice) -> forms.NoticeGiven:
    root = terms.root_of(notice)
    given, named = given_of(draft), root.number or f"《{root.title}》"
    asked = _asked_beneath(draft)
    annexes = [each for each in given.annexes if each.key in asked] if asked else given.annexes
    dues = [each.due for each in annexes if each.due is not None]
    is_short = any(is_short_notice(clock.today(), due) for due in dues)
    return replace(
        given,
        number="",
        title=f"转发{root.issuer.common_name}{root.title}"[:200],
        body=f"现将{root.issuer.common_name}《{root.title}》{f'（{root.number}）' if root.number else ''}转发给你们，"
        "请按通知要求按时报送。表格、必填内容、数量频次以该通知为准，不另提要求。",
        basis=root.basis or named,
        numbers=dict(terms_numbers(root)),
        reserve_days=root.reserve_days,
        expires_on=root.expires_on or given.expires_on,
        urgent_reason=root.urgent_reason or (f"按{named}的期限转发" if is_short else ""),
        annexes=tuple(annexes),
    )


def terms_numbers(root: Notice) -> Mapping[str, int]:
    """数量要求 of the first notice, with what it leaves to its 表样."""
    return {key: each.number for key, each in terms.of_notice(root).numbers.items()}


def _asked_beneath(draft: Notice) -> set[str]:
    """The annexes that anybody beneath is asked for."""
    own = draft.issuer_id
    organs = db.session.scalars(laying.reached_by(draft).limit(_LOOKED_AT)).all()
    beneath = [each for each in organs if each.id != own]
    return {each.annex.annex_key for each in slices.wanted_of(draft, beneath)}


def subordinates(organ: Organization) -> Sequence[Organization]:
    """下级单位 right beneath, in their order."""
    return db.session.scalars(
        select(Organization)
        .where(
            Organization.parent_id == organ.id,
            Organization.type != OrganizationType.DEPARTMENT,
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.position, Organization.id)
    ).all()


@dataclass(frozen=True)
class Tries:
    """要存的和要不得的: what a post may change in the draft, and what it tries to put on top."""

    kept: Posted
    additions: Sequence[Addition]

    @property
    def is_tampered(self) -> bool:
        """Whether something was posted that the page offers no way to type."""
        return any(each.kind not in _HONEST for each in self.additions)


def read(draft: Notice, posted: Posted) -> Tries:
    """看一次提交: the organ's own fields over the draft's, and everything in it that goes beyond the superior's."""
    root = terms.root_of(draft)
    limits, before = terms.of_notice(root), _as_above(draft, root)
    tried = _additions(draft, limits, {**before, **posted}, posted)
    own = {name: values for name, values in posted.items() if name in OWN or name.startswith(_DUE)}
    if "annexes" in own:
        offered = {key.split("@")[0] for key in limits.annexes}
        own["annexes"] = [each for each in own["annexes"] if each in offered]
    if "under" in own:
        beneath = {str(each.id) for each in subordinates(draft.issuer)} | {str(draft.issuer_id)}
        own["under"] = [each for each in own["under"] if each in beneath]
    return Tries({**before, **own, **_of_page(posted)}, tried)


def _as_above(draft: Notice, root: Notice) -> Posted:
    """What the draft says, with what is the superior's as it is now: it may have been amended since."""
    given = given_of(draft)
    now = replace(
        given,
        numbers=dict(terms_numbers(root)),
        reserve_days=root.reserve_days,
        expires_on=root.expires_on or given.expires_on,
    )
    fresh = forms.posted_from(draft.edition_key, now, {})
    typed = draft.typed or fresh
    return {**typed, **{name: fresh[name] for name in fresh if name.startswith("asked-") or name in _ABOVE}}


def _additions(draft: Notice, limits: Terms, whole: Posted, posted: Posted) -> list[Addition]:
    given = forms.read(draft.edition_key, whole)
    required = {
        name.removeprefix("required-"): values
        for name, values in posted.items()
        if name.startswith("required-")
    }
    beyond = [] if terms.climbs(draft) else terms.beyond(given.audience, draft.issuer, terms.root_of(draft))
    mine = terms.of_given(draft, given, required, beyond)
    return additions(limits, mine)


def _of_page(posted: Posted) -> Posted:
    return {name: posted[name] for name in (forms.PAGE, forms.SEQUENCE) if name in posted}


def save(draft: Notice, kept: Posted, by: User, version: int) -> Notice:
    """保存 the organ's own part. Raises as `drafts.save`."""
    return drafts.save(draft, forms.read(draft.edition_key, kept), by, version)


def later_than_allowed(draft: Notice) -> list[tuple[str, str]]:
    """(field, sentence) of each own due day after the superior's: the superior's holds, so it would only mislead."""
    limits = terms.of_notice(terms.root_of(draft)).annexes
    found = []
    for row in draft.annexes:
        theirs = limits.get(terms.key_of(row.annex_key, row.period))
        if theirs is not None and row.due > theirs.due:
            sentence = (
                f"《{theirs.name}》上级通知{long_date(theirs.due)}截止，这里不能更晚；要推迟的请上级准予延期"
            )
            found.append((f"due-{row.annex_key}", sentence))
    return found


def earliest(draft: Notice) -> Mapping[str, tuple[str, str]]:
    """期限的范围: annex → (the superior's day, the earliest allowed), in words; of monthly ones the first month's."""
    limits = terms.of_notice(terms.root_of(draft))
    found: dict[str, tuple[str, str]] = {}
    for key, each in limits.annexes.items():
        found.setdefault(key.split("@")[0], (long_date(each.due), long_date(earliest_due(limits, key))))
    return found


def check(notice: Notice, by: User) -> None:
    """不层层加码, before a notice is issued. Raises `AdditionRefused`, to be recorded after the rollback, or
    `Unacceptable` where it would only mislead."""
    if notice.passes_on is None:
        disguise.check(notice, by)
        return
    root = terms.root_of(notice)
    if root.state is not NoticeState.ISSUED:
        raise StepNotAllowed(f"上级通知《{root.title}》现在是“{root.state.value}”，不能再转发")
    audience = Audience.from_json(notice.audience, notice.issuer_id)
    beyond = [] if terms.climbs(notice) else terms.beyond(audience, notice.issuer, root)
    if notice.state is NoticeState.DRAFT and root.expires_on is not None:
        # Nobody types it in a draft: where it differs, the superior's was amended after the last save.
        notice.expires_on = root.expires_on
    found = additions(terms.of_notice(root), replace(terms.of_notice(notice), beyond=beyond))
    if found:
        raise AdditionRefused(notice, by, [Tried(root.id, each) for each in found])
    if later := later_than_allowed(notice):
        raise Unacceptable(later[0][1])
