"""汇总表的可见范围: the offices of the organ itself and of those above it, up to whoever issued the notice."""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.domain.actors import Actor
from youthwork.domain.errors import NotFound
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import NoticeAnnex, Organization
from youthwork.services.combining.layout import Layout, layout_of
from youthwork.services.duties.sight import find_annex_row, find_chain, office_organs
from youthwork.services.tree import ancestor_ids, find_organization


@dataclass(frozen=True)
class Table:
    """一张汇总表: whose, of which annex; `chain` from the highest organ the reader may look at down to it."""

    row: NoticeAnnex
    annex: type[AnnexForm]
    layout: Layout
    chain: tuple[Organization, ...]

    @property
    def place(self) -> Organization:
        return self.chain[-1]

    @property
    def title(self) -> str:
        """附件1 联系点汇总表, with its period where it has one."""
        named = self.annex.titled(self.row.period)
        return f"附件{self.annex.number} {named}" if self.annex.number else named


def find_table(actor: Actor, notice_annex_id: int, organization_id: int | None) -> Table:
    """The table in this reader's sight; of their own first organ where none is named. Raises `NotFound`."""
    row = find_annex_row(notice_annex_id)
    annex = find_annex(row.notice.edition_key, row.annex_key)
    layout = layout_of(annex)
    if layout is None:
        raise NotFound(f"{annex.short_title}不是逐行填写的表，没有汇总表；各单位报的在“报送情况”中逐件打开")
    chain = find_chain(actor, organization_id or _first_organ(actor, row))
    within = [each for each in chain if row.notice.issuer_id in ancestor_ids(each.path)]
    if not within or not _may_look(actor, row, within[-1]):
        raise NotFound("没有这个单位的汇总表：它不在这份通知的范围内，或不在你的可见范围内")
    return Table(row, annex, layout, tuple(within))


def may_combine(actor: Actor, row: NoticeAnnex) -> int | None:
    """The organ whose table this reader would be shown first; None where there is none for them. No query."""
    if layout_of(find_annex(row.notice.edition_key, row.annex_key)) is None:
        return None
    issuer_id = row.notice.issuer_id
    return next(
        (organ.id for organ in office_organs(actor) if issuer_id in {unit.id for unit in organ.chain}), None
    )


def _first_organ(actor: Actor, row: NoticeAnnex) -> int:
    found = may_combine(actor, row)
    if found is None:
        raise NotFound("汇总表供收表机关和它以上直到印发机关的办公岗位查看")
    return found


def _may_look(actor: Actor, row: NoticeAnnex, place: Organization) -> bool:
    """Whether an office of this person's stands from the organ up to the issuer, and no higher."""
    issuer_path = find_organization(row.notice.issuer_id).path
    between = set(ancestor_ids(place.path)) - set(ancestor_ids(issuer_path)[:-1])
    return any(organ.id in between for organ in office_organs(actor))
