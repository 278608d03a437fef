"""读回汇总表和联系单位: rows under a head, however the table was moved, merged, stretched or split."""

from __future__ import annotations

import pytest

from tests.services.exchange.word.docx_files import (
    CONTACT_POINTS,
    CONTACT_UNITS,
    HEAD,
    LI,
    ZHOU,
    docx,
    p,
    read,
    rows,
    said,
    tbl,
    tc,
    tr,
)
from youthwork.services.exchange.word import reading
from youthwork.services.exchange.word.opening import UnreadableWord

TWO = [
    {"name": "周可儿", "title": "副书记", "phone": "13800000021", "committee": "云溪镇团委"},
    {"name": "李堃", "title": "组织部部长", "phone": "13800000022", "committee": "云溪镇机关团总支"},
]
REPORTER = "填报单位：（盖章）团云溪县委         填表人：周可儿        联系电话：13800000021"


def test_the_notice_s_own_layout_is_read() -> None:
    sheet = read(CONTACT_POINTS, p("附件1"), p(CONTACT_POINTS.title), p(REPORTER), tbl(HEAD, ZHOU, LI))
    assert rows(sheet) == TWO
    assert sheet.cells == {"unit": "团云溪县委", "filler": "周可儿", "filler_phone": "13800000021"}
    assert sheet.rows["rows"][1].places["phone"] == "表1第3行第4列"
    assert (sheet.remarks, sheet.unread) == ((), ())


@pytest.mark.parametrize(
    "body",
    [
        (tbl(HEAD[1:], ZHOU[1:], LI[1:]),),
        (p("各位同事："), tbl(("会议", "地点"), ("例会", "三楼")), p(), tbl(HEAD, ZHOU, LI), p("以上。")),
        (tbl(tr(tc(p("见下"), tbl(HEAD, ZHOU, LI)))),),
        (
            tbl(
                tr(tc("联系点汇总表", span=5)),
                tr(tc(REPORTER, span=5)),
                HEAD,
                ZHOU,
                LI,
                tr(tc("填表说明：如实填写", span=5)),
            ),
        ),
        (tbl(("姓\n名", "职 务", "手机号码", "联系指导\n的团委名称"), ZHOU[1:], ("", "", "", ""), LI[1:]),),
        (tbl(HEAD, ZHOU, HEAD, LI, ("3", "", "", "", ""), ("合计", "2人", "", "", "")),),
    ],
    ids=[
        "no numbers",
        "other tables",
        "nested",
        "head in the table",
        "other words",
        "head again, empty rows, 合计",
    ],
)
def test_the_rows_are_found_however_the_table_is_set(body: tuple[str, ...]) -> None:
    assert rows(read(CONTACT_POINTS, *body)) == TWO


def test_a_head_that_lies_in_the_table_is_read_too() -> None:
    head = tr(tc("填报单位"), tc("团云溪县委", span=2), tc("填表人：周可儿", span=2))
    sheet = read(CONTACT_POINTS, tbl(head, HEAD, ZHOU, tr(tc("联系电话：13800000021", span=5))))
    assert sheet.cells["filler"] == "周可儿" and sheet.cells["filler_phone"] == "13800000021"


def test_columns_in_another_order_and_extra_columns_are_sorted_out() -> None:
    head = ("联系指导的团委", "性别", "姓名", "联系方式", "职务")
    sheet = read(CONTACT_POINTS, tbl(head, ("云溪镇团委", "女", "周可儿", "13800000021", "副书记")))
    assert rows(sheet) == TWO[:1]
    assert sheet.unread == ("表1多出的一栏“性别”：女",)


def test_a_column_the_file_does_not_have_is_absent_and_not_empty() -> None:
    sheet = read(CONTACT_POINTS, tbl(("姓名", "职务", "联系指导的团委"), ("周可儿", "副书记", "云溪镇团委")))
    assert rows(sheet) == [{"name": "周可儿", "title": "副书记", "committee": "云溪镇团委"}]


def test_a_cell_merged_over_rows_counts_for_each_and_is_said() -> None:
    upper = tr("1", "周可儿", "副书记", "13800000021", tc("云溪镇团委", down="restart"))
    lower = tr("2", "李堃", "委员", "13800000022", tc("", down="continue"))
    sheet = read(CONTACT_POINTS, tbl(HEAD, upper, lower))
    assert [row["committee"] for row in rows(sheet)] == ["云溪镇团委", "云溪镇团委"]
    assert "表1第2行第5列 “云溪镇团委”一格跨第2至3行" in said(sheet)


