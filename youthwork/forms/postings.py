"""下沉表单: who is posted where, from when until when. No queries here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.forms.choosing import offer
from youthwork.forms.fields import Choice, Required
from youthwork.forms.people import Day


class PostingForm(Form):
    """登记下沉."""

    person = Choice("团干部", ())
    county = Choice("下沉到", ())
    starts_on = Day("开始日期")
    ends_on = Day("结束日期", required=False, description="还不知道的可以空着，以后再填")

    def offer(self, people: Iterable[tuple[int, str]], counties: Iterable[tuple[int, str]]) -> None:
        """Let the cadre and the county be chosen from these."""
        offer(self.person, [("", "请选择"), *((str(id_), words) for id_, words in people)])
        offer(self.county, [("", "请选择"), *((str(id_), words) for id_, words in counties)])

    def validate_person(self, field: Choice) -> None:
        Required("请选择团干部")(self, field)

    def validate_county(self, field: Choice) -> None:
        Required("请选择下沉到哪个县（市、区）")(self, field)


class PostingEndForm(Form):
    """确定下沉的最后一天."""

    ends_on = Day("最后一天", description="这一天仍算在内；由它加入的小组成员身份同日结束")
