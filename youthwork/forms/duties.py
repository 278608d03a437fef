"""例外、申请和零报告表单: what kind, until when, why; or words to a 零报告 or a refusal. No queries here."""

from __future__ import annotations

from wtforms import Form
from wtforms.validators import ValidationError

from youthwork.forms.fields import Choice, LongText
from youthwork.forms.people import Day

LATER, EXEMPT = "延期", "免报"
LONGEST_REASON = 300
_KINDS = ((LATER, "延期：晚些报"), (EXEMPT, "免报：这次不用报"))


class ExceptionForm(Form):
    """准予延期或免报."""

    kind = Choice("怎样处理", _KINDS, description="先选，再写到哪一天")
    until = Day("到哪一天", required=False, description="延期填新的截止日；免报可以不填，填了到那一天为止")
    reason = LongText(
        "原因",
        required=True,
        most=LONGEST_REASON,
        description="如 正在撤并、受灾；填报单位和各级上级都看得到",
    )

    def validate_until(self, field: Day) -> None:
        if self.kind.data == LATER and not field.data:
            raise ValidationError("延期要写明延到哪一天")


class RequestForm(ExceptionForm):
    """申请延期或免报."""

    kind = Choice("申请什么", _KINDS, description="先选，再写到哪一天")
    reason = LongText(
        "原因",
        required=True,
        most=LONGEST_REASON,
        description="如 正在撤并、受灾；本单位和各级上级都看得到",
    )


class RefusalForm(Form):
    """不准予."""

    answer = LongText("不准予的原因", required=True, most=LONGEST_REASON, description="申请的单位会看到")


class NilForm(Form):
    """零报告."""

    words = LongText("说明", most=LONGEST_REASON, description="可以不写")
