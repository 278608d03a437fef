"""汇总表: all units' rows in one table, what is masked, what changed, its files, its kept versions, and who sees none."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pikepdf
import pytest
from flask import Flask

from tests import duties, journeys
from tests.client import PageClient
from tests.documents.reading import page_texts
from tests.factories import NOW, Cast
from tests.query_counts import queries_of
from youthwork import clock
from youthwork.domain.completeness import Figures, Reporting
from youthwork.domain.standing import Tone
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import ArchiveUse, AuditRecord, Filing, Notice, NoticeAnnex
from youthwork.services import posts, scope
from youthwork.services.combining import exports as combined_exports
from youthwork.services.combining import tables, versions
from youthwork.services.combining.entries import Entry
from youthwork.services.combining.exports import written_pdf
from youthwork.services.combining.files import heading_of
from youthwork.services.combining.sight import find_table
from youthwork.services.jobs import runner

PURPOSE = {"purpose": "工作查考"}


@pytest.fixture
def table(app: Flask, cast: Cast) -> NoticeAnnex:
    """The province's table of contact points."""
    return duties.annex(db.session.get_one(Notice, cast.notices["province"].id), "contact_points")


@pytest.fixture
def filing(cast: Cast, table: NoticeAnnex) -> Filing:
    """云溪县's table, filed by 青岚市."""
    found = journeys.file_contact_points(cast)
    db.session.commit()
    return found


def url(row: NoticeAnnex, more: str = "") -> str:
    return f"/notices/annexes/{row.id}/combined{more}"


