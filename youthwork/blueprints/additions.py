"""加码尝试和通知台账: what was tried on top of a notice and refused, and how much filling in is asked; facts, no ranking."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_asked as asked
from youthwork.blueprints.navigation import belongs_to
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.additions import clause_of
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import NotFound
from youthwork.models import AdditionAttempt, Notice, Organization
from youthwork.services import scope
from youthwork.services.notices import attempts, burden, drafts, ledger
from youthwork.services.notices.ledger import organs_by_path
from youthwork.services.posts import organ_ids

blueprint = Blueprint("additions", __name__, url_prefix="/notices")

#: How many months ahead the ledger looks.
_MONTHS = 6


@blueprint.get("/additions")
@login_required
def index() -> Answer:
    """加码尝试 of one's organs and those beneath them, against whatever notice."""
    belongs_to("notices.index")
    found = attempts.of_office(actor(), request.args.get("before", type=row_number))
    return render(
        "additions/index.html",
        notice=None,
        rows=[_row(each) for each in found.rows],
        unseen=found.unseen,
        marks=False,
        clause="",
        older=url_for(".index", before=found.before) if found.before else None,
    )


@blueprint.get("/<int:notice_id>/additions")
@login_required
def of_notice(notice_id: int) -> Answer:
    """加码尝试 against one notice."""
    belongs_to("notices.index")
    notice = scope.find_notice(actor(), notice_id)
    found = attempts.of_notice(actor(), notice, request.args.get("before", type=row_number))
    is_issuers = attempts.is_issuers(actor(), notice)
    return render(
        "additions/index.html",
        notice=notice,
        rows=[_row(each) for each in found.rows],
        unseen=found.unseen,
        marks=is_issuers and found.unseen > 0,
        clause=clause_of(notice.edition_key),
        shows_burden=is_issuers,
        older=url_for(".of_notice", notice_id=notice.id, before=found.before) if found.before else None,
    )


@blueprint.post("/<int:notice_id>/additions/reading")
@login_required
@commits
def read(notice_id: int) -> Answer:
    """已阅, of all there are of this notice."""
    notice = scope.find_notice(actor(), notice_id)
    count = attempts.mark_seen(actor(), notice, user())
    flash(f"已阅 {count} 条" if count else "都已经阅过", "done")
    return see_other(url_for(".of_notice", notice_id=notice.id))


@blueprint.get("/<int:notice_id>/burden")
@login_required
def show_burden(notice_id: int) -> Answer:
    """填报负担 of a notice or a draft, for who draws it up and its issuer's office; asked for by a page of theirs."""
    belongs_to("notices.index")
    notice = _own(notice_id)
    return render(
        "additions/burden.html",
        block="burden",
        notice=notice,
        burden=asked.burden_of(burden.of_notice(notice)),
    )


def _own(notice_id: int) -> Notice:
    try:
        return drafts.find_draft(actor(), notice_id)
    except NotFound:
        notice = scope.find_notice(actor(), notice_id)
    if not attempts.is_issuers(actor(), notice):
        raise NotFound("填报负担给拟稿人和印发机关看")
    return notice


@blueprint.get("/ledger")
@login_required
def show_ledger() -> Answer:
    """通知台账: filling in asked for month by month, and how the organs issue their notices this year."""
    belongs_to("notices.index")
    organs = organs_by_path(organ_ids(actor()))
    if not organs:
        raise NotFound("没有这个页面，或它不在你的可见范围内")
    chosen = request.args.get("organ", type=row_number)
    organ = next((each for each in organs if each.id == chosen), organs[0])
    first, last = ledger.months_ahead(_MONTHS)
    return render(
        "additions/ledger.html",
        organ=organ,
        organs=_choices(organs, organ),
        year=clock.today().year,
        beneath=asked.months(ledger.months_beneath(organ, first, last)),
        own=asked.months(ledger.months_of(organ, first, last)),
        issuing=ledger.issuing_of(organ, clock.today().year),
    )


def _choices(organs: list[Organization], organ: Organization) -> list[tuple[str, str, bool]]:
    return [
        (each.common_name, url_for(".show_ledger", organ=each.id), each.id == organ.id) for each in organs
    ]


def _row(attempt: AdditionAttempt) -> dict[str, Any]:
    return {
        "organ": attempt.organization.common_name,
        "by": attempt.by.name,
        "kind": attempt.kind.value,
        "sentence": attempt.sentence,
        "when": moment_phrase(attempt.at, clock.now()),
        "notice": attempt.notice.number or attempt.notice.title,
        "url": url_for("notices.show", notice_id=attempt.notice_id),
        "seen": attempt.seen_at is not None,
    }
