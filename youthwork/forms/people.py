"""组织与人员表单: people, posts, departments, subordinate organizations. No queries here."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import Any

from wtforms import BooleanField, Form, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import (
    CadreNature,
    DepartmentFunction,
    Gender,
    OrganizationLevel,
    OrganizationType,
)
from youthwork.domain.personnel import PersonalData, Post
from youthwork.forms.choosing import listed, words_of
from youthwork.forms.fields import Choice, Phone, Required, TextLine, half_width

_BIRTH = re.compile(r"(19[3-9]\d|20\d\d)[.\-/年](\d{1,2})月?\Z")
_DAY = re.compile(r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?\Z")
_NAME = re.compile(r"[^\d\x00-\x1f<>\"'&]+\Z")

#: What each duty is for, said where it is given.
DUTY_WORDS = {
    Duty.CADRE: "填自己的任务表",
    Duty.CLERK: "填报单位的表，报送，收退回的件",
    Duty.REVIEWER: "签收、审核、予以备案下级报来的件",
    Duty.SIGNER: "审签本单位的件",
    Duty.SEAL_APPROVER: "批准用印",
    Duty.SEAL_KEEPER: "用印并登记",
    Duty.ARCHIVIST: "归档、编档号",
    Duty.ADMINISTRATOR: "维护本单位的部门、人员和账号",
}


class Month(TextLine):
    """出生年月, kept as 1993.05 however it was written."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, most=10, filters=[_as_month], **kwargs)

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.data and not re.match(r"(19[3-9]\d|20\d\d)\.(0[1-9]|1[0-2])\Z", self.data):
            raise ValidationError(f"{self.label.text}“{self.data}”看不明白，请写成 1993.05")


class Day(TextLine):
    """日期; `day` is it as a date."""

    widget = DateInput()

    def __init__(self, label: str, *, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label, required=required, most=20, filters=[_as_day], **kwargs)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.data or "")

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if not self.data:
            return
        try:
            day = self.day
        except ValueError:
            raise ValidationError(f"{self.label.text}“{self.data}”不是日期，请写成 2026-04-01") from None
        if not 1980 <= day.year <= 2100:
            raise ValidationError(f"{self.label.text}的年份不对，请写成 2026-04-01")


class Ticks(SelectMultipleField):
    """勾选若干项."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        known = {choice.value for choice in self.choices}
        if not set(self.data or []) <= known:
            raise ValidationError(f"请重新选择{self.label.text}")


class PersonForm(Form):
    """个人信息 (附件1, 附件2 ask for nothing more, DOMAIN §7.2)."""

    name = TextLine("姓名", required=True, most=50)
    gender = Choice("性别", [("", "请选择"), *words_of(Gender)])
    birth_month = Month("出生年月")
    phone = Phone("联系方式")

    def validate_name(self, field: TextLine) -> None:
        if field.data and not _NAME.match(field.data):
            raise ValidationError("姓名里不能有数字和符号；少数民族姓名中间用“·”")

    @classmethod
    def showing(cls, data: PersonalData) -> PersonForm:
        """The form with what is known of a person."""
        return cls(data={**asdict(data), "gender": data.gender.value if data.gender else ""})

    @property
    def personal_data(self) -> PersonalData:
        """What was posted, once the form is valid."""
        gender = Gender(self.gender.data) if self.gender.data else None
        return PersonalData(self.name.data or "", gender, self.birth_month.data or "", self.phone.data or "")


class PostForm(Form):
    """任职."""

    title = TextLine("职务", required=True, most=60)
    nature = Choice("性质", [("", "未定"), *words_of(CadreNature)])
    starts_on = Day("任职起始日期")
    duties = Ticks("职责", choices=listed((duty.value, f"{duty.value}：{DUTY_WORDS[duty]}") for duty in Duty))

    @property
    def post(self) -> Post:
        """What was posted, once the form is valid."""
        nature = CadreNature(self.nature.data) if self.nature.data else None
        duties = tuple(duty for duty in Duty if duty.value in (self.duties.data or []))
        return Post(self.title.data or "", nature, duties, self.starts_on.day)


class NewPersonForm(PersonForm, PostForm):
    """添加人员: the person and the first post; `where` lists the organ and its departments."""

    where = Choice("任职单位", ())


class AppointForm(PostForm):
    """增加任职 for somebody the system already knows."""

    where = Choice("任职单位", ())


class EndForm(Form):
    """结束任职."""

    last_day = Day("任职到哪一天为止", description="这一天仍算在任")


class DepartmentForm(Form):
    """设立内设部门."""

    name = TextLine("部门名称", required=True, most=40, description="只写部门本身，如 组织部、青年发展部")
    function = Choice("职能", [("", "请选择"), *words_of(DepartmentFunction)])

    def validate_function(self, field: Choice) -> None:
        Required("请选择职能：报来的件按职能分给部门")(self, field)


class ClosingForm(Form):
    """撤销内设部门."""

    last_day = Day("撤销日期", description="这一天部门仍在")
    successor = Choice("承接部门", ())


class NamesForm(Form):
    """三个名称; `confirmed` lets an unusual but approved name through."""

    full_name = TextLine(
        "全称", required=True, most=120, description="与印章一致，如 中国共产主义青年团青岚市委员会"
    )
    short_name = TextLine(
        "规范简称", required=True, most=120, description="公文中使用，如 共青团青岚市委员会"
    )
    common_name = TextLine("习惯称", required=True, most=120, description="本地区内使用，如 团青岚市委")
    code = TextLine("机关代字", most=20, description="用在备案号里，如 岚青；不受理备案的组织可以不填")
    confirmed = BooleanField("名称已与批准文件核对，就这样保存")


class MembersForm(Form):
    """团员人数, and the day they were counted on."""

    members = TextLine("团员人数", most=10, filters=[half_width])
    as_of = Day("截至", required=False, description="不填按今天")

    @property
    def number(self) -> int | None:
        """What was posted, once the form is valid."""
        return int(self.members.data) if self.members.data else None

    def validate_members(self, field: TextLine) -> None:
        if field.data and not (field.data.isascii() and field.data.isdigit()):
            raise ValidationError(f"团员人数“{field.data}”不是整数，请填数字")


class SubordinateForm(NamesForm):
    """设立下级团组织; the kinds that may stand here are put in by the page."""

    type = Choice("组织类型", words_of(OrganizationType))
    level = Choice("层级", words_of(OrganizationLevel))


def _as_month(text: str | None) -> str:
    plain = half_width(text)
    if plain.isdigit() and len(plain) == 6:
        plain = f"{plain[:4]}.{plain[4:]}"
    found = _BIRTH.match(plain)
    return f"{found.group(1)}.{int(found.group(2)):02d}" if found else plain


def _as_day(text: str | None) -> str:
    plain = half_width(text)
    found = _DAY.match(plain)
    return f"{found.group(1)}-{int(found.group(2)):02d}-{int(found.group(3)):02d}" if found else plain
