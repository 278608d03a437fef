"""签名密钥: whose key signs what. Each is made when first needed, replaced before it ends, and never deleted.

One root a instance; below it a key for every seal (用印), one for every organ that files (备案), one for time
stamps. The 核验码 key is of another kind (Ed25519), because it must fit into a square code on paper.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from youthwork import clock
from youthwork.documents.signing.authority import Credential, RevocationReason, Usage, issue, new_root
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import KeyPurpose, Organization, Seal, SigningKey
from youthwork.services.keys.box import keybox

YEAR = timedelta(days=365)
#: A certificate may not outlive the one that issued it.
LIFETIMES = {
    KeyPurpose.ROOT: 30 * YEAR,
    KeyPurpose.STAMP: 10 * YEAR,
    KeyPurpose.SEAL: 3 * YEAR,
    KeyPurpose.FILING: 3 * YEAR,
    KeyPurpose.FACTS: 10 * YEAR,
}
#: A key is replaced when it has less than this to go. A time stamp must be checkable for years after it is made;
#: the others need only not fail on the evening of a due date.
RENEW_BEFORE = {
    KeyPurpose.STAMP: 5 * YEAR,
    KeyPurpose.SEAL: timedelta(days=30),
    KeyPurpose.FILING: timedelta(days=30),
    KeyPurpose.FACTS: YEAR,
}
#: What a certificate holds of an organ's full name, in characters, and of its common name, in bytes of UTF-8.
_LONGEST_ORGANIZATION = 64
_LONGEST_COMMON_NAME = 64
#: Clocks of two machines differ; a certificate made now must hold for a stamp of now.
_BACKDATED = timedelta(days=1)


def root_key() -> SigningKey:
    """根证书 of the instance."""
    return _current(KeyPurpose.ROOT)


def stamp_key() -> SigningKey:
    """时间戳 key of the instance's own stamp service."""
    return _current(KeyPurpose.STAMP)


def facts_key() -> SigningKey:
    """核验码 key; `certificate` is the 32 bytes of its public half."""
    return _current(KeyPurpose.FACTS)


def filing_key(organ: Organization) -> SigningKey:
    """备案 key of the organ that files."""
    return _current(KeyPurpose.FILING, organ)


def seal_key(seal: Seal) -> SigningKey:
    """用印 key of a seal: made when the seal is confirmed, or at its first press."""
    return _current(KeyPurpose.SEAL, seal.organization, seal)


def credential(key: SigningKey) -> Credential:
    """证书与私钥, unlocked in memory."""
    return Credential(key.certificate, keybox().unlock(key.locked_key, key.purpose.value))


def facts_private_key(key: SigningKey) -> Ed25519PrivateKey:
    """核验码 private key, unlocked in memory."""
    return Ed25519PrivateKey.from_private_bytes(keybox().unlock(key.locked_key, key.purpose.value))


def renew(key: SigningKey) -> SigningKey:
    """换发: retire this key and make the next; papers signed with it stay as good as they were."""
    if key.retired_at is not None:
        raise Unacceptable("这把密钥已经停用，不能再换发")
    if key.purpose is KeyPurpose.ROOT:
        raise Unacceptable("根证书不能换发：它换了，发出去的核验公钥清单就都作废了")
    key.retired_at = clock.now()
    db.session.flush()
    return _current(
        key.purpose,
        db.session.get(Organization, key.organization_id) if key.organization_id else None,
        db.session.get(Seal, key.seal_id) if key.seal_id else None,
    )


def revoke_seal_key(seal: Seal, because: RevocationReason) -> None:
    """吊销 the key of a seal that was lost or destroyed: what it signs from now on is not genuine."""
    keys = db.session.scalars(select(SigningKey).where(SigningKey.seal_id == seal.id))
    for key in keys:
        revoke(key, because)


