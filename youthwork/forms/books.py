"""整册打印的选项."""

from __future__ import annotations

from wtforms import BooleanField, Form


class BookForm(Form):
    """整册打印: how the papers are bound. What they are comes from the archive's own query."""

    is_duplex = BooleanField(
        "双面打印", description="每份从单页（右手页）起，必要时补一张空白页", default=True
    )
    with_old = BooleanField("已更正的旧版本也收入")
