"""撤并、拆分: who goes on with a unit, or what goes to a new one; the lists are put in by the page."""

from __future__ import annotations

from wtforms import BooleanField, Form
from wtforms.validators import InputRequired

from youthwork.forms.fields import Choice
from youthwork.forms.people import NamesForm, Ticks


class MergingForm(Form):
    """撤并."""

    successor = Choice("承接单位", ())
    agreed = BooleanField(
        "已核对撤并文件和上面的移交内容", validators=[InputRequired("请核对移交内容，勾选后再办理")]
    )


class SplittingForm(NamesForm):
    """拆分: the names of the new unit, and what goes to it."""

    posts = Ticks("转入的人员")
    units = Ticks("转入的下级组织")

    @property
    def post_ids(self) -> set[int]:
        return {int(each) for each in self.posts.data or []}

    @property
    def unit_ids(self) -> set[int]:
        return {int(each) for each in self.units.data or []}
