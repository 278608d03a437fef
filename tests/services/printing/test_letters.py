"""公文: where GB/T 9704-2012 has each thing, measured in millimetres on the finished PDF."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from flask import Flask

from tests.documents.geometry import POINTS_PER_MM, Page, pages
from tests.documents.reading import faults_against_pdfa
from youthwork import create_app
from youthwork.documents import contents, pdf, pipeline, seals
from youthwork.services.printing.letters import Block, Letter, RedHead, render_letter

LINE = 28.95 / POINTS_PER_MM
CHARACTER = 15.75 / POINTS_PER_MM
#: From the left edge and from the top, in millimetres.
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262
SENTENCE = (
    "各级团组织要按照通知要求把团干部指导参与作为基本方法深入基层团支部做到底数清情况明任务实成效好记录全"
)
BODY = (
    Block(SENTENCE + "。"),
    Block(heading="一、总体情况", level=1),
    Block(SENTENCE * 2 + "。"),
    Block(heading="（一）联系点建立情况。", level=2, text=SENTENCE + "。"),
    Block(heading="1.及时报备。", level=3, text=SENTENCE + "。"),
)
SHORT = Letter(
    title="关于开展联系点备案工作情况的通报",
    to="各县（市、区）团委",
    blocks=BODY[:1],
    signer="共青团青岚市委员会",
    date=date(2026, 4, 5),
)
LONG = replace(SHORT, blocks=BODY * 3, enclosures=("联系点汇总表", "任务表"))


@pytest.fixture(autouse=True, scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app({"SECRET_KEY": "test"}, instance=tmp_path_factory.mktemp("letters"))
    with app.app_context():
        yield app


def printed(letter: Letter) -> list[Page]:
    return pages(pdf.render(render_letter(letter), title=letter.title).pdf)


def place(sheet: Page, word: str) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a word in millimetres from the left edge and the top."""
    box = sheet.line(word)
    return tuple(
        length / POINTS_PER_MM
        for length in (box.left, sheet.height - box.top, box.right, sheet.height - box.bottom)
    )


def lines(sheet: Page) -> list[str]:
    """The lines of the 版心 from the top, by the pitch of the grid."""
    grid: dict[int, str] = {}
    for character, box in sheet.characters:
        middle = (sheet.height - box.middle[1]) / POINTS_PER_MM - TOP
        if middle < BOTTOM - TOP:
            row = int(middle / LINE)
            grid[row] = grid.get(row, "") + character
    return [grid.get(row, "") for row in range(max(grid) + 1)]


def test_a_short_letter_is_one_page_and_a_long_one_three() -> None:
    assert len(printed(SHORT)) == 1
    assert len(printed(LONG)) == 3


def test_a_page_holds_22_lines_of_28_characters() -> None:
    sheet = printed(replace(SHORT, title="通报", to="", blocks=[Block("青" * 28 * 24 * 2)]))[0]
    rows = lines(sheet)
    assert len(rows) == 22
    assert {len(row) for row in rows[2:]} == {28}
    left, _, right, _ = place(sheet, "青" * 26)
    assert right <= RIGHT + 0.2 and left == pytest.approx(LEFT + 2 * CHARACTER, abs=0.6)


def test_everything_but_the_number_stands_in_the_content_area() -> None:
    for letter in (SHORT, LONG):
        for number, sheet in enumerate(printed(letter), start=1):
            room = sheet.content_box(TOP, 210 - RIGHT, 297 - BOTTOM, LEFT)
            outside = "".join(character for character, box in sheet.characters if not room.holds(box))
            assert outside == f"—{number}—"


def test_title_addressee_and_body_have_their_places() -> None:
    [sheet] = printed(SHORT)
    rows = lines(sheet)
    assert rows[:4] == ["关于开展联系点备案工作情况的通报", "", "各县（市、区）团委：", SENTENCE[:26]]
    left, top, right, bottom = place(sheet, SHORT.title)
    assert (left + right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1.5)
    assert bottom - top == pytest.approx(22 / POINTS_PER_MM, abs=1.2)
    assert place(sheet, "各县")[0] == pytest.approx(LEFT, abs=0.6)
    assert place(sheet, "各级团组织")[0] == pytest.approx(LEFT + 2 * CHARACTER, abs=0.6)


