"""整册打印的选项."""

from __future__ import annotations

from wtforms import BooleanField, Form

from youthwork.forms.fields import TextLine

#: 用途 of a book where nobody writes another.
TO_READ = "打印、翻阅"


class BookForm(Form):
    """整册打印: how the papers are bound. What they are comes from the archive's own query."""

    is_duplex = BooleanField(
        "双面打印", description="每份从单页（右手页）起，必要时补一张空白页", default=True
    )
    with_old = BooleanField("已更正的旧版本也收入")
    purpose = TextLine("用途", most=200, default=TO_READ, description="记入利用登记")
