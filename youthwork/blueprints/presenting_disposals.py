"""鉴定销毁怎样说: the lists, their lines and where they stand, as the pages show them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints.web import actor
from youthwork.domain import retention
from youthwork.domain.calendar import long_date, moment_phrase
from youthwork.forms.disposals import DESTROY, EXTEND, AppraisalForm
from youthwork.models import Disposal, DisposalItem, DisposalState, Organization, Verdict
from youthwork.services.archive import fonds, uses
from youthwork.services.archive.disposal import appraising, due
from youthwork.services.archive.disposal.appraising import Judgement

_COLOURS = {
    DisposalState.APPRAISING: "draft",
    DisposalState.PROPOSED: "wait",
    DisposalState.APPROVED: "move",
    DisposalState.CARRIED_OUT: "back",
    DisposalState.WITHDRAWN: "draft",
}


def overview(organ: Organization) -> dict[str, Any]:
    """到期的 of an organ, and its lists."""
    count = due.count_due(organ.id)
    return {
        "organ": organ,
        "organs": [
            (each.name, url_for("disposals.index", organ=each.id), each.id == organ.id)
            for each in uses.readers_organs(actor())
        ],
        "may_begin": any(each.id == organ.id for each in fonds.organs_of(actor())),
        "due": [_due_row(each) for each in due.due_filings(organ.id)] if count else [],
        "count": count,
        "most": due.MOST,
        "lists": [_list_row(each) for each in appraising.disposals_of(organ)],
    }


def _due_row(each: due.Due) -> dict[str, Any]:
    filing = each.filing
    return {
        "id": filing.id,
        "title": filing.title,
        "archival_number": filing.archival_number,
        "filing_number": filing.filing_number,
        "owner": filing.owner_name,
        "period": retention.words(filing.retention_years),
        "until": f"{each.kept_until} 年底",
        "held_by": each.held_by,
        "url": url_for("filing.show", filing_id=filing.id),
    }


def _list_row(disposal: Disposal) -> dict[str, Any]:
    going = sum(item.verdict is Verdict.DESTROY for item in disposal.items)
    return {
        "title": f"第 {disposal.id} 号",
        "url": url_for("disposals.show", disposal_id=disposal.id),
        "count": f"销毁 {going} 件"
        + (f"，续存 {len(disposal.items) - going} 件" if going < len(disposal.items) else ""),
        "proposed": f"{disposal.proposed_by.name} {moment_phrase(disposal.proposed_at, clock.now())}",
        "approved": disposal.approved_by.name if disposal.approved_by else "—",
        "word": word_of(disposal),
    }


def word_of(disposal: Disposal) -> tuple[str, str]:
    return disposal.state.value, _COLOURS[disposal.state]


def of_list(disposal: Disposal) -> dict[str, Any]:
    """One list as its page shows it."""
    going = [item for item in disposal.items if item.verdict is Verdict.DESTROY]
    return {
        "disposal": disposal,
        "title": f"第 {disposal.id} 号销毁清册",
        "word": word_of(disposal),
        "facts": _facts(disposal, going),
        "rows": [_row(item) for item in disposal.items],
        "was_given_back": disposal.state is DisposalState.APPRAISING and bool(disposal.opinion),
        "is_begun": disposal.state is DisposalState.APPROVED
        and any(item.filing.destroyed_at is not None for item in going),
        "is_printable": disposal.state is not DisposalState.WITHDRAWN,
    }


def _facts(disposal: Disposal, going: list[DisposalItem]) -> list[tuple[Any, ...]]:
    now = clock.now()
    kept = len(disposal.items) - len(going)
    facts: list[tuple[Any, ...]] = [
        ("机关", disposal.organization.common_name),
        ("销毁", f"{len(going)} 件", f"共 {sum(item.page_count for item in going)} 页"),
    ]
    if kept:
        facts.append(("续存", f"{kept} 件"))
    facts.append(("鉴定人", disposal.proposed_by.name, moment_phrase(disposal.proposed_at, now)))
    if disposal.reason:
        facts.append(("鉴定依据", disposal.reason))
    if disposal.approved_by is not None and disposal.approved_at is not None:
        facts.append(("批准人", disposal.approved_by.name, moment_phrase(disposal.approved_at, now)))
        facts.append(("批准意见", disposal.opinion))
    if disposal.carried_out_by is not None and disposal.carried_out_at is not None:
        facts.append(("销毁人", disposal.carried_out_by.name, moment_phrase(disposal.carried_out_at, now)))
    return facts


def _row(item: DisposalItem) -> dict[str, Any]:
    destroys = item.verdict is Verdict.DESTROY
    return {
        "id": item.filing_id,
        "title": item.title,
        "archival_number": item.archival_number,
        "filing_number": item.filing_number,
        "owner": item.owner_name,
        "filed": long_date(item.filed_on),
        "period": retention.words(item.retention_years),
        "pages": item.page_count,
        "verdict": ("销毁", "back") if destroys else (f"续存 {item.extra_years} 年", "done"),
        "remark": item.remark,
        "is_destroyed": item.filing.destroyed_at is not None,
        "url": url_for("filing.show", filing_id=item.filing_id),
    }


def form_of(disposal: Disposal) -> AppraisalForm:
    """鉴定意见 as it was saved."""
    given: dict[str, Any] = {"reason": disposal.reason}
    for item in disposal.items:
        given[f"verdict_{item.filing_id}"] = DESTROY if item.verdict is Verdict.DESTROY else EXTEND
        given[f"years_{item.filing_id}"] = item.extra_years or None
        given[f"remark_{item.filing_id}"] = item.remark
    return form_class_of(disposal)(**given)


def form_class_of(disposal: Disposal) -> type[AppraisalForm]:
    """逐件鉴定 of this list."""
    return AppraisalForm.of({item.filing_id: item.filing_number for item in disposal.items})


def judgements(disposal: Disposal, form: AppraisalForm) -> dict[int, Judgement]:
    """What the form says of each filing of the list."""
    found = {}
    for item in disposal.items:
        judged = form.judged(item.filing_id)
        verdict = Verdict.DESTROY if judged.destroys else Verdict.EXTEND
        found[item.filing_id] = Judgement(verdict, judged.extra_years, judged.remark)
    return found


def before_the_end(disposal: Disposal) -> dict[str, Any]:
    """销毁以前: what will go and what will stay."""
    said = of_list(disposal)
    going = [row for row in said["rows"] if row["verdict"][0] == "销毁"]
    return {**said, "going": going, "left": sum(not row["is_destroyed"] for row in going)}
