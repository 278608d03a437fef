"""核验结果: what `checking.check` has to say, in words anybody understands."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Verdict(Enum):
    """结论."""

    GENUINE = "真实、未改动"
    CHANGED = "签名之后被改动"
    FOREIGN = "不是本系统签名的件"
    UNKNOWN = "无法判断"


@dataclass(frozen=True)
class SignatureFinding:
    """一个签名的核验结果. Times are Beijing time; `signed_at` is what the signer says, `stamped_at` is proven."""

    field: str
    organization: str
    reason: str
    signed_at: datetime | None
    stamped_at: datetime | None
    verdict: Verdict
    sentence: str
    contact_info: str = ""
    #: Over the whole file, by a time stamp service: nobody's consent, only a date.
    is_time_stamp: bool = False
    #: By a seal service outside, which vouches for it.
    is_outside: bool = False
    #: When its certificate was revoked; a sound signature was made before.
    revoked_at: datetime | None = None
    #: When it can no longer be judged, unless a time stamp is put over it before.
    good_until: datetime | None = None

    @property
    def who(self) -> str:
        """How a sentence names it: the organ, and what it signed for."""
        reason = f"（{self.reason}）" if self.reason and not self.is_time_stamp else ""
        return f"{self.organization or '未署名者'}{reason}"

    @property
    def is_sound(self) -> bool:
        return self.verdict is Verdict.GENUINE


@dataclass(frozen=True)
class Findings:
    """核验结果: verdict, the sentence that gives the reason, each signature, and the data a genuine paper carries."""

    verdict: Verdict
    sentence: str
    signatures: tuple[SignatureFinding, ...] = ()
    answers: dict[str, Any] | None = None
    answers_sha256: str | None = None
    #: The paper wants a new time stamp (`stamping.renew`) before this moment.
    good_until: datetime | None = None

    @property
    def is_genuine(self) -> bool:
        return self.verdict is Verdict.GENUINE
