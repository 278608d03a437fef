"""签名材料: who signs a paper with which key, and who stamps the time; taken from the key box for one paper."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from youthwork import clock
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.signing import Signer
from youthwork.documents.signing.stamping import HttpStamper, LocalStamper, Stamper
from youthwork.models import Organization, Seal, SigningKey
from youthwork.services.keys import keys, trusting
from youthwork.services.transactions import deed

#: A stamp service of the intranet answers at once or is down.
STAMP_SECONDS = 10
#: How long we count on the certificate of a stamp service that is not ours.
UNKNOWN_SERVICE_HOLDS = timedelta(days=365)


def seal_signer(seal: Seal) -> Signer:
    """The signer a seal stands for. Begins and ends a deed, because the first press makes the key."""
    with deed():
        return _signer(keys.seal_key(seal))


def filing_signer(organ: Organization) -> Signer:
    """The signer of an organ that files. Begins and ends a deed."""
    with deed():
        return _signer(keys.filing_key(organ))


def facts_signer() -> tuple[str, Ed25519PrivateKey]:
    """The id and the private half of the key that signs square codes. Begins and ends a deed."""
    with deed():
        key = keys.facts_key()
        return key.key_id, keys.facts_private_key(key)


def stamping_material() -> tuple[Stamper, Evidence]:
    """The stamp service, and what a checker needs besides: for time stamps put on later. Begins and ends a deed."""
    with deed():
        return _stamper(), Evidence((keys.root_key().certificate,), (trusting.present_revocation_list(),))


def stamps_hold_until() -> datetime:
    """Until when a time stamp of today can be checked. Begins and ends a deed."""
    if current_app.config["TIME_STAMP_URL"]:
        return clock.now() + UNKNOWN_SERVICE_HOLDS
    with deed():
        return keys.stamp_key().not_after


def _stamper() -> Stamper:
    address: str = current_app.config["TIME_STAMP_URL"]
    if address:
        return HttpStamper(address, STAMP_SECONDS, Evidence(trusting.stamp_roots()))
    return LocalStamper(keys.credential(keys.stamp_key()), clock.now)


def _signer(key: SigningKey) -> Signer:
    return Signer(
        credential=keys.credential(key),
        root_certificate=keys.root_key().certificate,
        revocation_list=trusting.present_revocation_list(),
        stamper=_stamper(),
    )
