"""请核实: gather what is known round a record about to be saved, ask, and keep what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import selectinload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.signals import Around, Entry, Signal, SignalKind, Thresholds, same_photos, signals
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, ActivitySignal, Organization, User
from youthwork.services.contact_work.counting import asking
from youthwork.services.contact_work.records import branch_sizes, near_copies, posts_then, settings
from youthwork.services.contact_work.records import same_photos as photos_elsewhere
from youthwork.services.contact_work.records.given import TEXTS, Given, keepable, text_of
from youthwork.services.contact_work.visits import protected
from youthwork.services.tree import ancestor_ids

#: As long as the columns are.
_SENTENCE = MOST_SAID = 200
_COUNTIES = (OrganizationLevel.COUNTY, OrganizationLevel.DIRECT_COUNTY)
_DAY = timedelta(days=1)


def signals_of(
    person: User, given: Given, activity: Activity | None = None, extra: Iterable[Signal] = ()
) -> list[Signal]:
    """请核实的各处, the most telling first; `activity` is the record that is being corrected.

    `extra` are signals the caller found, told before the rest (a name typed into the same form's own field and into
    the topic as well). The number of queries does not grow with the records.
    """
    # A correction is asked what it would have been asked when the record was entered.
    entered = activity.recorded_at if activity else clock.now()
    limits = _limits(person, given, activity)
    own = _own(person, given, activity, entered, limits.round_records)
    joined = _joined(person, given, activity)
    counties = _counties([given.with_id, *(each.with_id for each in (*own, *joined))])
    entry = Entry(
        activity.id if activity else 0,
        given.starts_at,
        given.ends_at,
        entered,
        "" if given.is_online else counties.get(given.with_id, ""),
        given.text,
        given.people,
        "night_visit" in given.purposes,
    )
    around = Around(
        [_entry(each, counties) for each in own],
        [_entry(each, counties) for each in joined],
        _alike(person, given, activity),
        _photos_of(activity) if activity else (),
        branch_sizes.size_for(person, given),
    )
    told = [*extra]
    if not any(each.kind is SignalKind.PROTECTED_NAME for each in told):
        told += protected.warnings(
            person, {word: getattr(given, field) for field, (word, _) in TEXTS.items()}
        )
    return [*told, *signals(entry, around, entered, limits)]


def keep(
    activity: Activity,
    found: Sequence[Signal],
    said: Mapping[SignalKind, str],
    *,
    is_writer: bool = True,
) -> None:
    """Put down what was asked and why the writer kept it; what is asked no more goes, what was said before stays."""
    if any(len(each) > MOST_SAID for each in said.values()):
        raise Unacceptable(f"说明最多 {MOST_SAID} 个字，请写短一些")
    answers = protected.renamed(activity.person, {kind.name: keepable(text) for kind, text in said.items()})
    kept = {row.kind: row for row in asked_at([activity.id])}
    # Two of a kind (two visits that overlap): the first stands for both.
    first = {each.kind: each.sentence[:_SENTENCE] for each in reversed(found)}
    for kind in kept.keys() - first.keys():
        if kind is not SignalKind.PROTECTED_NAME or _is_taken_out(activity, is_writer):
            db.session.delete(kept[kind])
    for kind, sentence in first.items():
        row = kept.get(kind) or ActivitySignal(activity_id=activity.id, kind=kind, said="", at=clock.now())
        row.sentence, row.said = sentence, answers.get(kind.name, "")[:MOST_SAID] or row.said
        db.session.add(row)
    db.session.flush()
    db.session.expire(activity, ["is_guarded"])


def _is_taken_out(activity: Activity, is_writer: bool) -> bool:
    """写了保护对象姓名 stays until its writer has taken the name out, and every name could be looked for."""
    return is_writer and protected.can_compare(activity.person)


def ask_about_photos(activity: Activity) -> list[Signal]:
    """Ask once more about the photos alone, after one came or went; what was said before stays."""
    found = same_photos(_photos_of(activity))
    row = db.session.get(ActivitySignal, (activity.id, SignalKind.SAME_PHOTO))
    if row is not None and not found:
        db.session.delete(row)
    for each in found:
        row = row or ActivitySignal(activity_id=activity.id, kind=each.kind, said="", at=clock.now())
        row.sentence = each.sentence[:_SENTENCE]
        db.session.add(row)
    db.session.flush()
    return found


def asked_at(activity_ids: Iterable[int]) -> list[ActivitySignal]:
    """请核实 at these records, each with what was said, in the order of the kinds."""
    rows = db.session.scalars(select(ActivitySignal).where(ActivitySignal.activity_id.in_(set(activity_ids))))
    order = list(SignalKind)
    return sorted(rows, key=lambda row: (row.activity_id, order.index(row.kind)))


def standing_of(row: ActivitySignal) -> str:
    """已说明 or 请核实: what a reader sees."""
    return "已说明" if row.said else "请核实"


def _limits(person: User, given: Given, activity: Activity | None) -> Thresholds:
    post = posts_then.post_of(person.id, given.day)
    organ = post.organ if post else activity.organization if activity else None
    if organ is None:
        return Thresholds()
    limits = settings.thresholds_for(organ)
    if "night_visit" not in given.purposes:
        return limits
    return replace(limits, visit_minutes=asking.least_minutes_of(organ.path, given.day.year))


def _own(
    person: User, given: Given, activity: Activity | None, entered: datetime, last: int
) -> Sequence[Activity]:
    """The writer's records round this one in time, those entered today, and so many of the last."""
    today = datetime.combine(entered.date(), time())
    mine = (Activity.person_id == person.id, *_standing(activity))
    near = or_(_near(given), and_(Activity.recorded_at >= today, Activity.recorded_at < today + _DAY))
    before = select(Activity.id).where(*mine, Activity.recorded_at <= entered)
    latest = before.order_by(Activity.recorded_at.desc(), Activity.id.desc())
    return db.session.scalars(
        select(Activity)
        .where(*mine, or_(near, Activity.id.in_(latest.limit(last))))
        .options(selectinload(Activity.purposes))
    ).all()