def test_a_cell_merged_over_two_columns_is_read_once_and_said() -> None:
    sheet = read(CONTACT_POINTS, tbl(HEAD, tr("1", tc("周可儿 副书记", span=2), "13800000021", "云溪镇团委")))
    assert rows(sheet)[0]["name"] == "周可儿 副书记" and rows(sheet)[0]["title"] == ""
    assert "一格合并了两栏" in said(sheet)


def test_a_head_over_two_columns_takes_both() -> None:
    head = tr("姓名", "职务", tc("联系方式", span=2), "联系指导的团委")
    sheet = read(CONTACT_POINTS, tbl(head, ("周可儿", "副书记", "", "13800000021", "云溪镇团委")))
    assert rows(sheet) == TWO[:1]


def test_a_table_split_in_two_is_joined_and_said() -> None:
    sheet = read(CONTACT_POINTS, tbl(HEAD, ZHOU), p(), tbl(HEAD, LI))
    assert rows(sheet) == TWO
    assert "文件里有 2 张这样的表，接在一起读了：表1 1 行、表2 1 行" in said(sheet)


def test_other_tables_of_people_are_not_taken_for_it() -> None:
    phone_list = tbl(("姓名", "职务", "联系方式"), ("王某", "主任", "13800000099"))
    sheet = read(CONTACT_POINTS, phone_list, tbl(HEAD, ZHOU))
    assert rows(sheet) == TWO[:1]
    assert sheet.unread == ("表1：姓名 职务 联系方式 王某 主任 13800000099",)
    with pytest.raises(UnreadableWord, match="没有找到附件1“联系点汇总表”：1 张表的栏目都对不上"):
        read(CONTACT_POINTS, phone_list)


def test_a_sentence_about_the_filler_is_no_head() -> None:
    sheet = read(CONTACT_POINTS, p("如有疑问请问填表人：张三"), p("审核人：王五"), tbl(HEAD, ZHOU))
    assert "filler" not in sheet.cells
    assert sheet.unread == ("如有疑问请问填表人：张三", "审核人：王五")
    sheet = read(CONTACT_POINTS, p("填表人：周可儿  审核人：王五"), tbl(HEAD, ZHOU))
    assert sheet.cells["filler"] == "周可儿" and sheet.unread == ("审核人：王五",)


def test_contact_units_with_columns_the_face_does_not_have() -> None:
    head = (
        "组别",
        "带队领导",
        "成员",
        "联系县（市、区）",
        "联系的基层团委",
        "联系点类型",
        "调研方向",
        "联络员",
        "联系电话",
    )
    members = tc(p("罗欣喆（学校部）"), p("程昱（组织部），"))
    row = tr(
        "第一调研组",
        "孟繁星、书记",
        members,
        "团云溪县委",
        "云溪镇团委",
        "社区",
        "覆盖盲点",
        "周可儿",
        "13800000021",
    )
    sheet = read(CONTACT_UNITS, tbl(head, row))
    (read_row,) = rows(sheet)
    assert read_row["members"] == "罗欣喆（学校部）、程昱（组织部）", "one name a line is still two names"
    assert read_row["kind"] == "社区" and read_row["liaison_phone"] == "13800000021"
    assert "branch" not in read_row


def test_three_thousand_rows_are_read_and_five_thousand_are_refused() -> None:
    many = [("1", f"甲{at}", "委员", f"138{at:08}", "云溪镇团委") for at in range(5000)]
    assert len(rows(reading.read(docx(tbl(HEAD, *many[:3000])), CONTACT_POINTS))) == 3000
    with pytest.raises(UnreadableWord, match="的表有 5000 行，最多 3000 行"):
        reading.read(docx(tbl(HEAD, *many)), CONTACT_POINTS)


def test_rows_of_another_paper_come_as_new_ones() -> None:
    from youthwork.services.exchange.word.writing import Dressing, write

    content = write(CONTACT_POINTS, CONTACT_POINTS.sample(), Dressing(paper_id=7))
    own = reading.read(content, CONTACT_POINTS, paper_id=7)
    others = reading.read(content, CONTACT_POINTS, paper_id=8)
    assert [row.row_id for row in own.rows["rows"]] == ["r0", "r1", "r2"]
    assert [row.row_id for row in others.rows["rows"]] == ["", "", ""]