def revoke(key: SigningKey, because: RevocationReason) -> None:
    """吊销 from this moment on; papers stamped before stay genuine."""
    if key.purpose in (KeyPurpose.ROOT, KeyPurpose.FACTS):
        raise Unacceptable(f"{key.purpose.value}的密钥没有吊销列表可进，只能换发")
    now = clock.now()
    key.retired_at = key.retired_at or now
    key.revoked_at = key.revoked_at or now
    key.revoked_because = key.revoked_because or because.value
    db.session.flush()


def all_keys() -> list[SigningKey]:
    """Every key ever made, newest first within its purpose."""
    return list(db.session.scalars(select(SigningKey).order_by(SigningKey.purpose, SigningKey.id.desc())))


def _current(
    purpose: KeyPurpose, organization: Organization | None = None, seal: Seal | None = None
) -> SigningKey:
    """The key in use; made where there is none, replaced where its end is near. Making needs a deed around."""
    key = _in_use(purpose, organization, seal)
    now = clock.now()
    if key is not None and now < key.not_after - RENEW_BEFORE.get(purpose, timedelta()):
        return key
    if key is not None and purpose is KeyPurpose.ROOT:
        raise Unacceptable("根证书已经到期，不能再签发证书：请联系系统的开发者")
    if key is not None:
        key.retired_at = now
        db.session.flush()
    try:
        with db.session.begin_nested():
            return _made(purpose, organization, seal, now)
    except IntegrityError:
        # Another process made it in between, and one key is in use at a time.
        made = _in_use(purpose, organization, seal)
        assert made is not None
        return made


def _in_use(purpose: KeyPurpose, organization: Organization | None, seal: Seal | None) -> SigningKey | None:
    return db.session.scalar(
        select(SigningKey).where(
            SigningKey.purpose == purpose,
            SigningKey.retired_at.is_(None),
            SigningKey.organization_id == (organization.id if organization else None),
            SigningKey.seal_id == (seal.id if seal else None),
        )
    )


def _made(
    purpose: KeyPurpose, organization: Organization | None, seal: Seal | None, now: datetime
) -> SigningKey:
    serial = secrets.randbits(62) + 1
    begins = now - _BACKDATED
    ends = begins + LIFETIMES[purpose]
    if purpose is KeyPurpose.FACTS:
        certificate, private = _facts_pair()
    else:
        if purpose is not KeyPurpose.ROOT:
            ends = min(ends, root_key().not_after)
        made = _issued(purpose, organization, serial, begins, ends)
        certificate, private = made.certificate, made.private_key
    key = SigningKey(
        purpose=purpose,
        organization_id=organization.id if organization else None,
        seal_id=seal.id if seal else None,
        key_id=hashlib.sha256(certificate).hexdigest()[:16],
        serial=serial,
        certificate=certificate,
        locked_key=keybox().lock(private, purpose.value),
        not_before=begins,
        not_after=ends,
        created_at=now,
    )
    db.session.add(key)
    db.session.flush()
    return key


def _issued(
    purpose: KeyPurpose, organization: Organization | None, serial: int, begins: datetime, ends: datetime
) -> Credential:
    instance: str = current_app.config["INSTANCE_NAME"]
    if purpose is KeyPurpose.ROOT:
        return new_root(_common_name(instance, purpose), serial, begins, ends)
    return issue(
        credential(root_key()),
        organization=(organization.full_name if organization else instance)[:_LONGEST_ORGANIZATION],
        common_name=_common_name(organization.short_name if organization else instance, purpose),
        usage=Usage.TIME_STAMPING if purpose is KeyPurpose.STAMP else Usage.SIGNING,
        serial=serial,
        not_before=begins,
        not_after=ends,
    )


def _common_name(name: str, purpose: KeyPurpose) -> str:
    """共青团云溪县委（备案）; a long name gives way, the paper has it whole."""
    ending = f"（{purpose.value}）"
    room = _LONGEST_COMMON_NAME - len(ending.encode())
    return name.encode()[:room].decode(errors="ignore") + ending


def _facts_pair() -> tuple[bytes, bytes]:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    secret = private.private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return public, secret
