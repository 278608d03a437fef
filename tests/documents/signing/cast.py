"""Who signs in these tests: a province with its root, a county that seals, a prefecture that files, a stranger.

A paper is printed and signed once and handed to every test; bytes do not change.
"""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache

import pikepdf

from tests.documents import samples
from youthwork.documents import pdf, seals
from youthwork.documents.contents import Anchor
from youthwork.documents.pdf import RenderedPaper
from youthwork.documents.signing import authority, checking, signing
from youthwork.documents.signing.authority import Credential, Revocation, RevocationReason, Usage
from youthwork.documents.signing.checking import Findings, Trust
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.signing import RECEIVER_FIELD, UNIT_FIELD, Field, Signer
from youthwork.documents.signing.stamping import LocalStamper, Stamper, StampServiceDown

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 21, 10, 30)
BEGINS = NOW - 30 * DAY
ENDS = NOW + 3 * 365 * DAY
LATER_THAN_STAMPS = NOW + 11 * 365 * DAY
COUNTY = "共青团云溪县委员会"
PREFECTURE = "共青团青岚市委员会"
ANSWERS = samples.contact_points(2)


@cache
def a_root(name: str = "示范省备案根证书") -> Credential:
    return authority.new_root(name, 1, BEGINS, NOW + 40 * 365 * DAY)


@cache
def a_stranger_of_the_same_name() -> Credential:
    """A root that calls itself ours and is not."""
    return authority.new_root("示范省备案根证书", 1, BEGINS, NOW + 40 * 365 * DAY)


def a_credential(
    organization: str,
    serial: int,
    usage: Usage = Usage.SIGNING,
    ends: datetime = ENDS,
    root: Credential | None = None,
    begins: datetime = BEGINS,
) -> Credential:
    return _issued(organization, serial, usage, begins, ends, root or a_root())


@cache
def _issued(
    organization: str, serial: int, usage: Usage, begins: datetime, ends: datetime, root: Credential
) -> Credential:
    return authority.issue(
        root,
        organization=organization,
        common_name=f"{organization}（演示）",
        usage=usage,
        serial=serial,
        not_before=begins,
        not_after=ends,
    )


def county() -> Credential:
    return a_credential(COUNTY, 11)


def prefecture() -> Credential:
    return a_credential(PREFECTURE, 12)


def time_stamper(
    ends: datetime = NOW + 10 * 365 * DAY, serial: int = 2, root: Credential | None = None
) -> Credential:
    return a_credential("示范省", serial, Usage.TIME_STAMPING, ends, root)


def a_list(
    *revocations: Revocation,
    number: int = 1,
    at: datetime = NOW - timedelta(hours=1),
    root: Credential | None = None,
) -> bytes:
    return _listed(revocations, number, at, root or a_root())


@cache
def _listed(revocations: Sequence[Revocation], number: int, at: datetime, root: Credential) -> bytes:
    return authority.revocation_list(
        root, revocations, number=number, this_update=at, next_update=at + 30 * DAY
    )


def revoked(
    credential: Credential, at: datetime, reason: RevocationReason = RevocationReason.SUPERSEDED
) -> bytes:
    """The current list, on which this certificate stands."""
    serial = authority.describe(credential.certificate).serial
    return a_list(Revocation(serial, at, reason), number=2, at=at + DAY)


def trust(*lists: bytes) -> Trust:
    return Trust((a_root().certificate,), lists)


def known() -> Evidence:
    return Evidence((a_root().certificate,), (a_list(),))


def a_stamper(at: datetime = NOW, credential: Credential | None = None) -> LocalStamper:
    return LocalStamper(credential or time_stamper(), lambda: at)


class NoStamps:
    """A stamp service that does not answer."""

    room = 2048
    evidence = Evidence()

    def stamp(self, digest: bytes) -> bytes:
        raise StampServiceDown("没有应答")


def a_signer(credential: Credential, stamper: Stamper | None, root: Credential | None = None) -> Signer:
    return Signer(credential, (root or a_root()).certificate, a_list(root=root), stamper)


@cache
def face() -> RenderedPaper:
    html = samples.face_html(samples.CONTACT_POINTS, ANSWERS)
    return pdf.render(html, title="联系点汇总表", data=ANSWERS, made_at=NOW)


def seal_place() -> Anchor:
    place = face().anchors["seal-place"]
    x, y, half = (place.left + place.right) / 2, (place.bottom + place.top) / 2, 20 * 72 / 25.4
    return Anchor(place.page, x - half, y - half, x + half, y + half)


def strip_place() -> Anchor:
    return face().anchors["foot-strip"]


@cache
def seal_sheet() -> bytes:
    return _sheet("40mm", "40mm", seals.demo_seal_svg(COUNTY, 40))


@cache
def strip_sheet() -> bytes:
    place = strip_place()
    return _sheet(f"{place.width}pt", f"{place.height}pt", "<p>备案号：岚青备〔2026〕18号（演示）</p>")


def _sheet(width: str, height: str, body: str) -> bytes:
    style = (
        f"@page {{ size: {width} {height}; margin: 0 }} html, body {{ margin: 0 }} svg {{ display: block }}"
    )
    return pdf.render(
        f'<!doctype html><html lang="zh-CN"><style>{style}</style>{body}', title="", made_at=NOW
    ).pdf


@cache
def laid() -> bytes:
    fields = [
        Field(UNIT_FIELD, seal_place(), "填报单位印章"),
        Field(RECEIVER_FIELD, strip_place(), "备案机关"),
    ]
    return signing.lay_fields(face().pdf, fields)


def unit_signs(paper: bytes, signer: Signer, at: datetime = NOW) -> bytes:
    return signing.sign(
        paper, UNIT_FIELD, seal_sheet(), signer, reason="用印", location="云溪县", certify=True, moment=at
    ).pdf


def receiver_signs(paper: bytes, signer: Signer, at: datetime = NOW) -> bytes:
    return signing.sign(
        paper,
        RECEIVER_FIELD,
        strip_sheet(),
        signer,
        reason="备案",
        location="青岚市",
        contact_info="youthwork:paper:18",
        certify=False,
        moment=at,
    ).pdf


@cache
def sealed() -> bytes:
    """Signed by the county, stamped."""
    return unit_signs(laid(), a_signer(county(), a_stamper()))


@cache
def filed() -> bytes:
    """Signed by the county and the prefecture, both stamped."""
    return receiver_signs(sealed(), a_signer(prefecture(), a_stamper()))


@cache
def unstamped() -> bytes:
    """Signed by the county while the stamp service was down."""
    return unit_signs(laid(), a_signer(county(), NoStamps()))


def check(paper: bytes, *lists: bytes, now: datetime = NOW) -> Findings:
    return checking.check(paper, trust(*(lists or (a_list(),))), now=now)


def sentences(found: Findings) -> Sequence[str]:
    return [found.sentence, *(one.sentence for one in found.signatures)]


def rewritten(paper: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The paper saved anew by a PDF editor, after `change(pdf)`."""
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as opened:
        change(opened)
        opened.save(result)
    return result.getvalue()
