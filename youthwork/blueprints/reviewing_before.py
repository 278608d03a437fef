"""提交前的一页: the printed face; beside it the findings in three grades, and the way the paper will go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request, url_for

from youthwork import clock
from youthwork.blueprints import presenting, presenting_corrections, stepping
from youthwork.blueprints.web import Answer, render, user
from youthwork.domain.annex_context import Grade, Problem
from youthwork.domain.calendar import short_date
from youthwork.models import Submission
from youthwork.services.drafts import checking, explaining
from youthwork.services.drafts.checking import Findings
from youthwork.services.path import cases, pace

_ASKED, _SAID = "finding-", "explanation-"


def review_page(submission: Submission, version: int | None = None, status: int = 200) -> Answer:
    """The page; with 422 it names the findings nothing was said to. `version` is that of the page first drawn."""
    findings = checking.check_draft(submission, user())
    plan = cases.plan_route(submission, user().id)
    way = pace.way_of(submission, plan)
    said = explaining.said_to(submission, findings.explain)
    silent = (
        {each.message for each in findings.explain if each.message not in said} if status == 422 else set()
    )
    draft_url = url_for("drafting.draft", submission_id=submission.id)
    return render(
        "submitting/review.html",
        status=status,
        submission=submission,
        version=submission.version if version is None else version,
        title=submission.title,
        annex_words=presenting.annex_words(submission),
        is_crosswise=cases.annex_of(submission).is_crosswise,
        path=presenting.path_steps(submission),
        correction=presenting_corrections.banner(submission),
        problems=[
            (explaining.key_of(each), f"请说明：{each.message}")
            for each in findings.explain
            if each.message in silent
        ],
        must=_lines(findings.must, draft_url),
        explain=[
            {
                **_line(each, draft_url),
                "key": explaining.key_of(each),
                "asked": _ASKED + explaining.key_of(each).removeprefix(_SAID),
                "said": said.get(each.message, ""),
                "is_silent": each.message in silent,
            }
            for each in findings.explain
        ],
        hints=_lines(findings.hints, draft_url),
        grades=_grades(findings),
        vacancies=plan.vacancies,
        stops=[_stop(each) for each in way.stops],
        expected=_expected(way),
        due=presenting.due_words(submission.correction_due or submission.due),
        draft_url=draft_url,
    )


def posted_explanations() -> dict[str, str]:
    """说明 as the page posts it: each finding's sentence stands beside the words."""
    form = request.form
    asked = {name.removeprefix(_ASKED): text for name, text in form.items() if name.startswith(_ASKED)}
    return {text: form.get(_SAID + key, "") for key, text in asked.items()}


def _grades(findings: Findings) -> list[tuple[str, int, str]]:
    """How many there are of each grade, each leading there: on a phone the findings stand below the face."""
    found = [
        (Grade.MUST, findings.must, "#grade-must"),
        (Grade.EXPLAIN, findings.explain, "#grade-explain"),
        (Grade.HINT, findings.hints, "#grade-hint"),
    ]
    return [(grade.value, len(problems), anchor) for grade, problems, anchor in found if problems]


def _lines(problems: Iterable[Problem], draft_url: str) -> list[dict[str, str]]:
    return [_line(each, draft_url) for each in problems]


def _line(problem: Problem, draft_url: str) -> dict[str, str]:
    return {"message": problem.message, "url": f"{draft_url}#{problem.field}" if problem.field else draft_url}


def _stop(stop: pace.Stop) -> dict[str, Any]:
    return {
        "word": stop.word,
        "unit": stop.unit,
        "names": stepping.names(stop.people),
        "pace": stop.pace,
        "reason": stop.reason,
    }


def _expected(way: pace.Way) -> str:
    """预计: the day, and how far it is a guess."""
    if way.expected is None:
        return "这条路还没有走过，无从预计"
    left_out = f"；{way.unknown} 步还没有办过，未计在内" if way.unknown else ""
    return f"{short_date(way.expected, clock.today())}前后备案（按近一年平均天数{left_out}）"
