"""查看电话: phones are masked first on the page and in its pictures; revealed for a purpose, once, and recorded."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from PIL import Image, ImageChops

from tests import journeys
from tests.client import PageClient
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import ArchiveUse, AuditRecord, Filing, UseKind
from youthwork.services.archive import reveal

PURPOSE = {"purpose": "核对填报内容"}


@pytest.fixture
def filing(app: Flask, cast: Cast) -> Filing:
    """团云溪县委's 汇总表, filed with 团青岚市委组织部, its paper made."""
    filing = journeys.file_contact_points(cast)
    journeys.make_papers()
    return filing


def phones_on(html: str) -> set[str]:
    return set(re.findall(r"138\d{8}", html))


def uses_of(filing: Filing) -> list[ArchiveUse]:
    return list(db.session.scalars(db.select(ArchiveUse).where(ArchiveUse.filing_id == filing.id)))


@pytest.mark.parametrize("who", ["zhou", "he", "zhao", "meng"])
def test_who_may_read_it_whole_sees_phones_masked_first(client: PageClient, filing: Filing, who: str) -> None:
    page = client.sign_in(who).get(f"/filings/{filing.id}")
    assert phones_on(page.html) == set()
    assert "138****" in page.text and "查看电话" in page.text


def test_a_purpose_reveals_them_in_this_answer_only(client: PageClient, filing: Filing) -> None:
    client.sign_in("zhao")
    page = client.post(f"/filings/{filing.id}/reveal", PURPOSE, status=200)
    assert len(phones_on(page.html)) >= 3
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Refresh"].endswith(f"url=/filings/{filing.id}")
    assert phones_on(client.get(f"/filings/{filing.id}").html) == set()


def test_who_when_and_what_for_are_recorded(client: PageClient, filing: Filing) -> None:
    client.sign_in("zhao").post(f"/filings/{filing.id}/reveal", {**PURPOSE, "words": "年底核对"}, status=200)
    (use,) = uses_of(filing)
    assert (use.kind, use.person_name, use.purpose) == (UseKind.REVEAL, "赵一鸣", "核对填报内容：年底核对")
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "reveal")).one()
    assert filing.machine_number in said and phones_on(said) == set()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [({}, "请选择利用目的"), ({"purpose": "x"}, "请选择利用目的"), ({"purpose": "其他"}, "写明利用目的")],
)
def test_without_a_purpose_nothing_is_shown_and_nothing_recorded(
    client: PageClient, filing: Filing, given: dict[str, str], sentence: str
) -> None:
    page = client.sign_in("zhao").post(f"/filings/{filing.id}/reveal", given, status=422)
    assert sentence in page.text and phones_on(page.html) == set()
    assert uses_of(filing) == []


def test_who_may_not_read_it_whole_is_refused_and_who_may_not_find_it_finds_nothing(
    client: PageClient, filing: Filing
) -> None:
    refused = client.sign_in("su").post(f"/filings/{filing.id}/reveal", PURPOSE, status=403)
    assert "联系电话" in refused.text
    client.sign_in("bai").post(f"/filings/{filing.id}/reveal", PURPOSE, status=404)
    assert uses_of(filing) == []


def test_a_cadre_sees_their_own_phone_at_once(client: PageClient, cast: Cast, app: Flask) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast, "luo"))
    page = client.sign_in("luo").get(f"/filings/{filing.id}")
    assert cast.person("luo").phone in page.html and "查看电话" not in page.text
    assert phones_on(client.sign_in("lin").get(f"/filings/{filing.id}").html) == set()


def test_the_picture_of_the_page_covers_the_phones_until_they_are_revealed(
    client: PageClient, filing: Filing
) -> None:
    client.sign_in("zhao")
    covered = client.http.get(f"/filings/{filing.id}/pages/1.png").data
    page = client.post(f"/filings/{filing.id}/reveal", PURPOSE, status=200)
    (src,) = [image.get("src") or "" for image in page.all("img")]
    whole = client.http.get(src).data
    difference = ImageChops.difference(
        Image.open(io.BytesIO(covered)).convert("RGB"), Image.open(io.BytesIO(whole)).convert("RGB")
    )
    changed = sum(difference.convert("L").histogram()[1:])
    assert 200 < changed < difference.width * difference.height / 50, "only the digits are covered"


def test_the_mark_of_a_look_is_good_for_one_person_one_filing_and_a_short_while(
    client: PageClient, filing: Filing, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = reveal._marks().dumps([cast.person("zhao").id, filing.id])
    assert reveal.is_revealed(mark, cast.person("zhao").id, filing.id)
    assert not reveal.is_revealed(mark, cast.person("he").id, filing.id)
    assert not reveal.is_revealed(mark, cast.person("zhao").id, filing.id + 1)
    assert not any(
        reveal.is_revealed(wrong, cast.person("zhao").id, filing.id) for wrong in (None, "", "x", mark[:-1])
    )
    monkeypatch.setattr(reveal, "LASTS", -1)
    assert not reveal.is_revealed(mark, cast.person("zhao").id, filing.id)


def test_opening_the_address_of_the_press_leads_nowhere_it_could_be_reloaded(
    client: PageClient, filing: Filing
) -> None:
    client.sign_in("zhao")
    assert client.http.get(f"/filings/{filing.id}/reveal").status_code == 405
