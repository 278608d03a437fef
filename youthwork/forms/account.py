"""账号表单: sign-in, passwords, one's own information, complaints and suggestions. Passwords are taken as typed."""

from __future__ import annotations

import re

from wtforms import BooleanField, Form, PasswordField
from wtforms.validators import Length, ValidationError

from youthwork.domain.passwords import RULE
from youthwork.forms.fields import Choice, LongText, Required, TextLine

_LONGEST = 200
#: One address, of characters every mail server takes; nothing that could end a header.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\Z")


class Secret(PasswordField):
    """密码: kept exactly as typed, never written back into the page."""

    def __init__(self, label: str, **kwargs: str) -> None:
        rules = [Required(), Length(max=_LONGEST, message=f"{label}最多 {_LONGEST} 位")]
        super().__init__(label, validators=rules, **kwargs)


class SignInForm(Form):
    """登录."""

    username = TextLine("用户名", required=True, most=80)
    password = Secret("密码")


class _NewPassword(Form):
    new = Secret("新密码", description=RULE)
    again = Secret("再输一次新密码")

    def validate_again(self, field: Secret) -> None:
        if self.new.data and field.data != self.new.data:
            raise ValidationError("两次输入的新密码不一样")


class PasswordForm(_NewPassword):
    """修改密码."""

    old = Secret("原密码")


class ResetForm(_NewPassword):
    """用一次性重置码重设密码."""

    username = TextLine("用户名", required=True, most=80)
    code = TextLine(
        "重置码", required=True, most=30, description="管理员交给你的纸条上的 12 位码，大小写和横线都可以不管"
    )


class MailForm(Form):
    """邮件: whether messages go out by e-mail too, and where to."""

    email = TextLine("邮箱地址", most=120)
    wants_mail = BooleanField("消息也发到我的邮箱")

    def validate_email(self, field: TextLine) -> None:
        if field.data and not _ADDRESS.match(field.data):
            raise ValidationError(f"邮箱地址“{field.data}”看不明白，请写成 luo@example.cn")
        if self.wants_mail.data and not field.data:
            raise ValidationError("要收邮件，请写上邮箱地址")


class SuggestionForm(Form):
    """投诉与建议; the organizations one may speak of are put in by the page."""

    KINDS = (
        ("建议", "建议"),
        ("投诉", "投诉"),
        ("反映加码", "反映加码：数量、频次、期限、填报内容比通知要求的多"),
    )

    kind = Choice("类别", KINDS)
    about = Choice("关于哪个单位", ())
    text = LongText("内容", required=True, most=2000)


class AnswerForm(Form):
    """答复投诉与建议."""

    answer = LongText("答复", required=True, most=2000)
