"""报送件的规则图: a submission as the rules see it, and who stands where on its way.

`case_of` feeds `domain/workflow`; `plan_route` answers who signs, who seals and who receives, before the
paper moves.
"""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.domain.duties import Duty
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.hierarchy import Unit
from youthwork.domain.routing import Route, route, sealing_unit, signing_unit
from youthwork.domain.workflow import PRESS_APPROVERS, Actor, Case
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Submission, User
from youthwork.services import posts
from youthwork.services.posts import Acting
from youthwork.services.seals import usable
from youthwork.services.tree import units_at, units_of

RECEIVERS = (Duty.REVIEWER, Duty.SIGNER)


def annex_of(submission: Submission) -> type[AnnexForm]:
    return find_annex(submission.notice.edition_key, submission.annex_key)


def case_of(submission: Submission) -> Case:
    """The submission as the rules see it."""
    annex = annex_of(submission)
    places = (submission.owner, submission.holder)
    units = units_at({place.path for place in places if place is not None})
    return Case(
        state=submission.state,
        owner=units[submission.owner_id],
        holder=units[submission.holder_id] if submission.holder_id else None,
        has_seal_cell=annex.has_seal_cell,
        climbs=annex.climbs,
        subject_id=submission.subject_id,
        submitter_id=submission.submitted_by_id,
        signer_id=submission.signed_off_by_id,
        press_approver_id=submission.press_approved_by_id,
        accepted_by_id=submission.accepted_by_id,
        accepted_until=submission.accepted_until,
    )


@dataclass(frozen=True)
class Plan:
    """去向: who will sign, seal and receive, with names; and what is vacant, as sentences."""

    route: Route
    receiving: tuple[Acting, ...]
    signing_unit: Unit | None
    signing: tuple[Acting, ...]
    sealing_unit: Unit | None
    keepers: tuple[User, ...]
    vacancies: tuple[str, ...]

    @property
    def receivers(self) -> tuple[User, ...]:
        return tuple(each.user for each in self.receiving)

    @property
    def signers(self) -> tuple[User, ...]:
        return tuple(each.user for each in self.signing)


def plan_route(submission: Submission, filler_id: int) -> Plan:
    """去向 of a submission, were `filler_id` to submit it now; vacancies name who can fix them."""
    annex = annex_of(submission)
    owner, subject_unit = _places(submission)
    own = frozenset(each for each in (filler_id, submission.subject_id) if each is not None)
    path = _route(submission, annex, owner, subject_unit)
    staff = _Staff()
    signing = signing_unit(owner.organ, lambda unit: staff.ids(Duty.SIGNER, unit), own)
    held = staff.acting(Duty.SIGNER, signing) if signing else []
    signers = [each for each in held if each.user.id not in own]
    sealing, keepers = _sealing(annex, owner, own, staff)
    receivers = _receivers(path, own, signers)
    return Plan(
        path,
        tuple(receivers),
        signing,
        tuple(signers),
        sealing,
        tuple(keepers),
        tuple(_vacancies(owner, annex, path, signing, sealing, receivers, staff, own)),
    )


def route_of(submission: Submission, actor: Actor) -> Route:
    """去向 alone, without the people; no query for somebody who works where the paper comes from."""
    organs = {unit.organ.id: unit.organ for _, unit in actor.posts}
    owner, subject_unit = organs.get(submission.owner_id), None
    if submission.subject_id == actor.user_id:
        subject_unit = next((unit for _, unit in actor.posts if unit.organ.id == submission.owner_id), None)
    if owner is None or (submission.subject_id is not None and subject_unit is None):
        owner, subject_unit = _places(submission)
    return _route(submission, annex_of(submission), owner, subject_unit)


def check_staffed(submission: Submission, filler_id: int) -> Plan:
    """The plan, or a refusal naming the vacancy: nothing is ever approved by silence (decision 11)."""
    plan = plan_route(submission, filler_id)
    if plan.vacancies:
        raise StepNotAllowed("；".join(plan.vacancies))
    return plan


@dataclass(frozen=True)
class Reception:
    """收件: where a signed-off paper goes, who can take it up there, and what is vacant, as sentences."""

    route: Route
    receiving: tuple[Acting, ...]
    vacancies: tuple[str, ...]

    @property
    def receivers(self) -> tuple[User, ...]:
        return tuple(each.user for each in self.receiving)


