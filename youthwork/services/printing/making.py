"""一份成件的内容: the annex's face, the seal and the filing mark, each from the records that say what goes in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app

from youthwork import clock
from youthwork.documents import facts, pipeline, seals
from youthwork.documents.codes import FilingMark
from youthwork.documents.facts import Facts
from youthwork.documents.pipeline import SealPicture
from youthwork.documents.signing import outside
from youthwork.documents.signing.outside import SealRequest, SealServiceDown
from youthwork.domain import corrections
from youthwork.extensions import db
from youthwork.models import (
    Filing,
    Organization,
    Paper,
    Seal,
    SealImpression,
    SealMode,
    SealState,
    Submission,
)
from youthwork.services.keys.box import keybox
from youthwork.services.keys.outside import seal_service
from youthwork.services.path import stages
from youthwork.services.path.cases import annex_of
from youthwork.services.path.filing import paper_heading
from youthwork.services.printing import signing
from youthwork.services.printing.faces import Marks, render_face

#: What seal pictures are locked for in the key box.
SEAL_PICTURE = "印章"
_GONE = (SealState.LOST, SealState.DESTROYED)


@dataclass(frozen=True)
class Made:
    """做好的成件: its bytes, and what the record keeps beside them."""

    content: bytes
    is_stamped: bool = True
    #: Until when its time stamp can be checked; none on a paper nobody signed here.
    good_until: datetime | None = None
    code_text: str | None = None
    remark: str = ""


def sealed(paper: Paper, impression: SealImpression) -> Made:
    """盖章件: what the unit sends. Pressed by hand, it is the bare face, and the scan lies beside it."""
    seal = impression.seal
    if seal.state in _GONE:
        # It was pressed while it was good; but whoever holds its key now is not the unit.
        return replace(
            face(paper, impression), remark=f"用印之后印章{seal.state.value}，印模没有印上；见用印登记"
        )
    is_pressed_here = seal.mode is SealMode.IMAGE
    bare = face(paper, impression, pipeline.SEAL_DISCLAIMER if is_pressed_here else "")
    if seal.mode is SealMode.BY_HAND:
        return bare
    if seal.mode is SealMode.OUTSIDE:
        return replace(bare, content=_sealed_outside(bare.content, seal))
    signed = pipeline.press(bare.content, seal_picture(seal), signing.seal_signer(seal), clock.now())
    return Made(signed.pdf, signed.is_stamped, signing.stamps_hold_until(), remark=bare.remark)


def filed(filing: Filing, sent: Made) -> Made:
    """备案件: what the unit sent, or the bare face, with the receiving organ's signature and mark."""
    organ = db.session.get_one(Organization, filing.organ_id)
    code_text = _code_text(filing)
    mark = FilingMark(
        filing_number=filing.filing_number,
        machine_number=filing.machine_number,
        organization=filing.organ_name,
        filed_on=filing.filed_at.date(),
        answers_sha256=filing.answers_sha256,
        code_text=code_text,
        is_demo=current_app.config["IS_DEMO"],
        remark=corrections.remark(filing.version),
    )
    signed = pipeline.file(sent.content, mark, signing.filing_signer(organ), clock.now())
    return Made(signed.pdf, signed.is_stamped, signing.stamps_hold_until(), code_text, sent.remark)


def _sealed_outside(content: bytes, seal: Seal) -> bytes:
    """外部电子印章: the service fills the unit's field; its seal is checked by it (docs/outside-seal.md)."""
    service = seal_service()
    if service is None:
        raise SealServiceDown(
            "没有设置外部电子印章服务，这枚印章现在不能用：请管理员设置 YOUTHWORK_SEAL_SERVICE"
        )
    prepared = pipeline.lay_both_fields(content, seal.diameter_mm)
    place = pipeline.seal_place(prepared, seal.diameter_mm)
    digest = hashlib.sha256(prepared).hexdigest()
    return outside.apply(service, SealRequest(prepared, digest, place, seal.outside_code, "用印报送"))


def face(paper: Paper, impression: SealImpression | None = None, seal_note: str = "") -> Made:
    """版面 of the submission, as its answers stand frozen."""
    submission = db.session.get_one(Submission, paper.submission_id)
    assert submission.answers is not None
    is_on_behalf = impression is not None and impression.on_behalf_of_id is not None
    html = render_face(
        submission.notice.edition_key,
        annex_of(submission),
        submission.answers,
        paper_heading(submission),
        Marks(
            current_app.config["IS_DEMO"], is_on_behalf, seal_note, opinions=stages.opinions_of(submission)
        ),
    )
    title = f"{submission.owner.short_name} {submission.title}"
    printed = pipeline.face(html, title, submission.answers, paper.requested_at)
    return Made(printed.pdf, remark=_undrawn_words(printed.undrawn))


def _undrawn_words(undrawn: Sequence[str]) -> str:
    """A paper is made all the same; whoever reads it is told which characters it could not show."""
    if not undrawn:
        return ""
    points = "、".join(named.split()[-1] for named in undrawn[:10])
    return f"有 {len(undrawn)} 个字没有字体能印，印作“〓”：{points}；内附的填报数据里是原字"


def seal_picture(seal: Seal) -> SealPicture:
    """印模, unlocked in memory; a demo seal that has none is drawn."""
    if seal.locked_image is None and seal.is_demo:
        return SealPicture(seals.demo_seal_svg(seal.name, seal.diameter_mm), seal.diameter_mm)
    assert seal.locked_image is not None, "an image seal has its picture"
    picture = keybox().unlock(seal.locked_image, SEAL_PICTURE)
    if seal.image_media_type == "image/svg+xml":
        return SealPicture(picture.decode(), seal.diameter_mm)
    return SealPicture(seals.picture_svg(picture, seal.diameter_mm), seal.diameter_mm)


def facts_of(filing: Filing) -> Facts:
    """备案事实, as the code of this filing states them."""
    return Facts(
        organ=filing.organ_name,
        filing_number=filing.filing_number,
        machine_number=filing.machine_number,
        owner=filing.owner_name,
        title=filing.title,
        filed_on=filing.filed_at.date(),
        answers_sha256=filing.answers_sha256,
        version=filing.version,
        is_demo=current_app.config["IS_DEMO"],
    )


def _code_text(filing: Filing) -> str:
    key_id, private_key = signing.facts_signer()
    return facts.signed_text(facts_of(filing), key_id, private_key)
