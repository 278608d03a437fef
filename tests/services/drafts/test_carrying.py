"""照上次带入: matched by person, only into what is empty unless chosen, and said to be 来自上次 afterwards."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.annex_context import Grade
from youthwork.domain.errors import StepNotAllowed
from youthwork.extensions import db
from youthwork.models import Filing, Notice, NoticeAnnex, Submission
from youthwork.services.drafts import carrying
from youthwork.services.drafts.checking import check_draft
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.drafts.last_period import last_of
from youthwork.services.duties import laying
from youthwork.services.path import corrections

COUNTY = "团云溪县委"


def next_years(cast: Cast, key: str) -> NoticeAnnex:
    """The same annex under the notice of another year."""
    this = cast.notices["province"]
    issued = Notice(
        edition_key=this.edition_key,
        issuer_id=this.issuer_id,
        number="示青字〔2027〕6号",
        title=this.title,
        issued_on=date(2026, 3, 20),
        annexes=[NoticeAnnex(annex_key=key, position=1, due=date(2026, 6, 30))],
    )
    db.session.add(issued)
    db.session.flush()
    laying.lay(issued)
    return issued.annexes[0]


@pytest.fixture
def last(app: Flask, cast: Cast) -> Filing:
    """附件1 as filed before: 买买提江 with a committee typed by hand, and a title that has changed since."""
    filing = journeys.file_contact_points(cast)
    filing.filed_at = datetime(2025, 4, 12, 9, 0)
    filing.submission.notice.number = "示青字〔2025〕8号"
    rows = [
        {**row, "title": "干事", "committee": "云溪镇机关团总支"}
        if row["name"].startswith("买买提江")
        else row
        for row in filing.answers["rows"]
    ]
    gone = {"id": "r9", "name": "秦晚", "title": "干事", "phone": "13800009988", "committee": "云溪镇团委"}
    filing.answers = {**filing.answers, "rows": [*rows, gone]}
    return filing


@pytest.fixture
def draft(cast: Cast, last: Filing) -> Submission:
    return open_submission(next_years(cast, "contact_points"), cast.person("zhou"), cast.organ(COUNTY).id)


def offers(draft: Submission) -> list[carrying.Offer]:
    last = last_of(draft)
    assert last is not None
    return carrying.offers(draft, last, find_draft(draft).fields)


def test_the_last_filing_is_named_by_its_notice_and_month(draft: Submission, last: Filing) -> None:
    found = last_of(draft)
    assert found is not None
    assert (found.filing_id, found.words) == (last.id, "示青字〔2025〕8号，2025年4月备案")


def test_a_voided_filing_and_another_units_are_no_last_period(
    draft: Submission, last: Filing, cast: Cast
) -> None:
    corrections.void(last, cast.person("meng"), "重复备案，以另一件为准")
    assert last_of(draft) is None
    other = open_submission(draft.notice.annexes[0], cast.person("lin"), cast.organ("团青岚市委").id)
    assert last_of(other) is None


def test_rows_are_matched_by_the_person_and_only_what_is_empty_is_ticked(
    draft: Submission, cast: Cast
) -> None:
    mai = cast.people["mai"].id
    found = {each.field: each for each in offers(draft)}
    title = found[f"rows-u{mai}-title"]
    assert (title.now, title.then, title.is_empty) == ("挂职副书记", "干事", False)
    committee = found[f"rows-u{mai}-committee"]
    assert committee.then == "云溪镇机关团总支" and committee.is_empty is (committee.now == "")
    gone = [each for each in found.values() if each.row]
    assert {each.then for each in gone} == {"秦晚", "干事", "13800009988", "云溪镇团委"}
    assert not any(each.is_empty for each in gone), "a row that is not there is only added when chosen"


def test_only_what_was_chosen_is_taken_and_says_so_until_it_is_changed(draft: Submission, cast: Cast) -> None:
    mai = cast.people["mai"].id
    field = f"rows-u{mai}-committee"
    carrying.take(draft, cast.person("zhou"), {field})
    assert find_draft(draft).fields[field] == ["云溪镇机关团总支"]
    assert find_draft(draft).fields[f"rows-u{mai}-title"] == ["挂职副书记"]
    sources = {each.field: each for each in check_draft(draft, cast.person("zhou")).derived}
    assert sources[field].words == "来自上次（示青字〔2025〕8号，2025年4月备案）"
    journeys.type_in(draft, cast.person("zhou"), {"filler": "李堃"})
    fields = {**find_draft(draft).fields, field: ["云溪镇团委"]}
    assert carrying.taken_over(draft, last_of(draft), fields) == []


def test_a_chosen_row_is_added_whole(draft: Submission, cast: Cast) -> None:
    chosen = {each.field for each in offers(draft) if each.row}
    carrying.take(draft, cast.person("zhou"), chosen)
    rows = check_draft(draft, cast.person("zhou")).answers["rows"]
    assert rows[-1]["name"] == "秦晚" and rows[-1]["phone"] == "13800009988"


def test_nothing_chosen_is_refused_and_the_draft_stays(draft: Submission, cast: Cast) -> None:
    before = dict(find_draft(draft).fields)
    with pytest.raises(StepNotAllowed, match="没有勾选"):
        carrying.take(draft, cast.person("zhou"), set())
    assert find_draft(draft).fields == before


def test_what_was_done_last_year_is_never_taken_over_but_same_words_are_kindly_pointed_at(
    app: Flask, cast: Cast
) -> None:
    effect = "形成学习体会十二篇，汇编成册下发各支部"
    said = {"study_speeches": [("3月15日", "集中学习", "32人", effect)]}
    journeys.file_task_sheet(cast, "luo", said)
    luo = cast.person("luo")
    sheet = open_submission(next_years(cast, "task_sheet"), luo, cast.organ("团青岚市委").id, luo)
    assert {each.field for each in offers(sheet)} <= {"committee", "branch"}
    rows = [{"id": "a", "time": "3月28日", "form": "读书会", "scale": "20人", "effect": effect}]
    journeys.type_in(
        sheet, luo, {"study_speeches": rows, "committee": "云溪镇团委", "branch": "白泉村团支部"}
    )
    [hint] = [each for each in check_draft(sheet, luo).problems if each.field == "study_speeches-a-effect"]
    assert hint.grade is Grade.HINT and "请看一眼是否仍属实" in hint.message


def test_the_page_ticks_what_is_empty_and_takes_only_what_stays_ticked(
    browser: Browser, draft: Submission, cast: Cast
) -> None:
    mai = cast.people["mai"].id
    url = f"/submissions/{draft.id}"
    page = browser.sign_in("zhou").get(f"{url}/draft")
    assert "照上次（示青字〔2025〕8号，2025年4月备案）带入" in page.text
    page = browser.follow(page, "照上次（示青字〔2025〕8号，2025年4月备案）带入")
    taken = browser.press(page, "带入勾选的", {"fields": [f"rows-u{mai}-title"]})
    assert "已照上次带入 1 处" in taken.text and taken.field(f"rows-u{mai}-title") == "干事"
    assert "来自上次（示青字〔2025〕8号，2025年4月备案）" in taken.text
