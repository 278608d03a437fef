"""盖章件扫描: what a unit that presses its seal by hand would upload: a picture of the sealed sheet."""

from __future__ import annotations

import io

from flask import current_app
from PIL import Image

from youthwork.documents import pipeline
from youthwork.documents.images import page_images
from youthwork.documents.pdf import places
from youthwork.documents.pipeline import SealPicture
from youthwork.documents.seals import demo_seal_svg
from youthwork.models import Submission
from youthwork.services.path.cases import annex_of
from youthwork.services.path.filing import paper_heading
from youthwork.services.path.impressions import Scan
from youthwork.services.printing import papers
from youthwork.services.printing.faces import Marks, render_face

_PAPER_WHITE = (247, 246, 241)


def hand_sealed_scan(submission: Submission) -> Scan:
    """The printed sheet with the demo seal on it, a little askew and off-white, as a scanner gives it."""
    assert submission.answers is not None
    html = render_face(
        submission.notice.edition_key,
        annex_of(submission),
        submission.answers,
        paper_heading(submission),
        Marks(current_app.config["IS_DEMO"]),
    )
    printed = pipeline.face(html, submission.title, submission.answers).pdf
    seal = SealPicture(demo_seal_svg(submission.owner.full_name), 40)
    sealed = pipeline.imprint(printed, places(printed)["seal-place"], seal)
    sheet = Image.open(io.BytesIO(page_images(sealed, 1240)[0])).convert("RGB")
    askew = sheet.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    tinted = Image.blend(askew, Image.new("RGB", askew.size, _PAPER_WHITE), 0.25)
    picture = io.BytesIO()
    tinted.save(picture, "JPEG", quality=80)
    return Scan(papers.store().put(picture.getvalue()), "image/jpeg")
