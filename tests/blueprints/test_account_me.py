"""我的信息、大字、投诉与建议."""

from __future__ import annotations

import pytest

from tests import factories
from tests.client import PageClient
from youthwork.extensions import db
from youthwork.models import AuditRecord

DATA = {"name": "周可儿", "gender": "女", "birth_month": "1990.3", "phone": "13800001234"}


def test_it_works(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/me")
    assert page.title == "我的信息" and "团云溪县委的管理员" in page.text
    assert page.field("phone") == "13800000100"


def test_a_person_corrects_their_own_data_and_it_is_recorded(
    client: PageClient, cast: factories.Cast
) -> None:
    client.sign_in("zhou").post("/me", DATA, follow=True)
    assert cast.person("zhou").birth_month == "1990.03"
    told = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "correction")).one()
    assert "138****1234" in told and "13800001234" not in told


def test_sending_the_same_again_changes_and_records_nothing(client: PageClient) -> None:
    client.sign_in("zhou").post("/me", DATA)
    client.post("/me", DATA)
    assert len(db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "correction")).all()) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "请填写姓名"),
        ("name", "周可儿1", "姓名里不能有数字"),
        ("name", "周\ue000儿", "U+E000"),
        ("birth_month", "1990.13", "看不明白"),
        ("phone", "12345", "不是有效的号码"),
        ("gender", "X", "请选择性别"),
    ],
)
def test_a_wrong_field_is_named_and_the_text_kept(
    client: PageClient, field: str, value: str, sentence: str
) -> None:
    page = client.sign_in("zhou").post("/me", {**DATA, field: value}, status=422)
    assert sentence in page.text
    kept = "phone" if field != "phone" else "birth_month"
    assert page.field(kept) in ("13800001234", "1990.03")


def test_posts_cannot_be_changed_from_one_s_own_page(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("mai").post(
        "/me", {**DATA, "name": "买买提江·阿布都", "duties": "管理员", "title": "书记"}
    )
    assert "管理员" not in client.get("/me").words("td")[3]


def test_larger_text_is_switched_for_the_person_and_back_to_the_page(client: PageClient) -> None:
    client.sign_in("zhou")
    page = client.post("/large-text", {"large": "1"}, headers={"Referer": "http://localhost/me"})
    assert page.response.headers["Location"] == "/me"
    assert 'class="large"' in client.get("/me").html
    client.post("/large-text", {"large": ""})
    assert 'class="large"' not in client.get("/me").html


def test_larger_text_works_before_signing_in(client: PageClient) -> None:
    page = client.post("/large-text", {"large": "1"}, headers={"Referer": "http://evil.example/x"})
    assert page.response.headers["Location"] == "/"
    assert 'class="large"' in client.get("/login").html
