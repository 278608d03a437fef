"""逐个核验签名: one signature of a file, looked at from every side, until one sentence can be said about it.

The order is that of what it would mean: whose is it, are these its bytes, what came after it, when was it
made, was its certificate good then.
"""

from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from youthwork.documents.signing import der
from youthwork.documents.signing.authority import Usage
from youthwork.documents.signing.claims import Claim
from youthwork.documents.signing.container_reading import (
    Container,
    Irregular,
    Token,
    read_signature,
    read_token,
)
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.findings import SignatureFinding, Verdict
from youthwork.documents.signing.moments import spoken
from youthwork.documents.signing.revisions import SIGNING_ONLY
from youthwork.documents.signing.standing import Grade, Pedigree, Standing, Trust, pedigree, standing


class Fault(Exception):
    """Why a signature is not sound: the verdict, and the rest of a sentence that begins with its organ."""

    def __init__(self, verdict: Verdict, why: str) -> None:
        super().__init__(why)
        self.verdict = verdict
        self.why = why


@dataclass
class Examiner:
    """核验者: looks at the signatures of one file from the last to the first.

    A time stamp over the whole file proves that everything under it was there by then, so `moment`, from which
    the certificates are judged, goes back with each: first now, then the stamp's time (B-LTA).
    """

    paper: bytes
    trust: Trust
    known: Evidence
    moment: datetime
    #: Whether `moment` is proven by a time stamp, or merely now.
    is_proven: bool = field(default=False, init=False)

    def examine(self, signature: EmbeddedPdfSignature) -> SignatureFinding:
        """Judge one signature or time stamp; whatever is wrong with it is said in the finding."""
        claim = Claim.of(signature)
        try:
            return (
                self._time_stamp(signature, claim)
                if claim.is_time_stamp
                else self._signature(signature, claim)
            )
        except Fault as fault:
            return claim.finding(fault.verdict, fault.why)
        except Irregular:
            return claim.finding(Verdict.CHANGED, "的签名读不出来：已损坏或被改动。")
        # Hostile bytes make the libraries under us raise anything; whatever it is, the paper is not genuine.
        except Exception as error:
            return claim.finding(
                Verdict.CHANGED, f"的签名核验不下去（{type(error).__name__}），按已被改动处理。"
            )

    def _signature(self, signature: EmbeddedPdfSignature, claim: Claim) -> SignatureFinding:
        line = self._line(signature.signed_data, self.trust)
        if not line.issuers:
            raise Fault(Verdict.FOREIGN, "的签名证书不是本系统签发的：这是外来的签名，或有人冒用名称。")
        container = read_signature(_container(signature))
        intact, valid = container.covers(signature.compute_digest())
        if not (intact and valid):
            raise Fault(Verdict.CHANGED, "签名之后，签过的内容被改动过。")
        must_be_untouched(self.paper, signature)
        stamped = self._stamped(container)
        proven = stamped or (self.moment if self.is_proven else None)
        found = standing(line, Usage.SIGNING, proven or self.moment, self._lists)
        _must_be_good(found, proven)
        holder = container.token.container if container.token and stamped else container
        return claim.finding(
            Verdict.GENUINE,
            _good_words(found, proven),
            stamped_at=proven,
            revoked_at=found.revoked_at,
            good_until=holder.certificate.not_valid_after,
        )

    def _time_stamp(self, signature: EmbeddedPdfSignature, claim: Claim) -> SignatureFinding:
        line = self._line(signature.signed_data, self.trust.for_stamps)
        token = read_token(_container(signature))
        grade = self._stamp_standing(line, token).grade
        if grade in (Grade.FOREIGN, Grade.UNFIT):
            raise Fault(Verdict.FOREIGN, "的时间戳是外来的，不是我们认可的服务所盖。")
        if not token.stamps_digest(signature.compute_digest(token.algorithm)):
            raise Fault(Verdict.CHANGED, "盖时间戳之后，文件的内容被改动过。")
        must_be_untouched(self.paper, signature)
        if grade is not Grade.GOOD:
            raise Fault(Verdict.UNKNOWN, f"的时间戳不能采信：其证书{grade.value}。")
        self.moment, self.is_proven = min(self.moment, token.moment), True
        return claim.finding(
            Verdict.GENUINE,
            f"的时间戳有效：{spoken(token.moment)}已有此件。",
            stamped_at=token.moment,
            good_until=token.container.certificate.not_valid_after,
        )

    def _line(self, signed_data: cms.SignedData, trust: Trust) -> Pedigree:
        found = extract_certificate_info(signed_data)
        return pedigree(found.signer_cert, found.other_certs, self.known, trust)

    def _stamped(self, container: Container) -> datetime | None:
        """The moment its own time stamp proves; None without one, or when nobody vouches for it any longer."""
        token = container.token
        if token is None:
            return None
        found = token.container
        line = pedigree(found.certificate, found.others, self.known, self.trust.for_stamps)
        grade = self._stamp_standing(line, token).grade
        if grade in (Grade.FOREIGN, Grade.UNFIT) or not token.stamps(container.signature):
            raise Fault(Verdict.CHANGED, "的时间戳与签名不符，或不是我们认可的服务所盖：已被改动。")
        return token.moment if grade is Grade.GOOD else None

    def _stamp_standing(self, line: Pedigree, token: Token) -> Standing:
        """A stamp is judged from where we stand now; one revoked without doubt keeps what it stamped before."""
        found = standing(line, Usage.TIME_STAMPING, self.moment, self._lists)
        if token.moment < token.container.certificate.not_valid_before:
            return Standing(Grade.TOO_EARLY)
        was_before = found.revoked_at is not None and token.moment < found.revoked_at
        if found.grade is Grade.REVOKED and was_before and not found.is_compromised:
            return Standing(Grade.GOOD)
        return found

    @property
    def _lists(self) -> tuple[bytes, ...]:
        return (*self.known.revocation_lists, *self.trust.revocation_lists)


