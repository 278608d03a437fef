"""读回任务表: labels and values wherever they stand, free text parted only where it is sure, doubts said."""

from __future__ import annotations

import pytest

from tests.services.exchange.office_sample import SAMPLES
from tests.services.exchange.word.docx_files import (
    TASK_SHEET,
    docx,
    p,
    person_rows,
    r,
    read,
    rows,
    said,
    task_rows,
    task_sheet,
    tbl,
    tc,
    tr,
)
from youthwork.domain.annex_context import Grade
from youthwork.services.exchange.word import reading
from youthwork.services.exchange.word.opening import UnreadableWord

#: 完成情况 as the sample has it, in the manners of people.
OFFICE = {
    "study_speeches": "3月15日，集中学习，32人参加，形成学习体会12篇。",
    "organizational_life": "3月28日组织生活会，支部30名团员全部参加，提出整改意见6条；4月20日又开一次。",
    "renew_oath": "5月4日在烈士陵园重温誓词，45人。",
    "volunteer_service": "①3月5日清河志愿服务，45人，清理河道2公里；②4月8日敬老院，12人。",
    "online_theme_day": "4月每周一次网上团日，约28人/次",
    "self_inspection": "已完成",
    "themed_lesson": "4月12日讲“青春与责任”，40人，反映好。",
}
KNOWN = {"name": "罗欣喆", "birth_month": "1993.05", "phone": "13800000017"}


def the_office_s_sheet(which: str) -> bytes:
    """`given`: the sample itself where it lies beside the repository; else the same, built."""
    given = SAMPLES / "task-sheet.docx"
    is_given = which == "given" and given.exists()
    return given.read_bytes() if is_given else docx(p("附件2"), p(TASK_SHEET.title), task_sheet(**OFFICE))


@pytest.mark.parametrize("which", ["given", "built"])
def test_the_office_s_sheet_is_read_and_nothing_in_it_is_lost(which: str) -> None:
    sheet = reading.read(the_office_s_sheet(which), TASK_SHEET, known=KNOWN)
    assert sheet.cells["name"] == "罗欣喆" and sheet.cells["unit_and_title"] == "团青岚市委 学校部副部长"
    assert sheet.cells["committee"] == "云溪县第一中学团委" and sheet.cells["branch"] == "高二（3）班团支部"
    assert rows(sheet, "study_speeches") == [
        {"time": "3月15日", "form": "集中学习", "scale": "32人参加", "effect": "形成学习体会12篇"}
    ]
    assert [row["time"] for row in rows(sheet, "volunteer_service")] == ["3月5日", "4月8日"]
    assert [row["form"] for row in rows(sheet, "volunteer_service")] == ["清河志愿服务", "敬老院"]
    assert rows(sheet, "themed_lesson")[0]["form"] == "讲“青春与责任”"
    assert sheet.places["branch"] == "表1第4行第2列"
    assert sheet.unread == ()
    assert "登记" not in said(sheet)


def test_what_cannot_be_parted_stays_whole_and_is_shown_to_a_person() -> None:
    sheet = read(TASK_SHEET, task_sheet(**OFFICE))
    for name in ("online_theme_day", "self_inspection"):
        (row,) = rows(sheet, name)
        assert row == {"time": "", "form": "", "scale": "", "effect": OFFICE[name]}
    explained = [each.sentence for each in sheet.remarks if each.grade is Grade.EXPLAIN]
    assert len(explained) == 3
    assert "“已完成”分不清时间、形式、规模、效果，整句放在“效果”里" in said(sheet)
    assert "里没有读到效果" in said(sheet), "an entry without an effect is named"


@pytest.mark.parametrize(
    "text",
    ["", "/", "——", "无", "暂无。", "　"],
)
def test_a_cell_without_anything_to_say_is_no_entry(text: str) -> None:
    assert rows(read(TASK_SHEET, task_sheet(renew_oath=text)), "renew_oath") == []


def test_labels_are_known_however_they_are_written() -> None:
    sheet = read(
        TASK_SHEET,
        tbl(
            tr("姓　 名", "罗 欣 喆", "性\n别", "女", "出 生 年 月", "１９９３年５月"),
            tr(
                tc(p("单位及"), p("职务：")),
                tc("团青岚市委", span=3),
                tc(p("联系", "<w:r><w:br/></w:r>", "方式")),
                tc("13800000017"),
            ),
            tr(tc("1.联系指导的\n团委名称"), tc(p("云溪县第一"), p("中学团委"), span=5)),
            tr(tc("全程参与团支部"), tc("高一（1）班团支部", span=5)),
        ),
        known={"name": "罗欣喆", "birth_month": "1993.05"},
    )
    assert sheet.cells["name"] == "罗 欣 喆" and sheet.cells["phone"] == "13800000017"
    assert sheet.cells["committee"] == "云溪县第一中学团委", "a wrapped line is one name"
    assert sheet.cells["branch"] == "高一（1）班团支部"
    assert said(sheet) == "", "the same name and month, written otherwise, are no difference"


