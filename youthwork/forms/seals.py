"""印章表单: registering a seal, handing it over, and the reason every other change asks for."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import FileField, Form, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from youthwork.domain.seals import LARGEST_MM, SMALLEST_MM
from youthwork.forms.choosing import offer
from youthwork.forms.fields import Choice, LongText, TextLine
from youthwork.forms.people import Day

_DIAMETER = f"直径请填 {SMALLEST_MM} 到 {LARGEST_MM} 的整数（毫米）"


class SealForm(Form):
    """登记印章. What the organization and the instance decide is offered by `offer`."""

    kind = Choice("用印方式", ())
    name = TextLine("印文", required=True, most=120)
    diameter_mm = IntegerField(
        "直径", [InputRequired(_DIAMETER), NumberRange(SMALLEST_MM, LARGEST_MM, message=_DIAMETER)]
    )
    authority = TextLine("制发（启用）文号", required=True, most=200)
    authority_scan = FileField("批文扫描", [Optional()])
    keeper = Choice("保管人", ())
    valid_from = Day("有效期起")
    valid_until = Day("有效期止", required=False)
    picture = FileField("印模图像")
    outside_code = TextLine("印章编码", most=60)

    def offer(self, kinds: Iterable[tuple[str, str]], keepers: Iterable[tuple[int, str]]) -> None:
        """Let the kind and the keeper be chosen from these."""
        offer(self.kind, kinds)
        offer(self.keeper, [("", "请选择"), *((str(id_), name) for id_, name in keepers)])


class HandOverForm(Form):
    """交接: to whom and why; who fills it in is the witness."""

    receiver = Choice("接收人", ())
    reason = LongText("交接原因", required=True, most=300)

    def offer(self, receivers: Iterable[tuple[int, str]]) -> None:
        """Let the receiver be chosen from these."""
        offer(self.receiver, [("", "请选择"), *((str(id_), name) for id_, name in receivers)])


class ChangeForm(Form):
    """停用、恢复、挂失、缴销、不予核准: the reason, kept with the change."""

    reason = LongText("原因", required=True, most=300)
