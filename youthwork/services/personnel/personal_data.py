"""个人信息: name, gender, birth month, phone. The person, or who keeps the account, corrects them; nobody above is
asked, the change is recorded (the pain of 智慧团建: a typing error had to climb to the province)."""

from __future__ import annotations

from youthwork.documents.fonts import undrawable
from youthwork.domain.hierarchy import Gender
from youthwork.domain.personnel import PersonalData
from youthwork.domain.privacy import mask_phone
from youthwork.extensions import db
from youthwork.models import User
from youthwork.services import audit

LABELS = {"name": "姓名", "gender": "性别", "birth_month": "出生年月", "phone": "联系方式"}


def data_of(user: User) -> PersonalData:
    return PersonalData(user.name, user.gender, user.birth_month, user.phone)


def unprintable(text: str) -> str:
    """Why the text cannot be printed, as a sentence; empty when every character is drawn."""
    missing = undrawable(text)
    if not missing:
        return ""
    return (
        f"有字库里没有、打印不出的字：{'、'.join(missing)}。请换用规范字，或请系统维护人员安装含有该字的字库"
    )


def correct(user: User, data: PersonalData, by: User) -> list[str]:
    """更正个人信息; the labels of what changed, in the order of the form."""
    before = data_of(user)
    changed = [key for key in LABELS if getattr(before, key) != getattr(data, key)]
    for key in changed:
        setattr(user, key, getattr(data, key))
    db.session.flush()
    if changed:
        told = "，".join(f"{LABELS[key]}由“{_said(before, key)}”改为“{_said(data, key)}”" for key in changed)
        audit.record("correction", f"{by.name}更正{before.name}（{user.username}）的个人信息：{told}", by.id)
    return [LABELS[key] for key in changed]


def choose_mail(user: User, email: str, wants_mail: bool) -> None:
    """要不要邮件, by the person themselves; the change is recorded, the address is not written into the log."""
    if (user.email, user.wants_mail) == (email, wants_mail):
        return
    user.email, user.wants_mail = email, wants_mail
    db.session.flush()
    said = "消息也发邮件" if wants_mail else "消息不发邮件"
    audit.record("correction", f"{user.name}（{user.username}）设定：{said}", user.id)


def _said(data: PersonalData, key: str) -> str:
    """The value as the log may hold it: phones stay masked there too."""
    value = getattr(data, key)
    if key == "phone":
        return mask_phone(value)
    return value.value if isinstance(value, Gender) else value or ""
