"""填写: what the people of the story type into each annex; the prefilled draft in, the draft to be saved out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from youthwork.demo import activities
from youthwork.demo.tree import Place
from youthwork.demo.walking import Fill
from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationType
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS, TaskSheet
from youthwork.forms.fields import Answers, Posted, posted_from
from youthwork.models import Submission, User
from youthwork.services import posts
from youthwork.services.contact_work.derivation import derived_writing, deriving
from youthwork.services.drafts import draft_saves

_PLACE_KINDS = ("社区", "学校", "村", "企业")
_TOPICS = ("基层团组织覆盖盲点", "新兴领域青年联系", "学校共青团改革", "返乡青年创业就业")
_SCHEDULES = ("每月一次", "每季度两次", "四月、七月、十月各一次")


def as_compiled(submission: Submission, posted: Posted) -> Posted:
    """汇总表: the rows compiled from the links are right as they stand."""
    return posted


def with_committee(person: User, committee: str) -> Fill:
    """汇总表: one cadre's committee written by hand."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        return {**posted, f"rows-u{person.id}-committee": [committee]}

    return fill


def with_filler_phone(phone: str) -> Fill:
    """汇总表: another number of who filled it in."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        return {**posted, "filler_phone": [phone]}

    return fill


def task_sheet(random: Random, until: date) -> Fill:
    """任务表, complete."""
    return _tasks(activities.complete(random, until))


def half_a_task_sheet(random: Random, until: date) -> Fill:
    """任务表, four tasks in, the last entry unfinished."""
    return _tasks(activities.begun(random, until))


def from_records(otherwise: Fill) -> Fill:
    """任务表: what the cadre recorded in the notice's months is taken in; only where that is nothing, `otherwise`."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        assert submission.subject is not None
        offered = deriving.choices(submission, posts.actor_of(submission.subject))
        new = {each.name for each in offered if not each.is_there}
        if new:
            derived_writing.take(submission, submission.subject, offered, new)
        drawn = draft_saves.find_draft(submission).fields
        by_hand = otherwise(submission, posted)
        written = {name for name in TASKS if drawn.get(name)}
        return {
            **{name: values for name, values in by_hand.items() if name.partition("-")[0] not in written},
            **{name: values for name, values in drawn.items() if name.partition("-")[0] in written},
        }

    return fill


def _tasks(answers: Answers) -> Fill:
    def fill(submission: Submission, posted: Posted) -> Posted:
        return {**posted, **posted_from(TaskSheet, answers)}

    return fill


def contact_units(organ: Place, members: list[str], liaison: User, complete: bool = True) -> Fill:
    """联系单位: a row for every leader in the prefilled draft; half of them where it is not complete."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        fields, rows = dict(posted), posted["rows"]
        for at, row in enumerate(rows if complete else rows[:1]):
            cells = _row(organ, members, liaison, at, len(rows))
            fields |= {f"rows-{row}-{name}": [text] for name, text in cells.items()}
        return fields

    return fill


def _row(organ: Place, members: list[str], liaison: User, at: int, groups: int) -> dict[str, str]:
    below = [each for each in organ.below if each.type is not OrganizationType.DEPARTMENT]
    own = _own(below, at, groups)
    committee = next(each for place in own for each in _committees(place))
    branch = next(each for each in committee.under() if each.type is OrganizationType.BRANCH)
    return {
        "members": "、".join(members[at::groups] or members[:1]),
        "counties": "、".join(place.name for place in own),
        "committee": committee.name,
        "branch": branch.name,
        "kind": _PLACE_KINDS[at % len(_PLACE_KINDS)],
        "topic": _TOPICS[at % len(_TOPICS)],
        "schedule": _SCHEDULES[at % len(_SCHEDULES)],
        "liaison": liaison.name,
        "liaison_phone": liaison.phone,
    }


def _own(below: list[Place], at: int, groups: int) -> list[Place]:
    """What falls to one of the groups; in each a place where the tree reaches down to the branches."""
    reaching = [place for place in below if any(_committees(place))]
    others = [place for place in below if place not in reaching]
    return [*(reaching[at::groups] or reaching[:1]), *others[at::groups]]


def _committees(place: Place) -> Iterator[Place]:
    """Those that have a branch."""
    for committee in (*place.under(), place):
        if committee.type in LINKABLE_TYPES and any(
            each.type is OrganizationType.BRANCH for each in committee.under()
        ):
            yield committee
