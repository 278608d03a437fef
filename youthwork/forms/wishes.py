"""微心愿表单: registering in a few taps, and what belongs to each later step."""

from __future__ import annotations

from wtforms import BooleanField, Form, HiddenField, RadioField, SelectChoice
from wtforms.validators import Length, Optional

from youthwork.domain.wishes import WishAction
from youthwork.domain.youth import YouthField
from youthwork.forms.choosing import words_of
from youthwork.forms.fields import Choice, LongText, TextLine
from youthwork.forms.links import Day

#: 登记以后怎么办 → the step taken at once.
THEN: dict[str, WishAction | None] = {
    "own": WishAction.TAKE_ON,
    "pool": WishAction.POOL,
    "later": None,
}


class _Wording(Form):
    text = LongText("青年的心愿", required=True, most=500)
    of_whom = TextLine("谁的心愿", most=40)
    field = Choice("领域", [("", "不分领域"), *words_of(YouthField)], default="")
    #: 已核对: shown only once something reads like a name.
    is_kept = BooleanField("已核对，不是真实姓名，照此登记")

    @property
    def youth_field(self) -> YouthField | None:
        return YouthField(self.field.data) if self.field.data else None


class WishForm(_Wording):
    """登记微心愿. `client_key` makes the same wish sent twice one."""

    then = RadioField(
        "谁来办",
        choices=[
            SelectChoice("own", "我来办"),
            SelectChoice("pool", "我办不了，转入心愿池"),
            SelectChoice("later", "先记下，以后再定"),
        ],
        default="own",
    )
    client_key = HiddenField(validators=[Length(min=8, max=40, message="页面不完整，请重新打开再登记")])
    record = HiddenField(validators=[Optional()])


class RewordForm(_Wording):
    """更正文字."""


class StepForm(Form):
    """一步的说明; which of the fields are shown is the step's."""

    words = LongText("说明", most=500)
    said = LongText("青年怎么说", most=200)
    to = RadioField("接手的同志", choices=[], validate_choice=False)
    pool = Choice("转给哪个下级", [("", "请选择")], default="")
    due_on = Day("打算哪天办好", [Optional()])
