"""参评资格表单: a decision with its year and reason, and a reason alone. No queries here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.forms.choosing import offer
from youthwork.forms.fields import Choice, LongText

MOST = 300


class DisqualificationForm(Form):
    """评定不合格; the organs in whose name and the years are put in by the page."""

    organ = Choice("以哪个机关的名义", ())
    year = Choice("年度", ())
    reason = LongText(
        "评定理由",
        required=True,
        most=MOST,
        description="写明事实和依据，不按数量评定；本人看得到原话，可以提出异议",
    )

    def offer(self, organs: Iterable[tuple[int, str]], years: Iterable[int]) -> None:
        """Let the organ and the year be chosen from these."""
        offer(self.organ, [(str(organ_id), name) for organ_id, name in organs])
        offer(self.year, [(str(year), f"{year}年") for year in years])


class WithdrawalForm(Form):
    """撤销评定."""

    reason = LongText("撤销理由", required=True, most=MOST, description="本人看得到原话")


class LiftingForm(Form):
    """准予参评; the organs are put in by the page."""

    organ = Choice("以哪个机关的名义", ())
    reason = LongText(
        "准予参评的理由", required=True, most=MOST, description="和推荐表一起给各级看，不印在表上"
    )

    def offer(self, organs: Iterable[tuple[int, str]]) -> None:
        offer(self.organ, [(str(organ_id), name) for organ_id, name in organs])
