"""逐项退回 on pages, without a script: pin, return, mend what is open, see before and after, talk, consent."""

from __future__ import annotations

from flask import Flask

from tests import journeys
from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Comment, Submission
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.path import comments, review
from youthwork.services.path.returning import Handout

NEW_PHONE = "13800009999"


def commented(cast: Cast, *pins: tuple[str, str, str]) -> Submission:
    paper = journeys.at_state(cast, State.ACCEPTED)
    for name, text, proposed in pins or (("filler_phone", "请填办公电话", ""),):
        comments.write(paper, cast.person("he"), name, text, proposed)
    return paper


def returned(cast: Cast, *pins: tuple[str, str, str], **handout: object) -> Submission:
    paper = commented(cast, *pins)
    review.return_(paper, cast.person("he"), paper.version, handout=Handout(**handout))
    return paper


def row(paper: Submission, at: int = 0) -> str:
    return f"rows-{paper.answers['rows'][at]['id']}"


def read_only(page: Page) -> set[str]:
    """The names of the inputs that cannot be typed into."""
    quiet = {each.get("name") or "" for each in page.all("input", type="hidden")}
    return quiet | {each.get("name") or "" for each in page.all("input") if each.get("readonly") is not None}


def test_the_return_page_lists_what_goes_out_and_asks_for_no_words(browser: Browser, cast: Cast) -> None:
    paper = commented(cast)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    assert "批注 1 处" in page.text and "请填办公电话" in page.text
    assert "只放开批注的 1 处" in page.text
    browser.press(page, "退回补正")
    assert db.session.get_one(Submission, paper.id).reopened == ["filler_phone"]


def test_everything_is_opened_where_that_is_chosen(browser: Browser, cast: Cast) -> None:
    paper = commented(cast)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    browser.press(page, "退回补正", {"scope": "all"})
    assert db.session.get_one(Submission, paper.id).reopened is None


