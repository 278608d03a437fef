"""核验公钥清单: what others need to check our papers without us, as a page, a paper, JSON, and the offline page."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from flask import current_app

from youthwork import clock
from youthwork.documents import pdf
from youthwork.documents.offline import building
from youthwork.documents.offline.building import ListedKey, grouped
from youthwork.documents.signing.authority import CertificateFacts, describe
from youthwork.documents.signing.checking import Trust
from youthwork.domain.errors import NotFound, Unacceptable, YouthworkError
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.services.keys import trusting
from youthwork.services.keys.trusting import PublicFactsKey

TITLE = "核验公钥清单"
#: Tells our JSON from anybody's, and its form from later ones.
FORMAT = "youthwork-key-list-1"


@dataclass(frozen=True)
class Roots:
    """根证书: the certificates in DER, newest last, and what each says."""

    certificates: tuple[bytes, ...]

    @property
    def facts(self) -> list[CertificateFacts]:
        return [describe(certificate) for certificate in self.certificates]


@dataclass(frozen=True)
class KeyList:
    """核验公钥清单 of this moment."""

    instance: str
    made_at: datetime
    is_demo: bool
    roots: Roots
    keys: tuple[PublicFactsKey, ...]

    @property
    def is_empty(self) -> bool:
        return not self.keys and not self.roots.certificates


def key_list() -> KeyList:
    """The list as it stands now; empty in an instance that has not signed anything yet."""
    return KeyList(
        current_app.config["INSTANCE_NAME"],
        clock.now(),
        current_app.config["IS_DEMO"],
        Roots(trusting.root_certificates()),
        tuple(trusting.public_facts_keys()),
    )


def root_certificate() -> bytes:
    """根证书 (DER), the newest. Raises NotFound in an instance that has none yet."""
    roots = trusting.root_certificates()
    if not roots:
        raise NotFound("还没有根证书：第一次用印或备案时生成")
    return roots[-1]


def revocation_list() -> bytes:
    """吊销列表 (DER) of now. Raises NotFound where there is no root, KeysLocked without the passphrase."""
    root_certificate()
    return trusting.present_revocation_list()


def as_json(listed: KeyList) -> str:
    """机读清单: everything `youthwork verify --root` needs; the list of revoked certificates where it can be signed."""
    return json.dumps(
        {
            "format": FORMAT,
            "instance": listed.instance,
            "made_at": listed.made_at.isoformat(),
            "is_demo": listed.is_demo,
            "roots": [
                {
                    "certificate": _text(certificate),
                    "sha256": facts.fingerprint,
                    "begins": facts.not_before.isoformat(),
                    "ends": facts.not_after.isoformat(),
                }
                for certificate, facts in zip(listed.roots.certificates, listed.roots.facts, strict=True)
            ],
            "revocation_lists": [_text(each) for each in _revocation_lists()],
            "facts_keys": [
                {
                    "key_id": key.key_id,
                    "public_key": key.public.hex(),
                    "begins": key.begins.isoformat(),
                    "ends": key.ends.isoformat(),
                    "is_current": key.is_current,
                }
                for key in listed.keys
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def read_json(text: str) -> tuple[Trust, dict[str, bytes]]:
    """读机读清单: what to trust and the public keys by id. Raises Unacceptable when it is no list of ours."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        roots = tuple(_bytes(root["certificate"]) for root in data["roots"])
        revoked = tuple(_bytes(each) for each in data["revocation_lists"])
        keys = {key["key_id"]: bytes.fromhex(key["public_key"]) for key in data["facts_keys"]}
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Unacceptable(
            "这不是核验公钥清单：请用系统“核验”页下载的 keys.json，或根证书（PEM、DER）。"
        ) from error
    return Trust(roots, revoked), keys


def as_paper(listed: KeyList) -> bytes:
    """公告用的清单 as PDF, A4 with page numbers."""
    return _printed(_face(listed), datetime.combine(listed.made_at.date(), time()))


def offline_page(listed: KeyList) -> str:
    """离线核验页 with the keys of now in it."""
    keys = [ListedKey(key.key_id, key.public, key.begins.date(), key.ends.date()) for key in listed.keys]
    fingerprints = [facts.fingerprint for facts in listed.roots.facts]
    day: date = listed.made_at.date()
    return building.offline_page(
        building.KeyList(listed.instance, day, listed.is_demo, keys, fingerprints), _labels()
    )


def labels_of(annex: type[AnnexForm]) -> dict[str, str]:
    """字段名: what each field of an annex's answers is called, in the order of the form."""
    labels: dict[str, str] = {}
    for section in annex.sections:
        if section.rows_field:
            labels[section.rows_field] = section.title
        labels |= {column.name: column.label for column in section.columns}
    return labels


def _labels() -> list[Mapping[str, str]]:
    return [labels_of(annex) for edition in EDITIONS.values() for annex in edition.annexes]


def _revocation_lists() -> list[bytes]:
    try:
        return [revocation_list()]
    except YouthworkError:
        # Without the passphrase nothing is signed; the rest of the list is still of use.
        return []


def _face(listed: KeyList) -> str:
    template = current_app.jinja_env.get_template("verify/_key_list_paper.html")
    context: dict[str, Any] = {"listed": listed, "title": TITLE, "grouped": grouped}
    return template.render(**context)


@lru_cache(maxsize=4)
def _printed(html: str, made_at: datetime) -> bytes:
    """Printing takes a second and anybody may ask: the same day's list is printed once."""
    return pdf.render(html, title=TITLE, made_at=made_at).pdf


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
