"""拟发通知的表单: one sheet for every 表样; a draft is kept as posted, what can be read of it is `NoticeGiven`.

The fields of each annex and each number asked are made from the edition: `due-contact_points`, `asked-cadre_five`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from wtforms import BooleanField, Field, Form, HiddenField, SelectMultipleField, StringField
from wtforms.widgets import MonthInput, TextInput

from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.notice_words import mended_number, mended_organs
from youthwork.domain.notices import (
    MOST_RESERVE_DAYS,
    AnnexGiven,
    NoticeGiven,
    numbers_of,
)
from youthwork.domain.recurrence import is_period
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import NoticeEdition
from youthwork.forms.choosing import listed, words_of
from youthwork.forms.fields import LongText, Posted, TextLine, bind, half_width
from youthwork.forms.links import Day
from youthwork.forms.people import Ticks

#: What a page says of itself, so that its own saves, which may overtake one another, are told from somebody else's.
PAGE, SEQUENCE = "page", "sequence"
_ABOUT_PAGE = frozenset({"csrf_token", "render_key", "version", "put", "then"})
#: Organs that are asked; a department is not, its organ is.
ASKED_TYPES = tuple(each for each in OrganizationType if each is not OrganizationType.DEPARTMENT)
_MOST_PICKED = 2000


class Amount(StringField):
    """几次、几天: a whole number from 0, full-width digits too."""

    widget = TextInput()

    def __init__(self, label: str, *, most: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = half_width(valuelist[0]) if valuelist else ""
        if self.data and not (re.fullmatch(r"\d{1,6}", self.data, re.ASCII) and int(self.data) <= self.most):
            raise ValueError(f"“{self.label.text}”请填 0 到 {self.most} 的整数")

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data and not self.process_errors else None


class MonthField(StringField):
    """报告期: as the browser's calendar gives it, or typed as 2026.3, 2026/3 or 2026年3月."""

    widget = MonthInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = half_width(valuelist[0]) if valuelist else ""
        found = re.fullmatch(r"(20\d\d)[-./年](\d{1,2})月?", self.data)
        if found:
            self.data = f"{found[1]}-{int(found[2]):02d}"
        if self.data and not is_period(self.data):
            raise ValueError(f"{self.label.text}“{self.data}”认不出，请写成 2026-03 这样")

    @property
    def period(self) -> str:
        return "" if self.process_errors else self.data or ""


class Picked(SelectMultipleField):
    """选定的单位, by id."""

    def pre_validate(self, form: Form) -> None:
        """Whether they lie beneath the issuer is seen where the units are looked up."""

    @property
    def ids(self) -> frozenset[int]:
        """What can be no row is left out."""
        found = [int(each) for each in self.data or [] if re.fullmatch(r"\d{1,9}", each, re.ASCII)]
        return frozenset(found[:_MOST_PICKED])


class AudienceForm(Form):
    """受文范围 as it is ticked and searched together."""

    levels = Ticks("层级", choices=listed(words_of(OrganizationLevel)))
    types = Ticks("组织类型", choices=listed(words_of(ASKED_TYPES)))
    under = Picked("范围", choices=[])
    but = Picked("不含", choices=[])
    also = Picked("另送", choices=[])

    @property
    def audience(self) -> Audience:
        return Audience(
            self.under.ids,
            frozenset(each for each in ASKED_TYPES if each.value in (self.types.data or ())),
            frozenset(each for each in OrganizationLevel if each.value in (self.levels.data or ())),
            self.but.ids,
            self.also.ids,
        )


class NoticeForm(AudienceForm):
    """拟发通知."""

    number = TextLine("文号", most=40, description="如 示青字〔2026〕8号；没有文号可以不填")
    title = TextLine("标题", most=200)
    body = LongText("正文", most=20000)
    basis = TextLine("依据", most=300, description="文件名和条款，印在下面每张表上")
    expires_on = Day("有效至", description="到期自动失效，不再要求填报")
    contact_name = TextLine("联系人", most=50)
    contact_phone = TextLine("联系电话", most=40)
    addressees = TextLine("主送", most=300)
    copied_to = TextLine("抄送", most=300)
    annexes = Ticks("附件", choices=[])
    reserve_days = Amount("预留天数", most=MOST_RESERVE_DAYS)
    urgent_reason = TextLine("紧急事由", most=300)
    page = HiddenField()
    sequence = HiddenField()


@cache
def notice_form(edition_key: str) -> type[NoticeForm]:
    """The sheet of an edition, with the fields of its annexes and its numbers."""
    edition = EDITIONS[edition_key]
    fields: dict[str, Any] = {
        "annexes": Ticks("附件", choices=listed((annex.key, annex.title) for annex in edition.annexes))
    }
    for annex in edition.annexes:
        if annex.recurs is not None:
            fields[f"first-{annex.key}"] = MonthField("从哪个月")
            fields[f"last-{annex.key}"] = MonthField("到哪个月")
        else:
            fields[f"opens-{annex.key}"] = Day("开始日期")
            fields[f"due-{annex.key}"] = Day("截止日期")
        fields[f"was-{annex.key}"] = HiddenField()
    for number in numbers_of(edition_key):
        fields[f"asked-{number.key}"] = Amount(number.word, most=999)
    form: type[NoticeForm] = type("EditionNoticeForm", (NoticeForm,), fields)
    return form