def organ(cast: Cast, name: str) -> str:
    return str(cast.organizations[name].id)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_receiving_organ_has_the_rows_of_what_is_filed_and_names_who_is_missing(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    page = client.sign_in("lin").get(url(table))
    assert page.title == "附件1 联系点汇总表 · 汇总"
    for row in filing.answers["rows"]:
        assert row["name"] in page.words("td")
    assert page.all("a", href=f"/filings/{filing.id}")
    assert "团白鹭县委" in page.text and "未报" in page.text


def test_phones_are_masked_on_the_screen_for_everybody(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    for who in ("lin", "tang", "gu"):
        page = client.sign_in(who).get(url(table))
        assert "****" in page.text
        assert not [row["phone"] for row in filing.answers["rows"] if row["phone"] in page.html]


def test_organs_above_up_to_the_issuer_have_it_too_and_come_down_and_up(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    page = client.sign_in("gu").get(url(table))
    assert "团云溪县委" in page.text and filing.filing_number in page.text
    page = client.get(url(table, f"?organ={organ(cast, '团青岚市委')}"))
    assert "团望川县委" not in page.words("span") and filing.filing_number in page.text
    assert page.all("a", href=url(table, f"?organ={organ(cast, '团示范省委')}"))


@pytest.mark.parametrize("who", ["bai", "wai", "mai"])
def test_nobody_beside_and_no_cadre_without_an_office_has_it(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing, who: str
) -> None:
    client.sign_in(who)
    at = f"?organ={organ(cast, '团云溪县委')}"
    client.get(url(table, at), 404)
    client.get(url(table, "/export" + at), 404)
    given = {"organ": organ(cast, "团云溪县委"), **PURPOSE, "form": "xlsx"}
    client.post(url(table, "/export"), given, status=404)
    client.post(url(table, "/versions"), given, status=404)
    client.post(url(table, "/look"), given, status=404)


def test_above_the_issuer_nobody_has_it(client: PageClient, cast: Cast, app: Flask) -> None:
    notice = duties.issue(cast, "city_2017_walking", "团青岚市委", annexes=("contact_units",))
    db.session.commit()
    row = duties.annex(notice, "contact_units")
    client.sign_in("lin").get(url(row))
    client.sign_in("gu").get(url(row, f"?organ={organ(cast, '团青岚市委')}"), 404)


def test_written_text_has_no_combined_table_and_says_where_it_is(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    notice = duties.issue(cast, annexes=("implementation_plan",))
    db.session.commit()
    page = client.sign_in("gu").get(url(duties.annex(notice, "implementation_plan")), 404)
    assert "不是逐行填写的表" in page.text


def test_what_is_sent_and_not_filed_is_shown_when_asked_for_to_who_receives_it(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.SENT)
    db.session.commit()
    who = _receiver_of(cast, paper.receiver_id)
    page = client.sign_in(who).get(url(table, f"?organ={organ(cast, '团青岚市委')}"))
    assert "已报未备案" in page.text and "周可儿" not in page.words("td")
    page = client.sign_in(who).get(url(table, f"?organ={organ(cast, '团青岚市委')}&reported=1"))
    assert "周可儿" in page.words("td") and page.all("a", href=f"/submissions/{paper.id}")
    page = client.sign_in("gu").get(url(table, "?reported=1"))
    assert "已报未备案" in page.text and "周可儿" not in page.words("td"), "it is not sent to them"


def _receiver_of(cast: Cast, receiver_id: int | None) -> str:
    """Who receives for this department."""
    actors = {who: posts.actor_of(cast.person(who)) for who in cast.people}
    return next(who for who, actor in actors.items() if receiver_id in scope.receiving_units(actor))


def test_what_came_since_one_looked_is_marked_counted_and_can_be_had_alone(
    client: PageClient, cast: Cast, table: NoticeAnnex, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.sign_in("lin").get(url(table))
    assert "还没有记过你看到哪里" in page.text
    client.post(url(table, "/look"), {"organ": organ(cast, "团青岚市委")}, status=303)
    assert "没有变化" in client.get(url(table)).text
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=5))
    journeys.file_contact_points(cast)
    db.session.commit()
    page = client.get(url(table))
    assert "新备案或更正 1 件" in page.text and "新" in page.words("span")
    alone = client.get(url(table, "?new=1"))
    assert "周可儿" in alone.words("td") and "团白鹭县委" not in alone.text


def test_a_look_is_not_put_into_the_future(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    given = {"organ": organ(cast, "团青岚市委"), "drawn_at": "9999-01-01T00:00:00"}
    client.sign_in("lin").post(url(table, "/look"), given, status=303)
    assert "9999" not in client.get(url(table)).text


def test_a_unit_is_searched_by_its_name(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    page = client.sign_in("gu").get(url(table, "?q=白鹭"))
    assert "团白鹭县委" in page.text and "团云溪县委" not in page.text
    assert "没有名称里有“%”的单位" in client.get(url(table, "?q=%25")).text


def test_those_without_rows_can_be_left_out(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    page = client.sign_in("lin").get(url(table, "?listed=1"))
    assert "周可儿" in page.words("td") and "团白鹭县委" not in page.text
    rows = sheets(export(client, table, cast, "团青岚市委", listed="1"))["汇总表"][3:]
    assert {row[1] for row in rows} == {"团云溪县委"}


def test_a_long_table_goes_on_where_the_page_before_ended(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [each.text for each in _units(client.sign_in("gu").get(url(table)))]
    monkeypatch.setattr(tables, "UNITS", 3)
    seen, page = [], client.get(url(table))
    while True:
        seen += [each.text for each in _units(page)]
        onward = [link.get("href") for link in page.all("a") if link.get("rel") == "next"]
        if not onward:
            break
        page = client.get(str(onward[0]))
    assert seen == whole and len(whole) > 3


def _units(page: Any) -> list[Any]:
    return page.all("span", class_="unit-name")


def test_the_page_is_made_with_few_statements_however_many_units(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    client.sign_in("gu").get(url(table))
    asked = queries_of(lambda: client.get(url(table)))
    assert len(asked) <= 20, len(asked)


def test_cadres_own_forms_are_a_line_each_with_how_much_was_done(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    row = duties.annex(notice, "task_sheet")
    filed = journeys.file_task_sheet(cast)
    db.session.commit()
    page = client.sign_in("gu").get(url(row))
    assert "一起学习总书记讲话" in page.text and filed.answers["name"] in page.words("td")
    assert filed.answers["phone"] not in page.html and filed.answers["birth_month"] not in page.html
    # 云溪县's cadres are two levels down: nobody is named who has not reported.
    assert "买买提江·阿布都" not in page.text and "未报" in page.text
    assert "李堃" not in client.get(url(row, "?q=李堃")).words("td")


# files


def export(
    client: PageClient, row: NoticeAnnex, cast: Cast, place: str, status: int = 200, **given: str
) -> Any:
    data = {"organ": organ(cast, place), "form": "xlsx", **PURPOSE, **given}
    if status == 200:
        answer = client.send("POST", url(row, "/export"), data=data)
        assert answer.status_code == 200
        return answer.get_data()
    return client.post(url(row, "/export"), data, status=status)


def test_excel_has_the_notices_columns_the_sources_and_who_is_not_in_it(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    content = export(client.sign_in("lin"), table, cast, "团青岚市委")
    found = sheets(content)
    assert found["汇总表"][2] == [
        *("序号", "填报单位", "姓名", "职务", "联系方式", "联系指导的团委", "情况", "备案号", "日期")
    ]
    names = [row[2] for row in found["汇总表"][3:] if row[2]]
    assert names == [row["name"] for row in filing.answers["rows"]]
    assert found["来源"][3][2] == filing.filing_number and found["来源"][3][5] == filing.answers_sha256
    assert "团白鹭县委" in [row[0] for row in found["没有列入的"]]
    sheet = openpyxl.load_workbook(BytesIO(content))["汇总表"]
    assert sheet.freeze_panes == "A4" and sheet.auto_filter.ref.startswith("A3")


def test_phones_are_full_only_when_asked_for_by_who_may_and_the_purpose_is_registered(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    phones = [row["phone"] for row in filing.answers["rows"]]
    receiver = _receiver_of(cast, filing.department_id)

    def phones_in(who: str, **more: str) -> list[str]:
        client.sign_in(who)
        rows = sheets(export(client, table, cast, "团青岚市委", **more))["汇总表"][3:]
        return [row[4] for row in rows if row[4]]

    assert phones_in(receiver) == [f"{phone[:3]}****{phone[-4:]}" for phone in phones]
    assert phones_in(receiver, with_phones="y") == phones
    assert not set(phones_in("gu", with_phones="y")) & set(phones), "a look from above stays masked"
    uses = db.session.scalars(db.select(ArchiveUse)).all()
    assert len(uses) == 3 and all(use.purpose == "工作查考" for use in uses)
    assert sum("含电话" in use.subject for use in uses) == 2
    said = "".join(db.session.scalars(db.select(AuditRecord.sentence)))
    assert not [phone for phone in phones if phone in said]


def test_without_a_purpose_nothing_is_handed_out(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    page = export(client.sign_in("lin"), table, cast, "团青岚市委", 422, purpose="")
    assert "请选择利用目的" in page.text
    assert not db.session.scalars(db.select(ArchiveUse)).all()


def test_what_is_typed_becomes_no_formula(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    draft = journeys.draft_contact_points(cast)
    rows = [{"id": "r1", "name": "=1+1", "title": "@x", "phone": "13800000021", "committee": "云溪镇团委"}]
    journeys.type_in(draft, cast.person("zhou"), {"rows": rows})
    journeys.walk_on(draft, cast, State.FILED)
    db.session.commit()
    content = export(client.sign_in("lin"), table, cast, "团青岚市委")
    cells = [cell for row in openpyxl.load_workbook(BytesIO(content))["汇总表"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells) and "=1+1" in [cell.value for cell in cells]


def test_on_paper_a_long_run_of_units_that_did_not_report_goes_on_over_the_pages(
    app: Flask, cast: Cast, table: NoticeAnnex
) -> None:
    """No page is left half empty before it, and every one bears the head of the table."""
    found = find_table(posts.actor_of(cast.person("lin")), table.id, cast.organ("团青岚市委").id)
    word = (Reporting.MISSING.value, Tone.WAIT)
    entries = [Entry(at, at, f"第{at}镇团委", "", "", Reporting.MISSING, word) for at in range(1, 61)]
    heading = heading_of(found, Figures(), 0, NOW, "林晓舟", masked=True)
    pages = ["".join(text.split()) for text in page_texts(written_pdf(found, heading, entries))]
    listed = [sum(f"第{at}镇团委未报" in page for at in range(1, 61)) for page in pages]
    assert sum(listed) == 60 and min(listed[:2]) > 15
    assert all("序号姓名职务" in page for page, count in zip(pages, listed, strict=True) if count)


def test_the_pdf_lies_crosswise_and_names_sources_and_missing_units(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    content = export(client.sign_in("lin"), table, cast, "团青岚市委", form="pdf")
    with pikepdf.open(BytesIO(content)) as opened:
        left, bottom, right, top = (float(side) for side in opened.pages[0].mediabox)
    assert right - left > top - bottom
    text = "".join("".join(page_texts(content)).split())
    assert "联系点汇总表（汇总）" in text and "".join(filing.filing_number.split()) in text
    assert "未报：" in text and "团白鹭县委" in text and "汇总人：" in text


@pytest.mark.parametrize("form", ["xlsx", "pdf"])
def test_a_long_table_is_made_by_a_job_and_handed_out_masked(
    client: PageClient,
    cast: Cast,
    table: NoticeAnnex,
    filing: Filing,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    monkeypatch.setattr(combined_exports, "AT_ONCE", 1)
    client.sign_in(_receiver_of(cast, filing.department_id))
    refused = export(client, table, cast, "团青岚市委", 422, with_phones="y")
    assert "带电话的汇总表当场交给你" in refused.text
    answer = export(client, table, cast, "团青岚市委", 303, form=form)
    address = answer.response.headers["Location"]
    runner.run_until_empty()
    page = client.get(address)
    assert page.all("a", href=url(table, f"?organ={organ(cast, '团青岚市委')}")) and "已完成" in page.text
    content = _file(client, f"{address}/file")
    names = [row["name"] for row in filing.answers["rows"]]
    if form == "pdf":
        text = "".join(page_texts(content))
        assert all(name in text for name in names) and "****" in text
        return
    found = sheets(content)["汇总表"]
    assert [row[2] for row in found[3:] if row[2]] == names
    assert all("****" in row[4] for row in found[3:] if row[4])


def _file(client: PageClient, address: str) -> bytes:
    """Read to its end and closed."""
    answer = client.send("GET", address)
    content = answer.get_data()
    answer.close()
    return content


def test_too_much_for_one_file_is_refused_with_where_to_turn(
    client: PageClient, cast: Cast, table: NoticeAnnex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(combined_exports, "MOST", {"xlsx": 1, "pdf": 1})
    page = export(client.sign_in("lin"), table, cast, "团青岚市委", 422)
    assert "请到下级单位的汇总表分别导出" in page.text


# kept versions


def test_a_kept_version_stays_as_it_was_and_tells_what_was_corrected_since(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    client.sign_in("lin")
    given = {"organ": organ(cast, "团青岚市委"), "words": "上会用"}
    address = client.post(url(table, "/versions"), given, status=303).response.headers["Location"]
    page = client.get(address)
    assert "上会用" in page.text and "来源清单完好" in page.text and "周可儿" in page.words("td")
    rows = [dict(row) for row in filing.answers["rows"]]
    rows[0]["title"] = "新职务"
    corrected = journeys.filed(journeys.file_correction(filing, cast, rows=rows))
    page = client.get(address)
    assert "已更正或作废 1 处" in page.text and "后来更正为 V2" in page.text
    assert "新职务" not in page.words("td")
    page = client.get(url(table))
    assert "更正 V2" in page.text and corrected.filing_number in page.text
    assert any("原：" in words for words in page.words("td")), "what was changed stands beside it"
    assert page.all("a", href=address)


def test_nothing_filed_is_nothing_to_keep(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    given = {"organ": organ(cast, "团青岚市委")}
    page = client.sign_in("lin").post(url(table, "/versions"), given, status=422)
    assert "还没有备案的单位" in page.text


def test_a_list_of_sources_that_was_altered_is_told(
    client: PageClient, cast: Cast, table: NoticeAnnex, filing: Filing
) -> None:
    client.sign_in("lin")
    address = client.post(
        url(table, "/versions"), {"organ": organ(cast, "团青岚市委")}, status=303
    ).response.headers["Location"]
    number = int(address.rsplit("/", 1)[1])
    kept = db.session.get_one(versions.CombinedVersion, number)
    kept.sources = [{**each, "number": "1"} for each in kept.sources]
    db.session.commit()
    assert "与留存时的校验码不符" in client.get(address).text
    client.sign_in("bai").get(address, 404)
