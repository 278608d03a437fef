"""活动记录的清单: mine by month, the office's, filters, paging, an empty list that explains, the sheet, the photos."""

from __future__ import annotations

import os
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from PIL import Image

from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.factories import NOW, Cast
from tests.query_counts import queries_of
from tests.services.jobs.standing_clock import put_up
from tests.visits import TROUBLED, add_visit
from youthwork.domain.errors import NotFound
from youthwork.extensions import db
from youthwork.models import ActivityPhoto, AuditRecord
from youthwork.services import posts
from youthwork.services.contact_work.records import photos, record_list
from youthwork.services.contact_work.records.record_list import Before, Wanted
from youthwork.services.printing.papers import store


def picture(text: str = "a", size: tuple[int, int] = (640, 480), kind: str = "JPEG") -> tuple[BytesIO, str]:
    image = Image.new("RGB", size, (ord(text) * 7 % 255, 90, 60))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    held = BytesIO()
    image.save(held, kind, **({"exif": exif.tobytes()} if kind == "JPEG" else {}))
    held.seek(0)
    return held, f"{text}.jpg"


def test_an_empty_list_says_what_a_record_is_good_for(client: PageClient) -> None:
    page = client.sign_in("mai").get("/records")
    assert "还没有活动记录" in page.text and page.all("a", href="/records/new")
    assert "本单位和下面的" not in page.text, "who holds no office has no second list"


def test_mine_stand_newest_first_under_their_months(client: PageClient, cast: Cast) -> None:
    for day, topic in (("2026-03-05", "三月初的"), ("2026-02-20", "二月的"), ("2026-03-20", "三月末的")):
        add_activity(cast, "zhou", day=day, topic=topic, effect=topic)
    add_activity(cast, "chen", topic="别人的")
    db.session.commit()
    page = client.sign_in("zhou").get("/records")
    assert page.words("h2")[1:] == ["2026年3月", "2026年2月"]
    assert [page.text.find(each) for each in ("三月末的", "三月初的", "二月的")] == sorted(
        page.text.find(each) for each in ("三月末的", "三月初的", "二月的")
    )
    assert "别人的" not in page.text


def test_an_office_reads_its_organ_and_all_beneath_and_nothing_beside(client: PageClient, cast: Cast) -> None:
    for who in ("zhou", "bai", "lin", "wang"):
        add_activity(cast, who, topic=f"{who}的活动", effect=f"{who}在村里开了会。")
    db.session.commit()
    page = client.sign_in("lin").get("/records?of=office")
    assert "zhou的活动" in page.text and "bai的活动" in page.text and "wang的活动" not in page.text
    county = cast.organizations["团白鹭县委"].id
    only = client.get(f"/records?of=office&unit={county}")
    assert "bai的活动" in only.text and "zhou的活动" not in only.text
    assert "bai的活动" not in client.sign_in("zhou").get("/records?of=office").text
    client.get(f"/records?of=office&unit={county}", status=404)


def test_filters_narrow_the_list_and_are_taken_off_one_by_one(client: PageClient, cast: Cast) -> None:
    add_activity(cast, "zhou", day="2026-03-05", topic="谈心的", purposes=("heart_talk",))
    add_activity(cast, "zhou", day="2026-03-25", topic="讲课的", purposes=("lesson",), effect="讲了一堂课。")
    db.session.commit()
    client.sign_in("zhou")
    assert "讲课的" not in client.get("/records?purpose=heart_talk").text
    page = client.get("/records?purpose=lesson&from=2026-03-06&to=2026-03-25")
    assert "讲课的" in page.text and "谈心的" not in page.text
    assert "讲课的" not in client.get("/records?to=2026-03-24").text, "both ends count"
    assert "没有符合这些条件的记录" in client.get("/records?from=2026-03-26").text
    typed = client.get("/records?from=下周&to=9999-12-31&purpose=none&unit=x&before=y")
    assert "讲课的" in typed.text, "what cannot be read is not asked"


@on_both_engines
def test_pages_follow_each_other_without_a_gap_also_where_two_began_at_once(cast: Cast, engine: str) -> None:
    for number in range(record_list.PAGE + 7):
        add_activity(
            cast, "zhou", day="2026-03-05", topic=f"第{number}条", effect="", minutes=30 + number % 2
        )
    db.session.commit()
    actor = posts.actor_of(cast.person("zhou"))
    first = record_list.page(actor, Wanted())
    assert len(first.rows) == record_list.PAGE and first.older is not None
    rest = record_list.page(actor, Wanted(), first.older)
    assert len(rest.rows) == 7 and rest.older is None
    assert len({row.id for row in (*first.rows, *rest.rows)}) == record_list.PAGE + 7
    past = Before(datetime(2000, 1, 1), 1)
    assert not record_list.page(actor, Wanted(), past).rows


