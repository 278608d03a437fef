"""怎样说候选人: what each level said, in lists and on the case."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints import presenting
from youthwork.domain.calendar import long_date, short_date
from youthwork.domain.nominations import StageVerdict, label_of, verdict_words
from youthwork.domain.workflow import State
from youthwork.models import StageDecision, Submission
from youthwork.services.eligibility import gate
from youthwork.services.path import stages
from youthwork.services.path.candidates import Candidate
from youthwork.services.path.cases import annex_of

_TONES = {StageVerdict.UPWARD: "move", StageVerdict.CHOSEN: "done", StageVerdict.DECLINED: "draft"}
#: A young person's name is not for lists.
UNNAMED = "青年（姓名见推荐表）"


def of_case(submission: Submission) -> dict[str, Any] | None:
    """各级意见 and 准予参评 on the page of a candidate's paper; None for any other paper."""
    if not annex_of(submission).is_decided_by_level:
        return None
    return {
        "opinions": [
            {
                "label": each.label,
                "words": each.words,
                "by": f"{each.organ} {each.person}",
                "day": long_date(each.day),
            }
            for each in stages.opinions_of(submission)
        ],
        "lifted": [
            {
                "organ": each.granted_for.common_name,
                "by": each.granted_by.name,
                "day": long_date(each.granted_at.date()),
                "reason": each.reason,
            }
            for each in gate.lifted_for(submission)
        ],
        "url": url_for("candidates.index"),
    }


def row(candidate: Candidate, is_open: bool, own_organs: set[int]) -> dict[str, Any]:
    """一名候选人 in the list; `is_open`: the paper itself is this reader's to open."""
    paper = candidate.paper
    return {
        "name": candidate.name or UNNAMED,
        "owner": paper.owner.common_name,
        "notice": paper.notice.number or paper.notice.title,
        "url": url_for("submissions.show", submission_id=paper.id) if is_open else None,
        "status": presenting.status(paper),
        "place": candidate.place.name if candidate.place else presenting.holder_words(paper),
        "decisions": [decision(each) for each in candidate.decisions],
        "decide": url_for("candidates.decision", submission_id=paper.id)
        if is_open
        and paper.state is State.ACCEPTED
        and candidate.place is not None
        and candidate.place.id in own_organs
        else None,
    }


def decision(said: StageDecision) -> dict[str, Any]:
    return {
        "label": label_of(said.level),
        "organ": said.organ_name,
        "tag": (verdict_words(said.verdict, has_superior=False), _TONES[said.verdict]),
        "opinion": said.opinion,
        "day": short_date(said.decided_at.date(), clock.today()),
    }
