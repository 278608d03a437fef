"""一年的活动记录 of the demonstration's cadres: what each does in turn, on which day, and what the organs do together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count, cycle
from random import Random

from sqlalchemy import select

from youthwork.demo.calendar import Deed
from youthwork.demo.contact_words import PROBLEMS, Writer, Written
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.night_visits import PROTECTED, ProblemAction, VisitKind
from youthwork.extensions import db
from youthwork.models import Link, Organization, User
from youthwork.services import posts
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.records.recording import Given
from youthwork.services.contact_work.visits import problems, visits
from youthwork.services.contact_work.visits.problems import ProblemGiven, StepGiven
from youthwork.services.contact_work.visits.visits import VisitGiven

_SEED = 2018
_DAYS = 358
#: Who records how often in the year.
_YEAR = {
    "luo": 44,
    "zhou": 24,
    "lin": 8,
    "he": 44,
    "cheng": 8,
    "jiang": 6,
    "meng": 6,
    "zhao": 6,
    "yan": 6,
    "chen": 9,
    "li": 8,
    "mai": 8,
    "qin": 8,
    "tian": 6,
    "fang": 7,
    "bai": 6,
    "shen": 6,
}
#: What a cadre does, in turn; a word of 任务表 stands for its row.
_TURNS = (
    "talk",
    "study_speeches",
    "heart_talk",
    "visit",
    "volunteer_service",
    "talk",
    "lesson",
    "organizational_life",
    "deed",
    "visit",
    "talk",
    "renew_oath",
    "charity",
    "other_activities",
    "talk",
    "visit",
    "online_theme_day",
    "heart_talk",
    "self_inspection",
    "talk",
    "vanguard_post",
)
_PURPOSES = {
    "lesson": {"lesson", "themed_lesson"},
    "visit": {"night_visit", "talk"},
    # 指导“一学一做”可纳入“五个一” (H29).
    "study_speeches": {"study_speeches", "talk"},
    "volunteer_service": {"volunteer_service", "charity"},
}
#: 机关集中活动: purpose, topic, form; five a quarter in the city, four in the county.
_GATHERINGS = (
    ("open_house", "请青年到团委机关坐一坐", "机关开放"),
    ("face_to_face", "面对面：青年在城里怎么安家", "面对面"),
    ("volunteering", "机关全体到清河清淤", "集中志愿服务"),
    ("share_session", "“1+100”季度交流分享", "交流分享"),
    ("own_design", "青年夜跑和摆摊一条街", "集体活动"),
)
#: Of whom the visitors alone read the name.
NAMES = ("陆小满", "阮一诺", "骆安安", "祝星野")


class Year:
    """一年的记录 in the making."""

    def __init__(self, now: datetime) -> None:
        self.today = now.date()
        self.random = Random(_SEED)
        self.writer = Writer(self.random)
        self.keys = count(1)
        self.people = {
            each.username: each for each in db.session.scalars(select(User).where(User.username.in_(_YEAR)))
        }
        self.links = {
            each.user_id: each for each in db.session.scalars(select(Link).where(Link.ends_on.is_(None)))
        }
        self.kinds = cycle(VisitKind)
        self.names = cycle(NAMES)
        self.problems = cycle(PROBLEMS)
        self.taken: set[tuple[int, date]] = set()

    def deeds(self) -> Iterator[Deed]:
        for username, number in _YEAR.items():
            if username in self.people:
                yield from self._of_person(self.people[username], number)
        yield from self._of_organ("lin", ("luo", "he", "cheng"), 5)
        yield from self._of_organ("zhou", ("chen", "li"), 4)

    # ---- a cadre's year -----------------------------------------------------------------------------------

    def _of_person(self, person: User, number: int) -> Iterator[Deed]:
        turns = list(_TURNS)
        shift = self.random.randrange(len(turns))
        # Who 挂职 or 兼职 is encouraged to visit by night, not asked to.
        is_asked = posts.current_appointments(person)[0].nature is CadreNature.FULL_TIME
        for at in range(number):
            turn = turns[(at + shift) % len(turns)]
            day = self._day(at, number, person.id)
            if turn == "visit" and is_asked:
                yield self.visit(person, day)
            else:
                yield self._record(person, day, "talk" if turn == "visit" else turn)

    def _day(self, at: int, number: int, *people: int) -> date:
        """The days of a year, evenly and not too evenly; on none of them has one of these people another record."""
        before = _DAYS - (at * _DAYS) // number
        day = self.today - timedelta(days=max(1, before - self.random.randrange(4)))
        while any((each, day) in self.taken for each in people):
            day -= timedelta(days=1)
        self.taken |= {(each, day) for each in people}
        return day

    def _record(self, person: User, day: date, turn: str) -> Deed:
        written = self._written(turn)
        hour = self.random.choice((9, 10, 14, 15, 16, 19))
        given = self.given(person, written, day, time(hour, self.random.choice((0, 10, 30))), turn)
        return self.recorded(person, given)

    def _written(self, turn: str) -> Written:
        by_turn = {
            "talk": self.writer.talk,
            "heart_talk": self.writer.heart_talk,
            "deed": self.writer.deed,
            "lesson": self.writer.lesson,
            "charity": self.writer.charity,
        }
        return by_turn[turn]() if turn in by_turn else self.writer.task(turn)

    def given(
        self, person: User, written: Written, day: date, start: time, turn: str, minutes: int = 0
    ) -> Given:
        starts_at = datetime.combine(day, start)
        place = self._place(person)
        is_online = turn == "online_theme_day" or (turn == "talk" and self.random.random() < 0.15)
        length = minutes or self.random.randrange(50, 150, 5)
        # An honest record tells of no more people than the branch has.
        members = (place.members if place else None) or written.people
        people = written.people if written.people <= members else self.random.randint(members // 2, members)
        return Given(
            client_key=f"demo-{next(self.keys)}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=length),
            topic=written.topic,
            form=written.form,
            # The unit it was with says where; only who is linked to none names the place.
            place="" if is_online or place else "团委会议室",
            is_online=is_online,
            with_id=place.id if place else None,
            people=people,
            linked_people=self.random.randint(0, people) if self.random.random() < 0.4 else None,
            effect=written.effect,
            asked=written.asked,
            purposes=frozenset(_PURPOSES.get(turn, {turn})),
            members=(),
        )

    def _place(self, person: User) -> Organization | None:
        link = self.links.get(person.id)
        return (link.branch or link.committee) if link else None

    def recorded(self, person: User, given: Given, late: timedelta = timedelta(hours=2)) -> Deed:
        return Deed(given.ends_at + late, lambda: recording.record(person, given, {}))

    # ---- night visits -------------------------------------------------------------------------------------

    def visit(self, person: User, day: date, minutes: int = 0) -> Deed:
        kind = next(self.kinds)
        written, must_do = self.writer.visit(kind)
        start = time(self.random.choice((18, 19, 20)), 30)
        given = self.given(person, written, day, start, "visit", minutes or self.random.randrange(65, 140, 5))
        given = replace(given, place="", is_online=False)
        is_protected = kind in PROTECTED
        found = next(self.problems) if self.random.random() < 0.6 else None
        visit = VisitGiven(
            kind,
            visited="" if is_protected else written.topic.removeprefix("夜访"),
            is_protected=is_protected,
            name=next(self.names) if is_protected else "",
            must_do=must_do,
            problems=(ProblemGiven(found[0], found[1], None, day + timedelta(days=30)),) if found else (),
        )
        done = found[2] if found else ""
        return Deed(
            given.ends_at + timedelta(minutes=40), lambda: self._keep_visit(person, given, visit, done)
        )

    def _keep_visit(self, person: User, given: Given, visit: VisitGiven, done: str) -> None:
        """The record, the visit, and what became of the problem: solved as a rule, the newest not yet."""
        activity = recording.record(person, given, {})
        kept = visits.put(activity, visit, person).visit
        days_ago = (self.today - given.starts_at.date()).days
        for problem in kept.problems:
            actor = posts.actor_of(person)
            if days_ago > 20:
                problems.take_step(problem, actor, person, StepGiven(ProblemAction.BEGIN), problem.version)
            if days_ago > 60:
                problems.take_step(
                    problem, actor, person, StepGiven(ProblemAction.SOLVE, done), problem.version
                )

    # ---- what the organ did together ----------------------------------------------------------------------

    def _of_organ(self, writer: str, along: tuple[str, ...], a_quarter: int) -> Iterator[Deed]:
        if writer not in self.people:
            return
        person = self.people[writer]
        members = tuple(self.people[each].id for each in along)
        for at in range(a_quarter * 4):
            purpose, topic, form = _GATHERINGS[at % len(_GATHERINGS)]
            written = self.writer.gathering(topic, form)
            day = self._day(at, a_quarter * 4, person.id, *members)
            given = replace(
                self.given(person, written, day, time(14, 30), purpose),
                place="青年之家",
                with_id=None,
                members=members,
            )
            yield self.recorded(person, given)

    def before(self, days: int) -> date:
        """So many days before the day of building."""
        return self.today - timedelta(days=days)
