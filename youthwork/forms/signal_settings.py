"""核实界限的表单: one whole number for each limit, in the order they are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Form, StringField
from wtforms.validators import ValidationError

from youthwork.domain.signals import LIMITS, Limit
from youthwork.forms.fields import half_width


class WholeNumber(StringField):
    """整数 within the bounds of its limit."""

    def __init__(self, limit: Limit, **kwargs: Any) -> None:
        super().__init__(limit.word, filters=[half_width], **kwargs)
        self.limit = limit

    @property
    def number(self) -> int | None:
        text = self.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if sentence := self.limit.refuses(self.number):
            raise ValidationError(sentence)


class SignalSettingsForm(Form):
    """核实界限, all at once."""

    @property
    def numbers(self) -> dict[str, int]:
        return {name: field.number or 0 for name, field in self._fields.items()}

    @classmethod
    def showing(cls, numbers: Mapping[str, int]) -> SignalSettingsForm:
        return cls(data={key: str(number) for key, number in numbers.items()})


for _limit in LIMITS:
    setattr(SignalSettingsForm, _limit.key, WholeNumber(_limit))
