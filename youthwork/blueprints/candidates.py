"""候选人: who was put forward and where each lies, and the page on which a level decides."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from youthwork import clock
from youthwork.blueprints import navigation, presenting, presenting_candidates, stepping
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    page_version,
    render,
    row_number,
    user,
)
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.nominations import StageVerdict, needs_words, verdict_words
from youthwork.domain.workflow import STATE_WORDS, Action, State, allowed_steps
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.eligibility import gate, sight
from youthwork.services.path import candidates, cases, deciding, stages
from youthwork.services.path.stages import Decided
from youthwork.services.printing import reading

blueprint = Blueprint("candidates", __name__)


@blueprint.get("/candidates")
@login_required
def index() -> Answer:
    """候选人进展, by where each stands with this person's organs."""
    organs = candidates.organs_of(actor())
    if not organs:
        raise NotAllowed("“候选人”由担任经办人、审核人、签发人等职责的同志使用")
    found = candidates.in_sight(actor(), request.args.get("before", type=row_number))
    shown = found[: candidates.PAGE]
    ids = {organ.id for organ in organs}
    readable = candidates.readable(actor(), [each.paper.id for each in shown])
    groups: dict[str, list[dict[str, Any]]] = {title: [] for title in _GROUPS}
    for each in shown:
        groups[_group(each, ids)].append(presenting_candidates.row(each, each.paper.id in readable, ids))
    return render(
        "candidates/index.html",
        organs=[organ.name for organ in organs],
        groups=[(title, rows) for title, rows in groups.items() if rows],
        older=url_for(".index", before=shown[-1].paper.id) if len(found) > candidates.PAGE else None,
        judges=sight.may_list(actor()),
    )


@blueprint.get("/submissions/<int:submission_id>/decision")
@login_required
def decision(submission_id: int) -> Answer:
    """本级意见: what this level may say, and what the levels below said."""
    submission = _nomination(submission_id)
    return _ask(submission, _allowed(submission))


@blueprint.post("/submissions/<int:submission_id>/decision")
@login_required
@commits
@once
def create_decision(submission_id: int) -> Answer:
    submission = _nomination(submission_id)
    allowed = _allowed(submission)
    chosen = next((each for each in allowed if each.name == request.form.get("verdict")), None)
    opinion = request.form.get("opinion", "").strip()
    problems = []
    if chosen is None:
        problems.append(("verdict", "请选择本级意见"))
    elif needs_words(chosen) and not opinion:
        problems.append(("opinion", "不予推荐要写明理由"))
    if len(opinion) > stages.MOST:
        problems.append(("opinion", f"意见最多 {stages.MOST} 个字，现在 {len(opinion)} 个字"))
    if problems or chosen is None:
        return _ask(submission, allowed, problems)
    filed = deciding.decide(submission, user(), page_version(), Decided(chosen, opinion))
    if filed is None:
        assert submission.receiver is not None
        return stepping.done(submission, f"已推荐上报{submission.receiver.common_name}", url_for(".index"))
    words = f"已写明“{stages.words_of(submission, chosen)}”，备案号 {filed.filing_number}"
    return stepping.done(submission, words, url_for("filing.show", filing_id=filed.id))


_GROUPS = ("要本单位定的", "本单位定过的", "下级正在办的", "本单位推荐的")


def _group(candidate: candidates.Candidate, organs: set[int]) -> str:
    if candidate.place is not None and candidate.place.id in organs:
        return _GROUPS[0]
    if any(candidate.decided_by(organ_id) for organ_id in organs):
        return _GROUPS[1]
    return _GROUPS[3] if candidate.paper.owner_id in organs else _GROUPS[2]


def _nomination(submission_id: int) -> Submission:
    submission = find_submission(submission_id)
    if not cases.annex_of(submission).is_decided_by_level:
        raise NotFound("这个附件不由各级写意见")
    return submission


def _allowed(submission: Submission) -> list[StageVerdict]:
    """What this person may say here now; raises as the step itself would where that is nothing."""
    rows = allowed_steps(cases.case_of(submission), actor(), clock.now())
    steps = {row.action for row in rows}
    if not steps & {Action.FORWARD, Action.FILE}:
        if cases.case_of(submission).state_at(clock.now()) is not State.ACCEPTED:
            raise StepNotAllowed(f"这件现在是“{STATE_WORDS[submission.state]}”，签收以后才能写本级意见")
        stepping.check(submission, Action.FILE)
    return [each for each in stages.offered(submission) if deciding.STEPS[each] in steps]


def _ask(
    submission: Submission, allowed: list[StageVerdict], problems: list[tuple[str, str]] | None = None
) -> Answer:
    navigation.belongs_to("review.index")
    annex = cases.annex_of(submission)
    may_climb = StageVerdict.UPWARD in stages.offered(submission)
    return render(
        "candidates/decision.html",
        status=422 if problems else 200,
        submission=submission,
        title=presenting.list_title(submission, of_others=True),
        version=page_version() if problems else submission.version,
        problems=problems or [],
        errors=dict(problems or []),
        verdicts=[(each.name, verdict_words(each, may_climb)) for each in allowed],
        only_signers=may_climb and StageVerdict.UPWARD not in allowed,
        chosen=request.form.get("verdict", ""),
        opinion=request.form.get("opinion", ""),
        most=stages.MOST,
        path=presenting.path_steps(submission),
        case=presenting_candidates.of_case(submission),
        against=gate.words_against(submission),
        may_decline=StageVerdict.DECLINED in allowed,
        namesakes=_namesakes(submission),
        sections=reading.shown_sections(
            annex, submission.answers or {}, scope.sees_personal_data(actor(), submission)
        ),
        back_url=url_for("submissions.show", submission_id=submission.id),
    )


def _namesakes(submission: Submission) -> list[str]:
    """By whom somebody else of that name was found 不合格 that year: for who may know of it, to look twice."""
    nominee = cases.annex_of(submission).nominee(submission.answers or {})
    if nominee is None:
        return []
    found = sight.namesakes(actor(), nominee.name, gate.year_of(submission))
    theirs = {each.id for each in gate.concerning(submission)}
    return [each.decided_for.common_name for each in found if each.id not in theirs]
