"""转发到下级, as clerks and signers meet it: drafted, kept as typed, refused with what is allowed, issued."""

from __future__ import annotations

import pytest

from tests.client import Page, PageClient
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.query_counts import count_queries
from tests.services.notices.test_passing import superior
from youthwork.extensions import db
from youthwork.models import AdditionAttempt, Notice, ReportDuty


@pytest.fixture
def above(cast: Cast) -> Notice:
    notice = superior(cast)
    db.session.commit()
    return notice


def begin(client: PageClient, cast: Cast, above: Notice, who: str = "lin", organ: str = "团青岚市委") -> Page:
    client.sign_in(who)
    client.get(f"/notices/{above.id}/passing-on")
    return client.post(f"/notices/{above.id}/passing-on", {"organ": str(cast.organ(organ).id)}, follow=True)


def draft_id() -> int:
    db.session.rollback()
    found = db.session.scalar(db.select(Notice.id).where(Notice.passes_on_id.is_not(None)))
    assert found is not None
    return int(found)


def fields(page: Page) -> dict[str, list[str]]:
    """What the page would post as it stands."""
    posted: dict[str, list[str]] = {}
    for tag in ("input", "textarea"):
        for each in page.all(tag):
            name, kind = each.get("name"), each.get("type")
            if not name or (kind in ("checkbox", "radio") and each.get("checked") is None):
                continue
            value = "".join(each.itertext()) if tag == "textarea" else each.get("value") or ""
            posted.setdefault(name, []).append(value)
    return posted


def save(client: PageClient, page: Page, then: str = "save", status: int = 303, **more: object) -> Page:
    data = fields(page) | {"then": then, "contact_phone": "0371-65900000"}
    data |= {name.replace("due_", "due-").replace("asked_", "asked-"): value for name, value in more.items()}
    return client.post(f"/notices/{draft_id()}/passing-on/draft", data, status=status, follow=True)


