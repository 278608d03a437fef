"""五个一落实情况素材: the four paragraphs and the figures of an organ's month, drafted from its records (H60).

The same records give the same draft, whoever asks and whenever; nothing of it is typed but what people edit after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain import monthly
from youthwork.domain.annex_context import KnownRecord
from youthwork.domain.composing import one_line
from youthwork.domain.monthly import Deed, Found, Kinds, Month
from youthwork.domain.periods import Window
from youthwork.domain.progress import (
    CADRE_FIVE,
    NIGHT_VISITS,
    ORGAN_FIVE,
    Counter,
    Progress,
    Record,
    progress_in,
)
from youthwork.domain.purposes import Family, of_family
from youthwork.domain.wishes import WAITING, WishAction
from youthwork.extensions import db
from youthwork.models import Activity, NightVisit, Organization, VisitProblem, Wish, WishStep
from youthwork.models.organization import subtree_range
from youthwork.services.contact_work.counting.asking import asked_of
from youthwork.services.contact_work.derivation import composing
from youthwork.services.contact_work.records import records
from youthwork.services.contact_work.visits.veiling import Veil

_ORGANS = frozenset(purpose.key for purpose in of_family(Family.ORGAN))


@dataclass(frozen=True)
class Figure:
    """一个数: what it counts, how often, what counts as once, and the records behind it as (words, address)."""

    key: str
    word: str
    number: int
    unit: str
    once: str
    behind: tuple[tuple[str, str], ...]
    #: Counts a kind of the figure before it.
    is_part: bool = False


@dataclass(frozen=True)
class MonthlyDraft:
    """一个单位一个月的素材: the four paragraphs, title and text, and the figures."""

    organ: str
    words: str
    paragraphs: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    #: The records counted, in the order of their days.
    records: tuple[KnownRecord, ...] = ()
    #: 本地: how many records, and people in them, of the organ and every unit beneath it.
    local: tuple[int, int] = (0, 0)

    def figure(self, key: str) -> Figure:
        return next(each for each in self.figures if each.key == key)

    def kinds_of(self, key: str) -> list[tuple[str, int]]:
        """A figure told by kinds, those there were none of left out."""
        return [
            (each.word, each.number)
            for each in self.figures
            if each.key.startswith(f"{key}-") and each.number
        ]


def draft(organ: Organization, month: date, until: date | None = None) -> MonthlyDraft:
    """素材 of the month the day lies in, or of its days to `until`; the queries do not grow with the records."""
    window = month_of(month)
    if until is not None:
        window = Window(window.starts_on, min(until, window.ends_on), window.words)
    activities = records.records_of_organ(organ.id, window.starts_on, window.ends_on)
    problems = _problems(organ.id)
    found = [each for each in problems if each.found_at.date() in window]
    open_ = [each for each in problems if not each.state.is_over and each.found_at.date() <= window.ends_on]
    veil = Veil(None)
    beside = {each.visit.activity.person_id for each in (*found, *open_)}
    veil.prepare(beside | {each.person_id for each in activities if each.is_guarded})
    counted = _Counted(organ, window, activities, veil)
    wishes = _Wishes(organ, window)
    told = Month(
        organ=organ.common_name,
        words=window.words,
        records=len(activities),
        cadres=len({each.person_id for each in activities}),
        people=sum(each.people for each in activities),
        online=sum(each.is_online for each in activities),
        cadre_five=_kinds(counted.cadre_five),
        organ_five=_kinds(counted.organ_five),
        visits=_kinds(counted.visits),
        short_visits=len(counted.visits.uncounted),
        deeds=_deeds(activities),
        problems=[_found(each, veil) for each in found],
        open_problems=[_found(each, veil) for each in open_],
        wishes_raised=len(wishes.raised),
        wishes_fulfilled=len(wishes.fulfilled),
        wishes_waiting=len(wishes.waiting),
    )
    figures = (*counted.figures(), *_problem_figures(found), *wishes.figures())
    known = tuple(_known(each) for each in activities)
    return MonthlyDraft(
        organ.common_name, window.words, monthly.paragraphs(told), figures, known, wishes.local
    )


def month_of(day: date) -> Window:
    """2026年3月, from its first to its last day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Window(first, following - timedelta(days=1), f"{day.year}年{day.month}月")


