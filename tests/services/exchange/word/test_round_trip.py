"""导出再读回: any valid answers come back the same, rows as the same rows, also after harmless edits in Word."""

from __future__ import annotations

import io
import random
import re
import zipfile
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.forms.every_annex import every_annex, typed
from tests.services.exchange.word.docx_files import CONTACT_POINTS, CONTACT_UNITS, TASK_SHEET, zipped
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition
from youthwork.forms.annexes.city_2017_walking.contact_units import PLACE_KINDS
from youthwork.forms.annexes.province_2017_8.story_candidate import StoryCandidate
from youthwork.forms.fields import RowsField
from youthwork.services.exchange.understood import Understood
from youthwork.services.exchange.word import reading
from youthwork.services.exchange.word.labels import lists_of
from youthwork.services.exchange.word.writing import Dressing, write

PAPER = 4711
#: What people type: rare characters, letters, every kind of punctuation.
LETTERS = "甲乙喆堃昇禕·ABc12（）、，。；：“”/-+&<>'\"第月日人次 　"
pieces = st.text(LETTERS, max_size=8)
texts = st.builds(lambda before, after: f"{before}喆{after}".strip(), pieces, pieces)
ids = st.integers(0, 2**64).map(lambda number: f"n{number:x}")
phones = st.sampled_from(["13800000021", "0371-65900000", "0371-65900000-12"])


def rows_of(columns: dict[str, st.SearchStrategy[str]], most: int) -> st.SearchStrategy[list[dict[str, str]]]:
    row = st.fixed_dictionaries({"id": ids, **columns})
    return st.lists(row, max_size=most, unique_by=lambda row: row["id"])


def valid(annex: type[AnnexForm]) -> st.SearchStrategy[dict[str, Any]]:
    """Valid answers of an annex, as its form leaves them."""
    # A head's line is parted at its colons, so a name with one in it is the one thing it cannot hold.
    heads = texts.map(lambda text: text.replace("：", ""))
    strategies: dict[str, st.SearchStrategy[Any]] = {name: heads for name in annex.known_fields}
    for name, field in annex()._fields.items():
        if isinstance(field, RowsField):
            columns = {column: _texts_of(column) for column in field.blank_row()._fields}
            # Drawing takes longer than writing and reading: of eleven tasks, four are filled.
            strategies[name] = rows_of(columns, 3) if name in lists_of(annex)[:4] else st.just([])
        else:
            strategies[name] = phones if name.endswith("phone") else heads
    known = annex.known_fields
    # The form tidies what is typed; the known cells are never typed.
    return st.fixed_dictionaries(strategies).map(
        lambda answers: {**typed(annex, answers), **{name: _tidied(answers[name]) for name in known}}
    )


def _texts_of(name: str) -> st.SearchStrategy[str]:
    if name.endswith("phone"):
        return phones
    return st.sampled_from(("", *PLACE_KINDS)) if name == "kind" else texts


def _tidied(text: str) -> str:
    return re.sub(r"[ 　]+", " ", text).strip()


def assert_same(annex: type[AnnexForm], answers: dict[str, Any], understood: Understood) -> None:
    """Every cell the document has says what was written; every row is the row it was."""
    for name in lists_of(annex):
        rows = understood.rows[name]
        assert [row.row_id for row in rows] == [row["id"] for row in answers[name]]
        for row, original in zip(rows, answers[name], strict=True):
            assert dict(row.cells) == {column: original[column] for column in row.cells}
    for name, text in understood.cells.items():
        assert text == answers[name]


def read(content: bytes, annex: type[AnnexForm]) -> Understood:
    return reading.read(content, annex, paper_id=PAPER)


