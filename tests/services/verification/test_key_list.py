"""核验公钥清单: what is published is what checks, and nothing more than public."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography import x509
from flask import Flask

from tests.conftest import make_app
from tests.documents.reading import page_texts
from tests.services.verification.conftest import Filed
from youthwork import clock
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.models import KeyPurpose, SigningKey
from youthwork.services.verification import key_list
from youthwork.services.verification.judging import judge_paper
from youthwork.services.verification.key_list import grouped


def test_a_paper_is_genuine_for_who_has_only_the_published_list(world: Filed) -> None:
    trust, keys = key_list.read_json(key_list.as_json(key_list.key_list()))
    answer = judge_paper(world.filed, trust, keys, clock.now())
    assert answer.is_genuine
    assert answer.facts is not None


def test_nothing_of_a_private_key_is_published(world: Filed) -> None:
    listed = key_list.key_list()
    published = "".join((key_list.as_json(listed), key_list.offline_page(listed)))
    for key in db.session.scalars(db.select(SigningKey)):
        assert key.locked_key.hex() not in published
    assert "private" not in key_list.as_json(listed)
    assert set(json.loads(key_list.as_json(listed))["facts_keys"][0]) == {
        "key_id",
        "public_key",
        "begins",
        "ends",
        "is_current",
    }


def test_the_list_keeps_the_keys_of_older_codes(world: Filed) -> None:
    from youthwork.services.keys import keys

    old = keys.facts_key()
    new = keys.renew(old)
    listed = key_list.key_list()
    assert [(key.key_id, key.is_current) for key in listed.keys] == [(new.key_id, True), (old.key_id, False)]
    assert old.key_id in key_list.offline_page(listed)


def test_the_root_and_the_list_of_revoked_are_what_they_say(world: Filed) -> None:
    root = x509.load_der_x509_certificate(key_list.root_certificate())
    revoked = x509.load_der_x509_crl(key_list.revocation_list())
    assert root.subject == root.issuer == revoked.issuer
    assert revoked.is_signature_valid(root.public_key())


def test_the_bulletin_shows_every_key_and_the_fingerprint_of_the_root(world: Filed) -> None:
    listed = key_list.key_list()
    paper = key_list.as_paper(listed)
    text = "".join("".join(page_texts(paper)).split())
    for key in listed.keys:
        assert key.public.hex() in text and key.key_id in text
    root = db.session.scalars(db.select(SigningKey).where(SigningKey.purpose == KeyPurpose.ROOT)).one()
    assert hashlib.sha256(root.certificate).hexdigest() in text
    assert "核验公钥清单" in text and "示范省" in text and "2026年4月1日" in text and "—1—" in text


def test_hex_is_grouped_as_people_compare_it() -> None:
    assert grouped("0123456789abcdef01") == "0123 4567 89ab cdef 01"


def test_an_instance_that_never_signed_has_an_empty_list(app: Flask) -> None:
    for key in db.session.scalars(db.select(SigningKey)):
        db.session.delete(key)
    db.session.flush()
    listed = key_list.key_list()
    assert listed.is_empty
    assert "核验成件的方码" in key_list.offline_page(listed)
    with pytest.raises(NotFound):
        key_list.root_certificate()
    with pytest.raises(NotFound):
        key_list.revocation_list()


def test_the_list_is_published_without_the_passphrase_too(app: Flask, world: Filed) -> None:
    """Only the list of revoked certificates needs the root's private key."""
    address = app.config["SQLALCHEMY_DATABASE_URI"]
    locked = make_app(world.place, KEY_PASSPHRASE="", SQLALCHEMY_DATABASE_URI=address)
    with locked.app_context():
        data = json.loads(key_list.as_json(key_list.key_list()))
        db.session.remove()
        db.engine.dispose()
    assert data["roots"] and data["facts_keys"]
    assert data["revocation_lists"] == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "else"}', '{"format": "youthwork-key-list-1"}'])
def test_what_is_no_list_of_ours_is_refused(text: str) -> None:
    with pytest.raises(Unacceptable, match="不是核验公钥清单"):
        key_list.read_json(text)
