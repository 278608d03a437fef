"""离线核验页 from a file, in a real browser without network: genuine, changed, foreign, and with our own arithmetic."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, BrowserContext, Page

from tests.documents import samples, signers
from tests.documents.test_facts import FACTS, KEY, KEY_ID, PUBLIC
from youthwork.documents import contents, facts, pipeline
from youthwork.documents.codes import FilingMark
from youthwork.documents.offline.building import KeyList, ListedKey, offline_page
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.services.verification.key_list import labels_of

ANSWERS = samples.contact_points(3)
STATED = replace(FACTS, title="联系点汇总表", answers_sha256=contents.data_sha256(ANSWERS))
TEXT = facts.signed_text(STATED, KEY_ID, KEY)
#: Ed25519 is taken away, as in browsers before 2025; then all of the browser's cryptography.
OLD = "crypto.subtle.importKey = async () => { throw new DOMException('no', 'NotSupportedError') }"
BARE = "Object.defineProperty(crypto, 'subtle', { value: undefined }); delete window.DecompressionStream"


class Said(NamedTuple):
    kind: str
    heading: str
    text: str


@pytest.fixture(scope="module")
def filed() -> bytes:
    """A filed paper as the receiving organ signed it."""
    html = samples.face_html(samples.CONTACT_POINTS, ANSWERS)
    face = pipeline.face(html, title=STATED.title, data=ANSWERS, made_at=signers.MOMENT).pdf
    mark = FilingMark(
        STATED.filing_number,
        STATED.machine_number,
        STATED.organ,
        STATED.filed_on,
        STATED.answers_sha256,
        TEXT,
        True,
    )
    return pipeline.file(face, mark, signers.a_signer(STATED.organ), signers.MOMENT).pdf


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ListedKey(KEY_ID, PUBLIC, date(2026, 1, 1), date(2036, 1, 1))
    listed = KeyList("示范省", date(2026, 4, 2), True, [key], ["ab" * 32])
    file = tmp_path_factory.mktemp("offline") / "离线核验.html"
    file.write_text(offline_page(listed, [labels_of(ContactPoints)]), encoding="utf-8")
    return file


@pytest.fixture(params=["", OLD, BARE], ids=["native", "no Ed25519", "no WebCrypto"])
def page(request: pytest.FixtureRequest, chromium: Browser, page_file: Path) -> Iterator[Page]:
    with _opened(chromium, page_file, request.param) as window:
        yield window.pages[0]


@pytest.fixture
def plain(chromium: Browser, page_file: Path) -> Iterator[Page]:
    with _opened(chromium, page_file) as window:
        yield window.pages[0]


def test_a_genuine_code_is_called_genuine_from_its_text_alone(page: Page) -> None:
    said = ask(page, text=TEXT)
    assert (said.kind, said.heading) == ("done", "所列事实是真实的")
    assert "岚青备〔2026〕18号（演示文件，不作公务使用）" in said.text
    assert "填报内容没有核对" in said.text


def test_a_genuine_paper_shows_its_facts_and_its_content(page: Page, filed: bytes) -> None:
    said = ask(page, paper=filed)
    assert (said.kind, said.heading) == ("done", "所列事实和填报内容是真实的")
    assert "共青团云溪县委员会" in said.text
    assert "不核对整个文件的签名" in said.text
    assert "联系指导的团委" in said.text and "云溪镇机关团总支" in said.text
    assert "committee" not in said.text


def test_a_changed_fact_is_found(page: Page) -> None:
    said = ask(page, text=TEXT.replace("18号", "19号"))
    assert (said.kind, said.heading) == ("back", "不符：所列事实被改动过")


def test_a_changed_signature_is_found(page: Page) -> None:
    signature = TEXT[-86:]
    other = ("B" if signature[0] == "A" else "A") + signature[1:]
    assert ask(page, text=TEXT[:-86] + other).heading == "不符：所列事实被改动过"
    # S plus the order of the group is the same number to a careless reader.
    raw = base64.urlsafe_b64decode(signature + "==")
    order = 2**252 + 27742317777372353535851937790883648493
    twisted = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    again = base64.urlsafe_b64encode(twisted).decode().rstrip("=")
    assert ask(page, text=TEXT[:-86] + again).heading == "不符：所列事实被改动过"


def test_another_instances_code_is_not_ours(page: Page) -> None:
    stranger = Ed25519PrivateKey.generate()
    theirs = facts.key_id_of(stranger.public_key().public_bytes_raw())
    said = ask(page, text=facts.signed_text(STATED, theirs, stranger))
    assert (said.kind, said.heading) == ("back", "不是本系统的码")
    assert theirs in said.text


def test_a_code_claiming_our_key_is_found_out(page: Page) -> None:
    said = ask(page, text=facts.signed_text(STATED, KEY_ID, Ed25519PrivateKey.generate()))
    assert said.heading == "不符：所列事实被改动过"


def test_a_code_younger_than_the_page_with_a_new_key_cannot_be_judged(plain: Page) -> None:
    stranger = Ed25519PrivateKey.generate()
    theirs = facts.key_id_of(stranger.public_key().public_bytes_raw())
    text = facts.signed_text(replace(STATED, filed_on=date(2026, 5, 1)), theirs, stranger)
    said = ask(plain, text=text)
    assert (said.kind, said.heading) == ("wait", "无法判断")
    assert "重新下载" in said.text


@pytest.mark.parametrize("text", ["https://example.org/", TEXT[:100], "备案号" * 2000])
def test_a_text_that_is_no_code_is_not_ours(plain: Page, text: str) -> None:
    assert ask(plain, text=text).heading == "不是本系统的码"


@pytest.mark.parametrize("spoil", [("\n", "\r\n"), ("\n", " "), ("2026", "２０２６"), (" ", "\u3000")])
def test_what_a_phone_spoils_on_the_way_is_forgiven(plain: Page, spoil: tuple[str, str]) -> None:
    assert ask(plain, text=TEXT.replace(*spoil)).heading == "所列事实是真实的"


def test_changed_answers_are_found(page: Page, filed: bytes) -> None:
    said = ask(page, paper=_with_answers(filed, {**ANSWERS, "filler": "别人"}))
    assert (said.kind, said.heading) == ("back", "不符：填报内容被改动过")


def test_answers_put_over_the_old_ones_by_an_update_are_found(plain: Page, filed: bytes) -> None:
    changed = _with_answers(filed, {**ANSWERS, "filler": "别人"})
    assert ask(plain, paper=filed + changed).heading == "不符：填报内容被改动过"


def test_a_paper_without_its_answers_is_found(plain: Page, filed: bytes) -> None:
    said = ask(plain, paper=_with_answers(filed, None))
    assert said.heading == "不符：文件里没有填报数据"


def test_content_behind_the_last_signature_is_no_longer_vouched_for(plain: Page, filed: bytes) -> None:
    said = ask(plain, paper=filed + b"\n% something more\n%%EOF\n")
    assert (said.kind, said.heading) == ("wait", "无法判断")
    assert "最后一个签名之后还有内容" in said.text


def test_a_code_and_the_file_of_another_paper_do_not_go_together(plain: Page, filed: bytes) -> None:
    other = replace(STATED, machine_number="BA-岚青-2026-000019-V1", filing_number="岚青备〔2026〕19号")
    said = ask(plain, text=facts.signed_text(other, KEY_ID, KEY), paper=filed)
    assert said.heading == "不符：码和文件不是同一件"


@pytest.mark.parametrize(
    ("content", "heading"),
    [(b"\x89PNG\r\n", "不是本系统的件"), (b"%PDF-1.7\n%%EOF", "无法判断"), (b"", "不是本系统的件")],
)
def test_a_file_that_is_no_paper_of_ours_is_refused_with_a_sentence(
    plain: Page, content: bytes, heading: str
) -> None:
    assert ask(plain, paper=content).heading == heading


def test_half_a_paper_is_not_called_genuine(plain: Page, filed: bytes) -> None:
    assert ask(plain, paper=filed[: len(filed) // 2]).kind != "done"


def test_the_page_asks_nothing_of_the_network_and_prints(
    plain: Page, page_file: Path, tmp_path: Path
) -> None:
    asked: list[str] = []
    plain.on("request", lambda request: asked.append(request.url))
    plain.reload()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    ask(plain, text=TEXT)
    plain.emulate_media(media="print")
    assert not plain.locator("#form").is_visible()
    assert plain.locator("#answer").is_visible()
    html = page_file.read_text(encoding="utf-8")
    assert not re.findall(r"(?:src|href)=\"(?!data:)", html)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_page_fits_its_window(chromium: Browser, page_file: Path, filed: bytes, width: int) -> None:
    with _opened(chromium, page_file, width=width) as window:
        page = window.pages[0]
        ask(page, paper=filed)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_pages_own_arithmetic_agrees_with_the_standards(plain: Page) -> None:
    """Lengths around the ends of a block, where padding goes wrong; signatures of another implementation."""
    for length in (0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 300):
        message = bytes(number % 251 for number in range(length))
        for bits, name in ((256, "sha256"), (512, "sha512")):
            digest = plain.evaluate(
                "([bits, message]) => Array.from(sha2(bits, Uint8Array.from(message)))", [bits, list(message)]
            )
            assert bytes(digest) == hashlib.new(name, message).digest(), (name, length)
    verdicts = "(rows) => rows.map((row) => ed25519(...row.map((bytes) => Uint8Array.from(bytes))))"
    rows = []
    for seed in range(6):
        key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([seed])).digest())
        message = b"message" * seed
        row = [key.sign(message), message, key.public_key().public_bytes_raw()]
        spoilt = [row[0], message + b"!", row[2]]
        rows += [[list(part) for part in each] for each in (row, spoilt)]
    assert plain.evaluate(verdicts, rows) == [True, False] * 6


def test_the_pages_own_inflating_agrees_with_zlib(plain: Page) -> None:
    """Stored, fixed and described blocks; repetitions near and far; blanks behind the end, as PDFs have them."""
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(200))
    texts = [b"", b"a", b"abc" * 5000, noise, contents.canonical_json(samples.contact_points(300)) + noise]
    inflated = "(bytes) => Array.from(inflate(Uint8Array.from(bytes)))"
    for text in texts:
        for level, strategy in ((0, 0), (1, 0), (6, zlib.Z_FIXED), (9, 0)):
            maker = zlib.compressobj(level, zlib.DEFLATED, 15, 8, strategy)
            packed = maker.compress(text) + maker.flush() + b"\n"
            assert bytes(plain.evaluate(inflated, list(packed))) == text
    assert (
        plain.evaluate(
            "(bytes) => { try { inflate(Uint8Array.from(bytes)); return 'whole' } catch (damaged) { return 'damaged' } }",
            list(zlib.compress(noise)[:500]),
        )
        == "damaged"
    )


def test_keys_and_points_that_are_none_are_no_signatures(plain: Page) -> None:
    signature, message = list(KEY.sign(b"x")), list(b"x")
    odd = [[255] * 32, [2] + [0] * 31, [1] + [0] * 30 + [128]]
    verdicts = "(rows) => rows.map((row) => ed25519(...row.map((bytes) => Uint8Array.from(bytes))))"
    assert plain.evaluate(verdicts, [[signature, message, key] for key in odd]) == [False] * 3
    assert plain.evaluate(verdicts, [[signature[:63], message, list(PUBLIC)]]) == [False]


def ask(page: Page, text: str = "", paper: bytes | None = None) -> Said:
    """Hand in a text, a file or both, press 核验 and read the answer."""
    page.locator("#text").fill(text)
    if paper is not None:
        page.locator("#file").set_input_files(
            {"name": "成件.pdf", "mimeType": "application/pdf", "buffer": paper}
        )
    page.get_by_role("button", name="核验").click()
    page.wait_for_function("!document.querySelector('#answer h2').textContent.startsWith('正在')")
    answer = page.locator("#answer")
    return Said(answer.get_attribute("class") or "", answer.locator("h2").inner_text(), answer.inner_text())


class _opened:
    """A window on the page, whose faults fail the test."""

    def __init__(self, browser: Browser, file: Path, before: str = "", width: int = 1280) -> None:
        self.window: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 800}, offline=True
        )
        self.faults: list[str] = []
        page = self.window.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        if before:
            page.add_init_script(before)
        page.goto(file.as_uri())

    def __enter__(self) -> BrowserContext:
        return self.window

    def __exit__(self, *_raised: object) -> None:
        self.window.close()
        assert self.faults == []


def _with_answers(paper: bytes, answers: dict[str, object] | None) -> bytes:
    """The paper written anew with other answers inside, or none."""
    with pikepdf.open(BytesIO(paper)) as pdf:
        del pdf.attachments[contents.DATA_NAME]
        if "/AF" in pdf.Root:
            del pdf.Root.AF
        if answers is not None:
            pdf.attachments[contents.DATA_NAME] = pikepdf.AttachedFileSpec(
                pdf, contents.canonical_json(answers), filename=contents.DATA_NAME
            )
        written = BytesIO()
        pdf.save(written)
    return written.getvalue()