def posted_of(form: Iterable[tuple[str, list[str]]]) -> Posted:
    """What a notice keeps of a posted form."""
    return {name: list(values) for name, values in form if name not in _ABOUT_PAGE}


#: 按名称选单位: what a unit that was found may be picked for.
_PICKS = ("under", "but", "also")


def pick(posted: Posted, pressed: str, issuer_id: int) -> Posted:
    """The form with the unit picked whose button was pressed (`but-17`): it is in one of the three lists, and what is
    picked alone takes the place of everybody."""
    name, _, id_ = pressed.partition("-")
    if name not in _PICKS or not re.fullmatch(r"\d{1,9}", id_, re.ASCII):
        return posted
    picked = dict(posted)
    for each in _PICKS:
        picked[each] = [other for other in posted.get(each, []) if other != id_]
    if name == "under":
        picked["under"] = [other for other in picked["under"] if other != str(issuer_id)]
    picked[name].append(id_)
    return picked


def read(edition_key: str, posted: Posted) -> NoticeGiven:
    """拟发的通知 as far as it can be read; what cannot is named in `unread` and stays in `typed`."""
    edition, form = EDITIONS[edition_key], bind(notice_form(edition_key), posted)
    form.validate()
    ticked = set(form.annexes.data or ())
    return NoticeGiven(
        number=mended_number(form.number.data or "")[0],
        title=form.title.data or "",
        body=form.body.data or "",
        addressees=form.addressees.data or "",
        copied_to=mended_organs(form.copied_to.data or ""),
        audience=form.audience,
        basis=form.basis.data or "",
        expires_on=form.expires_on.data,
        urgent_reason=form.urgent_reason.data or "",
        numbers=dict(_numbers(edition_key, form)),
        reserve_days=form.reserve_days.number or 0,
        contact_name=form.contact_name.data or "",
        contact_phone=form.contact_phone.data or "",
        annexes=tuple(_annexes(edition, form, ticked)),
        typed=posted,
        unread=tuple(_unread(form)),
    )


def _annexes(edition: NoticeEdition, form: NoticeForm, ticked: set[str]) -> Iterator[AnnexGiven]:
    for annex in edition.annexes:
        if annex.key not in ticked:
            continue
        if annex.recurs is not None:
            first, last = form[f"first-{annex.key}"], form[f"last-{annex.key}"]
            yield AnnexGiven(annex.key, first=first.period, last=last.period)
        else:
            yield AnnexGiven(annex.key, form[f"opens-{annex.key}"].data, form[f"due-{annex.key}"].data)


def _numbers(edition_key: str, form: NoticeForm) -> Iterator[tuple[str, int]]:
    for each in numbers_of(edition_key):
        number = form[f"asked-{each.key}"].number
        if number is not None:
            yield each.key, number


def _unread(form: NoticeForm) -> Iterator[tuple[str, str]]:
    ticked = set(form.annexes.data or ())
    for field in form:
        if _belongs_to_another(field, ticked):
            continue
        yield from ((field.name, str(error)) for error in field.errors)


def _belongs_to_another(field: Field, ticked: set[str]) -> bool:
    """What was typed for an annex that is not asked for does no harm."""
    kind, _, key = field.name.partition("-")
    return kind in ("opens", "due", "first", "last") and key not in ticked


def posted_from(edition_key: str, given: NoticeGiven, hints: Mapping[str, str]) -> Posted:
    """The posted form that, when read, gives this; `hints`: annex → what is said of its days."""
    posted: Posted = {
        name: [text]
        for name, text in (
            ("number", given.number),
            ("title", given.title),
            ("body", given.body),
            ("addressees", given.addressees),
            ("copied_to", given.copied_to),
            ("basis", given.basis),
            ("expires_on", given.expires_on.isoformat() if given.expires_on else ""),
            ("urgent_reason", given.urgent_reason),
            ("reserve_days", str(given.reserve_days or "")),
            ("contact_name", given.contact_name),
            ("contact_phone", given.contact_phone),
        )
    }
    kept = given.audience.as_json()
    posted |= {name: [str(each) for each in kept[name]] for name in kept}
    posted["annexes"] = [each.key for each in given.annexes]
    for each in given.annexes:
        posted |= {
            f"opens-{each.key}": [each.opens_on.isoformat() if each.opens_on else ""],
            f"due-{each.key}": [each.due.isoformat() if each.due else ""],
            f"first-{each.key}": [each.first],
            f"last-{each.key}": [each.last],
            f"was-{each.key}": [hints.get(each.key, "")],
        }
    posted |= {f"asked-{key}": [str(number)] for key, number in given.numbers.items()}
    fields = notice_form(edition_key)()._fields
    return {name: values for name, values in posted.items() if name in fields}


class AmendForm(AudienceForm):
    """修改通知: what may be changed after issuing; due days are `due-<id of the NoticeAnnex>`, made by `amend_form`."""

    body = LongText("正文", most=20000)
    expires_on = Day("有效至")
    contact_name = TextLine("联系人", most=50)
    contact_phone = TextLine("联系电话", most=40)
    reason = TextLine("修改原因", required=True, most=300)


class WithdrawForm(Form):
    """撤回通知."""

    reason = TextLine("撤回原因", required=True, most=300)


class SendBackForm(Form):
    """退回拟稿."""

    reason = TextLine("退回意见", required=True, most=300)


class PrintForm(Form):
    """打印: whether the blank forms follow as 附件."""

    annexes = BooleanField("附上空白表")
