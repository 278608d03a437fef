"""成文的附件: how their cells and chapters lie on the paper, the same for print and Word."""

from tests.forms.every_annex import ALL
from youthwork.forms.annexes import prose
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.implementation_plan import ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import MonthlyReport
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation

ANNEXES = (MonthlyReport, ImplementationPlan, Recommendation)


def test_these_have_no_rows_and_the_tables_have() -> None:
    assert not any(annex.has_rows() for annex in ANNEXES)
    assert ContactPoints.has_rows()
    assert {annex for _, annex in ALL if annex.has_rows()}.isdisjoint(ANNEXES)


def test_chapters_are_numbered_as_an_official_paper_numbers_them() -> None:
    headings = [each.heading for each in prose.chapters(MonthlyReport, {})]
    assert headings == ["一、做法", "二、经验", "三、存在问题", "四、下步工作安排"]


def test_a_text_is_printed_paragraph_by_paragraph_without_its_blank_lines() -> None:
    [first, *_] = prose.chapters(MonthlyReport, {"practice": " 第一段。\n\n　第二段。\n"})
    assert first.lines == ("第一段。", "第二段。")


def test_every_cell_stands_on_a_line_of_one_or_two() -> None:
    for annex in ANNEXES:
        lines = prose.lines_of_cells(annex, annex.sample())
        assert {len(line) for line in lines} <= {1, 2}
        names = [cell.name for line in lines for cell in line]
        columns = [column.name for section in annex.sections for column in section.columns]
        assert names == [each for each in columns if each not in prose.chapter_names(annex)]


def test_a_wide_cell_has_a_line_to_itself() -> None:
    lines = [[cell.name for cell in line] for line in prose.lines_of_cells(ImplementationPlan, {})]
    assert lines == [["unit"], ["plan_title"], ["passed_by", "passed_on"]]
