"""夜访的查阅: one's own of a year, those of an organ, and the figures; counted from records whenever they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from youthwork import clock
from youthwork.domain import night_visits
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.night_visits import ProblemState, VisitKind
from youthwork.domain.periods import Period, PeriodKind
from youthwork.domain.progress import NIGHT_VISITS, Progress, progress_in
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, NightVisit, Organization, VisitProblem
from youthwork.models.organization import subtree_range
from youthwork.services.contact_work.counting import asking, counted_sight, counting, posts_held
from youthwork.services.contact_work.counting.counted_rows import Wanted, rows_of
from youthwork.services.contact_work.records import records

#: Visits on one page.
PAGE = 50
#: The first year there could be a record of.
FIRST_YEAR = 2017


def find_visit(actor: Actor, activity_id: int) -> NightVisit:
    """夜访 in this person's sight: whoever sees the record sees it, the name excepted."""
    activity = records.find_activity(actor, activity_id)
    visit = (
        db.session.scalars(
            select(NightVisit)
            .where(NightVisit.activity_id == activity.id)
            .options(
                joinedload(NightVisit.subject),
                joinedload(NightVisit.problems).options(
                    joinedload(VisitProblem.owner), joinedload(VisitProblem.organization)
                ),
            )
        )
        .unique()
        .one_or_none()
    )
    if visit is None:
        raise NotFound("这条活动记录不是夜访")
    # Held from here on: a session forgets rows nobody holds, and would read this one again.
    set_committed_value(visit, "activity", activity)
    return visit


def is_seen(actor: Actor, activity_id: int) -> bool:
    """Whether the record of a visit is in this person's sight."""
    seen = records.visible_activities(actor).where(Activity.id == activity_id)
    return db.session.scalar(seen.with_only_columns(Activity.id)) is not None


def progress_of(person_id: int, year: int) -> Progress:
    """一年的夜访次数 of one person; asked of 专职 alone, by the very rule of 五个一进度. Three queries."""
    today = clock.today()
    period = Period(date(year, 1, 1), PeriodKind.YEAR)
    held = posts_held.posts_of(person_id)
    wanted = Wanted(period, people=frozenset({person_id}), purposes=NIGHT_VISITS.purposes)
    found = (row.record for row in rows_of([wanted]))
    counter, is_asked = counting.visits_asked_of(held, year) if held else (NIGHT_VISITS, False)
    return progress_in(period, counter, found, today, is_asked)


def least_minutes_of(visit: NightVisit) -> int:
    """一次至少几分钟, for this one: as asked of the organ it was recorded under, in its year."""
    return asking.least_minutes_of(visit.activity.organization.path, visit.activity.starts_at.year)


def visits_of(person_id: int, year: int) -> Sequence[NightVisit]:
    """一年的夜访 one recorded or went along to, newest first."""
    joined = select(ActivityMember.activity_id).where(ActivityMember.person_id == person_id)
    mine = or_(Activity.person_id == person_id, Activity.id.in_(joined))
    # One's own are few: their problems come with them.
    listed = _listed(and_(mine, in_year(year))).options(joinedload(NightVisit.problems))
    return db.session.scalars(listed).unique().all()


@dataclass(frozen=True)
class Scope:
    """一个单位的夜访: recorded by its cadres, or by those of everything beneath it too."""

    organ: Organization
    year: int
    is_beneath: bool = False

    @property
    def condition(self) -> ColumnElement[bool]:
        if not self.is_beneath:
            return and_(Activity.organization_id == self.organ.id, in_year(self.year))
        low, high = subtree_range(self.organ.path)
        beneath = select(Organization.id).where(Organization.path >= low, Organization.path < high)
        return and_(Activity.organization_id.in_(beneath), in_year(self.year))


@dataclass(frozen=True)
class Figures:
    """一个单位一年的夜访, as it stands now."""

    visits: int
    counted: int
    cadres: int
    people: int
    kinds: dict[VisitKind, int]
    #: (category, state) → problems found on these visits.
    problems: dict[tuple[str, ProblemState], int]
    #: 一次至少几分钟, as the notice in force asks.
    least_minutes: int

    def problems_in(self, *states: ProblemState) -> int:
        return sum(count for (_, state), count in self.problems.items() if state in states)


def figures_of(scope: Scope) -> Figures:
    """Two queries, whatever the number of visits."""
    least_minutes = asking.least_minutes_of(scope.organ.path, scope.year)
    found = db.session.execute(
        select(
            Activity.id,
            NightVisit.kind,
            Activity.starts_at,
            Activity.ends_at,
            Activity.people,
            Activity.person_id,
            VisitProblem.category,
            VisitProblem.state,
        )
        .join(Activity, Activity.id == NightVisit.activity_id)
        .outerjoin(VisitProblem, VisitProblem.visit_id == Activity.id)
        .where(scope.condition)
    ).all()
    # A visit stands in as many rows as it has problems.
    rows = list({row.id: row for row in found}.values())
    counted = [row for row in rows if night_visits.counts(row.starts_at, row.ends_at, least_minutes)]
    return Figures(
        visits=len(rows),
        counted=len(counted),
        cadres=len({row.person_id for row in rows}),
        people=sum(row.people for row in rows),
        kinds=dict(Counter(row.kind for row in counted)),
        problems=dict(Counter((row.category, row.state) for row in found if row.category is not None)),
        least_minutes=least_minutes,
    )


def page_of(scope: Scope, before_id: int | None = None) -> Sequence[NightVisit]:
    """A page of an organ's visits, newest first, and one more, so that the page knows of the next."""
    condition = scope.condition
    if before_id is not None and (last := db.session.get(Activity, before_id)) is not None:
        earlier = and_(Activity.starts_at == last.starts_at, Activity.id < last.id)
        condition = and_(condition, or_(Activity.starts_at < last.starts_at, earlier))
    listed = _listed(condition).limit(PAGE + 1).options(joinedload(NightVisit.problems))
    return db.session.scalars(listed).unique().all()


def organs_read_by(actor: Actor) -> dict[int, str]:
    """The organs, by id and name, in whose office this person works."""
    return {unit.organ.id: unit.organ.name for duty, unit in actor.posts if duty is not Duty.CADRE}


def find_organ(actor: Actor, organization_id: int) -> Organization:
    """An organ whose visits this person's office reads: the own one, or one beneath it."""
    organ = db.session.get(Organization, organization_id)
    if organ is None or organ.is_department or not counted_sight.is_beneath(actor, organ.path):
        raise NotFound("没有这个单位，或它不在你的可见范围内")
    return organ


def in_year(year: int) -> ColumnElement[bool]:
    """Begun in the year, and not withdrawn."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return and_(
        Activity.starts_at >= datetime.combine(first, time()),
        Activity.starts_at < datetime.combine(last, time()) + timedelta(days=1),
        Activity.withdrawn_at.is_(None),
    )


def _listed(condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(NightVisit)
        .join(NightVisit.activity)
        .where(condition)
        .order_by(Activity.starts_at.desc(), Activity.id.desc())
        .options(
            contains_eager(NightVisit.activity).options(
                joinedload(Activity.person),
                joinedload(Activity.organization),
                joinedload(Activity.members).lazyload(ActivityMember.person),
            ),
            joinedload(NightVisit.subject),
        )
    )
