"""出件情况: the small part of a page that says how its paper stands, asked for again while something moves.

Without a script the same addresses lead back to the page.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.domain.errors import NotFound
from youthwork.extensions import htmx
from youthwork.models import Paper, Submission
from youthwork.services import scope
from youthwork.services.archive.access import check_may_ask_for_paper, may_ask_for_paper
from youthwork.services.jobs import asking, standing
from youthwork.services.path import impressions
from youthwork.services.printing import papers

blueprint = Blueprint("paper_states", __name__)


@blueprint.get("/filings/<int:filing_id>/paper-state")
@login_required
def filing(filing_id: int) -> Answer:
    paper = papers.of_filing(scope.find_filing(actor(), filing_id))
    return _answer(
        paper,
        page_url=url_for("filing.show", filing_id=filing_id),
        state_url=url_for("paper_states.filing", filing_id=filing_id),
        again_url=url_for("filing.ask_again", filing_id=filing_id),
    )


@blueprint.get("/submissions/<int:submission_id>/paper-state")
@login_required
def submission(submission_id: int) -> Answer:
    return _answer(
        _sealed(find_submission(submission_id)),
        page_url=url_for("submissions.show", submission_id=submission_id),
        state_url=url_for("paper_states.submission", submission_id=submission_id),
        again_url=url_for("paper_states.ask_sealed_again", submission_id=submission_id),
    )


@blueprint.post("/submissions/<int:submission_id>/paper")
@login_required
@commits
def ask_sealed_again(submission_id: int) -> Answer:
    """重新出件 of the sealed paper."""
    sealed = _sealed(find_submission(submission_id))
    check_may_ask_for_paper(actor())
    job = asking.ask_again(sealed, user())
    flash("已重新排队出件" if job else "盖章件已出好", "done")
    return see_other(url_for("submissions.show", submission_id=submission_id))


def _sealed(submission: Submission) -> Paper:
    impression = impressions.current_impression(submission)
    if impression is None:
        raise NotFound("这件报送件还没有用印，没有盖章件")
    return papers.of_impression(impression)


def _answer(paper: Paper, page_url: str, state_url: str, again_url: str) -> Answer:
    """The part of the page anew; nothing where nothing is new, the whole page once the paper is there."""
    now = standing.standing_of(paper)
    if not htmx:
        return see_other(page_url)
    if now.is_ready:
        return Response(status=204, headers={"HX-Refresh": "true"})
    if request.args.get("shown") == now.mark:
        return Response(status=204)
    return render(
        "papers/_standing.html",
        standing=now,
        page_url=page_url,
        state_url=state_url,
        again_url=again_url if may_ask_for_paper(actor()) else None,
    )
