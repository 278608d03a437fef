"""遮盖."""

from __future__ import annotations

import pytest

from youthwork.domain.privacy import mask_birth, mask_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0371-65901234", "****1234"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_the_middle_of_a_phone_is_hidden(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


def test_of_a_birth_the_year_stays() -> None:
    assert (mask_birth("1993.05"), mask_birth("")) == ("1993年", "")
