"""夜访的文字: visits, problems and figures as the pages of `visits.py` and `visit_problems.py` read them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints import veiled
from youthwork.domain.calendar import day_number, days_left, moment_phrase, short_date
from youthwork.domain.night_visits import (
    CATEGORIES,
    MUST_DO,
    ProblemAction,
    ProblemState,
    VisitKind,
    counts,
    minutes_of,
)
from youthwork.domain.progress import Progress, Standing
from youthwork.domain.workflow import Actor
from youthwork.models import NightVisit, ProblemStep, VisitProblem
from youthwork.services.contact_work.visits import visits
from youthwork.services.contact_work.visits.visit_lists import Figures

#: 状态词 of a problem, and its colour.
TONES = {
    ProblemState.OPEN: "wait",
    ProblemState.UNDER_WAY: "move",
    ProblemState.SOLVED: "done",
    ProblemState.EXPLAINED: "draft",
}
#: How wide the longest bar of the chart is, in its own units.
_WIDEST = 100


def visit_row(visit: NightVisit, reader: Actor, least_minutes: int) -> dict[str, Any]:
    """一次夜访 in a list."""
    activity = visit.activity
    left = sum(not each.state.is_over for each in visit.problems)
    return {
        "url": url_for("visits.show", activity_id=activity.id),
        "topic": veiled.texts(activity)["topic"],
        "kind": visit.kind.value,
        "whom": veiled.beside(activity, visits.shown_to(visit, reader)),
        "day": short_date(activity.starts_at.date(), clock.today()),
        "hours": hours(visit),
        "is_counted": counts(activity.starts_at, activity.ends_at, least_minutes),
        "least_minutes": least_minutes,
        "who": activity.person.name,
        "unit": activity.organization.common_name,
        "is_mine": activity.person_id == reader.user_id,
        "problems": len(visit.problems),
        "left": left,
    }


def hours(visit: NightVisit) -> str:
    """19:00—20:30（90 分钟）; 22:30—次日 0:10."""
    start, end = visit.activity.starts_at, visit.activity.ends_at
    over = "次日 " if end.date() > start.date() else ""
    return f"{start:%H:%M}—{over}{end:%H:%M}（{minutes_of(start, end)} 分钟）"


def visit_facts(visit: NightVisit, reader: Actor, least_minutes: int) -> list[tuple[str, ...]]:
    """夜访的要素, as a page lists them."""
    activity = visit.activity
    is_counted = counts(activity.starts_at, activity.ends_at, least_minutes)
    counted = "算一次" if is_counted else f"不满 {least_minutes} 分钟，照记，不算次数"
    members = "、".join(each.person.name for each in activity.members)
    return [
        ("夜访干部", activity.person.name, _post(visit)),
        ("时间", f"{short_date(activity.starts_at.date(), clock.today())} {hours(visit)}", counted),
        ("地点", "线上" if activity.is_online else veiled.texts(activity)["place"] or "—"),
        ("六访类别", visit.kind.value),
        ("走访对象", veiled.beside(activity, visits.shown_to(visit, reader)) or "—"),
        ("走访青年", f"{activity.people} 人"),
        *([("同去的人", members)] if members else []),
        ("必做", MUST_DO[visit.kind]),
        ("完成情况", veiled.beside(activity, visit.must_do) or "还没有写"),
    ]


def _post(visit: NightVisit) -> str:
    """团云溪县委 · 专职, as it was that day."""
    nature = visit.activity.nature
    return visit.activity.organization.common_name + (f" · {nature.value}" if nature else "")


def problem_row(problem: VisitProblem) -> dict[str, Any]:
    """一个问题 in a list: who has it, since when, until when."""
    today = clock.today()
    return {
        "url": url_for("visit_problems.show", problem_id=problem.id),
        "category": problem.category,
        "text": veiled.beside(problem.visit.activity, problem.text),
        "owner": problem.owner.name,
        "unit": problem.organization.common_name,
        "waits": waits(problem),
        "found": short_date(problem.found_at.date(), today),
        "due": due_of(problem),
        "state": (problem.state.value, TONES[problem.state]),
    }


def due_of(problem: VisitProblem) -> dict[str, str | None] | None:
    """办理期限 people set themselves: near or past, it is said and never red."""
    if problem.due_on is None or problem.state.is_over:
        return None
    left = days_left(problem.due_on, clock.today())
    words = f"已过 {-left} 天" if left < 0 else "今天" if left == 0 else f"还有 {left} 天"
    day = short_date(problem.due_on, clock.today())
    return {"date": day, "words": words, "state": "soon" if left <= 0 else None}


def waits(problem: VisitProblem) -> str:
    """第 12 天 while it is open; 用了 12 天 once it is over."""
    if problem.state.is_over:
        return f"用了 {day_number(problem.found_at, problem.state_since)} 天"
    return f"第 {day_number(problem.found_at, clock.now())} 天"


def step_row(step: ProblemStep, is_last: bool) -> dict[str, Any]:
    """办理的一步, as a timeline tells it."""
    handed = step.action is ProblemAction.HAND_OVER
    return {
        "who": step.by.name,
        "what": f"移交给{step.owner.name}" if handed else step.action.value,
        "when": moment_phrase(step.at, clock.now()),
        "words": veiled.said(step.by_id, step.words),
        "now": is_last,
    }


def year_card(progress: Progress) -> dict[str, Any]:
    """本人一年的夜访: n/6 where six are asked; else the number alone, which wants for nothing."""
    is_asked = progress.standing is not Standing.NOT_ASKED
    done = progress.kinds
    return {
        "count": progress.count,
        "needed": progress.counter.needed,
        "least_minutes": progress.counter.least_minutes,
        "is_asked": is_asked,
        "standing": f"还差 {progress.wanting} 次"
        if progress.standing is Standing.SHORT
        else progress.standing.value,
        "short": len(progress.uncounted),
        "once": progress.counter.once,
        "kinds": [(kind.value, MUST_DO[kind], done.get(kind.value, 0)) for kind in VisitKind],
    }


def chart(figures: Figures) -> list[dict[str, Any]]:
    """问题的分布: a bar a category, in pieces by state; in the order of the categories, never by size."""
    totals = {
        category: [figures.problems.get((category, state), 0) for state in ProblemState]
        for category in CATEGORIES
    }
    most = max((sum(each) for each in totals.values()), default=0)
    rows = []
    for category, numbers in totals.items():
        if not sum(numbers):
            continue
        at, pieces = 0.0, []
        for state, number in zip(ProblemState, numbers, strict=True):
            width = number * _WIDEST / most
            if number:
                pieces.append({"x": round(at, 2), "width": round(width, 2), "tone": TONES[state]})
            at += width
        rows.append({"category": category, "numbers": numbers, "pieces": pieces, "total": sum(numbers)})
    return rows
