"""更正与作废表单: a reason in words, which everybody who opens the paper later will read."""

from __future__ import annotations

from wtforms import Form
from wtforms.validators import Length

from youthwork.domain.corrections import LONGEST_REASON, SHORTEST_VOID_REASON
from youthwork.forms.fields import LongText


class CorrectionForm(Form):
    """申请更正."""

    reason = LongText(
        "更正原因",
        required=True,
        most=LONGEST_REASON,
        description="写清哪一处有误、应为什么；原因随更正件保存，备案机关和以后查阅的人都看得到",
    )


class CorrectionRequestForm(Form):
    """请更正."""

    reason = LongText(
        "请填报单位更正什么",
        required=True,
        most=LONGEST_REASON,
        description="写清哪一处、怎样改；填报单位在工作台上看到原话",
    )


class VoidingForm(Form):
    """作废."""

    reason = LongText(
        "作废原因",
        required=True,
        most=LONGEST_REASON,
        description=f"至少 {SHORTEST_VOID_REASON} 个字；印在回执上，查阅备案档案的人都看得到",
    )

    def validate_reason(self, field: LongText) -> None:
        rule = f"作废原因至少写 {SHORTEST_VOID_REASON} 个字，说明为什么作废"
        Length(min=SHORTEST_VOID_REASON, message=rule)(self, field)
