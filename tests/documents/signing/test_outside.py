"""外部电子印章: the slot holds any provider to the rules we keep ourselves; this one is played by a stranger."""

import hashlib
import io
from collections.abc import Callable
from datetime import datetime

import pytest
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation.pdf_embedded import extract_contents

from tests.documents.signing import cast
from youthwork.documents.overlay import Sheet, lay_over
from youthwork.documents.signing import checking, outside
from youthwork.documents.signing.checking import Findings, Verdict
from youthwork.documents.signing.outside import OutsideFinding, SealRequest, SealServiceDown
from youthwork.documents.signing.revisions import Revision
from youthwork.documents.signing.signing import UNIT_FIELD

MARK = b"SES!"


class FakeService:
    """A seal service with a container of its own kind: a mark and the digest, which is all the secret it has."""

    def seal(self, request: SealRequest) -> bytes:
        revision = Revision(request.paper)
        embedder = PdfCMSEmbedder().write_cms(UNIT_FIELD, revision, existing_fields_only=True)
        next(embedder)
        holder = SignatureObject(timestamp=datetime(2026, 11, 21).astimezone(), bytes_reserved=256)
        holder["/SubFilter"] = pdf_name("/SES.Signature")
        embedder.send(SigObjSetup(sig_placeholder=holder))
        prepared, output = embedder.send(SigIOSetup(md_algorithm="sha256"))
        embedder.send(MARK + prepared.document_digest)
        sealed: bytes = output.getvalue()
        return sealed

    def check(self, paper: bytes, field: str) -> OutsideFinding | None:
        reader = PdfFileReader(io.BytesIO(paper))
        fields = {
            str(one.get_object()["/T"]): one.get_object() for one in reader.root["/AcroForm"]["/Fields"]
        }
        value = fields[field]["/V"]
        container = extract_contents(value)
        if not container.startswith(MARK):
            return None
        start, first, second, rest = value["/ByteRange"]
        signed = hashlib.sha256(paper[start:first] + paper[second : second + rest]).digest()
        is_sound = container[4:36] == signed
        words = "的电子印章有效。" if is_sound else "的电子印章已被改动。"
        return OutsideFinding(is_sound, cast.COUNTY, cast.NOW, words)


def a_request(paper: bytes | None = None) -> SealRequest:
    paper = paper or cast.laid()
    digest = hashlib.sha256(paper).hexdigest()
    return SealRequest(paper, digest, cast.seal_place(), "410000-7", "用印")


def sealed_outside() -> bytes:
    return outside.apply(FakeService(), a_request())


def check(paper: bytes) -> Findings:
    return checking.check(paper, cast.trust(cast.a_list()), FakeService(), now=cast.NOW)


def test_a_paper_sealed_outside_and_filed_by_us_is_genuine() -> None:
    filed = cast.receiver_signs(sealed_outside(), cast.a_signer(cast.prefecture(), cast.a_stamper()))
    found = check(filed)
    assert found.is_genuine
    assert [(one.organization, one.is_outside) for one in found.signatures] == [
        (cast.COUNTY, True),
        (cast.PREFECTURE, False),
    ]
    assert found.answers == cast.ANSWERS


def test_a_paper_sealed_outside_alone_is_genuine() -> None:
    assert check(sealed_outside()).is_genuine


def test_without_the_service_its_seal_is_nothing_we_can_judge() -> None:
    assert not cast.check(sealed_outside()).is_genuine


def test_what_the_service_calls_changed_is_changed() -> None:
    paper = sealed_outside()
    spot = paper.rindex(b"/Adobe.PPKLite") + 3
    found = check(paper[:spot] + bytes([paper[spot] ^ 1]) + paper[spot + 1 :])
    assert found.verdict is Verdict.CHANGED
    assert found.sentence == f"{cast.COUNTY}的电子印章已被改动。"


def test_content_added_after_an_outside_seal_is_seen_by_us_though_the_service_is_content() -> None:
    changed = lay_over(sealed_outside(), [Sheet(cast.strip_place(), cast.strip_sheet())])
    finding = FakeService().check(changed, UNIT_FIELD)
    assert finding is not None and finding.is_sound
    found = check(changed)
    assert found.verdict is Verdict.CHANGED
    assert "电子印章加盖之后，又添加或改动了内容" in found.sentence


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n"])
def test_bytes_behind_an_outside_seal_are_noticed(tail: bytes) -> None:
    assert not check(sealed_outside() + tail).is_genuine


def test_the_service_does_not_speak_for_our_signatures() -> None:
    assert check(cast.filed()).is_genuine
    assert not any(one.is_outside for one in check(cast.filed()).signatures)


class Misbehaving(FakeService):
    """A service that does something else."""

    def __init__(self, deed: Callable[[SealRequest], bytes]) -> None:
        self.seal = deed


def fail(_: SealRequest) -> bytes:
    raise TimeoutError("no answer")


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (fail, "没有完成加盖（TimeoutError）"),
        (lambda request: b"%PDF-1.7 something else", "不是在原件上加盖的"),
        (lambda request: cast.rewritten(request.paper, lambda _: None), "不是在原件上加盖的"),
        (lambda request: None, "不是在原件上加盖的"),
        (lambda request: request.paper, "没有多出一个签名"),
        (lambda request: request.paper + b"\n\xff\xfe", "没有多出一个签名"),
    ],
    ids=["times out", "another file", "written anew", "nothing", "unsealed", "rubbish behind"],
)
def test_a_service_that_does_not_seal_this_paper_is_refused_with_the_reason(
    deed: Callable[[SealRequest], bytes], words: str
) -> None:
    with pytest.raises(SealServiceDown, match=words):
        outside.apply(Misbehaving(deed), a_request())
