"""记一条表单: what a cadre types and ticks on the phone; the rules of a record are not here but where it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, Form, HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TextInput, TimeInput

from youthwork.domain.signals import SignalKind
from youthwork.forms.choosing import listed
from youthwork.forms.fields import Choice, LongText, TextLine, half_width, tidy
from youthwork.forms.links import Day
from youthwork.forms.people import Ticks

#: The chip that opens the calendar.
OTHER_DAY = "other"
_CLOCK = re.compile(r"(\d{1,2})[:.时点]?(\d{2})分?\Z", re.ASCII)


class Clock(StringField):
    """几点: as the phone's clock gives it, or typed as 1930, 19.30 or 19点30分."""

    widget = TimeInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = half_width(valuelist[0]) if valuelist else ""

    @property
    def at(self) -> time | None:
        found = _CLOCK.match(self.data or "")
        try:
            return time(int(found[1]), int(found[2])) if found else None
        except ValueError:
            return None

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.at is None:
            said = f"“{self.data}”认不出，请写成 19:30 这样" if self.data else "请填写"
            raise ValidationError(f"{self.label.text}{said}")


class Number(IntegerField):
    """人数: a whole number, full-width digits too; what is none is shown again as it was typed."""

    widget = TextInput()

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self._is_required = required

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = half_width(valuelist[0]).removesuffix("人") if valuelist else ""
        self.data = None
        if typed:
            if not re.fullmatch(r"-?\d{1,9}", typed, re.ASCII):
                raise ValueError(f"{self.label.text}“{typed[:20]}”不是整数，请填数字")
            self.data = int(typed)

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.data is None and self._is_required and not self.process_errors:
            raise ValidationError(f"请填写{self.label.text}")


class RecordForm(Form):
    """记一条. Lengths and whatever asks the database are refused by `recording.mistakes`, in one place."""

    client_key = HiddenField()
    version = HiddenField()
    topic = StringField("做了什么", filters=[tidy])
    day = RadioField("哪一天")
    other_day = Day("日期")
    starts = Clock("开始时间")
    ends = Clock("结束时间")
    overnight = BooleanField("到第二天")
    place = StringField("地点", filters=[tidy])
    is_online = BooleanField("线上")
    with_id = Choice("和哪个团组织", ())
    with_query = TextLine("名称里的字", most=60)
    #: What was looked for last: other words in the box are a search nobody has seen the answer of.
    with_found = HiddenField()
    people = Number("参加人数", required=True)
    linked_people = Number("其中联系的青年", validators=[Optional()])
    purposes = Ticks("算作哪些工作", choices=[])
    effect = LongText("成效", most=20_000)
    asked = LongText("青年提了什么", most=20_000)
    form = StringField("形式", filters=[tidy])
    members = Ticks("同去的团干部", choices=[])
    reason = TextLine("更正的原因", most=200)

    def offer_days(self, days: Iterable[tuple[date, str]]) -> None:
        """The days of the chips; what was posted of another day opens the calendar on it."""
        known = [(f"{day:%Y-%m-%d}", words) for day, words in days]
        self.day.choices = listed([*known, (OTHER_DAY, "选日期")])
        if self.day.data not in dict(known):
            typed = _day(self.day.data)
            if typed is not None:
                # Sent later than it was typed: “今天” was another day then.
                self.other_day.data, self.other_day.raw_data = typed, None
            self.day.data = OTHER_DAY

    def offer(
        self,
        places: Iterable[tuple[int, str]],
        colleagues: Iterable[tuple[int, str]],
        purposes: Iterable[tuple[str, str]],
    ) -> None:
        self.with_id.choices = listed([("", "不属于哪个团组织"), *((str(id_), word) for id_, word in places)])
        self.members.choices = listed((str(id_), name) for id_, name in colleagues)
        self.purposes.choices = listed(purposes)

    @property
    def is_searching(self) -> bool:
        return bool(self.with_query.data) and self.with_query.data != self.with_found.data

    @property
    def on(self) -> date | None:
        return _day(self.day.data) or self.other_day.data

    @property
    def times(self) -> tuple[datetime, datetime] | None:
        """从什么时候到什么时候; None while one of the three is missing."""
        if self.on is None or self.starts.at is None or self.ends.at is None:
            return None
        ends_on = self.on + timedelta(days=1) if self.overnight.data else self.on
        return datetime.combine(self.on, self.starts.at), datetime.combine(ends_on, self.ends.at)

    def validate_day(self, field: RadioField) -> None:
        if self.on is None and not self.other_day.errors:
            raise ValidationError("请选是哪一天")

    def validate_other_day(self, field: Day) -> None:
        if field.data is not None and field.data.year > date.max.year - 1:
            raise ValidationError("日期太远了，请改正")


def said_name(kind: SignalKind) -> str:
    """The input in which a signal of this kind is answered."""
    return f"said-{kind.name}"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