def test_a_broken_title_is_broken_where_its_author_broke_it() -> None:
    [sheet] = printed(replace(SHORT, title="共青团青岚市委员会关于\n团干部直接联系青年备案\n情况的通报"))
    assert lines(sheet)[:3] == ["共青团青岚市委员会关于", "团干部直接联系青年备案", "情况的通报"]


def test_each_level_of_heading_has_its_typeface(app: Flask) -> None:
    page = ElementTree.fromstring(render_letter(LONG))
    marked = {item.get("class"): "".join(item.itertext()) for item in page.iter() if item.get("class")}
    assert marked["body alone level-1"] == "一、总体情况"
    assert marked["level-2"] == "（一）联系点建立情况。"
    assert marked["level-3"] == "1.及时报备。"


def test_a_seal_belongs_where_the_rule_has_it() -> None:
    """7.3.5.1: name centred on the date, date four characters from the edge, both slightly below the centre."""
    paper = pdf.render(render_letter(SHORT), title="通报")
    [sheet] = pages(paper.pdf)
    name, day = place(sheet, SHORT.signer), place(sheet, "2026年4月5日")
    assert RIGHT - day[2] == pytest.approx(4 * CHARACTER, abs=1)
    assert (name[0] + name[2]) / 2 == pytest.approx((day[0] + day[2]) / 2, abs=0.6)
    anchor = paper.anchors["seal-place"]
    x, y = (anchor.left + anchor.right) / 2, sheet.height - (anchor.bottom + anchor.top) / 2
    assert x / POINTS_PER_MM == pytest.approx((day[0] + day[2]) / 2, abs=0.6)
    centre = y / POINTS_PER_MM
    assert (name[1] + day[3]) / 2 - centre == pytest.approx(3.7, abs=0.5)
    last_line = place(sheet, SENTENCE[-15:])[3]
    assert 0 < centre - 20 - last_line < LINE, "the seal's top is within one line of the text"
    assert centre - 20 < name[1] and day[3] < centre + 20, "the seal presses name and date"


def test_a_name_too_long_to_be_centred_ends_at_the_edge() -> None:
    [sheet] = printed(replace(SHORT, signer="共青团青岚市高新技术产业开发区工作委员会"))
    name, day = place(sheet, "共青团青岚市高新"), place(sheet, "2026年4月5日")
    end = place(sheet, "区工作委员会")[2]
    assert end == pytest.approx(RIGHT, abs=0.6)
    assert (name[0] + end) / 2 == pytest.approx((day[0] + day[2]) / 2, abs=0.6)


def test_without_a_seal_the_date_stands_two_characters_further_in_than_the_name() -> None:
    paper = pdf.render(render_letter(replace(SHORT, is_sealed=False)), title="通报")
    [sheet] = pages(paper.pdf)
    assert paper.anchors == {}
    name, day = place(sheet, SHORT.signer), place(sheet, "2026年4月5日")
    assert RIGHT - name[2] == pytest.approx(2 * CHARACTER, abs=0.6)
    assert day[0] - name[0] == pytest.approx(2 * CHARACTER, abs=0.6)
    assert day[1] - name[1] == pytest.approx(LINE, abs=0.8)
    rows = lines(sheet)
    assert rows[-3:] == ["", SHORT.signer, "2026年4月5日"]


@pytest.mark.parametrize("is_sealed", [True, False])
@pytest.mark.parametrize("more", range(12))
def test_name_and_date_are_never_alone_on_a_page(more: int, is_sealed: bool) -> None:
    """Whatever the length, at least two lines of the text stand on the last page before them."""
    blocks = [*BODY, *[Block(SENTENCE)] * 3, Block(SENTENCE * more + "。")]
    last = lines(printed(replace(SHORT, blocks=blocks, is_sealed=is_sealed))[-1])
    before = [row for row in last[: last.index(SHORT.signer)] if row]
    assert len(before) >= 2


