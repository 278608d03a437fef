"""五个一落实情况素材, as it is edited before it is taken along."""

from __future__ import annotations

from wtforms import Form

from youthwork.domain.monthly import TITLES
from youthwork.forms.fields import LongText

_MOST = 6000


class MonthlyForm(Form):
    """四段 (H60); none is required: where records say nothing there is nothing to write."""

    practice = LongText(TITLES[0], most=_MOST)
    experience = LongText(TITLES[1], most=_MOST)
    problems = LongText(TITLES[2], most=_MOST)
    plans = LongText(TITLES[3], most=_MOST)

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        return [(field.label.text, field.data or "") for field in self]
