"""四性检测的表单: which year, at which stage."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.forms.choosing import offer
from youthwork.forms.fields import Choice


class CheckForm(Form):
    """开始检测."""

    year = Choice("年度", ())
    stage = Choice(
        "环节", (), description="归档：办理归档以前；移交与接收：向档案馆移交以前；长期保存：每年一次"
    )

    def offer(self, years: Iterable[int], stages: Iterable[tuple[str, str]]) -> None:
        """Let these be chosen; the year may be left open."""
        offer(self.year, [("", "全部年度"), *((str(year), f"{year} 年") for year in years)])
        offer(self.stage, stages)

    @property
    def asked_year(self) -> int | None:
        return int(self.year.data) if self.year.data else None
