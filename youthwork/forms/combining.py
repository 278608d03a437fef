"""汇总表的表单: the file one wants and what for; a word about a version that is kept. No queries here."""

from __future__ import annotations

from wtforms import BooleanField, Form

from youthwork.forms.archiving import PurposeForm
from youthwork.forms.fields import Choice, TextLine


class CombinedFileForm(PurposeForm):
    """导出汇总表."""

    form = Choice("文件", (("xlsx", "Excel"), ("pdf", "PDF（A4 横排，供打印）")), default="xlsx")
    with_phones = BooleanField("电话用全号（只限你所在受理部门收的件；其余仍隐去）")


class KeepForm(Form):
    """留存这一版."""

    words = TextLine("留存说明", most=100, description="可以不写，如 上会用")