@on_both_engines
def test_the_offices_list_refuses_a_unit_beside_it(cast: Cast, engine: str) -> None:
    zhou = posts.actor_of(cast.person("zhou"))
    with pytest.raises(NotFound):
        record_list.page(zhou, Wanted(is_mine=False, unit_id=cast.organizations["团白鹭县委"].id))


def test_a_list_costs_no_more_queries_for_many_records(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou")
    add_activity(cast, "zhou", day="2026-03-05", effect="")
    few = len(queries_of(lambda: client.get("/records")))
    for number in range(30):
        add_activity(cast, "zhou", day=f"2026-03-{number % 28 + 1:02d}", start="08:00", effect="")
    many = len(queries_of(lambda: client.get("/records")))
    assert many <= few + 1 and many <= 16


def test_the_sheet_has_no_formula_and_nothing_of_a_protected_person(client: PageClient, cast: Cast) -> None:
    add_activity(cast, "zhou", topic="=1+1", effect="@SUM(A1)", asked="王小川想转学")
    add_visit(
        cast, "zhou", TROUBLED, name="王小川", day="2026-03-11", topic="夜访王某家", place="白泉村 3 号"
    )
    db.session.commit()
    client.sign_in("zhou")
    answer = client.send("POST", "/records/export", data={"of": "mine"})
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    said = " ".join(str(cell.value) for cell in cells)
    assert "=1+1" in said and "@SUM(A1)" in said
    assert "王小川" not in said and "白泉村 3 号" not in said and "走访保护对象，内容不导出" in said
    logged = db.session.scalars(db.select(AuditRecord.sentence)).all()
    assert "周可儿导出活动记录 2 条" in logged


def test_a_photo_is_shrunk_shown_to_its_readers_and_gone_when_removed(client: PageClient, cast: Cast) -> None:
    row = add_activity(cast, "zhou")
    db.session.commit()
    client.sign_in("zhou")
    page = client.post(f"/records/{row.id}/photos", {"photos": picture(size=(3000, 2000))}, follow=False)
    assert page.response.headers["Location"].endswith("#photos")
    [photo] = db.session.scalars(db.select(ActivityPhoto))
    url = f"/records/{row.id}/photos/{photo.id}"
    content = client.send("GET", url).data
    assert b"SecretPhone" not in content and max(Image.open(BytesIO(content)).size) == 1600
    assert client.sign_in("chen").send("GET", url).status_code == 200
    client.sign_in("bai").get(url, status=404)
    client.sign_in("chen").post(f"{url}/removal", status=403)
    client.sign_in("zhou").post(f"{url}/removal")
    client.get(url, status=404)
    assert not client.get(f"/records/{row.id}").all("img")


def test_a_removed_photo_is_off_the_disk_two_days_later_and_one_put_back_is_not(
    app: Flask, client: PageClient, cast: Cast
) -> None:
    clock = put_up(app)
    row = add_activity(cast, "zhou")
    db.session.commit()
    client.sign_in("zhou")
    for each in ("a", "b"):
        client.post(f"/records/{row.id}/photos", {"photos": picture(each)})
    removed, back = db.session.scalars(db.select(ActivityPhoto).order_by(ActivityPhoto.id)).all()
    hashes = removed.sha256, back.sha256
    for each in (removed, back):
        client.post(f"/records/{row.id}/photos/{each.id}/removal")
        for sha256 in (each.sha256, each.thumbnail_sha256):
            os.utime(store().path(sha256 or ""), (0, 0))
    client.post(f"/records/{row.id}/photos", {"photos": picture("b")})
    clock.pass_by(hours=23)
    assert photos.sweep(NOW.date(), 0) is None
    clock.pass_by(hours=2)
    assert photos.sweep(NOW.date(), 0) == removed.id
    assert [store().path(each).exists() for each in hashes] == [False, True]
    assert len(db.session.scalars(db.select(ActivityPhoto)).all()) == 1


def test_three_photos_are_enough_and_no_other_file_is_taken(client: PageClient, cast: Cast) -> None:
    row = add_activity(cast, "zhou")
    db.session.commit()
    client.sign_in("zhou")
    url = f"/records/{row.id}/photos"
    assert "不是照片" in client.post(url, {"photos": (BytesIO(b"%PDF-1.4 x"), "a.pdf")}, follow=True).text
    for each in "abc":
        client.post(url, {"photos": picture(each)})
    assert "最多附 3 张照片" in client.post(url, {"photos": picture("d")}, follow=True).text
    assert len(db.session.scalars(db.select(ActivityPhoto)).all()) == 3
    assert not client.get(f"/records/{row.id}").all("input", type="file")


def test_a_visit_to_a_protected_person_takes_no_photo(client: PageClient, cast: Cast) -> None:
    visit = add_visit(cast, "zhou", TROUBLED, name="王小川")
    db.session.commit()
    page = client.sign_in("zhou").get(f"/records/{visit.activity_id}")
    assert not page.all("input", type="file")
    client.post(f"/records/{visit.activity_id}/photos", {"photos": picture()}, status=409)
