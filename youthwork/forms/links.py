"""联系关系表单: the committee that was chosen, the branch beneath it, and the dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import DateField, Form, IntegerField, SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from youthwork.forms.fields import Choice, half_width


class Day(DateField):
    """日期: as the browser's calendar gives it, or typed as 2026.4.1, 2026/4/1 or 2026年4月1日."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = half_width(valuelist[0]) if valuelist else ""
        if not typed:
            self.data = None
            return
        numbers = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", typed)
        try:
            self.data = date(*(int(each) for each in numbers.groups())) if numbers else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(f"{self.label.text}“{typed}”认不出，请写成 2026-04-01 这样")


class LinkForm(Form):
    """确定联系关系. An empty branch means it is chosen later."""

    committee = IntegerField(
        "团委（团总支）", [InputRequired("请先查找并选定要联系的团组织")], widget=HiddenInput()
    )
    branch = Choice("全程参与的团支部", [("", "以后再定")])
    starts_on = Day("开始日期")
    seen = IntegerField(widget=HiddenInput(), default=0)

    def offer(self, branches: Iterable[tuple[int, str]]) -> None:
        """Let the branch be chosen from these."""
        self.branch.choices = [
            SelectChoice("", "以后再定"),
            *(SelectChoice(str(id_), name) for id_, name in branches),
        ]

    @property
    def branch_id(self) -> int | None:
        return int(self.branch.data) if self.branch.data else None


class EndingForm(Form):
    """结束联系."""

    ends_on = Day("结束日期", [InputRequired("请填写结束日期")])
    seen = IntegerField(widget=HiddenInput(), default=0)
