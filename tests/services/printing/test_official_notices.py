"""通知的公文: its paragraphs, its title, its marks, and what is printed of its history."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from tests.documents.reading import page_texts
from tests.factories import Cast
from tests.notices import issued, whole
from youthwork.documents import pipeline
from youthwork.services.notices import amending
from youthwork.services.printing import official_notices
from youthwork.services.printing.fitting import ems
from youthwork.services.printing.letters import render_letter


def text_of(content: bytes) -> str:
    return "".join(page_texts(content))


def test_headings_of_the_first_two_levels_stand_in_their_own_face(app: Flask, cast: Cast) -> None:
    body = "现通知如下。\n一、总体要求\n（一）如实填报。各单位据实填写。\n1. 核对数据。\n（1）逐条核对。"
    letter = official_notices.letter_of(whole(cast, body=body))
    found = [(each.level, each.heading, each.text) for each in letter.blocks][:5]
    assert found == [
        (0, "", "现通知如下。"),
        (1, "一、总体要求", ""),
        (2, "（一）如实填报。", "各单位据实填写。"),
        (0, "", "1. 核对数据。"),
        (0, "", "（1）逐条核对。"),
    ]


def test_a_numbered_sentence_alone_in_its_paragraph_is_text_and_no_heading(app: Flask, cast: Cast) -> None:
    body = "一、数量以本通知为准，各级不得提高。\n二、如实填报。\n三、工作要求"
    letter = official_notices.letter_of(whole(cast, body=body))
    assert [each.level for each in letter.blocks][:3] == [0, 1, 1]


def test_the_blank_forms_bear_the_numbers_of_the_list_in_the_text(app: Flask, cast: Cast) -> None:
    names = ["contact_points", "task_sheet", "implementation_plan"]
    days = {f"due_{name}": "2026-05-20" for name in names}
    notice = whole(cast, annexes=names, **days)
    pages = page_texts(official_notices.pdf_of(notice, with_annexes=True))
    headed = [found[1] for page in pages if (found := re.match(r"演示拟稿\s*(附件\d?)", page))]
    assert headed == ["附件1", "附件2", "附件3"]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于做好联系点工作的通知", 1),
        ("关于进一步做好全省“1+100”团干部直接联系青年工作的通知", 2),
        ("关于" + "甲" * 60 + "的通知", 1),
        ("关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知", 2),
        ("转发团示范省委关于进一步做好全省“1+100”团干部直接联系青年工作的通知", 3),
        (
            "关于进一步做好全省“1+100”团干部直接联系青年工作和报送联系点、任务表、月报、实施方案等材料的通知",
            3,
        ),
    ],
)
def test_a_long_title_is_broken_by_sense_where_it_can_be(title: str, lines: int) -> None:
    broken = official_notices.broken(title)
    assert broken.replace("\n", "") == title and broken.count("\n") == lines - 1
    if lines > 1:
        assert all(ems(line) <= 20 for line in broken.split("\n")) and not broken.startswith("”")


def test_the_parts_of_a_long_title_are_of_about_one_length() -> None:
    title = "关于进一步做好全省“1+100”团干部直接联系青年工作和报送联系点、任务表、月报、实施方案等材料的通知"
    assert official_notices.broken(title).split("\n") == [
        "关于进一步做好全省“1+100”",
        "团干部直接联系青年工作和报送联系点、",
        "任务表、月报、实施方案等材料的通知",
    ]


def test_the_organs_it_is_copied_to_stand_above_who_printed_it(app: Flask, cast: Cast) -> None:
    notice = whole(cast, copied_to="抄送: 省委组织部,省教育厅。")
    assert notice.copied_to == "省委组织部，省教育厅"
    text = text_of(official_notices.pdf_of(notice)).replace("\n", "")
    printed, office = text.index("抄送：省委组织部，省教育厅。"), text.index("印发", text.index("抄送"))
    assert printed < office and text.count("抄送") == 1
    assert "抄送" not in text_of(official_notices.pdf_of(whole(cast, number="", title="关于另一件事的通知")))


def test_lines_move_closer_before_a_page_is_spent_on_the_imprint_alone(app: Flask, cast: Cast) -> None:
    """GB/T 9704 7.3.5.5: what would take a third page is set a little closer, and ends on the second."""
    for lines in range(12, 30):
        notice = whole(cast, number="", body="\n".join(f"第{each}件事照办。" for each in range(lines)))
        as_set = pipeline.face(render_letter(official_notices.letter_of(notice)), notice.title)
        if as_set.page_count == 3:
            break
    else:
        pytest.fail("no text takes a third page")
    assert len(page_texts(official_notices.pdf_of(notice))) == 2


def test_what_the_program_knows_is_printed_at_the_end(app: Flask, cast: Cast) -> None:
    notice = whole(
        cast,
        annexes=["contact_points", "monthly_report", "recommendation"],
        first_monthly_report="2026-05",
        last_monthly_report="2026-12",
        due_contact_points="2026-04-03",
        urgent_reason="防汛应急",
    )
    said = "".join(each.text for each in official_notices.letter_of(notice).blocks)
    assert "联系点汇总表2026年4月3日前" in said and "每月25日前（2026年5月至2026年12月）" in said
    assert "有则报" in said and "紧急事由：防汛应急。" in said
    assert "依据团示范省委2026年工作要点第三部分" in said and "有效至2026年12月31日" in said


def test_amended_and_withdrawn_it_says_so(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    later = replace(amending.as_it_is(notice), dues={notice.annexes[0].id: date(2026, 4, 30)})
    amending.amend(notice, later, "应基层要求", cast.person("su"), notice.version)
    text = text_of(official_notices.pdf_of(notice))
    assert "2026年4月1日修改：联系点汇总表的截止日期。应基层要求。" in text and "2026年4月30日前" in text
    amending.withdraw(notice, cast.person("su"), "文件有误", notice.version)
    text = text_of(official_notices.pdf_of(notice))
    assert "已于2026年4月1日撤回：文件有误。" in text and "演示撤回" in text


def test_the_file_is_named_by_number_and_title_without_signs_no_disk_takes(app: Flask, cast: Cast) -> None:
    notice = whole(cast, title="关于一/二:三的通知")
    assert official_notices.file_name(notice) == "示青字〔2026〕12号 关于一二三的通知.pdf"


def test_who_prints_is_the_office_of_the_organ_and_else_the_organ(app: Flask, cast: Cast) -> None:
    assert official_notices.letter_of(whole(cast)).imprint.organ.endswith("办公室")
    county = whole(cast, "zhou", "团云溪县委", number="")
    letter = official_notices.letter_of(county)
    assert letter.imprint.organ == letter.signer == "共青团云溪县委员会"