class _Counted:
    """活动记录的数."""

    def __init__(
        self, organ: Organization, window: Window, activities: Sequence[Activity], veil: Veil
    ) -> None:
        self.activities = activities
        rows = records.as_records(activities)
        self.cadre_five = self._progress(window, CADRE_FIVE, rows)
        # How long a visit must last is asked by the notices: of no use where nobody visited.
        visited = any("night_visit" in each.purposes for each in rows)
        visits = asked_of(organ.path).of(NIGHT_VISITS, window) if visited else NIGHT_VISITS
        self.visits = self._progress(window, visits, rows)
        # As on the page of the organ's progress; 交流分享 is one of the five kinds.
        self.organ_five = self._progress(window, ORGAN_FIVE, rows)
        self._words = {each.id: (_words(each, veil), f"/records/{each.id}") for each in activities}

    @staticmethod
    def _progress(window: Window, counter: Counter, rows: Sequence[Record]) -> Progress:
        # A month asks for nothing: its numbers are only shown.
        return progress_in(window, counter, rows, window.ends_on, is_asked=False)

    def figures(self) -> Iterable[Figure]:
        behind = self._behind(each.id for each in self.activities)
        people = sum(each.people for each in self.activities)
        yield Figure("records", "活动记录", len(self.activities), "条", "一条没有撤销的记录算一条", behind)
        yield Figure("people", "参加", people, "人次", "各条记录的人数相加", behind)
        for progress in (self.cadre_five, self.organ_five, self.visits):
            yield from self._of(progress)

    def _of(self, progress: Progress) -> Iterable[Figure]:
        counter = progress.counter
        behind = self._behind(each.id for each in progress.counted)
        yield Figure(counter.key, counter.word, progress.count, "次", counter.once, behind)
        words = dict(counter.kinds)
        for key, count in progress.kinds.items():
            own = (each.id for each in progress.counted if key in set(counter.kind_of(each)))
            yield Figure(f"{counter.key}-{key}", words[key], count, "次", "", self._behind(own), is_part=True)

    def _behind(self, ids: Iterable[int]) -> tuple[tuple[str, str], ...]:
        return tuple(self._words[each] for each in ids if each in self._words)


def _kinds(progress: Progress) -> Kinds:
    words = dict(progress.counter.kinds)
    return Kinds(progress.count, [(words[key], count) for key, count in progress.kinds.items()])


def _deeds(activities: Sequence[Activity]) -> list[Deed]:
    parts = {each.id: composing.parts_of(each, each.is_guarded) for each in activities}
    return [
        Deed(
            parts[each.id]["time"],
            parts[each.id]["form"],
            parts[each.id]["scale"],
            parts[each.id]["effect"],
            "" if each.is_guarded else one_line(each.asked),
            each.people,
            bool({one.purpose for one in each.purposes} & _ORGANS),
        )
        for each in activities
    ]


def _known(activity: Activity) -> KnownRecord:
    # Of a guarded record too, numbers are told.
    scale = composing.parts_of(activity, is_guarded=True)["scale"]
    return KnownRecord(activity.id, scale, composing.words_of(activity))


def _words(activity: Activity, veil: Veil) -> str:
    day = activity.starts_at
    return f"{day.month}月{day.day}日 {veil.texts(activity)['topic']}"


def _problems(organization_id: int) -> list[VisitProblem]:
    """夜访发现的问题 of the organ's cadres, oldest first, but for those of a record that was withdrawn."""
    return list(
        db.session.scalars(
            select(VisitProblem)
            .join(NightVisit, VisitProblem.visit_id == NightVisit.activity_id)
            .join(Activity, NightVisit.activity_id == Activity.id)
            .where(VisitProblem.organization_id == organization_id, Activity.withdrawn_at.is_(None))
            .order_by(VisitProblem.found_at, VisitProblem.id)
            .options(joinedload(VisitProblem.visit).joinedload(NightVisit.activity))
        )
    )