def test_what_is_passed_on_already_leads_to_its_draft_and_is_not_offered_again(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    client.sign_in("lin")
    assert "起草转发通知" in client.get(f"/notices/{above.id}/passing-on").text
    begin(client, cast, above)
    page = client.get(f"/notices/{above.id}/passing-on").text
    assert "正在起草转发" in page and "继续拟稿" in page and "起草转发通知" not in page


def test_the_organs_it_is_copied_to_are_its_own_to_name(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    above.copied_to = "省委组织部"
    db.session.commit()
    page = begin(client, cast, above)
    assert page.field("copied_to") == ""
    save(client, page, copied_to="抄送：市委组织部。")
    assert db.session.get_one(Notice, draft_id()).copied_to == "市委组织部"


@on_both_engines
def test_it_goes_out_with_an_earlier_day_within_the_reserve(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    page = begin(client, cast, above)
    assert page.title == "转发到下级"
    assert "上级截止" in page.text and "2026年4月6日" in page.text and "最早 2026年4月3日" in page.text
    review = save(client, page, "review", due_contact_points="2026-04-03")
    assert review.url.endswith("/issuing")
    client.sign_in("meng")
    review = client.get(f"/notices/{draft_id()}/issuing")
    shown = client.post(f"/notices/{draft_id()}/issuing", {"version": review.field("version")}, follow=True)
    assert "已印发" in shown.text and "转发 团示范省委示青字〔2026〕8号" in shown.text
    county = cast.organ("团云溪县委").id
    dues = db.session.scalars(
        db.select(ReportDuty.due).where(ReportDuty.owner_id == county, ReportDuty.subject_id.is_(None))
    )
    assert [str(due) for due in dues if due.month == 4 and due.day == 3]


@on_both_engines
def test_an_earlier_day_is_refused_with_the_clause_and_nothing_typed_is_lost(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    page = begin(client, cast, above)
    refused = save(
        client, page, "review", 422, due_contact_points="2026-04-01", body="请各县抓紧，于4月1日前报来。"
    )
    assert "不能比上级通知要求得更多，没有往下办" in refused.text
    assert "最早可定2026年4月3日" in refused.text and "第六部分" in refused.text
    assert refused.field("due-contact_points") == "2026-04-01"
    assert refused.field("body") == "请各县抓紧，于4月1日前报来。"
    again = client.get(f"/notices/{draft_id()}/passing-on")
    assert again.field("body") == "请各县抓紧，于4月1日前报来。"
    assert "没有放行的内容" in again.text
    (kept,) = db.session.scalars(db.select(AdditionAttempt))
    assert kept.organization_id == cast.organ("团青岚市委").id


def test_while_it_is_only_saved_an_earlier_day_is_nobodys_business(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    page = begin(client, cast, above)
    save(client, page, due_contact_points="2026-04-01")
    assert not db.session.scalars(db.select(AdditionAttempt)).all()


@pytest.mark.parametrize(
    ("tampered", "sentence"),
    [
        ({"asked-organ_five": "6"}, "上级通知要求 5 次，不能定为 6 次"),
        ({"required-contact_points": "备注"}, "《联系点汇总表》的“备注”上级通知没有要求必填，不能改为必填"),
        (
            {
                "annexes": ["contact_points", "task_sheet", "implementation_plan"],
                "due-implementation_plan": "2026-05-20",
            },
            "转发时不能增加表格",
        ),
        ({"expires_on": "2027-12-31"}, "有效期不能晚于上级通知的2026年12月31日"),
        ({"range": "some", "under": "{county}"}, "团望川县委不在上级通知的受文范围里"),
        ({"also": "{county}"}, "团望川县委不在上级通知的受文范围里"),
    ],
)
def test_what_the_page_does_not_offer_is_refused_and_recorded_even_when_only_saved(
    tampered: dict[str, str | list[str]], sentence: str, client: PageClient, cast: Cast, above: Notice
) -> None:
    page = begin(client, cast, above)
    county = str(cast.organ("团望川县委").id)
    given = {
        name: value.format(county=county) if isinstance(value, str) else value
        for name, value in tampered.items()
    }
    data = fields(page) | {"then": "save", "body": "我写的话"} | given
    refused = client.post(f"/notices/{draft_id()}/passing-on/draft", data, status=422)
    assert sentence in refused.text
    assert refused.field("body") == "我写的话"
    kept = [each.sentence for each in db.session.scalars(db.select(AdditionAttempt))]
    assert [each for each in kept if sentence in each]


@on_both_engines
def test_the_issuer_reads_it_and_marks_it(client: PageClient, cast: Cast, above: Notice) -> None:
    page = begin(client, cast, above)
    save(client, page, "review", 422, due_contact_points="2026-04-01")
    client.sign_in("gu")
    assert "加码尝试（1 条未阅）" in client.get(f"/notices/{above.id}").text
    shown = client.get(f"/notices/{above.id}/additions")
    assert "团青岚市委" in shown.text and "林晓舟办理" in shown.text and "不能定2026年4月1日" in shown.text
    after = client.post(f"/notices/{above.id}/additions/reading", follow=True)
    assert "已阅 1 条" in after.text and "条未阅" not in after.text
    assert "示青字〔2026〕8号" in client.get("/notices/additions").text


def test_an_own_notice_asking_more_is_refused_at_issuing_and_recorded(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    """DOMAIN §10.12 through the screen: the city draws up its own notice of the same form with six a quarter."""
    client.sign_in("lin")
    page = client.post(
        "/notices/drafts",
        {"source": "edition:province_2017_8", "organ": str(cast.organ("团青岚市委").id)},
        follow=True,
    )
    own = int(page.url.split("/notices/")[1].split("/")[0])
    typed = {
        "version": page.field("version"),
        "title": "关于报送联系点情况的通知",
        "body": "请报送。",
        "basis": "团市委工作安排",
        "expires_on": "2026-12-31",
        "contact_name": "林晓舟",
        "contact_phone": "0371-65900000",
        "annexes": ["contact_points"],
        "due-contact_points": "2026-04-20",
        "asked-organ_five": "6",
        "under": [str(cast.organ("团青岚市委").id)],
    }
    client.post(f"/notices/{own}/draft", typed)
    client.sign_in("meng")
    review = client.get(f"/notices/{own}/issuing")
    assert "要的是同一张表，下级报一次即可" in review.text
    refused = client.post(f"/notices/{own}/issuing", {"version": review.field("version")}, status=422)
    assert "上级通知要求 5 次，不能定为 6 次" in refused.text and "第六部分" in refused.text
    db.session.rollback()
    (kept,) = db.session.scalars(db.select(AdditionAttempt))
    assert (kept.notice_id, kept.draft_id) == (above.id, own)
    assert db.session.get_one(Notice, own).numbers["organ_five"] == 6


def test_a_second_person_is_told_and_keeps_what_was_typed(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    page = begin(client, cast, above)
    client.sign_in("he")
    other = client.get(f"/notices/{draft_id()}/passing-on")
    save(client, other, body="何志远写的")
    client.sign_in("lin")
    clash = save(client, page, "save", 409, body="林晓舟写的")
    assert "何志远" in clash.text and clash.field("body") == "林晓舟写的"


def test_who_may_not_pass_it_on_is_not_offered_it(client: PageClient, above: Notice) -> None:
    for who in ("mai", "su", "jiao"):
        client.sign_in(who)
        assert "转发到下级" not in client.get(f"/notices/{above.id}").text
        client.get(f"/notices/{above.id}/passing-on", 403)


def test_the_draft_is_the_organs_own(client: PageClient, cast: Cast, above: Notice) -> None:
    begin(client, cast, above)
    for who in ("zhou", "bai", "wai"):
        client.sign_in(who)
        client.get(f"/notices/{draft_id()}/passing-on", 404)


def test_the_pages_take_no_more_than_ten_queries(client: PageClient, cast: Cast, above: Notice) -> None:
    begin(client, cast, above)
    here = f"/notices/{draft_id()}"
    urls = (f"{here}/passing-on", f"/notices/{above.id}/passing-on", "/notices/additions", "/notices/ledger")
    asked = {url: count_queries(lambda url=url: client.get(url)) for url in urls}
    assert max(asked.values()) <= 10, asked


def test_the_burden_is_shown_to_who_draws_it_up(client: PageClient, cast: Cast, above: Notice) -> None:
    begin(client, cast, above)
    here = f"/notices/{draft_id()}/burden"
    assert "合计" in client.get(here).text
    part = client.send("GET", here, headers={"HX-Request": "true"})
    assert "<html" not in part.text and "栏次" in part.text
    client.sign_in("zhou").get(here, 404)
    client.get(f"/notices/{above.id}/burden", 404)
    assert "合计" in client.sign_in("gu").get(f"/notices/{above.id}/burden").text


def test_typing_is_saved_as_it_is_typed_and_tampering_with_it_is_not(
    client: PageClient, cast: Cast, above: Notice
) -> None:
    page = begin(client, cast, above)
    here = f"/notices/{draft_id()}/passing-on/draft/changes"
    data = fields(page) | {"body": "写到一半", "due-contact_points": "2026-04-0"}
    answer = client.send("POST", here, data=data, headers={"X-Autosave": "1"})
    assert answer.status_code == 200 and "已保存 12:00" in answer.text
    again = client.get(f"/notices/{draft_id()}/passing-on")
    assert (again.field("body"), again.field("due-contact_points")) == ("写到一半", "2026-04-0")
    data = fields(again) | {"asked-organ_five": "6", "body": "另一句"}
    assert client.send("POST", here, data=data, headers={"X-Autosave": "1"}).status_code == 422
    db.session.rollback()
    (kept,) = db.session.scalars(db.select(AdditionAttempt))
    assert "不能定为 6 次" in kept.sentence
    assert client.get(f"/notices/{draft_id()}/passing-on").field("body") == "写到一半"
