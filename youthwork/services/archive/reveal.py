"""查看电话: who may read a filed paper whole still sees its phones masked first, and reveals them for a purpose.

The purpose stands in the 利用登记 and in the log. What was revealed is shown in the one answer to the press: opened
again, the page is masked again. The pictures of the paper are shown whole by the mark that answer carries.
"""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, Submission, UseKind, User
from youthwork.services import audit
from youthwork.services.archive import uses
from youthwork.services.archive.access import check_reads_whole
from youthwork.services.archive.masks import mask_phones
from youthwork.services.scope import find_filing

#: How long a page stays revealed by itself, and its pictures whole, in seconds.
LASTS = 300


def reveal(actor: Actor, user: User, filing_id: int, purpose: str) -> str:
    """查看电话, within the caller's deed: recorded, then granted; gives the mark of this one look.

    Raises `NotFound` outside the reader's scope, `NotAllowed` for who may not read the filed copy.
    """
    filing = find_filing(actor, filing_id)
    check_reads_whole(actor, filing, _began_by(filing))
    uses.record(
        user,
        UseKind.REVEAL,
        uses.named(filing),
        purpose,
        organization_id=filing.organ_id,
        filing_id=filing.id,
    )
    said = f"{user.name}查看{filing.machine_number}上的联系方式：{mask_phones(purpose)}"
    audit.record("reveal", said, user.id)
    return _marks().dumps([user.id, filing.id])


def is_revealed(mark: str | None, user_id: int, filing_id: int) -> bool:
    """Whether this mark was given to this person for this filing a short while ago."""
    if not mark:
        return False
    try:
        given = _marks().loads(mark, max_age=LASTS)
    except BadSignature:
        return False
    return bool(given == [user_id, filing_id])


def sees_at_once(actor: Actor, filing: Filing) -> bool:
    """One's own data need no reason: the person a paper is about."""
    return filing.subject_id == actor.user_id


def _began_by(filing: Filing) -> int | None:
    return db.session.scalar(db.select(Submission.created_by_id).where(Submission.id == filing.submission_id))


def _marks() -> URLSafeTimedSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeTimedSerializer(key, salt="reveal")
