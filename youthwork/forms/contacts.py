"""联系青年表单: the least that is kept of a young person, and their consent. No queries here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Form
from wtforms.validators import ValidationError

from youthwork.domain.youth import ConsentWay, ContactWay, YouthField
from youthwork.forms.choosing import listed, offer, words_of
from youthwork.forms.fields import LANDLINE, MOBILE, Choice, Required, TextLine, half_width
from youthwork.forms.people import Day, Ticks

#: Names of young people go into no other place than the locked columns: browsers are not to keep them either.
_PRIVATE: dict[str, Any] = {"autocomplete": "off", "data-private": ""}


class ContactForm(Form):
    """登记联系青年."""

    field = Choice("领域", [("", "请选择"), *words_of(YouthField)])
    name = TextLine(
        "姓名或称呼", most=40, render_kw=_PRIVATE, description="可以不填，也可以只写称呼，如 小林"
    )
    way = Choice("联系方式", [("", "不留"), *words_of(ContactWay)])
    value = TextLine("号码或账号", most=60, render_kw=_PRIVATE, description="只留一种；“当面”可以不填")
    consented_on = Day("同意日期", description="对方同意由你联系、同意登记的那一天")
    consent = Choice("怎样同意的", [("", "请选择"), *words_of(ConsentWay)])
    may_pass_on = BooleanField("对方也同意：我离任时由接任人接着联系")

    def validate_field(self, field: Choice) -> None:
        Required("请选择领域")(self, field)

    def validate_consent(self, field: Choice) -> None:
        Required("请选择怎样同意的；没有同意的不登记")(self, field)

    def validate_value(self, field: TextLine) -> None:
        if self.way.data != ContactWay.PHONE.value or not field.data:
            return
        field.data = half_width(field.data)
        if not (MOBILE.match(field.data) or LANDLINE.match(field.data)):
            raise ValidationError("电话不是有效的号码：手机 11 位，座机写成 0371-65900000")


class PassingForm(Form):
    """移交给接任人: who agreed, and to whom."""

    contacts = Ticks("同意由接任人接着联系的", choices=[], render_kw=_PRIVATE)
    successor = Choice("移交给谁", ())

    def offer(self, contacts: Iterable[tuple[int, str]], people: Iterable[tuple[int, str]]) -> None:
        """Let the young people and the successor be chosen from these."""
        self.contacts.choices = listed((str(id_), words) for id_, words in contacts)
        offer(self.successor, [("", "请选择"), *((str(id_), name) for id_, name in people)])

    def validate_contacts(self, field: Ticks) -> None:
        Required("请勾选已经同意的")(self, field)

    def validate_successor(self, field: Choice) -> None:
        Required("请选择移交给谁")(self, field)
