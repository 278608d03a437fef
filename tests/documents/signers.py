"""Signers for the tests of the paper: one root, an organ's certificate below it, time stamps of our own."""

from datetime import datetime, timedelta
from functools import cache

from youthwork.documents.signing.authority import Credential, Usage, issue, new_root, revocation_list
from youthwork.documents.signing.checking import Trust
from youthwork.documents.signing.signing import Signer
from youthwork.documents.signing.stamping import LocalStamper

MOMENT = datetime(2026, 4, 5, 10, 30)
BEGINS, ENDS = MOMENT - timedelta(days=30), MOMENT + timedelta(days=3 * 365)


@cache
def root() -> Credential:
    return new_root("示范省根证书", 1, BEGINS, ENDS + timedelta(days=3650))


@cache
def a_signer(organization: str) -> Signer:
    """A signer of this name; asked for twice, the same."""
    return Signer(
        issue(
            root(),
            organization=organization,
            common_name=organization,
            usage=Usage.SIGNING,
            serial=1000 + len(organization),
            not_before=BEGINS,
            not_after=ENDS,
        ),
        root().certificate,
        _nothing_revoked(),
        LocalStamper(_stamp_credential(), lambda: MOMENT),
    )


def trust() -> Trust:
    return Trust((root().certificate,), (_nothing_revoked(),))


@cache
def _stamp_credential() -> Credential:
    return issue(
        root(),
        organization="示范省",
        common_name="示范省（时间戳）",
        usage=Usage.TIME_STAMPING,
        serial=2,
        not_before=BEGINS,
        not_after=ENDS,
    )


@cache
def _nothing_revoked() -> bytes:
    return revocation_list(
        root(), [], number=1, this_update=MOMENT - timedelta(hours=1), next_update=MOMENT + timedelta(days=7)
    )
