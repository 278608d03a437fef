"""通知的公文: the notice as GB/T 9704-2012 prints it, with 版记 and, if asked for, its blank forms as 附件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
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
#: Characters of 2号 on a line of the title.
_TITLE_LINE = 20
#: After these a title may be broken by sense.
_TITLE_BREAKS = "的”》、"


def pdf_of(notice: Notice, with_annexes: bool = False) -> bytes:
    """公文 as PDF/A-3u. The 版记 lies on an even page, the last."""
    letter, annexed = letter_of(notice), "".join(_blank_forms(notice)) if with_annexes else ""
    assert letter.imprint is not None
    first = _printed(replace(letter, imprint=None) if annexed else letter, annexed)
    if not annexed and (first.page_count == 1 or first.page_count % 2 == 0):
        return first.pdf
    imprint = replace(letter.imprint, alone=True, after_blank=first.page_count % 2 == 0)
    return _printed(replace(letter, imprint=imprint), annexed).pdf


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
        imprint=Imprint(_office(issuer, notice.issued_on), notice.issued_on),
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
        yield Block(text, heading + stop, level) if text else Block("", line, level)


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
    """标题 broken by sense into lines of about one length; as it is where no place to break is near."""
    if ems(title) <= _TITLE_LINE:
        return title
    half, width = ems(title) / 2, 0.0
    if ems(title) > 2 * _TITLE_LINE:
        return title
    places = []
    for at, sign in enumerate(title[:-1], start=1):
        width += ems(sign)
        fits = width <= _TITLE_LINE and ems(title) - width <= _TITLE_LINE
        if sign in _TITLE_BREAKS and fits and title.count("“", 0, at) == title.count("”", 0, at):
            places.append((abs(width - half), at))
    if not places:
        return title
    at = min(places)[1]
    return f"{title[:at]}\n{title[at:]}"


def _blank_forms(notice: Notice) -> Iterator[str]:
    """附件: each annex's blank face, headed 附件N, without the places only a filed sheet has."""
    for key in dict.fromkeys(row.annex_key for row in notice.annexes):
        yield _blank_form(notice.edition_key, find_annex(notice.edition_key, key))


def _blank_form(edition_key: str, annex: type[AnnexForm]) -> str:
    heading = f"附件{annex.number}" if annex.number else "附件"
    html = render_face(edition_key, annex, {}, heading, Marks(is_demo=False))
    article = ElementTree.fromstring(html).find(".//article")
    assert article is not None, f"the face of {annex.key} has no sheet"
    for above in list(article.iter()):
        for part in list(above):
            if part.get("class") in ("foot-strip", "watermark"):
                above.remove(part)
        above.attrib.pop("id", None)
    return ElementTree.tostring(article, encoding="unicode")
