"""联系书记表单: which of those found, and since when. No queries here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.forms.choosing import listed
from youthwork.forms.people import Day, Ticks


class SecretariesForm(Form):
    """登记联系的书记."""

    secretaries = Ticks("基层团委书记", choices=[])
    starts_on = Day("开始日期", description="从这一天起联系，不能晚于今天")

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        """Let the secretaries be chosen from these."""
        self.secretaries.choices = listed((str(id_), words) for id_, words in people)

    @property
    def chosen(self) -> tuple[int, ...]:
        return tuple(int(value) for value in self.secretaries.data or [])
