"""隐去正文里的手机号: numbers people type into remarks, which no column marks as personal data."""

from __future__ import annotations

import re

from youthwork.domain.privacy import mask_phone

#: A mobile number wherever it stands, in digits of either width.
_MOBILE = re.compile(r"(?<!\d)[1１][3-9３-９]\d{9}(?!\d)")


def mask_phones(text: str) -> str:
    """138****1234 within a text; its length stays, so that places in it stay true."""
    return _MOBILE.sub(lambda found: mask_phone(found[0]), text)


def blot_phones(text: str) -> str:
    """The numbers gone, for the index; the length stays."""
    return _MOBILE.sub(lambda found: "*" * len(found[0]), text)
