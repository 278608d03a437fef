"""鉴定销毁的表单: a verdict for each filing of a list, and the opinion of who decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Form, IntegerField
from wtforms.validators import Optional, StopValidation

from youthwork.forms.fields import Choice, LongText, TextLine

DESTROY, EXTEND = "销毁", "续存"
#: 续存 for so long at most; who wants more changes the 保管期限表.
MOST_YEARS = 30


@dataclass(frozen=True)
class Judged:
    """一件的鉴定意见 as it was typed."""

    destroys: bool
    extra_years: int
    remark: str


class _Years:
    """续存年数: asked for only where 续存 is chosen."""

    def __init__(self, filing_id: int) -> None:
        self._verdict = f"verdict_{filing_id}"

    def __call__(self, form: Form, field: IntegerField) -> None:
        if form[self._verdict].data != EXTEND:
            field.errors = []
            raise StopValidation()
        if field.data is None or not 1 <= field.data <= MOST_YEARS:
            field.errors = []
            raise StopValidation(f"请填 1 到 {MOST_YEARS} 的整数")


class AppraisalForm(Form):
    """鉴定意见, three fields a filing (`verdict_<id>`, `years_<id>`, `remark_<id>`), and what it rests on."""

    reason = LongText(
        "鉴定依据",
        most=500,
        description="保管期限表的批准文号和条目、鉴定小组的意见；提请批准以前必填，印在销毁清册上",
    )

    @classmethod
    def of(cls, filings: Mapping[int, str]) -> type[AppraisalForm]:
        """The form with fields for each of these filings (id → how an error names it)."""
        fields: dict[str, Any] = {}
        for id_, name in filings.items():
            verdicts = [(DESTROY, DESTROY), (EXTEND, EXTEND)]
            fields[f"verdict_{id_}"] = Choice(f"{name} 鉴定意见", verdicts)
            fields[f"years_{id_}"] = IntegerField(f"{name} 续存年数", [_Years(id_), Optional()])
            fields[f"remark_{id_}"] = TextLine(f"{name} 备注", most=200)
        return type("AppraisalForm", (cls,), fields)

    def judged(self, filing_id: int) -> Judged:
        destroys = self[f"verdict_{filing_id}"].data != EXTEND
        years = 0 if destroys else self[f"years_{filing_id}"].data or 0
        return Judged(destroys, years, self[f"remark_{filing_id}"].data or "")


class DecisionForm(Form):
    """批准意见, or why the list is given back."""

    opinion = LongText("批准意见", most=500, description="批准可以不写，按“同意”记；退回须写明原因")
