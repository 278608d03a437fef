"""提交前的一页: the printed face, the findings in three grades, the way with names and days; a word where one is asked."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Submission, SubmissionRound
from youthwork.services.drafts import explaining
from youthwork.services.drafts.drafting import submit
from youthwork.services.printing import faces

#: What the check says where a row's committee is not the cadre's linked one.
UNLIKE_LINK = "与周可儿的联系关系（云溪镇团委）不同"


@pytest.fixture
def paper(cast: Cast) -> Submission:
    """附件1 with nothing against it."""
    draft = journeys.draft_contact_points(cast)
    db.session.commit()
    return draft


@pytest.fixture
def unlike(paper: Submission, cast: Cast) -> Submission:
    """The same, 周可儿's committee another than the linked one."""
    rows = [
        {**row, "committee": "云溪县第一中学团委"} if row["name"] == "周可儿" else row
        for row in journeys._bound(paper).rows.data
    ]
    journeys.type_in(paper, cast.person("zhou"), {"rows": rows})
    db.session.commit()
    return paper


def review(paper: Submission) -> str:
    return f"/submissions/{paper.id}/submittal"


def explanation_input(page_names: list[str | None]) -> str:
    [name] = [name for name in page_names if name and name.startswith("explanation-")]
    return name


def test_the_page_is_the_printed_face_with_checks_and_the_way_beside_it(
    browser: Browser, paper: Submission
) -> None:
    page = browser.sign_in("zhou").get(review(paper))
    assert [frame.get("src") for frame in page.all("iframe")] == [f"/submissions/{paper.id}/face"]
    assert "检查通过" in page.text
    for words in ("审签", "陈昱", "用印", "报送", "签收", "团青岚市委组织部", "予以备案", "还没有办过"):
        assert words in page.text
    assert "为什么是这里：" in page.text and "由其组织部受理" in page.text
    browser.press(page, "提交审签")
    assert db.session.get_one(Submission, paper.id).state is State.IN_SIGN_OFF


def test_what_must_be_mended_leads_back_to_its_field_and_hides_the_button(
    browser: Browser, paper: Submission, cast: Cast
) -> None:
    journeys.type_in(paper, cast.person("zhou"), {"filler_phone": "13"})
    page = browser.sign_in("zhou").get(review(paper))
    links = {"".join(link.itertext()): link.get("href") for link in page.all("a")}
    [sentence] = [words for words in links if "不是有效的号码" in words]
    assert links[sentence] == f"/submissions/{paper.id}/draft#filler_phone"
    assert "提交审签" not in page.words("button")
    browser.post(review(paper), {"version": str(paper.version)}, status=409)


def test_a_word_that_is_asked_for_and_not_given_is_asked_for_again_by_its_name(
    browser: Browser, unlike: Submission
) -> None:
    page = browser.sign_in("zhou").get(review(unlike))
    assert UNLIKE_LINK in page.text
    again = browser.press(page, "提交审签", status=422)
    assert "有 1 处要写一句说明" in again.text and "请写一句说明，审签人和审核人会看到" in again.text
    assert db.session.get_one(Submission, unlike.id).state is State.DRAFT


def test_a_word_given_goes_with_the_paper_to_who_signs_and_who_reviews(
    browser: Browser, unlike: Submission, cast: Cast
) -> None:
    page = browser.sign_in("zhou").get(review(unlike))
    name = explanation_input([each.get("name") for each in page.all("textarea")])
    browser.press(page, "提交审签", {name: "三月起改联系一中，变更手续在办"})
    kept = db.session.scalars(db.select(SubmissionRound)).one()
    assert list(kept.explanations.values()) == ["三月起改联系一中，变更手续在办"]
    signer = browser.sign_in("chen").get(f"/submissions/{unlike.id}/sign-off")
    assert "填报人说明" in signer.text and "变更手续在办" in signer.text and UNLIKE_LINK in signer.text
    unlike = db.session.get_one(Submission, unlike.id)
    journeys.walk_on(unlike, cast, State.ACCEPTED)
    for url in ("", "/filing"):
        assert "变更手续在办" in browser.sign_in("he").get(f"/submissions/{unlike.id}{url}").text


def test_words_are_kept_when_the_step_is_refused(browser: Browser, unlike: Submission) -> None:
    page = browser.sign_in("zhou").get(review(unlike))
    name = explanation_input([each.get("name") for each in page.all("textarea")])
    browser.press(page, "提交审签", {name: "三月起改联系一中", "version": "99"}, status=409)
    assert browser.get(review(unlike)).field(name) == "三月起改联系一中"


def test_the_service_refuses_silence_too(app: Flask, unlike: Submission, cast: Cast) -> None:
    zhou = cast.person("zhou")
    with pytest.raises(explaining.Unexplained, match="还有 1 处要写一句说明：第 1 行"):
        submit(unlike, zhou, unlike.version)
    explaining.keep(unlike, zhou, {"别的检查": "不相干"})
    with pytest.raises(explaining.Unexplained):
        submit(unlike, zhou, unlike.version)
    journeys.explain(unlike, zhou, "已核对")
    submit(unlike, zhou, unlike.version)
    assert [each.words for each in explaining.explanations_of(unlike)] == ["已核对"], (
        "only what was asked goes along"
    )


def test_a_vacancy_names_who_can_fill_it_and_hides_the_button(
    browser: Browser, paper: Submission, cast: Cast
) -> None:
    for username in ("he", "cheng", "meng"):
        cast.person(username).is_enabled = False
    page = browser.sign_in("zhou").get(review(paper))
    assert "现在还不能提交审签" in page.text and "没有能审核这件的人；请联系" in page.text
    assert "提交审签" not in page.words("button")


def test_a_hint_asks_for_nothing(browser: Browser, paper: Submission, cast: Cast) -> None:
    rows = [
        {**row, "title": "代理副书记"} if row["name"] == "周可儿" else row
        for row in journeys._bound(paper).rows.data
    ]
    journeys.type_in(paper, cast.person("zhou"), {"rows": rows})
    page = browser.sign_in("zhou").get(review(paper))
    assert "提示" in page.text and "与任职登记的“副书记”不同" in page.text and not page.all("textarea")
    browser.press(page, "提交审签")


@pytest.mark.parametrize(
    "annex", [annex for edition in EDITIONS.values() for annex in edition.annexes], ids=lambda each: each.key
)
def test_the_frame_lies_as_the_face_lies(app: Flask, annex: type[AnnexForm]) -> None:
    edition = next(key for key, each in EDITIONS.items() if annex in each.annexes)
    html = faces.render_face(edition, annex, annex.sample(), None, faces.Marks(False))
    assert ('class="paper crosswise' in html) is annex.is_crosswise


def test_a_source_mended_later_is_told_on_the_paper_and_the_filed_page_with_the_way_to_correct_it(
    browser: Browser, cast: Cast
) -> None:
    filing = journeys.filed(journeys.file_contact_points(cast))
    before = browser.sign_in("zhou").get(f"/filings/{filing.id}")
    assert "来源：共 4 行，来自" in before.text and "来源已更正" not in before.text
    cast.person("li").phone = "13800007777"
    for who, page in (("zhou", f"/filings/{filing.id}"), ("he", f"/submissions/{filing.submission_id}")):
        text = browser.sign_in(who).get(page).text
        assert "来源已更正 1 处" in text and "138****7777" in text and "13800007777" not in text
    page = browser.sign_in("zhou").get(f"/filings/{filing.id}")
    assert browser.follow(page, "申请更正", beside="来源已更正").url == f"/filings/{filing.id}/correction"
