"""每张表上的一行: minutes, basis and end on the draft, the notice and the blank form; and 这张表没必要／重复了."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from tests.client import PageClient
from tests.documents.reading import page_texts
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import FormMinutes, Notice, Suggestion
from youthwork.services.notices import issuing, passing


@pytest.fixture
def notice(cast: Cast) -> Notice:
    found = db.session.get_one(Notice, cast.notices["province"].id)
    found.basis, found.expires_on = "中青办发〔2016〕5号", date(2026, 12, 31)
    db.session.commit()
    return found


def open_draft(client: PageClient, cast: Cast) -> str:
    row = cast.annex("province", "contact_points").id
    data = {"owner_id": str(cast.organ("团云溪县委").id)}
    return client.sign_in("zhou").post(f"/notices/annexes/{row}/submissions", data, follow=True).text


LINE = "约 8 分钟（估计） · 依据 中青办发〔2016〕5号 · 有效至 2026年12月31日"


def test_the_draft_says_how_long_on_what_basis_and_until_when(
    client: PageClient, cast: Cast, notice: Notice
) -> None:
    assert LINE in open_draft(client, cast)


def test_ten_fillings_make_it_the_median(client: PageClient, cast: Cast, notice: Notice) -> None:
    db.session.add(
        FormMinutes(edition_key="province_2017_8", annex_key="contact_points", minutes=5, times=10)
    )
    db.session.commit()
    assert "约 5 分钟（10 次填报的中位数）" in open_draft(client, cast)


def test_the_notice_itself_is_the_basis_where_it_names_none(client: PageClient, cast: Cast) -> None:
    assert "约 8 分钟（估计） · 依据 示青字〔2026〕8号" in open_draft(client, cast)


def test_the_notice_lists_the_minutes_of_each_form(client: PageClient, cast: Cast, notice: Notice) -> None:
    page = client.sign_in("zhou").get(f"/notices/{notice.id}").text
    assert "约 8 分钟（估计）" in page and "约 6 分钟（估计）" in page
    assert "依据 中青办发〔2016〕5号 · 有效至 2026年12月31日" in page


def test_the_blank_form_says_it_on_the_page_and_on_paper(
    client: PageClient, cast: Cast, notice: Notice
) -> None:
    row = cast.annex("province", "contact_points").id
    client.sign_in("zhou")
    assert LINE in client.get(f"/notices/annexes/{row}/blank").text
    paper = client.send("GET", f"/notices/annexes/{row}/blank.pdf").get_data()
    assert LINE.replace(" ", "") in "".join(page_texts(paper)).replace(" ", "").replace("\n", "")


def test_the_blank_form_in_word_says_it_below_every_page(
    client: PageClient, cast: Cast, notice: Notice
) -> None:
    row = cast.annex("province", "contact_points").id
    blank = client.sign_in("zhou").send("GET", f"/notices/annexes/{row}/blank.docx").get_data()
    section = Document(io.BytesIO(blank)).sections[0]
    for foot in (section.footer, section.even_page_footer):
        assert [each.text for each in foot.paragraphs][1:] == [LINE]
    assert LINE not in "".join(each.text for each in Document(io.BytesIO(blank)).paragraphs)


def test_an_urgent_reason_stands_on_every_form_and_on_the_notice(
    client: PageClient, cast: Cast, notice: Notice
) -> None:
    notice.urgent_reason = "防汛值守"
    db.session.commit()
    row = cast.annex("province", "contact_points").id
    assert "紧急事由：防汛值守（从印发到截止不足 5 个工作日）" in open_draft(client, cast)
    for url in (f"/notices/{notice.id}", f"/notices/annexes/{row}/blank"):
        assert "防汛值守" in client.get(url).text


def say(client: PageClient, cast: Cast, who: str, notice: Notice) -> Suggestion:
    page = client.sign_in(who).get(f"/suggestions?notice={notice.id}&annex=contact_points")
    assert "《团干部指导参与“一学一做”教育实践联系点汇总表》" in page.field("text")
    about = f"notice-{notice.id}"
    client.post("/suggestions", {"kind": "建议", "about": about, "text": page.field("text") + "与月报重复"})
    found = db.session.scalars(db.select(Suggestion).order_by(Suggestion.id.desc())).first()
    assert found is not None
    return found


def test_needless_forms_of_the_province_are_said_to_the_province(
    client: PageClient, cast: Cast, notice: Notice
) -> None:
    """Nobody stands above it here; what it asks itself it reads itself."""
    said = say(client, cast, "zhou", notice)
    assert (said.about_id, said.to.common_name) == (None, "团示范省委")
    assert client.sign_in("su").get(f"/suggestions/{said.id}").status == 200


def test_needless_forms_of_a_city_go_past_it(client: PageClient, cast: Cast, notice: Notice) -> None:
    draft = passing.begin(notice, cast.person("lin"), cast.organ("团青岚市委").id)
    kept = passing.read(draft, {"contact_phone": ["0371-65900000"]}).kept
    draft = passing.save(draft, kept, cast.person("lin"), draft.version)
    issued = issuing.issue(draft, cast.person("meng"), draft.version)
    db.session.commit()
    said = say(client, cast, "zhou", issued)
    assert (said.about_id, said.to.common_name) == (cast.organ("团青岚市委").id, "团示范省委")
    client.sign_in("meng").get(f"/suggestions/{said.id}", 404)


def test_nothing_is_said_of_a_notice_out_of_sight(client: PageClient, cast: Cast, notice: Notice) -> None:
    client.sign_in("wai").get(f"/suggestions?notice={notice.id}", 404)
    client.post(
        "/suggestions", {"kind": "建议", "about": f"notice-{notice.id}", "text": "没必要"}, status=404
    )


@pytest.mark.parametrize("about", ["notice-", "notice-x", "notice-99999999999", "notice-0"])
def test_a_notice_that_cannot_be_is_refused(about: str, client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou")
    answer = client.send("POST", "/suggestions", data={"kind": "建议", "about": about, "text": "没必要"})
    assert answer.status_code in (404, 422)
