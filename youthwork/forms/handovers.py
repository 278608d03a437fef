"""交接表单: the last day, who takes over which duties, what becomes of link and seals. No queries here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, Form

from youthwork.domain.duties import Duty
from youthwork.forms.choosing import listed, offer
from youthwork.forms.fields import Choice, TextLine
from youthwork.forms.people import DUTY_WORDS, Day, Ticks

#: 暂缺 as a choice of the successor.
NOBODY = "0"


class HandoverForm(Form):
    """交接."""

    last_day = Day("最后一天", description="这一天仍在任，接任的同志也从这一天起")
    successor = Choice("接任人", ())
    title = TextLine("接任人的职务", most=60, description="已在同一单位任职的，保留原来的职务")
    duties = Ticks("由接任人担任的职责", choices=[])
    link_goes_on = BooleanField("联系关系交给接任人")
    seals_later = BooleanField("印章待交接：由监交人另行办理，清单上标明")

    def offer(self, duties: Iterable[Duty], people: Iterable[tuple[int, str]]) -> None:
        """Let the successor and the duties be chosen from these."""
        self.duties.choices = listed((duty.value, f"{duty.value}：{DUTY_WORDS[duty]}") for duty in duties)
        everybody = ((str(id_), words) for id_, words in people)
        offer(self.successor, [("", "请选择"), *everybody, (NOBODY, "暂缺：以后再补")])

    @property
    def chosen(self) -> tuple[Duty, ...]:
        """The duties ticked, once the form is valid."""
        return tuple(Duty(value) for value in self.duties.data or [])