def _found(problem: VisitProblem, veil: Veil) -> Found:
    due = problem.due_on
    return Found(
        problem.category,
        one_line(veil.beside(problem.visit.activity, problem.text)),
        problem.state.value,
        problem.state.is_over,
        problem.visit.subject_id is not None,
        f"{due.month}月{due.day}日前" if due else "",
    )


def _problem_figures(found: Sequence[VisitProblem]) -> Iterable[Figure]:
    over = [each for each in found if each.state.is_over]
    for key, word, rows, once in (
        ("problems", "夜访发现问题", found, "当月发现的一个问题算一个"),
        ("problems-over", "其中已办结", over, "已解决、已说明的"),
    ):
        behind = tuple(
            (
                f"{each.found_at.month}月{each.found_at.day}日发现 · {each.category}",
                f"/visits/{each.visit_id}",
            )
            for each in rows
        )
        yield Figure(key, word, len(rows), "个", once, behind, is_part=key != "problems")


class _Wishes:
    """微心愿的数: raised by the organ's cadres in the month, fulfilled in it, and still waiting of those raised by then.

    本地 comes in the same query: its one row stands also where there is no wish.
    """

    def __init__(self, organ: Organization, window: Window) -> None:
        begin = datetime.combine(window.starts_on, time())
        end = datetime.combine(window.ends_on, time()) + timedelta(days=1)
        fulfilled = Wish.id.in_(
            select(WishStep.wish_id).where(
                WishStep.action == WishAction.FULFIL, WishStep.at >= begin, WishStep.at < end
            )
        )
        raised = and_(Wish.raised_at >= begin, Wish.raised_at < end)
        waiting = and_(Wish.raised_at < end, Wish.state.in_(WAITING))
        local = _local(organ, begin, end).subquery()
        rows = db.session.execute(
            select(
                local.c.records,
                local.c.people,
                Wish,
                raised.label("is_raised"),
                fulfilled.label("is_fulfilled"),
                waiting.label("is_waiting"),
            )
            .select_from(local)
            .outerjoin(Wish, and_(Wish.organization_id == organ.id, or_(raised, fulfilled, waiting)))
            .order_by(Wish.id)
        ).all()
        self.local = (rows[0].records, int(rows[0].people))
        self.raised = [row.Wish for row in rows if row.is_raised]
        self.fulfilled = [row.Wish for row in rows if row.is_fulfilled]
        self.waiting = [row.Wish for row in rows if row.is_waiting]

    def figures(self) -> Iterable[Figure]:
        for key, word, rows, once in (
            ("wishes-raised", "微心愿登记", self.raised, "当月登记的一个心愿算一个"),
            ("wishes-fulfilled", "微心愿实现", self.fulfilled, "当月办到“已实现”的"),
            ("wishes-waiting", "微心愿还在办理", self.waiting, "月底以前登记、现在还没有反馈的"),
        ):
            yield Figure(key, word, len(rows), "个", once, tuple(_wish(each) for each in rows))


def _local(organ: Organization, begin: datetime, end: datetime) -> Select[int, int]:
    """本地: the records of the organ and of every unit beneath it, and the people in them."""
    low, high = subtree_range(organ.path)
    return (
        select(func.count().label("records"), func.coalesce(func.sum(Activity.people), 0).label("people"))
        .select_from(Activity)
        .join(Organization, Activity.organization_id == Organization.id)
        .where(
            Organization.path >= low,
            Organization.path < high,
            Activity.withdrawn_at.is_(None),
            Activity.starts_at >= begin,
            Activity.starts_at < end,
        )
    )


def _wish(wish: Wish) -> tuple[str, str]:
    day = wish.raised_at
    return f"{day.month}月{day.day}日登记 · {wish.state.value}", f"/wishes/{wish.id}"
