"""代理表单: for which duties, who, from when until when, and why. No queries here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form
from wtforms.validators import InputRequired

from youthwork.domain.duties import Duty
from youthwork.forms.choosing import listed, offer
from youthwork.forms.fields import Choice, LongText
from youthwork.forms.people import DUTY_WORDS, Day, Ticks


class DelegationForm(Form):
    """指定代理."""

    duties = Ticks("代理的职责", choices=[], validators=[InputRequired("请勾选要代理的职责")])
    deputy = Choice("代理人", ())
    starts_on = Day("从哪一天起")
    ends_on = Day("到哪一天为止", description="这一天仍算在内，过后自行失效，最长一年")
    reason = LongText("原因", required=True, most=200, description="如 培训、休假、借调")

    def offer(self, duties: Iterable[Duty], people: Iterable[tuple[int, str]]) -> None:
        """Let the duties and the deputy be chosen from these."""
        self.duties.choices = listed((duty.value, f"{duty.value}：{DUTY_WORDS[duty]}") for duty in duties)
        offer(self.deputy, [("", "请选择"), *((str(id_), words) for id_, words in people)])

    @property
    def chosen(self) -> tuple[Duty, ...]:
        """The duties ticked, once the form is valid."""
        return tuple(Duty(value) for value in self.duties.data or [])
