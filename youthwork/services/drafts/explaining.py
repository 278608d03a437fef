"""请说明: a word from who fills in, to each finding that wants one. It never blocks; silence does.

While drafting the words are kept with the draft, under the finding's own sentence; SUBMIT freezes those that
still apply with the round, and who signs and who reviews reads them beside the paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from youthwork.domain.annex_context import Problem
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.workflow import EDITABLE
from youthwork.extensions import db
from youthwork.models import Submission, SubmissionRound, User
from youthwork.services.drafts.checking import Findings
from youthwork.services.drafts.draft_saves import find_draft, is_writer

MOST = 300


@dataclass(frozen=True)
class Explanation:
    """一条说明: what the check asked, and what was said to it."""

    finding: str
    words: str


def key_of(problem: Problem) -> str:
    """The name of the input a finding is answered in; the same finding keeps its input."""
    return f"explanation-{hashlib.sha256(problem.message.encode()).hexdigest()[:12]}"


def keep(submission: Submission, user: User, words: Mapping[str, str]) -> None:
    """保存说明: finding's sentence → words, beside the draft; what was said to other findings stays."""
    if submission.state not in EDITABLE:
        raise StepNotAllowed("这件已经提交，说明没有写入；要补充请先撤回")
    if not is_writer(submission, user):
        raise NotAllowed("说明由填报单位的经办人或本人填写")
    draft = find_draft(submission)
    db.session.refresh(draft)
    said = {**draft.explanations, **{sentence: text.strip()[:MOST] for sentence, text in words.items()}}
    if said != draft.explanations:
        draft.explanations = said
        db.session.flush()


def said_to(submission: Submission, findings: Iterable[Problem]) -> dict[str, str]:
    """What has been said so far to these findings: sentence → words."""
    said = find_draft(submission).explanations
    return {each.message: said[each.message] for each in findings if said.get(each.message)}


class Unexplained(StepNotAllowed):
    """A finding that wants a word has none; the page shows them all with their inputs."""


def check_explained(submission: Submission, findings: Findings) -> dict[str, str]:
    """What goes with the paper; raises `Unexplained` naming the first finding nothing was said to."""
    if not findings.explain:
        return {}
    said = said_to(submission, findings.explain)
    silent = [each for each in findings.explain if each.message not in said]
    if silent:
        raise Unexplained(f"还有 {len(silent)} 处要写一句说明：{silent[0].message}")
    return said


def explanations_of(submission: Submission, kept: Mapping[str, str] | None = None) -> list[Explanation]:
    """随件说明 of the present round, for whoever reads the paper; empty while it is a draft.

    `kept` are those of the round where they were read already.
    """
    if submission.answers is None:
        return []
    if kept is None:
        kept = db.session.scalar(
            select(SubmissionRound.explanations)
            .where(SubmissionRound.submission_id == submission.id)
            .order_by(SubmissionRound.number.desc())
            .limit(1)
        )
    return [Explanation(finding, words) for finding, words in (kept or {}).items()]