def test_enclosures_stand_one_blank_line_below_the_text_in_order() -> None:
    rows = lines(printed(LONG)[-1])
    at = rows.index("附件：1.联系点汇总表")
    assert rows[at - 1] == "" and rows[at + 1] == "2.任务表"
    sheet = printed(LONG)[-1]
    assert place(sheet, "附件：")[0] == pytest.approx(LEFT + 2 * CHARACTER, abs=0.6)
    assert place(sheet, "联系点汇总表")[0] == pytest.approx(place(sheet, "任务表")[0], abs=0.6)
    [single] = [row for row in lines(printed(replace(SHORT, enclosures=("任务表",)))[0]) if "附件" in row]
    assert single == "附件：任务表"


def test_a_long_name_of_an_enclosure_goes_on_under_its_first_character() -> None:
    long = "团干部指导参与教育实践任务表及高新技术产业开发区非公有制经济组织联合汇总情况"
    [sheet] = printed(replace(SHORT, enclosures=("汇总表", long)))
    first = place(sheet, "团干部指导参与教育实践")
    rows = lines(sheet)
    [goes_on] = [row for row in rows if row and row in long and long.endswith(row)]
    assert place(sheet, goes_on)[0] == pytest.approx(first[0], abs=0.6)


def test_a_red_head_stands_35_mm_down_with_its_line_below_the_number() -> None:
    head = RedHead("共青团青岚市委员会文件", "青岚青字〔2026〕3号")
    [sheet] = printed(replace(SHORT, red_head=head))
    organ, number = place(sheet, head.organ), place(sheet, head.number)
    assert organ[1] - TOP == pytest.approx(35, abs=1.5)
    assert (organ[0] + organ[2]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert (number[0] + number[2]) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)
    assert place(sheet, SHORT.title)[1] - number[3] > 2 * LINE


def test_a_letter_upward_names_its_issuer_beside_the_number() -> None:
    head = RedHead("共青团云溪县委员会", "云青字〔2026〕5号", issuer="周可儿")
    [sheet] = printed(replace(SHORT, red_head=head))
    number, issuer = place(sheet, head.number), place(sheet, "签发人：周可儿")
    assert number[0] == pytest.approx(LEFT + CHARACTER, abs=0.6)
    assert RIGHT - issuer[2] == pytest.approx(CHARACTER, abs=0.6)
    assert number[3] == pytest.approx(issuer[3], abs=1.5)


def test_the_longest_name_of_an_organ_fits_its_red_head() -> None:
    for organ in (
        "共青团青岚市委员会",
        "共青团青岚市委员会文件",
        "共青团示范省云溪县高新技术产业开发区委员会",
    ):
        [sheet] = printed(replace(SHORT, red_head=RedHead(organ, "青岚青字〔2026〕3号")))
        left, _, right, _ = place(sheet, organ)
        assert left >= LEFT and right <= RIGHT


def test_a_letter_is_printed_from_xml_and_keeps_the_rules_of_pdfa() -> None:
    ElementTree.fromstring(render_letter(LONG))
    assert faults_against_pdfa(pdf.render(render_letter(LONG), title="通报").pdf) == []


def test_a_pressed_seal_leaves_the_words_of_the_letter_as_they_are() -> None:
    paper = pdf.render(render_letter(SHORT), title="通报").pdf
    seal = pipeline.SealPicture(seals.demo_seal_svg("共青团青岚市委员会", 40), 40)
    sealed = pipeline.imprint(paper, contents.places(paper)["seal-place"], seal)
    assert sealed.startswith(paper)
    assert [row for row in lines(pages(sealed)[0]) if row == SHORT.signer] == [SHORT.signer]


def test_what_is_written_is_never_markup() -> None:
    [sheet] = printed(replace(SHORT, title="<b>通报</b>&", blocks=[Block("a<b & c")]))
    assert lines(sheet)[0] == "<b>通报</b>&" and "a<b&c" in lines(sheet)
