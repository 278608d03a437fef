"""归档表单: 全宗设置, 保管期限表的一行, 利用目的 and 调阅登记. No queries here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wtforms import Form, RadioField
from wtforms.validators import ValidationError

from youthwork.domain import retention
from youthwork.domain.archival_numbers import DOCUMENTS
from youthwork.forms.choosing import listed, offer
from youthwork.forms.fields import Choice, TextLine, half_width
from youthwork.forms.people import Day

#: 利用目的 to choose from; the last asks for words of one's own.
OTHER = "其他"
PURPOSES = ("工作查考", "核对填报内容", "与本人联系工作", "编研、统计", "审计、巡察", "移交进馆", OTHER)
_CODE = "code-"


def _code(text: str | None) -> str:
    return half_width(text).upper()


class CodeLine(TextLine):
    """代码: capitals and digits, however they were typed."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, filters=[_code], most=10, **kwargs)


class FondsForm(Form):
    """全宗设置; the departments' codes stand beside it, a field each (`code-<id>`)."""

    number = CodeLine("全宗号", required=True, description="档案馆给定的四位代码，如 Z109")
    category = CodeLine("档案门类代码", required=True, description="文书档案为 WS")

    @classmethod
    def of(cls, places: Mapping[int, str]) -> type[FondsForm]:
        """The form with a code for each of these departments (id → name)."""
        fields = {f"{_CODE}{id}": CodeLine(name) for id, name in places.items()}
        return type("FondsForm", (cls,), fields)

    @property
    def codes(self) -> dict[int, str]:
        return {
            int(name.removeprefix(_CODE)): field.data or ""
            for name, field in self._fields.items()
            if name.startswith(_CODE)
        }

    @property
    def code_fields(self) -> list[CodeLine]:
        return [field for name, field in self._fields.items() if name.startswith(_CODE)]

    @classmethod
    def showing(cls, number: str, category: str, codes: Mapping[int, str]) -> dict[str, str]:
        """What a form of these settings starts with."""
        coded = {f"{_CODE}{id}": code for id, code in codes.items()}
        return {"number": number, "category": category or DOCUMENTS, **coded}


class RetentionForm(Form):
    """保管期限表的一行."""

    annex = Choice("文件种类", ())
    item = TextLine(
        "归档范围", required=True, most=200, description="照经批准的《归档范围和保管期限表》的原文"
    )
    years = Choice("保管期限", [(str(years), retention.words(years)) for years in retention.PERIODS])
    approval_number = TextLine("批准文号", most=60, description="档案主管部门同意的文号；还没有批复的先空着")
    starts_on = Day("执行日期", description="从这一天起备案的文件按这一行")

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        offer(self.annex, kinds)


class PurposeForm(Form):
    """利用目的: one of a short list, or words of one's own."""

    purpose = RadioField("利用目的", choices=listed((each, each) for each in PURPOSES), validate_choice=False)
    words = TextLine("补充说明", most=200, description="选“其他”的必填；一并记入利用登记")

    def validate_purpose(self, field: RadioField) -> None:
        if field.data not in PURPOSES:
            raise ValidationError("请选择利用目的")

    def validate_words(self, field: TextLine) -> None:
        if self.purpose.data == OTHER and not field.data:
            raise ValidationError("请用一句话写明利用目的")

    @property
    def given(self) -> str:
        """利用目的 as the register says it: 工作查考：年底总结用."""
        chosen, words = self.purpose.data or "", self.words.data or ""
        return words if chosen == OTHER else "：".join(part for part in (chosen, words) if part)


class ReadingForm(PurposeForm):
    """调阅登记: a paper read outside the system, by oneself or, registered by the 档案员, by somebody else."""

    person = TextLine("利用人", required=True, most=50)
    unit = TextLine("利用人单位", required=True, most=120)


class UsesForm(Form):
    """利用登记的筛选; it refuses nothing: what it does not know is left out."""

    kind = Choice("利用方式", ())
    since = Day("自", required=False)
    until = Day("至", required=False)
    person = TextLine("利用人或单位", most=50)

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        offer(self.kind, [("", "全部"), *kinds])

    def asked_day(self, name: str) -> date | None:
        field = self[name]
        try:
            return date.fromisoformat(field.data) if field.data else None
        except ValueError:
            return None
