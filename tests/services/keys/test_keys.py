"""签名密钥: one in use at a time, made when needed, replaced before it ends, revoked with its seal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.documents.signing.authority import RevocationReason, describe
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import Organization, SigningKey
from youthwork.services.keys import keys, trusting
from youthwork.services.transactions import deed

pytestmark = on_both_engines


@pytest.fixture
def organ(cast: Cast) -> Organization:
    found = db.session.scalars(select(Organization).where(Organization.code.is_not(None))).first()
    assert found is not None
    return found


def test_asked_for_twice_an_organ_has_one_key(app: Flask, organ: Organization) -> None:
    with deed():
        first = keys.filing_key(organ).key_id
    with deed():
        assert keys.filing_key(organ).key_id == first
    assert db.session.scalar(select(func.count()).select_from(SigningKey)) == 2


def test_the_certificate_names_the_organ_and_was_issued_by_the_root(app: Flask, organ: Organization) -> None:
    with deed():
        certificate = keys.filing_key(organ).certificate
        root = keys.root_key().certificate
    assert describe(certificate).organization == organ.full_name
    assert describe(certificate).common_name == f"{organ.short_name}（备案）"
    x509.load_der_x509_certificate(certificate).verify_directly_issued_by(
        x509.load_der_x509_certificate(root)
    )


def test_an_organ_with_a_very_long_name_signs_too(app: Flask, organ: Organization) -> None:
    organ.full_name = "中国共产主义青年团" + "示范省青岚市高新技术产业开发区非公有制经济组织" * 4 + "委员会"
    organ.short_name = organ.full_name
    db.session.commit()
    with deed():
        facts = describe(keys.filing_key(organ).certificate)
    assert organ.full_name.startswith(facts.organization)
    assert facts.common_name.endswith("（备案）")


def test_a_private_key_is_not_stored_in_clear(app: Flask, organ: Organization) -> None:
    with deed():
        key = keys.filing_key(organ)
        assert keys.credential(key).private_key not in key.locked_key


def test_a_key_near_its_end_is_replaced_and_kept(app: Flask, organ: Organization) -> None:
    with deed():
        old = keys.filing_key(organ).key_id
    app.config["CLOCK"] = lambda: NOW + timedelta(days=3 * 365 - 10)
    with deed():
        new = keys.filing_key(organ)
        assert new.key_id != old
        assert new.not_after > NOW + timedelta(days=5 * 365)
    retired = db.session.scalars(select(SigningKey).where(SigningKey.key_id == old)).one()
    assert retired.retired_at is not None and retired.revoked_at is None


def test_a_key_renewed_by_hand_is_another_key(app: Flask, organ: Organization) -> None:
    with deed():
        old = keys.filing_key(organ)
        new = keys.renew(old)
        assert new.key_id != old.key_id
        with pytest.raises(Unacceptable, match="已经停用"):
            keys.renew(old)


def test_the_root_is_not_renewed(app: Flask) -> None:
    with deed(), pytest.raises(Unacceptable, match="根证书不能换发"):
        keys.renew(keys.root_key())


def test_a_revoked_key_stands_in_the_list_of_revocations(app: Flask, organ: Organization) -> None:
    with deed():
        key = keys.filing_key(organ)
        serial = key.serial
        keys.revoke(key, RevocationReason.KEY_COMPROMISE)
        listed = x509.load_der_x509_crl(trusting.present_revocation_list())
    entry = listed.get_revoked_certificate_by_serial_number(serial)
    assert entry is not None
    with deed():
        assert keys.filing_key(organ).serial != serial


def test_a_later_list_of_revocations_has_a_higher_number(app: Flask, organ: Organization) -> None:
    def number() -> int:
        listed = x509.load_der_x509_crl(trusting.present_revocation_list())
        return listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number

    with deed():
        before = number()
        keys.revoke(keys.filing_key(organ), RevocationReason.CESSATION)
        after = number()
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    with deed():
        assert before < after < number()


def test_a_retired_code_key_stays_in_the_public_list(app: Flask) -> None:
    with deed():
        old = keys.facts_key()
        keys.renew(old)
        listed = trusting.public_facts_keys()
        assert [(each.public == old.certificate, each.is_current) for each in listed] == [
            (False, True),
            (True, False),
        ]