def test_without_a_comment_a_reason_is_asked_for(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    page = browser.press(page, "退回补正", status=422)
    assert "请写明原因，或先在报送内容里批注至少一处" in page.text


def test_a_comment_added_meanwhile_is_shown_before_it_goes_out(browser: Browser, cast: Cast) -> None:
    paper = commented(cast)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    comments.write(paper, cast.person("he"), "filler", "又一处")
    page = browser.press(page, "退回补正", {"reason": "请改"}, status=422)
    assert "刚刚有人添改了批注" in page.text and "又一处" in page.text and page.field("reason") == "请改"
    assert browser.press(page, "退回补正").url == "/review"


def test_the_draft_opens_only_what_was_commented_on_and_lists_it(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    for name in ("filler_phone", f"{row(paper)}-committee", row(paper, 1)):
        comments.write(paper, cast.person("he"), name, f"改{name[:3]}")
    review.return_(paper, cast.person("he"), paper.version)
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    assert "要改 3 处，已改 0 处" in page.text and "何志远：改fil" in page.text
    closed = read_only(page)
    assert {"filler", f"{row(paper)}-name", f"{row(paper, 2)}-name"} <= closed
    assert closed.isdisjoint({"filler_phone", f"{row(paper)}-committee", f"{row(paper, 1)}-name"})
    assert [each.get("value") for each in page.all("button", name="grid")] == [
        f"remove:{row(paper, 1).replace('-', ':')}"
    ]
    page = browser.press(page, "保存", {"filler_phone": NEW_PHONE})
    assert "要改 3 处，已改 1 处" in page.text


def test_a_closed_field_posted_all_the_same_is_not_written(browser: Browser, cast: Cast) -> None:
    paper = returned(cast)
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    before = dict(find_draft(paper).fields)
    form = {name: values for name, values in before.items()} | {
        "filler": ["别人"],
        "filler_phone": [NEW_PHONE],
        "base_revision": [page.field("base_revision")],
        "then": ["save"],
    }
    browser.post(f"/submissions/{paper.id}/draft", form, status=303)
    db.session.expire_all()
    assert find_draft(paper).fields == {**before, "filler_phone": [NEW_PHONE]}


def test_compiling_anew_changes_only_what_is_open(browser: Browser, cast: Cast) -> None:
    paper = returned(cast, ("filler_phone", "请填办公电话", ""))
    before = dict(find_draft(paper).fields)
    cast.person("chen").phone = "13800007777"
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    browser.press(page, "由联系关系汇编")
    db.session.expire_all()
    assert find_draft(paper).fields == before


def test_a_check_that_demands_a_closed_field_opens_it(browser: Browser, cast: Cast) -> None:
    paper = returned(cast)
    draft = find_draft(paper)
    draft.fields = {**draft.fields, "filler": [""]}
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    assert "检查要求改的也已放开：请填写填表人" in page.text and "filler" not in read_only(page)
    page = browser.press(page, "保存", {"filler": "周可儿"})
    db.session.expire_all()
    assert find_draft(paper).fields["filler"] == ["周可儿"]
    assert db.session.get_one(Submission, paper.id).reopened == ["filler_phone", "filler"]


def test_who_returned_it_opens_more_and_the_owner_is_told_whom_to_ask(browser: Browser, cast: Cast) -> None:
    paper = returned(cast)
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    assert "还要改别处的，请何志远（团青岚市委组织部）放开" in page.text
    page = browser.sign_in("he").get(f"/submissions/{paper.id}")
    page = browser.press(browser.follow(page, "放开更多"), "放开所选", {"names": ["filler"]})
    assert "已再放开 1 处" in page.text
    assert "filler" not in read_only(browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft"))


def test_the_second_round_shows_before_and_after(browser: Browser, cast: Cast) -> None:
    paper = returned(cast, ("filler_phone", "请填办公电话", ""), ("filler", "请核对", ""))
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    browser.press(page, "保存", {"filler_phone": NEW_PHONE})
    journeys.walk_on(paper, cast, State.IN_SIGN_OFF)
    for who, state in (("chen", State.IN_SIGN_OFF), ("he", State.ACCEPTED)):
        journeys.walk_on(paper, cast, state)
        page = browser.sign_in(who).get(f"/submissions/{paper.id}")
        assert _changed(page) == [(phone_of(cast), NEW_PHONE)]
        assert "按 4月1日 退回意见修改" in page.text and "已改 1 处，没有改 1 处" in page.text
    page = browser.follow(page, "只看改动")
    assert NEW_PHONE in page.text and f"at-{row(paper)}" not in page.html
    assert f"at-{row(paper)}" in browser.follow(page, "全部内容").html


def phone_of(cast: Cast) -> str:
    return cast.person("zhou").phone


def _changed(page: Page) -> list[tuple[str, str]]:
    old = ["".join(each.itertext()) for each in page.all("s")]
    return list(zip(old, ["".join(each.itertext()) for each in page.all("ins")], strict=True))


def test_the_third_return_asks_to_talk_first(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(returned(cast), cast, State.ACCEPTED)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    assert "已退回过 1 次，再退回以前" in page.text
    page = browser.press(page, "退回补正", {"reason": "还是不对"}, status=422)
    assert "请选择：已电话沟通，或代为更正请对方同意" in page.text
    page = browser.press(page, "退回补正", {"way": "talked"}, status=422)
    assert "请写明什么时候打的电话" in page.text and "请写明与谁沟通" in page.text
    page = browser.press(page, "退回补正", {"way": "consent"}, status=422)
    assert "须在每处批注里代拟文字" in page.text and page.field("reason") == "还是不对"
    typed = {"way": "talked", "talked_when": "今天 15:00", "talked_with": "周可儿"}
    browser.press(page, "退回补正", typed)
    assert "已电话沟通：今天 15:00，周可儿" in browser.get(f"/submissions/{paper.id}").text


def test_the_owner_consents_with_one_press(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(returned(cast), cast, State.ACCEPTED)
    comments.write(paper, cast.person("he"), "filler_phone", "笔误", NEW_PHONE)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    browser.press(page, "退回补正", {"way": "consent"})
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    page = browser.follow(page, "看代拟的文字，同意就采用")
    assert phone_of(cast) in page.text and NEW_PHONE in page.text
    page = browser.press(page, "同意并提交审签")
    assert "已同意代为更正，并提交审签" in page.text and "采用了代拟的文字" in page.text
    db.session.expire_all()
    paper = db.session.get_one(Submission, paper.id)
    assert [each.answers["filler_phone"] for each in paper.rounds] == [phone_of(cast)] * 2 + [NEW_PHONE]
    comment = db.session.scalars(db.select(Comment).where(Comment.proposed.is_not(None))).one()
    assert comment.taken_over_by_id == cast.people["zhou"].id


def test_a_consent_that_cannot_be_submitted_is_not_lost(browser: Browser, cast: Cast, app: Flask) -> None:
    paper = returned(cast, ("filler_phone", "笔误", "12"))
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/consent")
    page = browser.press(page, "同意并提交审签")
    assert "代拟的文字已写入草稿，还没有提交" in page.text
    db.session.expire_all()
    assert find_draft(paper).fields["filler_phone"] == ["12"]


def test_the_owner_may_decline_and_mend_it_alone(browser: Browser, cast: Cast) -> None:
    paper = returned(cast, ("filler_phone", "笔误", NEW_PHONE), ("filler", "请核对", ""))
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/consent")
    assert "同意并提交审签" not in page.words("button"), "another comment is still open"
    page = browser.follow(page, "不同意，自己改")
    assert page.field("filler_phone") == phone_of(cast)


def test_the_signer_pins_before_sending_back(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    comments.write(paper, cast.person("chen"), "filler_phone", "换成办公电话")
    page = browser.sign_in("chen").get(f"/submissions/{paper.id}/send-back")
    assert "换成办公电话" in page.text and "放开哪些地方" not in page.text
    browser.press(page, "退回修改")
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    assert "要改 1 处，已改 0 处" in page.text and "filler" not in read_only(page)