def plan_reception(submission: Submission) -> Reception:
    """收件 as the tree and the posts stand now: a department may have been merged since the paper was submitted.

    Signing and sealing lie behind the paper; only its receiver must be staffed, by a third person.
    """
    owner, subject_unit = _places(submission)
    path = _route(submission, annex_of(submission), owner, subject_unit)
    acted = (submission.submitted_by_id, submission.subject_id, submission.signed_off_by_id)
    receiver = units_of([path.receiver_id])[path.receiver_id]
    people = [each for each in posts.acting_for(RECEIVERS, receiver) if each.user.id not in acted]
    return Reception(path, tuple(people), () if people else (_no_receiver(path),))


class _Staff:
    """Who holds a duty where, asked once for each unit of one plan."""

    def __init__(self) -> None:
        self._known: dict[tuple[Duty, int], list[Acting]] = {}

    def acting(self, duty: Duty, unit: Unit) -> list[Acting]:
        key = (duty, unit.id)
        if key not in self._known:
            self._known[key] = posts.acting_for([duty], unit)
        return self._known[key]

    def people(self, duty: Duty, unit: Unit) -> list[User]:
        return [each.user for each in self.acting(duty, unit)]

    def ids(self, duty: Duty, unit: Unit) -> frozenset[int]:
        return frozenset(user.id for user in self.people(duty, unit))

    def pressers(self, unit: Unit, own: frozenset[int]) -> frozenset[int]:
        """Who could press the unit's seal on what these people fill in, with somebody else left to approve it."""
        approvers = frozenset().union(*(self.ids(duty, unit) for duty in PRESS_APPROVERS)) - own
        keepers = usable.pressers(unit.id, self.ids(Duty.SEAL_KEEPER, unit)) - own
        return frozenset(keeper for keeper in keepers if approvers - {keeper})


def _places(submission: Submission) -> tuple[Unit, Unit | None]:
    """The owner, and the organization or department in it that the 任务表's cadre works in."""
    appointments = posts.current_appointments(submission.subject) if submission.subject else []
    paths = {each.organization_id: each.organization.path for each in appointments}
    units = units_at({submission.owner.path, *paths.values()})
    owner = units[submission.owner_id]
    return owner, next((units[id] for id in paths if units[id].organ.id == owner.id), None)


def _route(submission: Submission, annex: type[AnnexForm], owner: Unit, subject_unit: Unit | None) -> Route:
    return route(
        annex.receiving,
        owner,
        paper=annex.short_title,
        issuer_id=submission.notice.issuer_id,
        subject_unit=subject_unit,
        to_issuer=annex.to_issuer,
    )


def _sealing(
    annex: type[AnnexForm], owner: Unit, own: frozenset[int], staff: _Staff
) -> tuple[Unit | None, list[User]]:
    if not annex.has_seal_cell:
        return None, []
    unit = sealing_unit(owner.organ, lambda unit: staff.pressers(unit, own), own)
    if unit is None:
        return None, []
    free = staff.pressers(unit, own)
    return unit, [user for user in staff.people(Duty.SEAL_KEEPER, unit) if user.id in free]


def _receivers(path: Route, own: frozenset[int], signers: list[Acting]) -> list[Acting]:
    receiver = units_of([path.receiver_id])[path.receiver_id]
    kept_out = own | ({signers[0].user.id} if len(signers) == 1 else set())
    return [each for each in posts.acting_for(RECEIVERS, receiver) if each.user.id not in kept_out]


def _vacancies(
    owner: Unit,
    annex: type[AnnexForm],
    path: Route,
    signing: Unit | None,
    sealing: Unit | None,
    receivers: list[Acting],
    staff: _Staff,
    own: frozenset[int],
) -> list[str]:
    sentences = []
    if signing is None:
        sentences.append(f"{owner.organ.name}及其上级都没有别的签发人，无法审签；{_fixer(owner)}")
    if annex.has_seal_cell and sealing is None:
        keepers = any(staff.ids(Duty.SEAL_KEEPER, unit) - own for unit in list(owner.organ.chain)[:2])
        lacking = "别的人可以批准用印（用印批准人、签发人）" if keepers else "可以用印的印章管理员"
        sentences.append(f"{owner.organ.name}及其上级都没有{lacking}；{_fixer(owner)}")
    if not receivers:
        sentences.append(_no_receiver(path))
    return sentences


def _no_receiver(path: Route) -> str:
    receiver = units_of([path.receiver_id])[path.receiver_id]
    return f"{path.receiver_name}没有能审核这件的人；{_fixer(receiver)}"


def _fixer(unit: Unit) -> str:
    """Who can fill the vacancy: the nearest administrator upwards."""
    for each in unit.chain:
        people = posts.people_with([Duty.ADMINISTRATOR], each)
        if people:
            names = "、".join(user.name for user in people)
            return f"请联系{each.name}管理员{names}补上"
    return "请联系系统管理员补上"
