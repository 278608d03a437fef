"""通知的公文: the notice as GB/T 9704-2012 prints it, with 版记 and, if asked for, its blank forms as 附件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import ceil
from xml.etree import ElementTree

from flask import current_app
from sqlalchemy import or_, select

from youthwork.documents import pipeline
from youthwork.documents.pdf import RenderedPaper
from youthwork.domain.audience import Audience
from youthwork.domain.calendar import long_date, month_words
from youthwork.domain.hierarchy import DepartmentFunction
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Notice, NoticeAnnex, Organization
from youthwork.services.notices import audiences
from youthwork.services.printing.faces import Marks, render_face
from youthwork.services.printing.fitting import ems
from youthwork.services.printing.letters import Block, Imprint, Letter, RedHead, render_letter

_HAN = "一二三四五六七八九十百"
#: 一、 in 黑体, （一） in 楷体, up to the end of the first sentence; 1. and （1） are of the body's own face.
_HEADINGS = ((1, re.compile(rf"[{_HAN}]+、")), (2, re.compile(rf"（[{_HAN}]+）")))
#: What a heading does not have; a numbered sentence that has it, alone in its paragraph, is text.
_CLAUSES = re.compile("[，；：]")
#: Characters of 2号 on a line of the title.
_TITLE_LINE = 20
#: A title may be broken by sense after these signs where no quotation is open, after a blank anywhere, and before 关于.
_TITLE_BREAKS = "的”》、"


def pdf_of(notice: Notice, with_annexes: bool = False) -> bytes:
    """公文 as PDF/A-3u. The 版记 lies on an even page, the last."""
    letter, annexed = letter_of(notice), "".join(_blank_forms(notice)) if with_annexes else ""
    assert letter.imprint is not None
    first = _printed(replace(letter, imprint=None) if annexed else letter, annexed)
    if not annexed:
        if _ends_well(first):
            return first.pdf
        # The 版记 would need a page of its own; a closer print may do without it.
        closer = _printed(replace(letter, is_close=True), "")
        if _ends_well(closer):
            return closer.pdf
    imprint = replace(letter.imprint, alone=True, after_blank=first.page_count % 2 == 0)
    return _printed(replace(letter, imprint=imprint), annexed).pdf


def _ends_well(made: RenderedPaper) -> bool:
    """Whether the 版记 lies where it belongs: on an even page, or on the only one."""
    return made.page_count == 1 or made.page_count % 2 == 0


def _printed(letter: Letter, annexed: str) -> RenderedPaper:
    html = render_letter(letter, f'<div class="annexed">{annexed}</div>' if annexed else "")
    return pipeline.face(html, letter.title.replace("\n", ""))


def file_name(notice: Notice) -> str:
    """示青字〔2026〕8号 关于……的通知.pdf."""
    name = " ".join(part for part in (notice.number, notice.title) if part)
    return re.sub(r"[/\\:*?<>|]", "", name)[:80] + ".pdf"


def letter_of(notice: Notice) -> Letter:
    """The letter: head, number, title, 主送, body, 附件说明, 署名, 附注, 版记."""
    issuer = notice.signatory
    names = list(dict.fromkeys(row.annex_key for row in notice.annexes))
    contact = "，".join(
        part
        for part in (
            f"联系人：{notice.contact_name}" if notice.contact_name else "",
            f"联系电话：{notice.contact_phone}" if notice.contact_phone else "",
        )
        if part
    )
    return Letter(
        title=broken(notice.title),
        blocks=[*_blocks(notice.body), *_closing(notice)],
        signer=issuer.short_name,
        date=notice.issued_on,
        to=notice.addressees or _composed(notice),
        enclosures=[find_annex(notice.edition_key, key).title for key in names],
        red_head=RedHead(f"{issuer.short_name}文件", notice.number or ""),
        is_sealed=True,
        is_demo=bool(current_app.config["IS_DEMO"]),
        note=contact,
        imprint=Imprint(_office(issuer, notice.issued_on), notice.issued_on, notice.copied_to),
        watermark=_watermark(notice),
    )


def _watermark(notice: Notice) -> str:
    word = {NoticeState.DRAFT: "拟稿", NoticeState.WITHDRAWN: "撤回"}.get(notice.state, "")
    return f"演示{word}" if word and current_app.config["IS_DEMO"] else word


def _composed(notice: Notice) -> str:
    audience = Audience.from_json(notice.audience, notice.issuer_id)
    return audiences.addressees(audience, notice.issuer, audiences.reach(audience, notice.issuer))


def _blocks(body: str) -> Iterator[Block]:
    """正文: a paragraph a line; the heading of 一、 and （一） in its own face."""
    for line in (each.strip() for each in body.splitlines()):
        if not line:
            continue
        level = next((level for level, sign in _HEADINGS if sign.match(line)), 0)
        if not level:
            yield Block(line)
            continue
        heading, stop, text = line.partition("。")
        if text:
            yield Block(text, heading + stop, level)
        elif stop and _CLAUSES.search(heading):
            yield Block(line)
        else:
            yield Block("", line, level)


def _closing(notice: Notice) -> Iterator[Block]:
    """What the program knows and every reader needs: until when, on what basis, what was changed."""
    dues = list(_dues(notice))
    if dues:
        yield Block(f"报送期限：{'；'.join(dues)}。")
    if notice.urgent_reason:
        yield Block(f"紧急事由：{notice.urgent_reason.rstrip('。')}。")
    basis = f"本通知依据{notice.basis.rstrip('。')}" if notice.basis else ""
    expiry = f"有效至{long_date(notice.expires_on)}，到期自动失效" if notice.expires_on else ""
    if basis or expiry:
        yield Block(
            "，".join(part for part in (basis, expiry if basis else f"本通知{expiry}") if part) + "。"
        )
    for each in notice.amendments:
        what = "、".join(each.changes)
        yield Block(f"（{long_date(each.at.date())}修改：{what}。{each.reason.rstrip('。')}。）")
    if notice.withdrawn_at is not None:
        day = long_date(notice.withdrawn_at.date())
        yield Block(f"（本通知已于{day}撤回：{notice.withdrawal_reason.rstrip('。')}。）")


def _dues(notice: Notice) -> Iterator[str]:
    rows: dict[str, list[NoticeAnnex]] = {}
    for row in notice.annexes:
        rows.setdefault(row.annex_key, []).append(row)
    for key, each in rows.items():
        annex = find_annex(notice.edition_key, key)
        if annex.recurs is not None:
            months = f"{month_words(each[0].period)}至{month_words(each[-1].period)}"
            yield f"{annex.short_title}{annex.recurs.words}（{months}）"
        elif annex.is_voluntary:
            yield f"{annex.short_title}有则报"
        else:
            yield f"{annex.short_title}{long_date(each[0].due)}前"


def _office(issuer: Organization, day: date) -> str:
    """印发机关: the 办公室 the organ had on the day of issue, else the organ."""
    office = db.session.scalar(
        select(Organization).where(
            Organization.parent_id == issuer.id,
            Organization.department_function == DepartmentFunction.OFFICE,
            or_(Organization.closed_on.is_(None), Organization.closed_on >= day),
        )
    )
    return office.short_name if office else issuer.short_name


def broken(title: str) -> str:
    """标题 broken by sense into as few lines as hold it, of about one length; as it is where that cannot be."""
    least = ceil(ems(title) / _TITLE_LINE)
    if least <= 1:
        return title
    return next((lines for count in (least, least + 1) if (lines := _divided(title, count))), title)


def _divided(title: str, count: int) -> str:
    """The title in so many lines, the most even that fit; '' where there are no such places to break it."""
    ends = [at for at in range(1, len(title)) if _may_end(title, at)]
    #: Where a line ends → how uneven the best lines up to there are, and where they end.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for _ in range(count):
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in [*ends, len(title)]:
                width = ems(title[start:end])
                if start < end and width <= _TITLE_LINE:
                    made = cost + width**2, (*cuts, end)
                    found[end] = min(found.get(end, made), made)
        best = found
    cuts = best.get(len(title), (0.0, ()))[1]
    return "\n".join(title[start:end] for start, end in pairwise((0, *cuts))) if cuts else ""


def _may_end(title: str, at: int) -> bool:
    """Whether a line of the title may end before this character."""
    if title[at - 1] == " ":
        return True
    is_unquoted = title.count("“", 0, at) == title.count("”", 0, at)
    return is_unquoted and (title[at - 1] in _TITLE_BREAKS or title.startswith("关于", at))


def _blank_forms(notice: Notice) -> Iterator[str]:
    """附件: each annex's blank face, numbered as the 附件说明 has it, without the places only a filed sheet has."""
    keys = list(dict.fromkeys(row.annex_key for row in notice.annexes))
    for number, key in enumerate(keys, start=1):
        heading = f"附件{number}" if len(keys) > 1 else "附件"
        yield _blank_form(notice.edition_key, find_annex(notice.edition_key, key), heading)


def _blank_form(edition_key: str, annex: type[AnnexForm], heading: str) -> str:
    html = render_face(edition_key, annex, {}, heading, Marks(is_demo=False))
    article = ElementTree.fromstring(html).find(".//article")
    assert article is not None, f"the face of {annex.key} has no sheet"
    for above in list(article.iter()):
        for part in list(above):
            if part.get("class") in ("foot-strip", "watermark"):
                above.remove(part)
        above.attrib.pop("id", None)
    return ElementTree.tostring(article, encoding="unicode")