def test_the_table_is_found_wherever_it_stands() -> None:
    others = tbl(("会议", "时间"), ("例会", "周一"))
    nested = tbl(tr(tc(task_sheet(**OFFICE), "签收：")))
    sheet = read(TASK_SHEET, p("请各位填写。"), others, p("以下是表。"), nested, p("谢谢配合！"))
    assert sheet.cells["name"] == "罗欣喆" and sheet.places["name"] == "表3第1行第2列"
    assert "请各位填写。" in sheet.unread and "谢谢配合！" in sheet.unread
    assert "表1：会议 时间 例会 周一" in sheet.unread


def test_the_head_and_the_tasks_may_be_two_tables() -> None:
    heads = tr(tc("目标任务"), tc("完成情况"), tc("备注"))
    tasks = [tr("一起重温誓词", OFFICE["renew_oath"], "有照片"), tr("其它活动", "", "")]
    sheet = read(TASK_SHEET, tbl(*person_rows()), p(), tbl(heads, *tasks))
    assert sheet.cells["name"] == "罗欣喆"
    assert rows(sheet, "renew_oath")[0]["time"] == "5月4日"
    assert "study_speeches" not in sheet.rows, "a row the file does not have is not wiped"
    assert "表2第2行第3列：有照片" in sheet.unread


def test_columns_for_each_part_are_read_part_by_part() -> None:
    heads = tr("目标任务", "时间", "形式", "规模", "效果")
    oath = [
        tr(tc("一起重温誓词", down="restart"), "5月4日", "宣誓", "45人", "好"),
        tr(tc("", down="continue"), "6月1日", "宣誓", "20人", ""),
    ]
    sheet = read(TASK_SHEET, tbl(*person_rows()), tbl(heads, *oath, tr("其他活动", "", "", "", "")))
    assert [list(row.values()) for row in rows(sheet, "renew_oath")] == [
        ["5月4日", "宣誓", "45人", "好"],
        ["6月1日", "宣誓", "20人", ""],
    ]
    assert rows(sheet, "other_activities") == []


def test_known_cells_that_differ_are_said_and_a_masked_number_is_no_value() -> None:
    sheet = read(TASK_SHEET, tbl(*person_rows("罗欣")), known={**KNOWN, "birth_month": "1993.06"})
    assert "表上的姓名是“罗欣”，系统登记的是“罗欣喆”" in said(sheet)
    assert "表上的出生年月是“1993.05”，系统登记的是“1993.06”" in said(sheet)
    masked = tbl(*(row.replace("13800000017", "138****0017") for row in person_rows()))
    sheet = read(TASK_SHEET, masked, known=KNOWN)
    assert "phone" not in sheet.cells and "是隐去的号码，没有读" in said(sheet)


def test_of_several_sheets_the_person_s_own_is_read_or_they_are_named() -> None:
    both = (task_sheet("程昱"), p(), task_sheet("罗欣喆", renew_oath=OFFICE["renew_oath"]))
    sheet = read(TASK_SHEET, *both, known=KNOWN)
    assert sheet.cells["name"] == "罗欣喆" and len(rows(sheet, "renew_oath")) == 1
    assert "文件里有 2 张任务表，只读了罗欣喆的一张" in said(sheet)
    with pytest.raises(UnreadableWord, match="有 2 张任务表（程昱、罗欣喆），一次只能读一张"):
        read(TASK_SHEET, *both)


def test_what_belongs_to_no_field_is_listed() -> None:
    extra = tr(tc("谈心谈话", span=3), tc("谈了三次", span=3))
    sheet = read(
        TASK_SHEET,
        tbl(*person_rows(), tr(tc("目标任务", span=3), tc("完成情况", span=3)), *task_rows(), extra),
    )
    assert sheet.unread == ("表1第17行第1列：谈心谈话", "表1第17行第2列：谈了三次")


def test_a_value_that_was_merged_with_its_neighbour_is_said() -> None:
    sheet = read(
        TASK_SHEET, tbl(tr("姓名", tc("罗欣喆 女", span=2), "出生年月", "1993.05"), *person_rows()[1:])
    )
    assert sheet.cells["name"] == "罗欣喆 女" and "gender" not in sheet.cells


def test_values_in_pieces_are_one_value() -> None:
    pieces = p(
        r("云溪"), "<w:proofErr/>", r("县第"), '<w:bookmarkStart w:id="1" w:name="_GoBack"/>', r("一中学团委")
    )
    sheet = read(TASK_SHEET, tbl(tr(tc("联系指导的团委名称"), tc(pieces)), *person_rows()[:2], *task_rows()))
    assert sheet.cells["committee"] == "云溪县第一中学团委"