three = pytest.mark.parametrize(
    "annex", [CONTACT_POINTS, TASK_SHEET, CONTACT_UNITS], ids=lambda annex: annex.key
)
slow = settings(
    deadline=None,
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@every_annex
@pytest.mark.parametrize("is_blank", [True, False], ids=["blank", "filled"])
def test_the_sample_and_the_blank_form_come_back(
    edition: NoticeEdition, annex: type[AnnexForm], is_blank: bool
) -> None:
    answers = {} if is_blank else annex.sample()
    understood = read(write(annex, answers, Dressing("示青字〔2026〕8号附件1", PAPER)), annex)
    assert understood.remarks == () and understood.unread == ()
    if is_blank:
        assert not any(understood.cells.values()) and not any(understood.rows.values())
    else:
        assert_same(annex, answers, understood)


@three
@slow
@given(data=st.data())
def test_any_valid_answers_come_back_the_same(annex: type[AnnexForm], data: st.DataObject) -> None:
    answers = data.draw(valid(annex))
    understood = read(write(annex, answers, Dressing(paper_id=PAPER)), annex)
    assert_same(annex, answers, understood)
    assert understood.unread == ()


@three
@slow
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_harmless_edits_change_nothing(annex: type[AnnexForm], data: st.DataObject, seed: int) -> None:
    """Runs split, labels spaced out, comments' marks and spelling marks strewn in, tables moved down."""
    answers = data.draw(valid(annex))
    chance = random.Random(seed)
    content = edited(write(annex, answers, Dressing(paper_id=PAPER)), lambda xml: _dishevelled(xml, chance))
    assert_same(annex, answers, read(content, annex))


@pytest.mark.parametrize("annex", [CONTACT_POINTS, CONTACT_UNITS], ids=lambda annex: annex.key)
@slow
@given(data=st.data(), seed=st.integers(0, 10**6))
def test_rows_that_change_places_stay_the_same_rows(
    annex: type[AnnexForm], data: st.DataObject, seed: int
) -> None:
    answers = data.draw(valid(annex))
    order = list(range(len(answers["rows"])))
    random.Random(seed).shuffle(order)

    def shuffle(xml: str) -> str:
        head, *rows = re.findall(r"<w:tr>.*?</w:tr>", xml, re.S)
        if not answers["rows"]:
            return xml
        return xml.replace("".join([head, *rows]), "".join([head, *(rows[at] for at in order)]))

    content = edited(write(annex, answers, Dressing(paper_id=PAPER)), shuffle)
    moved = {**answers, "rows": [answers["rows"][at] for at in order]}
    assert_same(annex, moved, read(content, annex))


@slow
@given(data=st.data(), at=st.integers(0, 5))
def test_an_extra_column_is_left_over_and_changes_nothing(data: st.DataObject, at: int) -> None:
    answers = data.draw(valid(CONTACT_POINTS))

    def insert(xml: str) -> str:
        def widened(row: re.Match[str]) -> str:
            cells = re.findall(r"<w:tc>.*?</w:tc>", row[0], re.S)
            is_head = "<w:tblHeader/>" in row[0]
            text = "政治面貌" if is_head else "党员"
            more = f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
            return row[0].replace("".join(cells), "".join([*cells[:at], more, *cells[at:]]))

        return re.sub(r"<w:tr>.*?</w:tr>", widened, xml, flags=re.S)

    understood = read(
        edited(write(CONTACT_POINTS, answers, Dressing(paper_id=PAPER)), insert), CONTACT_POINTS
    )
    assert_same(CONTACT_POINTS, answers, understood)
    assert all("政治面貌" in text for text in understood.unread) and understood.unread


def test_an_entry_that_was_edited_is_still_the_same_entry() -> None:
    content = write(TASK_SHEET, TASK_SHEET.sample(), Dressing(paper_id=PAPER))
    inside = edited(content, lambda xml: xml.replace("45人", "50人"))
    (row,) = read(inside, TASK_SHEET).rows["volunteer_service"]
    assert row.row_id == "vo0" and row.cells["scale"] == "50人" and row.cells["effect"] == "清理河道2公里"
    beside = edited(
        content,
        lambda xml: re.sub(r"(45人</w:t></w:r><w:bookmarkEnd[^>]*/>)", r"\1<w:r><w:t>次</w:t></w:r>", xml),
    )
    (row,) = read(beside, TASK_SHEET).rows["volunteer_service"]
    assert row.row_id == "vo0" and row.cells["scale"] == "45人次"


def test_a_row_that_was_copied_is_a_new_row() -> None:
    def double(xml: str) -> str:
        row = re.findall(r"<w:tr>.*?</w:tr>", xml, re.S)[1]
        return xml.replace(row, row + row, 1)

    content = edited(write(CONTACT_POINTS, CONTACT_POINTS.sample(), Dressing(paper_id=PAPER)), double)
    assert [row.row_id for row in read(content, CONTACT_POINTS).rows["rows"]] == ["r0", "", "r1", "r2"]


def edited(content: bytes, edit: Any) -> bytes:
    """The document with its XML changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    xml = parts["word/document.xml"]
    assert isinstance(xml, bytes)
    return zipped(parts | {"word/document.xml": edit(xml.decode())})


def _dishevelled(xml: str, chance: random.Random) -> str:
    def split(run: re.Match[str]) -> str:
        opening, properties, text = run.groups()
        if "&" in text or len(text) < 2:
            return run[0]
        at = chance.randrange(1, len(text))
        noise = chance.choice(
            [
                '<w:proofErr w:type="spellStart"/>',
                '<w:commentRangeStart w:id="9"/>',
                "<w:lastRenderedPageBreak/>",
            ]
        )
        piece = '<w:t xml:space="preserve">{}</w:t></w:r>'
        # lastRenderedPageBreak belongs into a run; a stray one is harmless too.
        return f"{opening}{properties}{piece.format(text[:at])}{noise}{opening}{properties}{piece.format(text[at:])}"

    xml = re.sub(
        r'(<w:r>)(<w:rPr>(?:<[^>]*/>)*</w:rPr>)<w:t xml:space="preserve">([^<]*)</w:t></w:r>', split, xml
    )
    for label in (
        "姓名",
        "职务",
        "联系方式",
        "联系指导的团委",
        "出生年月",
        "单位及职务",
        "目标任务",
        "带队领导",
    ):
        # The whole text of a run, as a head or a label is; a value that is the same word was not drawn.
        xml = xml.replace(f">{label}</w:t>", f">{chance.choice([' ', '　']).join(label)}</w:t>", 1)
    return xml.replace("<w:tbl ", "<w:p/><w:p/><w:tbl ", 1) if chance.random() < 0.5 else xml


def test_what_a_level_wrote_on_a_candidate_s_paper_is_shown_as_unread() -> None:
    """各级意见 are given in the system by those whose they are; a file cannot bring them in."""
    content = write(StoryCandidate, StoryCandidate.sample(), Dressing(None, PAPER))
    document = Document(io.BytesIO(content))
    document.tables[1].cell(1, 1).text = "同意上报"
    written = io.BytesIO()
    document.save(written)
    understood = read(written.getvalue(), StoryCandidate)
    assert any("同意上报" in text for text in understood.unread)
    assert understood.cells["story"].startswith("从三月起")
