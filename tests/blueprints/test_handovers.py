"""交接, the pages: one list, one page that says what will happen, one press, one sheet to sign."""

from __future__ import annotations

from tests import journeys
from tests.client import PageClient
from tests.factories import Cast
from tests.services.personnel.test_delegations import post_of
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import Handover
from youthwork.services import posts

ANSWERS = {"last_day": "2026-04-01", "title": "", "duties": ["经办人", "管理员"]}


def address(cast: Cast, leaver: str = "zhou") -> str:
    return f"/appointments/{post_of(cast, leaver).id}/handover"


def test_it_works(client: PageClient, cast: Cast) -> None:
    draft = journeys.draft_contact_points(cast)
    db.session.commit()
    client.sign_in("zhou")
    first = client.get(address(cast))
    assert draft.title in first.text and "只有此人能办" in first.text and "联系关系" in first.text
    mai = cast.person("mai").id
    asked = f"{address(cast)}/confirmation?last_day=2026-04-01&successor={mai}&duties=经办人&duties=管理员"
    confirm = client.get(asked)
    assert "现在还什么都没有改" in confirm.text and "由买买提江·阿布都担任" in confirm.text
    assert db.session.scalar(db.select(Handover)) is None
    done = client.post(address(cast), {**ANSWERS, "successor": str(mai)}, status=303)
    sheet = client.get(done.response.headers["Location"])
    assert "监交人" in sheet.text and "移交人" in sheet.text and draft.title in sheet.text
    assert {Duty.CLERK, Duty.ADMINISTRATOR} <= {duty for duty, _ in posts.actor_of(cast.person("mai")).own}


def test_pressed_again_it_leads_to_the_sheet_that_was_made(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou")
    answers = {**ANSWERS, "successor": str(cast.person("mai").id)}
    first = client.post(address(cast), answers, status=303).response.headers["Location"]
    assert client.post(address(cast), answers, status=303).response.headers["Location"] == first
    assert client.get(address(cast), status=303).response.headers["Location"] == first


def test_the_newcomer_is_led_to_what_came_over(client: PageClient, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    db.session.commit()
    client.sign_in("zhou")
    answers = {**ANSWERS, "successor": str(cast.person("mai").id)}
    url = client.post(address(cast), answers, status=303).response.headers["Location"]
    desk = client.sign_in("mai").get("/")
    assert "上任须知" in desk.text and f"{url}/start" in [each.get("href") for each in desk.all("a")]
    start = client.get(f"{url}/start")
    assert filing.filing_number in start.text and "经办人" in start.text


def test_a_refusal_comes_back_with_the_answers_and_nothing_done(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou")
    page = client.get(
        f"{address(cast)}/confirmation?last_day=2026-04-01&successor=0&duties=经办人", status=422
    )
    assert "暂缺" in page.text and page.field("last_day") == "2026-04-01"
    nobody = client.get(f"{address(cast)}/confirmation?last_day=昨天&successor=", status=422)
    assert "不是日期" in nobody.text
    client.post(address(cast), {**ANSWERS, "successor": "999999"}, status=422)
    assert db.session.scalar(db.select(Handover)) is None


def test_a_vacancy_below_is_on_the_superiors_desk(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou").post(address(cast), {"last_day": "2026-04-01", "successor": "0"}, status=303)
    assert "下级空缺" in client.sign_in("lin").get("/").text
