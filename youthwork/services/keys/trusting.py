"""信任的根据: what checking needs and anybody may have: roots, the list of revoked ones, public 核验码 keys."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import current_app
from sqlalchemy import select

from youthwork import clock
from youthwork.documents.signing.authority import Revocation, RevocationReason, revocation_list
from youthwork.documents.signing.checking import Trust
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import KeyPurpose, SigningKey
from youthwork.services.keys import keys

#: A list of revoked certificates is good for so long; one is made for every signature, so this is generous.
LIST_LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class PublicFactsKey:
    """核验公钥: its id as printed in the square code, its 32 bytes, from when to when codes were signed with it."""

    key_id: str
    public: bytes
    begins: datetime
    ends: datetime
    is_current: bool


def trust() -> Trust:
    """信任根 and the present list of revoked certificates; an instance that never signed trusts nothing.

    Needs the key box: without it nobody could tell a revoked key from a good one.
    """
    roots = root_certificates()
    return Trust(roots, (present_revocation_list(),), stamp_roots()) if roots else Trust(())


def stamp_roots() -> tuple[bytes, ...]:
    """根证书 (DER) of the intranet's time stamp service, where one is set; raises `Unacceptable` for a bad file."""
    named: str = current_app.config["TIME_STAMP_ROOT"]
    return _certificates_in(Path(named)) if named else ()


@functools.lru_cache(maxsize=4)
def _certificates_in(file: Path) -> tuple[bytes, ...]:
    try:
        content = file.read_bytes()
        read = x509.load_pem_x509_certificates(content) if b"-----BEGIN" in content else None
        found = read or [x509.load_der_x509_certificate(content)]
    except (OSError, ValueError) as error:
        raise Unacceptable(
            f"时间戳服务的根证书读不出来（YOUTHWORK_TIME_STAMP_ROOT={file}）：请给出 PEM 或 DER 格式的证书文件"
        ) from error
    return tuple(one.public_bytes(Encoding.DER) for one in found)


def root_certificates() -> tuple[bytes, ...]:
    """根证书 (DER), the newest last; none in an instance that never signed. Needs no key box."""
    roots = db.session.scalars(
        select(SigningKey.certificate).where(SigningKey.purpose == KeyPurpose.ROOT).order_by(SigningKey.id)
    )
    return tuple(roots)


def public_facts_keys() -> list[PublicFactsKey]:
    """核验公钥清单, newest first; retired ones too, because papers outlive them."""
    rows = db.session.scalars(
        select(SigningKey).where(SigningKey.purpose == KeyPurpose.FACTS).order_by(SigningKey.id.desc())
    )
    return [
        PublicFactsKey(
            row.key_id,
            row.certificate,
            row.created_at,
            row.retired_at or row.not_after,
            row.retired_at is None,
        )
        for row in rows
    ]


def present_revocation_list() -> bytes:
    """吊销列表 (DER), signed now by the root; needs the key box."""
    now = clock.now()
    revoked = list(_revocations())
    latest = max((each.at for each in revoked), default=now - LIST_LIFETIME)
    # A day of the calendar and the revocations of that day: the number grows with both.
    number = now.date().toordinal() * 100_000 + min(len(revoked), 99_999)
    return revocation_list(
        keys.credential(keys.root_key()),
        revoked,
        number=number,
        # The list must not be younger than the moment it is used at, nor older than what it names.
        this_update=max(now - timedelta(hours=1), latest),
        next_update=now + LIST_LIFETIME,
    )


def _revocations() -> list[Revocation]:
    rows = db.session.scalars(
        select(SigningKey).where(SigningKey.revoked_at.is_not(None)).order_by(SigningKey.id)
    )
    return [
        Revocation(row.serial, row.revoked_at, RevocationReason(row.revoked_because))
        for row in rows
        if row.revoked_at is not None
    ]