def _joined(person: User, given: Given, activity: Activity | None) -> Sequence[Activity]:
    """Others' records the writer is a member of, round this one in time."""
    return db.session.scalars(
        select(Activity)
        .join(ActivityMember)
        .where(ActivityMember.person_id == person.id, _near(given), *_standing(activity))
        .options(selectinload(Activity.purposes))
    ).all()


def _near(given: Given) -> ColumnElement[bool]:
    # A record lasts a day at the most, and one goes from county to county within one.
    return and_(Activity.starts_at > given.starts_at - 2 * _DAY, Activity.starts_at < given.ends_at + _DAY)


def _standing(activity: Activity | None) -> tuple[ColumnElement[bool], ...]:
    mine = (Activity.id != activity.id,) if activity else ()
    return (Activity.withdrawn_at.is_(None), *mine)


def _entry(row: Activity, counties: Mapping[int | None, str]) -> Entry:
    return Entry(
        row.id,
        row.starts_at,
        row.ends_at,
        row.recorded_at,
        "" if row.is_online else counties.get(row.with_id, ""),
        text_of(row),
        row.people,
        any(each.purpose == "night_visit" for each in row.purposes),
    )


def _alike(person: User, given: Given, activity: Activity | None) -> list[tuple[str, str]]:
    """Texts that may be near copies, each with whose it is: by unit and day, another writer is not named."""
    found = near_copies.candidates(given.text, activity.id if activity else 0)
    if activity and text_of(activity) == given.text:
        # Whoever copied it since: this one is the original.
        found = [row for row in found if row.id < activity.id]
    return [(_whose(row, person), text_of(row)) for row in found]


def _photos_of(activity: Activity) -> list[str]:
    """Whose records had one of the photos before, told as near copies are."""
    return [_whose(row, activity.person) for row in photos_elsewhere.used_before(activity)]


def _whose(row: Activity, person: User) -> str:
    unit = "你自己" if row.person_id == person.id else row.organization.common_name
    return f"{unit}{long_date(row.starts_at.date())}"


def _counties(organization_ids: Iterable[int | None]) -> dict[int | None, str]:
    """The county each of these organizations lies in: “云溪县”."""
    wanted = {each for each in organization_ids if each is not None}
    if not wanted:
        return {}
    paths = db.session.execute(select(Organization.id, Organization.path).where(Organization.id.in_(wanted)))
    above = {row.id: ancestor_ids(row.path) for row in paths}
    rows = db.session.execute(
        select(Organization.id, Organization.common_name).where(
            Organization.id.in_({each for ids in above.values() for each in ids}),
            Organization.level.in_(_COUNTIES),
            Organization.type == OrganizationType.LEADING_ORGAN,
        )
    )
    names = {row.id: row.common_name.removeprefix("团").removesuffix("委") for row in rows}
    return {each: next((names[id] for id in ids if id in names), "") for each, ids in above.items()}
