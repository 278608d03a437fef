"""推荐表成件: the paper of a candidate says what the levels said, in order, and holds the unit's answers unchanged."""

from __future__ import annotations

from flask import Flask

from tests import journeys, nominations
from tests.documents.reading import drawn_text
from tests.factories import Cast
from youthwork.documents.contents import attached_data, data_sha256
from youthwork.domain.nominations import LABELS, StageVerdict
from youthwork.services.printing import papers


def test_the_filed_paper_prints_every_level_and_holds_the_unit_s_answers(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    nominations.lift(cast, nominations.disqualify(cast))
    paper = nominations.at_city(cast, below)
    submitted = paper.answers_sha256
    nominations.decide(paper, cast.person("meng"), opinion="事迹属实，青年认可")
    filed = nominations.decide(journeys.accept(paper, cast), cast.person("su"), StageVerdict.CHOSEN)
    assert filed is not None
    journeys.make_papers()
    content = papers.read(papers.of_filing(filed))
    said = drawn_text(content)
    order = ["同意推荐。", "推荐上报。事迹属实，青年认可", "本级入选。"]
    places = [said.index(words) for words in order]
    assert places == sorted(places) and all(label in said for label in LABELS)
    assert "准予参评" not in said and "不合格" not in said
    assert data_sha256(attached_data(content)) == filed.answers_sha256 == submitted
