"""字段: our few field kinds, and the one codec between a form and JSON.

Every value of an answer is a string or a list of rows; a row is a dict of strings with a stable `id`.
A draft is kept exactly as posted (`Posted`: input name → values), so half-typed input survives;
typed answers exist only after validation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from youthwork.domain.annex_context import Problem
from youthwork.domain.calendar import long_date

#: 草稿: input name → the values posted under it, in order.
Posted = dict[str, list[str]]
Answers = dict[str, Any]

ROW_ID = re.compile(r"[A-Za-z0-9_]{1,40}\Z")
MOBILE = re.compile(r"1[3-9]\d{9}\Z", re.ASCII)
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?\Z", re.ASCII)
MOST_ROWS = 3000


def tidy(text: str | None) -> str:
    """One line as offices mean it: no surrounding or doubled spaces, no zero-width characters or NUL."""
    kept = (ch for ch in text or "" if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cf"))
    return re.sub(r"[ \u3000\u00a0\t]+", " ", "".join(kept)).strip()


def half_width(text: str | None) -> str:
    """Digits and signs as people dial them: full-width to half-width, without spaces."""
    return unicodedata.normalize("NFKC", tidy(text)).replace(" ", "")


class Required(DataRequired):
    """请填写: refuses an empty field by its official name."""

    def __init__(self, what: str | None = None) -> None:
        super().__init__(what)

    def __call__(self, form: Form, field: Field) -> None:
        if not (field.data and (not isinstance(field.data, str) or field.data.strip())):
            raise ValidationError(self.message or f"请填写{field.label.text}")


class TextLine(StringField):
    """单行文字, tidied; `most` characters at the most."""

    def __init__(self, label: str, *, required: bool = False, most: int = 200, **kwargs: Any) -> None:
        rules = [Required()] if required else []
        rules.append(Length(max=most, message=f"{label}最多 {most} 个字"))
        kwargs.setdefault("filters", [tidy])
        super().__init__(label, validators=rules + list(kwargs.pop("validators", ())), **kwargs)


class LongText(TextAreaField):
    """多行文字."""

    def __init__(self, label: str, *, required: bool = False, most: int = 2000, **kwargs: Any) -> None:
        rules = [Required()] if required else []
        rules.append(Length(max=most, message=f"{label}最多 {most} 个字"))
        super().__init__(label, validators=rules, filters=[tidy], **kwargs)


class Phone(TextLine):
    """联系方式: a mobile number or a landline with area code."""

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, most=20, filters=[half_width], **kwargs)

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.data and not (MOBILE.match(self.data) or LANDLINE.match(self.data)):
            raise ValidationError(
                f"{self.label.text}“{self.data}”不是有效的号码：手机 11 位，座机写成 0371-65900000"
            )


_DAY = re.compile(r"(20\d\d)[年.\-/](1[0-2]|0?[1-9])[月.\-/](3[01]|[12]\d|0?[1-9])日?\Z", re.ASCII)


def as_day(text: str | None) -> date | None:
    """The day a text names as 2026年3月20日, 2026-3-20 or 2026.03.20; None where it names none."""
    found = _DAY.match(half_width(text))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _long_day(text: str | None) -> str:
    day = as_day(text)
    return long_date(day) if day else tidy(text)


class DateLine(TextLine):
    """日期: one day with its year, kept as 2026年3月20日 however it was typed."""

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("description", "写成 2026年3月20日 或 2026-3-20")
        super().__init__(label, required=required, most=20, filters=[_long_day], **kwargs)

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.data and as_day(self.data) is None:
            raise ValidationError(
                f"{self.label.text}“{self.data}”不是一个日期：写成 2026年3月20日 或 2026-3-20"
            )


class Choice(SelectField):
    """选择一项."""

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(label, choices=[SelectChoice(value, text) for value, text in choices], **kwargs)

    def pre_validate(self, form: Form) -> None:
        if self.data not in [choice.value for choice in self.choices]:
            raise ValidationError(f"请选择{self.label.text}")


class RowsField(Field):
    """可增减的行: one small form a row, known by a stable row id, not by its position.

    Posted as one hidden input named after the field for every row (its value is the row id, their order
    is the order of the rows) and inputs named `<field>-<row id>-<column>`. Rows in which nothing is typed
    are left out of the data. `data` is a list of dicts, each with `id` first.
    """

    def __init__(self, label: str, row_form: type[Form], **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.row_form = row_form
        self.rows: list[tuple[str, Form]] = []

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.formdata = formdata if formdata is not None else MultiDict()
        self.rows = []
        ids = [value for value in self.formdata.getlist(self.name) if ROW_ID.match(value)]
        for row_id in list(dict.fromkeys(ids))[:MOST_ROWS]:
            self.rows.append((row_id, self._bind(row_id)))

    def _bind(self, row_id: str) -> Form:
        return self.row_form(self.formdata, prefix=f"{self.name}-{row_id}-")

    @property
    def data(self) -> list[Answers]:
        return [{"id": row_id, **_typed(row)} for row_id, row in self.filled_rows()]

    @data.setter
    def data(self, value: Any) -> None:
        """WTForms assigns `data` while processing; rows are only ever read from what was posted."""

    def filled_rows(self) -> list[tuple[str, Form]]:
        return [(row_id, row) for row_id, row in self.rows if any(_typed(row).values())]

    def drop_blank_rows(self) -> None:
        """Rows are numbered as the findings number them: without those in which nothing is typed."""
        self.rows = self.filled_rows()

    def blank_row(self) -> Form:
        """The row a template is cloned from, its id written `__id__`."""
        return self.row_form(prefix=f"{self.name}-__id__-")

    def validate(self, form: Form, extra_validators: Any = ()) -> bool:
        ids = {value for value in self.formdata.getlist(self.name) if ROW_ID.match(value)}
        self.errors = (
            [f"最多 {MOST_ROWS} 行，现在有 {len(ids)} 行，请分开填报"] if len(ids) > MOST_ROWS else []
        )
        return all([not self.errors, *(row.validate() for _, row in self.filled_rows())])


def _typed(row: Form) -> dict[str, str]:
    return {name: field.data or "" for name, field in row._fields.items()}


def bind(form_class: type[Form], posted: Mapping[str, list[str]]) -> Any:
    """The form with what was posted in it, however wrong."""
    return form_class(MultiDict((name, value) for name, values in posted.items() for value in values))


def answers_of(form: Form) -> Answers:
    """填报内容 as JSON can hold it: strings, and lists of rows."""
    return {
        name: field.data if isinstance(field, RowsField) else field.data or ""
        for name, field in form._fields.items()
    }


def posted_from(form_class: type[Form], answers: Mapping[str, Any]) -> Posted:
    """The draft that, when bound, gives these answers; what the form has no field for is left out."""
    posted: Posted = {}
    for name, field in form_class()._fields.items():
        value = answers.get(name)
        if isinstance(field, RowsField):
            rows = value or []
            posted[name] = [row["id"] for row in rows]
            for row in rows:
                posted |= {
                    f"{name}-{row['id']}-{key}": [str(text)] for key, text in row.items() if key != "id"
                }
        elif value is not None:
            posted[name] = [str(value)]
    return posted


def problems_of(form: Form) -> Iterator[Problem]:
    """What the fields themselves refuse, in the order of the page; rows are named by their number."""
    for field in form:
        if isinstance(field, RowsField):
            for error in field.errors:
                yield Problem(field.name, f"{field.label.text}{error}")
            for number, (_, row) in enumerate(field.filled_rows(), start=1):
                for cell in row:
                    for error in cell.errors:
                        yield Problem(cell.name, f"{field.label.text}第 {number} 行：{error}")
        else:
            for error in field.errors:
                yield Problem(field.name, str(error))


def names_with_errors(form: Form) -> set[str]:
    """The inputs whose own field refuses what is in them."""
    return {problem.field for problem in problems_of(form)}
