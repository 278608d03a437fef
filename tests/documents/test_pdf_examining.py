"""来件 PDF: a paper is taken as it came; what acts, hides or is locked is refused with the way out."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from youthwork.documents.pdf_examining import MOST_PAGES, examine
from youthwork.domain.errors import Unacceptable


def a_pdf(pages: int = 1, change: object = None, **saving: object) -> bytes:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if callable(change):
        change(pdf)
    written = io.BytesIO()
    pdf.save(written, **saving)
    return written.getvalue()


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_of_a_note(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].Annots = Array([note])


def program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.Launch, F=String("cmd.exe")))


def another_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.exe"] = b"MZ"


def test_a_paper_is_taken_with_its_number_of_pages_and_a_small_picture() -> None:
    found = examine(a_pdf(2))
    assert found.pages == 2 and found.thumbnail and found.thumbnail.startswith(b"\xff\xd8")


@pytest.mark.parametrize("object_streams", list(pikepdf.ObjectStreamMode))
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (script, "会自己运行的脚本或动作"),
        (script_of_a_note, "会自己运行的脚本或动作"),
        (program, "会自己运行的脚本或动作"),
        (another_file, "夹带着别的文件"),
    ],
)
def test_what_acts_or_hides_is_refused_wherever_it_stands(
    change: object, words: str, object_streams: pikepdf.ObjectStreamMode
) -> None:
    with pytest.raises(Unacceptable, match=f"{words}.*打印"):
        examine(a_pdf(1, change, object_stream_mode=object_streams))


def test_a_name_written_in_another_way_is_seen_through() -> None:
    disguised = a_pdf(1, script, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    disguised = disguised.replace(b"/S /JavaScript", b"/S /J#61vaScript").replace(b"/JS ", b"/J#53 ")
    assert b"/JavaScript" not in disguised
    with pytest.raises(Unacceptable, match="脚本"):
        examine(disguised)


@pytest.mark.parametrize("password", ["", "open"])
def test_a_locked_paper_is_refused(password: str) -> None:
    locked = a_pdf(encryption=pikepdf.Encryption(owner="owner", user=password))
    with pytest.raises(Unacceptable, match=r"密码.*另存为没有密码的 PDF"):
        examine(locked)


def test_a_paper_with_an_archive_behind_it_is_refused() -> None:
    behind = io.BytesIO(a_pdf())
    behind.seek(0, io.SEEK_END)
    with zipfile.ZipFile(behind, "a") as archive:
        archive.writestr("evil.html", "<script>")
    with pytest.raises(Unacceptable, match="后面接着一个压缩包"):
        examine(behind.getvalue())


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\0" * 5000, a_pdf()[:200]])
def test_half_a_paper_is_refused(content: bytes) -> None:
    with pytest.raises(Unacceptable, match="PDF"):
        examine(content)


def test_a_whole_book_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unacceptable, match=f"最多 {MOST_PAGES} 页：请只留有关的几页"):
        examine(a_pdf(MOST_PAGES + 1))


def test_a_paper_with_a_picture_too_heavy_to_draw_is_taken_without_its_small_picture() -> None:
    def heavy(pdf: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=30000, Height=30000)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))

    assert examine(a_pdf(1, heavy)).thumbnail is None
