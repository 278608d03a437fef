"""记一条的表单: offered to this person, read into what is given, with what is wrong laid beside its field.

A record that is corrected goes through the same sheet; `activity` is None for a new one. It is drawn by
`record_answers.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form

from youthwork import clock
from youthwork.blueprints import veiled
from youthwork.blueprints.web import actor, row_number, user
from youthwork.domain.errors import NotAllowed
from youthwork.domain.purposes import BY_KEY, named_by
from youthwork.domain.signals import Signal, SignalKind
from youthwork.forms.choosing import listed
from youthwork.forms.fields import problems_of, tidy
from youthwork.forms.records import RecordForm, said_name
from youthwork.forms.visits import VisitForm
from youthwork.models import Activity, NightVisit, Organization, User
from youthwork.services.contact_work.links import cadres
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.records import offering, recording
from youthwork.services.contact_work.records.offering import Habits
from youthwork.services.contact_work.records.recording import Given
from youthwork.services.contact_work.visits import protected, visits

NIGHT_VISIT = "night_visit"
_PREFIX = "visit-"
#: Field of the record → the input its sentence belongs to.
_INPUTS = {"starts_at": "day", "ends_at": "ends"}
_WORDS = {"topic": "做了什么", "form": "形式", "place": "地点", "effect": "成效", "asked": "青年提了什么"}


@dataclass
class Sheet:
    """一张记录: the two forms, whose record it is, and the record where it is there already."""

    form: RecordForm
    visit_form: VisitForm
    person: User
    home: Organization
    habits: Habits
    activity: Activity | None = None
    visit: NightVisit | None = None
    with_note: str = ""

    @property
    def is_visit(self) -> bool:
        return NIGHT_VISIT in (self.form.purposes.data or [])

    @property
    def given(self) -> Given | None:
        """一条记录 as far as it can be read; None without a time."""
        form = self.form
        if form.times is None:
            return None
        return Given(
            client_key=self.activity.client_key if self.activity else form.client_key.data or "",
            starts_at=form.times[0],
            ends_at=form.times[1],
            topic=self._meant("topic") or named_by(form.purposes.data or []),
            form=self._meant("form"),
            place=self._meant("place"),
            is_online=bool(form.is_online.data),
            with_id=row_id(form.with_id.data),
            people=form.people.data or 0,
            linked_people=form.linked_people.data,
            effect=self._meant("effect"),
            asked=self._meant("asked"),
            purposes=frozenset(form.purposes.data or []),
            members=tuple(int(each) for each in form.members.data or [] if each.isdecimal()),
        )

    def _meant(self, name: str) -> str:
        """What a field says; what stands there veiled for this reader, and was left so, is what its writer wrote."""
        typed: str = self.form[name].data or ""
        if self.activity is None or not self.activity.is_guarded:
            return typed
        original: str = getattr(self.activity, name)
        return original if _as_posted(veiled.texts(self.activity)[name]) == _as_posted(typed) else typed

    @property
    def typed_name(self) -> str:
        """保护对象的姓名 in its own field; there is none where somebody else corrects the record."""
        return (self.visit_form["name"].data or "") if "name" in self.visit_form else ""

    @property
    def extra(self) -> list[Signal]:
        """保护对象的姓名 typed into its own field, found again in another."""
        typed = self.typed_name if self.is_visit else ""
        if not typed:
            return []
        texts = {word: self.form[name].data or "" for name, word in _WORDS.items()}
        return protected.warnings(self.person, texts, typed)

    def is_sound(self) -> bool:
        """Whether it can be saved; what cannot is laid beside its field."""
        if self.form.is_searching:
            # The Enter key of a phone's keyboard ends a search; it must not save something else.
            find_place(self)
            self.put({"with_id": "按名称查找了团组织，请核对后再保存"})
            return False
        sound = self.form.validate()
        if self.is_visit:
            sound = self.visit_form.validate() and sound
            sound = self.put(visits.mistakes(visits.given_from(self.visit_form)), self.visit_form) and sound
        given = self.given
        return (self.put(recording.mistakes(self.person, given)) and sound) if given else False

    def put(self, mistakes: Mapping[str, str], form: Form | None = None) -> bool:
        """Lay each sentence beside its field, where that says nothing yet; gives whether there was none."""
        form = form if form is not None else self.form
        for name, sentence in mistakes.items():
            field = _INPUTS.get(name, name)
            if field not in form or field == "client_key":
                form.form_errors = [*form.form_errors, sentence]
            elif not form[field].errors:
                form[field].errors = [sentence]
        return not mistakes

    @property
    def sentences(self) -> list[str]:
        """Everything that is wrong, in the order of the page."""
        forms = (self.form, self.visit_form) if self.is_visit else (self.form,)
        laid = [problem.message for form in forms for problem in problems_of(form)]
        return [*self.form.form_errors, *laid]

    def said(self) -> dict[SignalKind, str]:
        """What the writer says to what was asked."""
        posted = {kind: request.form.get(said_name(kind), "").strip() for kind in SignalKind}
        return {kind: words for kind, words in posted.items() if words}


def row_id(text: str | None) -> int | None:
    try:
        return row_number(text) if text else None
    except ValueError:
        return None


def writer() -> Cadre:
    """Oneself as a 团干部; raises `NotAllowed` for who is none and so records nothing."""
    cadre = cadres.find_own(actor())
    if cadre is None:
        raise NotAllowed("活动记录由团干部本人记；你现在没有团干部任职，可以查看本单位的记录")
    return cadre


def blank() -> Sheet:
    """记一条: an hour that has just ended, with the linked branch; `?with=`, `?purpose=`, `?day=` say otherwise."""
    cadre = writer()
    asked_for = request.args.get("with")
    ends = clock.now().replace(second=0, microsecond=0)
    ends -= timedelta(minutes=ends.minute % 10)
    starts = ends - timedelta(hours=1)
    data = {
        "client_key": secrets.token_hex(16),
        "day": request.args.get("day") or f"{starts:%Y-%m-%d}",
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "overnight": ends.date() != starts.date(),
        "with_id": asked_for or "",
        "purposes": [key for key in request.args.getlist("purpose") if key in BY_KEY],
    }
    sheet = _offered(RecordForm(data=data), VisitForm(prefix=_PREFIX), cadre.user, cadre.home)
    there = [choice.value for choice in sheet.form.with_id.choices]
    if sheet.form.with_id.data not in there or not asked_for:
        # The first after “none” is the linked branch.
        sheet.form.with_id.data = "" if asked_for else there[min(1, len(there) - 1)]
    return sheet


def posted(activity: Activity | None = None) -> Sheet:
    """What was posted, of a new record or of one that is corrected."""
    given: MultiDict[str, str] = request.form
    form, visit_form = RecordForm(given), VisitForm(given, prefix=_PREFIX)
    if activity is None:
        cadre = writer()
        return _offered(form, visit_form, cadre.user, cadre.home)
    visit = visits.visit_of(activity.id)
    return _offered(form, visit_form, activity.person, activity.organization, activity, visit)


def of_record(activity: Activity) -> Sheet:
    """The form of a record as it stands."""
    visit = visits.visit_of(activity.id)
    purposes = [each.purpose for each in activity.purposes]
    texts = veiled.texts(activity)
    data = {
        "version": str(activity.version),
        # A name nobody wrote follows what is ticked.
        "topic": "" if activity.topic == named_by(purposes) else texts["topic"],
        "day": f"{activity.starts_at:%Y-%m-%d}",
        "starts": f"{activity.starts_at:%H:%M}",
        "ends": f"{activity.ends_at:%H:%M}",
        "overnight": activity.ends_at.date() != activity.starts_at.date(),
        "place": texts["place"],
        "is_online": activity.is_online,
        "with_id": str(activity.with_id or ""),
        "people": activity.people,
        "linked_people": activity.linked_people,
        "purposes": purposes,
        "effect": texts["effect"],
        "asked": texts["asked"],
        "form": texts["form"],
        "members": [str(each.person_id) for each in activity.members],
    }
    visit_form = visits.form_of(visit) if visit else VisitForm(prefix=_PREFIX)
    form = RecordForm(data=data)
    return _offered(form, visit_form, activity.person, activity.organization, activity, visit)


def as_correction(sheet: Sheet, activity: Activity) -> Sheet:
    """What was typed for a record that was saved already, as its correction."""
    sheet.activity, sheet.visit = activity, visits.visit_of(activity.id)
    sheet.form.version.data = str(activity.version)
    return sheet


def _offered(
    form: RecordForm,
    visit_form: VisitForm,
    person: User,
    home: Organization,
    activity: Activity | None = None,
    visit: NightVisit | None = None,
) -> Sheet:
    sheet = Sheet(form, visit_form, person, home, offering.habits_of(person.id), activity, visit)
    today = clock.today()
    days = [(today, "今天"), (today - timedelta(days=1), "昨天"), (today - timedelta(days=2), "前天")]
    form.offer_days(days)
    places = offering.places_for(person, sheet.habits, row_id(form.with_id.data))
    own = visits.colleagues_of(user(), actor())
    colleagues = dict(own if person.id == user().id else visits.colleagues_of(person))
    if activity:
        colleagues |= {each.person_id: each.person.name for each in activity.members}
    ticked = set(form.purposes.data or [])
    organ = home.superior if home.is_department and home.superior else home
    keys = {each.key for each in offering.purposes_for(organ)} | (ticked & BY_KEY.keys())
    form.offer(places, colleagues.items(), [(key, BY_KEY[key].word) for key in BY_KEY if key in keys])
    visits.offer(visit_form, user(), visit, own)
    return sheet


def find_place(sheet: Sheet) -> None:
    """查找团组织: what the name finds is offered, the first of it chosen."""
    query = sheet.form.with_found.data = sheet.form.with_query.data or ""
    found = offering.find_places(sheet.home, query)
    there = {choice.value for choice in sheet.form.with_id.choices}
    new = [(id_, words) for id_, words in found if str(id_) not in there]
    sheet.form.with_id.choices = [
        *sheet.form.with_id.choices,
        *listed((str(id_), words) for id_, words in new),
    ]
    if found:
        sheet.form.with_id.data = str(found[0][0])
        sheet.with_note = f"找到 {len(found)} 个，已选第一个；不对的在上面另选"
    else:
        sheet.with_note = f"没有名称含“{query}”的团组织，请少写几个字" if query else "请先输入名称里的字"


def rename(sheet: Sheet) -> None:
    """换成代称: the name typed into its own field is taken out of all the others."""
    texts = {name: sheet.form[name].data or "" for name in _WORDS}
    for name, text in protected.renamed(sheet.person, texts, sheet.typed_name).items():
        sheet.form[name].data = text


def _as_posted(text: str) -> str:
    """A text as it comes back from a form."""
    return tidy(text.replace("\r\n", "\n"))
