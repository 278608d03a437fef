"""保管期限表: an organ's, with its history; a new row ends the one before it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import form_problems
from youthwork.blueprints.once import once
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
from youthwork.domain import retention as words
from youthwork.domain.calendar import long_date
from youthwork.forms.archiving import RetentionForm
from youthwork.models import Organization, RetentionRule
from youthwork.services.archive import fonds, retention
from youthwork.services.archive.retention import OTHERS, Row

blueprint = Blueprint("retention", __name__, url_prefix="/archive/retention")
_OTHERS_WORDS = "其他各种"
#: A choice cannot be empty in a form; the table's own key for all others is.
_OTHERS_VALUE = "others"


@blueprint.get("")
@login_required
def index() -> Answer:
    organ = fonds.find_organ(actor(), request.args.get("organ", type=row_number))
    rules = [_rule_row(organ, rule) for rule in retention.rules(organ.id)]
    return render(
        "archiving/retention.html",
        organ=organ,
        organs=[
            (each.name, url_for("retention.index", organ=each.id), each.id == organ.id)
            for each in fonds.organs_of(actor())
        ],
        current=[row for row in rules if row["stands"] != "ended"],
        ended=[row for row in rules if row["stands"] == "ended"],
        proposals=[_proposal_row(organ, row) for row in retention.proposals(organ.id)],
        new_url=url_for("retention.new", organ=organ.id),
    )


@blueprint.get("/new")
@login_required
def new() -> Answer:
    """A row to be typed in, begun with the one in force or with what is proposed."""
    organ = fonds.find_organ(actor(), request.args.get("organ", type=row_number))
    key = request.args.get("annex", _OTHERS_VALUE)
    return _form_page(organ, _begun(organ, "" if key == _OTHERS_VALUE else key), 200)


@blueprint.post("")
@login_required
@commits
@once
def add() -> Answer:
    organ = fonds.find_organ(actor(), request.form.get("organ", type=row_number))
    form = RetentionForm(request.form)
    form.offer(_kinds())
    if form.validate():
        problems = retention.problems_of(organ.id, _given(form))
        form_problems.put(form, problems)
    if any(field.errors for field in form):
        return _form_page(organ, form, 422)
    rule = retention.add(organ, user(), _given(form))
    flash(f"已登记，{long_date(rule.starts_on)}起执行", "done")
    return see_other(url_for("retention.index", organ=organ.id))


def _given(form: RetentionForm) -> Row:
    key = form.annex.data or _OTHERS_VALUE
    return Row(
        OTHERS if key == _OTHERS_VALUE else key,
        form.item.data or "",
        int(form.years.data or 0),
        form.approval_number.data or "",
        form.starts_on.day,
    )


def _begun(organ: Organization, key: str) -> RetentionForm:
    rules = [rule for rule in retention.rules(organ.id) if rule.annex_key == key]
    proposed = next((row for row in retention.proposals(organ.id) if row.annex_key == key), None)
    begun: RetentionRule | Row | None = rules[0] if rules else proposed
    shown = {"annex": key or _OTHERS_VALUE, "starts_on": clock.today().isoformat()}
    if begun is not None:
        # A revision has an approval of its own.
        shown |= {"item": begun.item, "years": str(begun.years)}
    return RetentionForm(data=shown)


def _form_page(organ: Organization, form: RetentionForm, status: int) -> Answer:
    form.offer(_kinds())
    key = "" if form.annex.data == _OTHERS_VALUE else form.annex.data
    before = next((rule for rule in retention.rules(organ.id) if rule.annex_key == key), None)
    return render(
        "archiving/retention_row.html",
        status=status,
        organ=organ,
        form=form,
        before=_rule_row(organ, before) if before is not None else None,
    )


def _kinds() -> list[tuple[str, str]]:
    kinds = [(key, annex.short_title) for key, annex in retention.annexes().items()]
    return [*kinds, (_OTHERS_VALUE, _OTHERS_WORDS)]


def _kind_words(key: str) -> str:
    annex = retention.annexes().get(key)
    return annex.short_title if annex is not None else key or _OTHERS_WORDS


def _rule_row(organ: Organization, rule: RetentionRule) -> dict[str, Any]:
    today = clock.today()
    stands = "current"
    if rule.ends_on is not None and rule.ends_on < today:
        stands = "ended"
    elif rule.starts_on > today:
        stands = "coming"
    span = f"{long_date(rule.starts_on)}起"
    if rule.ends_on is not None:
        span = f"{long_date(rule.starts_on)}至{long_date(rule.ends_on)}"
    return {
        "rule": rule,
        "kind": _kind_words(rule.annex_key),
        "period": words.words(rule.years),
        "span": span,
        "stands": stands,
        "url": url_for("retention.new", organ=organ.id, annex=rule.annex_key or _OTHERS_VALUE),
    }


def _proposal_row(organ: Organization, row: Row) -> dict[str, Any]:
    return {
        "row": row,
        "kind": _kind_words(row.annex_key),
        "period": words.words(row.years),
        "url": url_for("retention.new", organ=organ.id, annex=row.annex_key or _OTHERS_VALUE),
    }
