"""鉴定: the list of what has run out, a verdict for each, and the proposal; by the organ's 档案员."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.errors import NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import (
    Disposal,
    DisposalItem,
    DisposalState,
    Filing,
    Organization,
    Paper,
    PaperKind,
    User,
    Verdict,
)
from youthwork.services import audit
from youthwork.services.archive import fonds, uses
from youthwork.services.archive.disposal.due import MOST, due_filings, extra_years, refusals

#: 续存 for so long at most; who wants more changes the 保管期限表.
MOST_YEARS = 30
#: Lists on one page.
LISTED = 30


@dataclass(frozen=True)
class Judgement:
    """一件的鉴定意见."""

    verdict: Verdict
    extra_years: int = 0
    remark: str = ""


def begin(actor: Actor, user: User, organization_id: int | None, filing_ids: Sequence[int]) -> Disposal:
    """开始鉴定: put the chosen filings, all of them due, onto a list of their own, within the caller's deed."""
    organ = fonds.find_organ(actor, organization_id)
    # Locked, so that two archivists at once cannot put a filing onto two lists.
    db.session.get_one(Organization, organ.id, with_for_update=True)
    chosen = set(filing_ids)
    due = [each.filing for each in due_filings(organ.id, MOST * 4) if each.filing.id in chosen]
    if not due:
        raise Unacceptable("没有勾选到期的备案件：请勾选要鉴定的件，已在别的清册里的不能再选")
    if len(due) > MOST:
        raise Unacceptable(f"一份清册最多 {MOST} 件，勾选了 {len(due)} 件：请分几次鉴定")
    disposal = Disposal(
        organization_id=organ.id,
        state=DisposalState.APPRAISING,
        proposed_by_id=user.id,
        proposed_at=clock.now(),
    )
    db.session.add(disposal)
    db.session.flush()
    hashes = _paper_hashes([filing.id for filing in due])
    extra = extra_years([filing.id for filing in due])
    held = refusals(due, chosen)
    db.session.add_all(_item(disposal, each, hashes, extra, each.id in held) for each in due)
    db.session.flush()
    return disposal


def _item(
    disposal: Disposal, filing: Filing, hashes: Mapping[int, str], extra: Mapping[int, int], is_held: bool
) -> DisposalItem:
    """The line as the filing stands; what cannot be destroyed is proposed to be kept a year."""
    return DisposalItem(
        disposal_id=disposal.id,
        filing_id=filing.id,
        verdict=Verdict.EXTEND if is_held else Verdict.DESTROY,
        extra_years=1 if is_held else 0,
        archival_number=filing.archival_number or "",
        filing_number=filing.filing_number,
        title=filing.title,
        owner_name=filing.owner_name,
        filed_on=filing.filed_at.date(),
        retention_years=filing.retention_years + extra.get(filing.id, 0),
        page_count=filing.page_count or 0,
        answers_sha256=filing.answers_sha256,
        paper_sha256=hashes.get(filing.id, ""),
    )


def _paper_hashes(filing_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Paper.filing_id, Paper.sha256).where(
            Paper.filing_id.in_(filing_ids), Paper.kind == PaperKind.FILED
        )
    )
    return {filing_id: sha256 or "" for filing_id, sha256 in rows if filing_id is not None}


def judge(disposal: Disposal, user: User, judgements: Mapping[int, Judgement], reason: str) -> None:
    """保存鉴定意见, within the caller's deed; while it is being appraised, by the proposer's own organ."""
    _check_appraising(disposal)
    for item in disposal.items:
        given = judgements.get(item.filing_id)
        if given is not None:
            item.verdict = given.verdict
            item.extra_years = given.extra_years if given.verdict is Verdict.EXTEND else 0
            item.remark = given.remark[:200]
    disposal.reason = reason[:500]
    disposal.proposed_by_id, disposal.proposed_at = user.id, clock.now()
    db.session.flush()


def propose(disposal: Disposal, user: User) -> None:
    """提请批准: the same list, with nothing on it that cannot be destroyed; raises `Unacceptable` with the reason."""
    _check_appraising(disposal)
    if not disposal.reason.strip():
        raise Unacceptable("请写明鉴定依据，如保管期限表的批准文号和鉴定小组的意见")
    check_destroyable(disposal)
    disposal.state = DisposalState.PROPOSED
    disposal.proposed_by_id, disposal.proposed_at = user.id, clock.now()
    # What was said of an earlier proposal is history: it stands in the log.
    disposal.opinion = ""
    audit.record("disposal", f"{user.name}提请批准第 {disposal.id} 号销毁清册", user.id)
    db.session.flush()


def check_destroyable(disposal: Disposal) -> None:
    """Raises `Unacceptable`, naming every filing that something still refers to."""
    going = {item.filing_id: item.filing for item in disposal.items if item.verdict is Verdict.DESTROY}
    held = refusals([each for each in going.values() if each.destroyed_at is None], going)
    if held:
        words = "；".join(f"{going[each].filing_number}：{why}" for each, why in list(held.items())[:5])
        raise Unacceptable(f"有 {len(held)} 件现在不能销毁，请改为续存，或等办完再提：{words}")


def give_up(disposal: Disposal, user: User) -> None:
    """撤回: before it is approved, by the organ's 档案员; its filings can be judged anew."""
    if disposal.state not in (DisposalState.APPRAISING, DisposalState.PROPOSED):
        raise StepNotAllowed(f"这份清册现在是“{disposal.state.value}”，不能再撤回")
    disposal.state = DisposalState.WITHDRAWN
    audit.record("disposal", f"{user.name}撤回第 {disposal.id} 号销毁清册", user.id)
    db.session.flush()


def find_disposal(actor: Actor, disposal_id: int) -> Disposal:
    """A list of an organ whose 档案员 or 签发人 this person is; raises `NotFound` for another's."""
    disposal = db.session.get(Disposal, disposal_id)
    mine = {organ.id for organ in uses.readers_organs(actor)}
    if disposal is None or disposal.organization_id not in mine:
        raise NotFound("没有这份销毁清册，或它不在你的可见范围内")
    return disposal


def disposals_of(organ: Organization) -> Sequence[Disposal]:
    """销毁清册 of an organ, newest first."""
    return db.session.scalars(
        select(Disposal)
        .where(Disposal.organization_id == organ.id)
        .order_by(Disposal.id.desc())
        .limit(LISTED)
    ).all()


def _check_appraising(disposal: Disposal) -> None:
    if disposal.state is not DisposalState.APPRAISING:
        raise StepNotAllowed(f"这份清册现在是“{disposal.state.value}”，不能再改鉴定意见")
