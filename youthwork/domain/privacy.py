"""遮盖: what of a person's data stays readable for those it does not concern (DOMAIN §7.2)."""

from __future__ import annotations


def mask_phone(phone: str) -> str:
    """联系方式 with its middle hidden: 138****1234; of a landline only the last four stay."""
    if len(phone) == 11 and phone.isdigit() and phone.startswith("1"):
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-4:]}" if len(phone) > 4 else "****" if phone else ""


def mask_birth(birth_month: str) -> str:
    """出生年月 (`1993.05`) down to the year: 1993年."""
    return f"{birth_month[:4]}年" if birth_month else ""
