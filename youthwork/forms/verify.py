"""核验表单: three ways to ask: the file, the printed number with its digest, the text of the square code."""

from __future__ import annotations

import re
import unicodedata

from wtforms import FileField, Form
from wtforms.validators import ValidationError

from youthwork.forms.fields import LongText, Required, TextLine

#: Enough of 数据摘要 to know that one has the sheet in hand.
LEAST_DIGITS = 8
_DIGITS = re.compile(rf"[0-9a-f]{{{LEAST_DIGITS},64}}")


class PaperForm(Form):
    """核验 PDF 文件."""

    paper = FileField("成件的 PDF 文件", [Required("请选择要核验的 PDF 文件")])


class NumberForm(Form):
    """核验编号和摘要."""

    number = TextLine("备案号或机器编号", required=True, most=60)
    digest = TextLine("数据摘要", required=True, most=100)

    def validate_digest(self, field: TextLine) -> None:
        if field.data and not _DIGITS.fullmatch(plain_digits(field.data)):
            raise ValidationError(f"要写数据摘要的前 {LEAST_DIGITS} 位以上，只有数字和字母 a 到 f")


class CodeForm(Form):
    """核验方码文字."""

    text = LongText("方码的文字", required=True, most=4000)


def plain_digits(typed: str) -> str:
    """Hex digits as they are compared: half-width, small, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).lower()