def must_be_untouched(paper: bytes, signature: EmbeddedPdfSignature) -> None:
    """Raise Fault unless the signature stands as we write it and only signing followed.

    What stands between the brackets is signed by nobody: one form of it is taken, capital hexadecimal digits
    and zeros behind.
    """
    start, first, second, _ = signature.byte_range
    written = b"<" + signature.pkcs7_content.hex().upper().encode() + b">"
    padding = signature.pkcs7_content[len(_container(signature)) :]
    if start != 0 or paper[first:second] != written or any(padding):
        raise Fault(Verdict.CHANGED, "的签名区被改动过。")
    signature.compute_integrity_info(SIGNING_ONLY)
    what = signature.summarise_integrity_info()
    if not isinstance(what["diff_result"], DiffResult) or not what["docmdp_ok"]:
        raise Fault(Verdict.CHANGED, "签名之后，又添加或改动了页面、附件等内容。")


def _container(signature: EmbeddedPdfSignature) -> bytes:
    """What stands between the brackets, without the zeros behind it."""
    try:
        return der.first(signature.pkcs7_content)
    except ValueError as error:
        raise Irregular(str(error)) from error


def _must_be_good(found: Standing, proven: datetime | None) -> None:
    if found.grade is Grade.GOOD:
        return
    when = spoken(found.revoked_at) if found.grade is Grade.REVOKED and found.revoked_at else ""
    what = f"证书{'已于' + when + '吊销' if when else found.grade.value}"
    if found.grade is Grade.UNFIT:
        raise Fault(Verdict.FOREIGN, f"的{what}，不能作为签名。")
    if proven:
        raise Fault(Verdict.UNKNOWN, f"签名时{what}，这个签名不能采信。")
    raise Fault(Verdict.UNKNOWN, f"的{what}，又没有仍然有效的时间戳证明签名在先，无法判断。")


def _good_words(found: Standing, proven: datetime | None) -> str:
    if not proven:
        return "的签名有效，还没有时间戳。"
    if found.revoked_at:
        return f"的签名有效；其证书此后于{spoken(found.revoked_at)}吊销，不影响此前的签名。"
    return f"的签名有效，{spoken(proven)}已有时间戳。"
