"""Draw the pictures of 候选人 anew: `.venv/bin/python -m docs.draw_candidates`. Look at every one afterwards."""

from __future__ import annotations

import io

from PIL import Image

from docs.draw_pages import PICTURES, WIDTHS, province, save, shot
from tests import nominations
from tests.browser.conftest import People
from tests.factories import Cast
from youthwork.documents.images import page_images
from youthwork.domain.nominations import StageVerdict
from youthwork.extensions import db
from youthwork.models import Paper, Submission
from youthwork.services.path import review
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

_BAI = {"name": "白露", "work_unit": "团白鹭县委", "post": "副书记", "media": "微视频"}
_UPWARD = "事迹真实，联系的青年有具体变化。"


def main() -> None:
    with province() as (people, cast):
        with deed():
            _, below = nominations.ask(cast)
            paper = nominations.at_city(cast, below)
            nominations.at_city(cast, below, clerk="bai", **_BAI)
            nominations.decide(paper, cast.person("meng"), opinion=_UPWARD)
        _save("candidates", people, "/candidates")
        _face(cast, paper)
    with province() as (people, cast):
        with deed():
            _, below = nominations.ask(cast)
            paper = nominations.at_city(cast, below)
            nominations.disqualify(cast)
        _save("decision", people, f"/submissions/{paper.id}/decision")


def _save(name: str, people: People, url: str) -> None:
    """As 孟繁星, who signs for the city, sees it."""
    save(name, [shot(people("meng", width).open(url).page) for width in WIDTHS])


def _face(cast: Cast, submission: Submission) -> None:
    """推荐表 as it is filed by the province, with the opinions of three levels."""
    with deed():
        paper = db.session.get_one(Submission, submission.id)
        review.accept(paper, cast.person("tang"), paper.version)
        filing = nominations.decide(paper, cast.person("tang"), StageVerdict.CHOSEN, "在全省分享会上交流。")
        assert filing is not None
        found = db.session.scalars(db.select(Paper).where(Paper.filing_id == filing.id)).one()
    content = papers.read(papers.produce(found.id))
    with Image.open(io.BytesIO(page_images(content, 900)[0])) as opened:
        opened.convert("RGB").quantize(64).save(PICTURES / "paper-candidate.png", optimize=True)


if __name__ == "__main__":
    main()
