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
from youthwork.domain.workflow import Case
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Submission, User
from youthwork.services import posts
from youthwork.services.tree import units_of

RECEIVERS = (Duty.REVIEWER, Duty.SIGNER)


def annex_of(submission: Submission) -> type[AnnexForm]:
    return find_annex(submission.notice.edition_key, submission.annex_key)


def case_of(submission: Submission) -> Case:
    """The submission as the rules see it."""
    annex = annex_of(submission)
    ids = (submission.owner_id, submission.holder_id)
    units = units_of(each for each in ids if each is not None)
    return Case(
        state=submission.state,
        owner=units[submission.owner_id],
        holder=units[submission.holder_id] if submission.holder_id else None,
        has_seal_cell=annex.has_seal_cell,
        climbs=annex.climbs,
        subject_id=submission.subject_id,
        submitter_id=submission.submitted_by_id,
        signer_id=submission.signed_off_by_id,
        accepted_by_id=submission.accepted_by_id,
        accepted_until=submission.accepted_until,
    )


@dataclass(frozen=True)
class Plan:
    """去向: who will sign, seal and receive, with names; and what is vacant, as sentences."""

    route: Route
    receivers: tuple[User, ...]
    signing_unit: Unit | None
    signers: tuple[User, ...]
    sealing_unit: Unit | None
    keepers: tuple[User, ...]
    vacancies: tuple[str, ...]


def plan_route(submission: Submission, filler_id: int) -> Plan:
    """去向 of a submission, were `filler_id` to submit it now; vacancies name who can fix them."""
    annex = annex_of(submission)
    owner = units_of([submission.owner_id])[submission.owner_id]
    own = frozenset(each for each in (filler_id, submission.subject_id) if each is not None)
    path = route(
        annex.receiving,
        owner,
        paper=annex.short_title,
        issuer_id=submission.notice.issuer_id,
        subject_unit=_subject_unit(submission),
    )
    signing = signing_unit(owner.organ, lambda unit: posts.ids_with([Duty.SIGNER], unit), own)
    signers = (
        [user for user in posts.people_with([Duty.SIGNER], signing) if user.id not in own] if signing else []
    )
    sealing, keepers = _sealing(annex, owner, own, signers)
    receivers = _receivers(path, own, signers)
    return Plan(
        path,
        tuple(receivers),
        signing,
        tuple(signers),
        sealing,
        tuple(keepers),
        tuple(_vacancies(owner, annex, path, signing, sealing, receivers)),
    )


def check_staffed(submission: Submission, filler_id: int) -> Plan:
    """The plan, or a refusal naming the vacancy: nothing is ever approved by silence (decision 11)."""
    plan = plan_route(submission, filler_id)
    if plan.vacancies:
        raise StepNotAllowed("；".join(plan.vacancies))
    return plan


def _subject_unit(submission: Submission) -> Unit | None:
    """The organization or department the 任务表's cadre works in, within the owner's organ."""
    if submission.subject is None:
        return None
    ids = [each.organization_id for each in posts.current_appointments(submission.subject)]
    units = units_of(ids)
    return next((units[id] for id in ids if units[id].organ.id == submission.owner_id), None)


def _sealing(
    annex: type[AnnexForm], owner: Unit, own: frozenset[int], signers: list[User]
) -> tuple[Unit | None, list[User]]:
    if not annex.has_seal_cell:
        return None, []
    only_signer = frozenset({signers[0].id}) if len(signers) == 1 else frozenset()
    taken = own | only_signer
    unit = sealing_unit(owner.organ, lambda unit: posts.ids_with([Duty.SEAL_KEEPER], unit), taken)
    if unit is None:
        return None, []
    return unit, [user for user in posts.people_with([Duty.SEAL_KEEPER], unit) if user.id not in taken]


def _receivers(path: Route, own: frozenset[int], signers: list[User]) -> list[User]:
    receiver = units_of([path.receiver_id])[path.receiver_id]
    only_signer = {signers[0].id} if len(signers) == 1 else set()
    return [user for user in posts.people_with(RECEIVERS, receiver) if user.id not in own | only_signer]


def _vacancies(
    owner: Unit,
    annex: type[AnnexForm],
    path: Route,
    signing: Unit | None,
    sealing: Unit | None,
    receivers: list[User],
) -> list[str]:
    sentences = []
    if signing is None:
        sentences.append(f"{owner.organ.name}及其上级都没有别的签发人，无法审签；{_fixer(owner)}")
    if annex.has_seal_cell and sealing is None:
        sentences.append(f"{owner.organ.name}及其上级都没有可以用印的印章管理员；{_fixer(owner)}")
    if not receivers:
        receiver = units_of([path.receiver_id])[path.receiver_id]
        sentences.append(f"{path.receiver_name}没有能审核这件的人；{_fixer(receiver)}")
    return sentences


def _fixer(unit: Unit) -> str:
    """Who can fill the vacancy: the nearest administrator upwards."""
    for each in unit.chain:
        people = posts.people_with([Duty.ADMINISTRATOR], each)
        if people:
            names = "、".join(user.name for user in people)
            return f"请联系{each.name}管理员{names}补上"
    return "请联系系统管理员补上"
