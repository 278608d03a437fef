"""按栏目退回: a refusal that knows which input its sentence speaks of."""

from __future__ import annotations

from youthwork.domain.errors import Unacceptable


class FieldRefused(Unacceptable):
    """It cannot be done so; `field` is the input the sentence speaks of, '' for the whole form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
