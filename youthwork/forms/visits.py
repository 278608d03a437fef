"""夜访表单: what a night visit has beyond any other record; part of the record's form, under the prefix `visit-`.

What must never be kept outside the server (the name of a protected person, the words of a problem) bears
`data-private`: the queue of a phone without a network leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, Form, RadioField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import TextInput

from youthwork.domain.night_visits import CATEGORIES, MUST_DO, PROTECTED, ProblemAction, VisitKind
from youthwork.forms.choosing import listed, offer, words_of
from youthwork.forms.fields import Choice, LongText, RowsField, TextLine
from youthwork.forms.people import Day

_PRIVATE = {"data-private": True, "autocomplete": "off"}
#: Rows a form shows at once; more are added on the page of the visit.
_ROWS = ("p1", "p2", "p3")


class ProblemRow(Form):
    """发现的一个问题. An empty owner is who writes it down."""

    category = Choice("类别", [("", "请选择"), *((word, word) for word in CATEGORIES)], default="")
    text = LongText("问题", required=True, most=300, render_kw={**_PRIVATE, "rows": 2})
    owner = Choice("承办人", [("", "本人")], default="")
    due = Day("办理期限", required=False, render_kw={"autocomplete": "off"})

    def validate_category(self, field: Choice) -> None:
        if not field.data:
            raise ValidationError("请选择问题的类别")


class ProblemRows(RowsField):
    """发现的问题: a few rows at once, which need no script."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        there = {row_id for row_id, _ in self.rows}
        self.rows += [(row_id, self._bind(row_id)) for row_id in _ROWS if row_id not in there]


class Kinds(RadioField):
    """六访类别; each choice tells what must be done and whether its person is protected."""

    def pre_validate(self, form: Form) -> None:
        """That one is chosen is asked with everything else, in the words of the visit."""

    @property
    def rows(self) -> Iterable[tuple[Any, str, bool]]:
        """(the input, 必做, protected), in the order of the notice."""
        for option, kind in zip(self, VisitKind, strict=True):
            yield option, MUST_DO[kind], kind in PROTECTED


class VisitForm(Form):
    """夜访: the kind, whom one visited, what was done of the 必做, what was found."""

    kind = Kinds("六访类别", choices=listed(words_of(VisitKind)), validators=[Optional()])
    visited = TextLine(
        "走访对象", most=80, description="班级、寝室、组织、村、社区或创业青年；不写未成年人的姓名"
    )
    is_protected = BooleanField("走访对象是未成年人或不良行为青少年，只留代称")
    person = Choice("以前走访过的", [("", "新的走访对象")], default="")
    name = TextLine(
        "姓名",
        most=40,
        description="选填：加密保存，只有你填写原因后能看；别处只显示代称，如 YF-0012 王某。也可以只写姓",
        render_kw=_PRIVATE,
        widget=TextInput(),
    )
    must_do = LongText("必做完成情况", most=500, render_kw={"rows": 2})
    problems = ProblemRows("发现的问题", ProblemRow)

    def offer(self, people: Iterable[tuple[int, str]], known: Iterable[tuple[int, str]]) -> None:
        """Let problems be given to these colleagues, and the person be one of these visited before."""
        choices = [("", "本人"), *((str(id_), name) for id_, name in people)]
        for _, row in self.problems.rows:
            offer(row["owner"], choices)
        if "person" in self:
            offer(self.person, [("", "新的走访对象"), *((str(id_), alias) for id_, alias in known)])

    def leave_subject(self, *, is_protected: bool) -> None:
        """Ask nothing of whom a colleague visited."""
        del self.person, self.name, self.is_protected
        if is_protected:
            del self.visited


class NamesAsked(Form):
    """A form whose words others read."""

    #: A protected name stands in them, and it was not said yet what is to become of it.
    has_names = False


class FoundForm(NamesAsked, ProblemRow):
    """补记一个问题, on the page of the visit."""

    # A name of its own, by which the page's key knows not to keep what is typed (`blueprints/once.py`).
    text = LongText("问题", required=True, most=300, name="found-text", render_kw={"rows": 2})

    def offer(self, people: Iterable[tuple[int, str]]) -> None:
        offer(self.owner, [("", "本人"), *((str(id_), name) for id_, name in people)])


class StepForm(NamesAsked):
    """办理的一步: what is done, in which words; for 移交 to whom; the date is that until which it is to be done."""

    action = Choice("办理", ())
    words = LongText("说明", most=300, name="step-words", render_kw={"rows": 3})
    owner = Choice("移交给", [("", "请选择")], default="")
    due = Day("办理期限", required=False)

    def offer(self, actions: Iterable[ProblemAction], people: Iterable[tuple[int, str]]) -> None:
        """Let one of these be done, and it be handed over to these colleagues."""
        offer(self.action, [(each.value, each.value) for each in actions])
        offer(self.owner, [("", "请选择"), *((str(id_), name) for id_, name in people)])


class ReasonForm(Form):
    """查看姓名: what for."""

    reason = TextLine("查看原因", required=True, most=100, description="如 再次走访前核对；会留下记录")
