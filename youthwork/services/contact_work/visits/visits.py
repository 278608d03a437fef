"""夜访: what a night visit adds to its record: kept with it, corrected with it, shown by its code where it must be.

The record itself is `recording.py`'s; the caller's deed holds both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select

from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.domain.night_visits import PROTECTED, VisitKind, masked
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.visits import VisitForm
from youthwork.models import Activity, NightVisit, ProtectedPerson, User
from youthwork.services import posts
from youthwork.services.contact_work.visits import problems, protected
from youthwork.services.contact_work.visits.problems import ProblemGiven


@dataclass(frozen=True)
class VisitGiven:
    """夜访 as it was filled in; the name stays out of every representation."""

    kind: VisitKind | None
    visited: str = ""
    is_protected: bool = False
    #: One of the visitor's own `ProtectedPerson`s; None: somebody new.
    person_id: int | None = None
    name: str = field(default="", repr=False)
    must_do: str = ""
    problems: tuple[ProblemGiven, ...] = ()


class Kept(NamedTuple):
    """夜访已存; `notice` is what the writer must be told: '' as a rule."""

    visit: NightVisit
    notice: str


def offer(
    form: VisitForm,
    person: User,
    visit: NightVisit | None = None,
    colleagues: Iterable[tuple[int, str]] | None = None,
) -> None:
    """Let the form choose among the colleagues of the person's organ and those they visited before.

    `visit` is the one that is being corrected: whom a colleague visited, only they may change.
    """
    if visit is not None and visit.activity.person_id != person.id:
        form.leave_subject(is_protected=visit.subject is not None)
    known = [(each.id, str(protected.alias_of(each))) for each in protected.known_to(person)]
    form.offer(colleagues_of(person) if colleagues is None else colleagues, known)


def colleagues_of(person: User, actor: Actor | None = None) -> list[tuple[int, str]]:
    """本单位团干部 beside oneself, by id and name; `actor` is the person where the caller knows it."""
    held = (actor or posts.actor_of(person)).posts
    organs = {unit.organ.id for duty, unit in held if duty is Duty.CADRE}
    return problems.colleagues(organs, but=person.id)


def given_from(form: VisitForm) -> VisitGiven:
    """What was filled in, whether or not the form is valid."""
    kind = next((each for each in VisitKind if each.value == form.kind.data), None)
    rows = (problems.given_from(row) for _, row in form.problems.filled_rows())
    typed = form.data
    name = typed.get("name") or ""
    # A name typed into its own field protects whom it names, whatever was ticked.
    is_protected = kind in PROTECTED or bool(typed.get("is_protected") or name)
    person_id = problems.row_id(typed.get("person")) if is_protected else None
    return VisitGiven(
        kind,
        typed.get("visited") or "",
        is_protected,
        person_id,
        name,
        typed["must_do"] or "",
        tuple(rows),
    )


def mistakes(given: VisitGiven) -> dict[str, str]:
    """Field of the form → sentence."""
    found = {}
    if given.kind is None:
        found["kind"] = "请选择是哪一访"
    if given.is_protected and given.visited:
        found["visited"] = (
            "这次走访的是未成年人或不良行为青少年：“走访对象”一栏请清空，姓名只写在“姓名”一栏，也可以不写"
        )
    if given.person_id is not None and given.name:
        before = db.session.get(ProtectedPerson, given.person_id)
        if before is not None and before.masked_name not in (masked(""), masked(given.name)):
            found["name"] = "姓名和选定的代称不是同一个姓，请核对选的是不是这个人"
    return found


def put(activity: Activity, given: VisitGiven, by: User) -> Kept:
    """Keep the visit with its record, within the caller's deed; the same again changes nothing.

    Whoever corrects a record of somebody else leaves the person visited as they are. Problems are only added:
    what becomes of them is seen to on their own pages.
    """
    assert given.kind is not None, "`mistakes` asks for the kind"
    visit = visit_of(activity.id)
    if visit is None:
        visit = NightVisit(activity_id=activity.id, activity=activity, kind=given.kind)
    if by.id == activity.person_id:
        notice = _put_subject(visit, given, by)
    elif given.kind in PROTECTED and visit.subject is None:
        raise Unacceptable(
            f"改成{given.kind.value}要编走访对象的代称，只有走访人{activity.person.name}本人能办"
        )
    else:
        notice = ""
    visit.kind, visit.must_do = given.kind, given.must_do
    visit.visited = "" if visit.subject else given.visited
    db.session.add(visit)
    db.session.flush()
    for each in given.problems:
        problems.find(visit, each, by)
    return Kept(visit, notice)


def _put_subject(visit: NightVisit, given: VisitGiven, by: User) -> str:
    """Whom one visited, as the visitor says; gives a sentence where the name could not be kept."""
    before = visit.subject
    if not given.is_protected:
        visit.subject = None
        notice = ""
    elif given.person_id is not None:
        visit.subject = _known(given.person_id, by)
        notice = protected.keep_name(visit.subject, given.name) if given.name else ""
    elif before is None:
        visit.subject, notice = protected.add(by, given.name)
    else:
        notice = protected.keep_name(before, given.name) if given.name else ""
    if before is not None and before is not visit.subject:
        protected.forget_unvisited(before)
    return notice


def _known(person_id: int, by: User) -> ProtectedPerson:
    """One of the visitor's own; the form offers no others."""
    return db.session.scalars(
        select(ProtectedPerson).where(ProtectedPerson.id == person_id, ProtectedPerson.visitor_id == by.id)
    ).one()


def visit_of(activity_id: int) -> NightVisit | None:
    return db.session.get(NightVisit, activity_id)


def take_back(activity: Activity) -> None:
    """The record was withdrawn, or is no night visit any more; a name nobody needs goes with it."""
    visit = visit_of(activity.id)
    if visit is None:
        return
    if activity.withdrawn_at is None:
        if visit.problems:
            raise Unacceptable(
                f"这次夜访登记了 {len(visit.problems)} 个问题，不能去掉“主题访谈夜”；整条记错了的，请撤回记录"
            )
        subject = visit.subject
        db.session.delete(visit)
        db.session.flush()
        if subject is not None:
            protected.forget_unvisited(subject)
    elif visit.subject is not None:
        protected.forget_unvisited(visit.subject)


def shown_name(visit: NightVisit, reader: User) -> str:
    """走访对象 as this person reads it: YF-0012 王某 in the visitor's own organ, YF-0012 above it."""
    return shown_to(visit, posts.actor_of(reader))


def shown_to(visit: NightVisit, actor: Actor) -> str:
    """The same for who reads many."""
    if visit.subject is None:
        return visit.visited
    alias, activity = protected.alias_of(visit.subject), visit.activity
    went = {activity.person_id, *(each.person_id for each in activity.members)}
    is_near = any(unit.organ.id == activity.organization_id for _, unit in actor.posts)
    return str(alias) if is_near or actor.user_id in went else alias.code


def form_of(visit: NightVisit) -> VisitForm:
    """The form for an edit, with what it says; the name is never read back into it."""
    subject = visit.subject
    return VisitForm(
        data={
            "kind": visit.kind.value,
            "visited": visit.visited,
            "is_protected": subject is not None,
            "person": str(subject.id) if subject else "",
            "must_do": visit.must_do,
        },
        prefix="visit-",
    )
