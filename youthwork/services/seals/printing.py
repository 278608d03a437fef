"""印章的纸件: the printed register, the hand-over sheet to be signed, and the sample a confirmer looks at.

None of them proves anything by itself, so none carries a seal or a signature; the sample is struck through.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from youthwork import clock
from youthwork.documents import pdf
from youthwork.documents.images import page_images
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotFound
from youthwork.models import Organization, Seal, SealChange, SealMode, User
from youthwork.services import audit
from youthwork.services.printing.making import seal_picture
from youthwork.services.seals import chain, register

#: Enough to compare the name and the shape, too little to cut a seal out of.
_SAMPLE_WIDTH = 720


def register_pdf(organization: Organization, year: int) -> bytes:
    """用印登记簿 of one year, A4 crosswise, with the outcome of checking its chain."""
    return _print(
        "registers/impressions.html",
        f"{organization.full_name}用印登记簿（{year}年）",
        organization=organization,
        year=year,
        entries=register.whole_year(organization.id, year),
        checked=chain.verify_register(organization.id).sentence,
    )


def hand_over_pdf(seal: Seal, event_id: int) -> bytes:
    """印章交接单 of one hand-over, to be signed by the three people."""
    event = next((each for each in seal.events if each.id == event_id), None)
    if event is None or event.kind is not SealChange.HAND_OVER:
        raise NotFound("没有这次交接")
    return _print(
        "registers/hand_over.html",
        f"{seal.organization.full_name}印章交接单",
        seal=seal,
        event=event,
        day=long_date(event.at.date()),
        people=dict(part.split(" ", 1) for part in event.people.split("；")),
        valid=valid_words(seal),
    )


def record_look(seal: Seal, user: User) -> None:
    """查看样张: written down before anything is shown; a seal of metal or of an outside service has no picture."""
    if seal.mode is not SealMode.IMAGE:
        raise NotFound("这枚印章没有存在系统里的印模，请对照实物核对")
    audit.record("seal", f"{user.name}查看{seal.organization.common_name}印章（{seal.id} 号）的样张", user.id)


def sample_image(seal: Seal) -> bytes:
    """印模样张: the seal on the printed name, struck through with 样张 无效, as a PNG."""
    picture = seal_picture(seal)
    # The picture is ours: drawn by us, or a PNG cleaned and wrapped by us.
    drawn = Markup(picture.svg)
    sheet = _print("registers/sample.html", "印模样张", seal=seal, drawn=drawn)
    return page_images(sheet, _SAMPLE_WIDTH)[0]


def valid_words(seal: Seal) -> str:
    """有效期: 2026年1月1日起，长期 or 2026年1月1日至2028年12月31日."""
    begins = long_date(seal.valid_from)
    return f"{begins}至{long_date(seal.valid_until)}" if seal.valid_until else f"{begins}起，长期"


def _print(template: str, title: str, **context: Any) -> bytes:
    html = render_template(
        template,
        title=title,
        is_demo=current_app.config["IS_DEMO"],
        today=long_date(clock.today()),
        **context,
    )
    return pdf.render(html, title=title, made_at=clock.now()).pdf
