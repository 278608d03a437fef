"""工作日历的表单: one day, or a year's 放假安排 pasted. No queries here."""

from __future__ import annotations

from wtforms import Form

from youthwork.domain.day_arrangements import MOST_CHARACTERS
from youthwork.forms.fields import Choice, LongText, TextLine

WORKED, OFF = "上班", "放假"


class DayForm(Form):
    """一天: worked or not, and what it is called."""

    kind = Choice("这一天", ((OFF, "放假"), (WORKED, "上班")))
    name = TextLine("名称", required=True, most=60, description="如 国庆节、国庆节调休上班、校庆放假")


class ArrangementForm(Form):
    """放假安排 as it was published."""

    text = LongText(
        "放假安排原文",
        required=True,
        most=MOST_CHARACTERS,
        description="粘贴国务院办公厅通知的各条即可；也可以一行一条写 2027-10-01 至 2027-10-07 国庆节 放假",
    )
