"""移交包的表单: which year and period, to whom, what for."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.domain import retention
from youthwork.forms.choosing import offer
from youthwork.forms.fields import Choice, TextLine


class TransferForm(Form):
    """生成移交包."""

    year = Choice("年度", ())
    period = Choice(
        "保管期限", [("", "全部"), *((str(years), retention.words(years)) for years in retention.PERIODS)]
    )
    receiver = TextLine("接收单位", required=True, most=60, description="写规范简称，如：青岚市档案馆")
    purpose = TextLine("目的", required=True, most=200, description="记入利用登记，如：到期移交进馆")

    def offer(self, years: Iterable[int]) -> None:
        offer(self.year, ((str(year), f"{year} 年") for year in years))

    @property
    def retention_years(self) -> int | None:
        return int(self.period.data) if self.period.data else None
