"""核验码事实: the signed lines of the square code, read back from text, and from a printed paper by a stranger."""

from __future__ import annotations

import io
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import segno
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from youthwork.documents import facts, pdf
from youthwork.documents.codes import qr_png
from youthwork.documents.facts import Facts, NotOurCode, read_text, signed_text, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
KEY_ID = facts.key_id_of(PUBLIC)
KEYS = {KEY_ID: PUBLIC}
FACTS = Facts(
    organ="共青团青岚市委员会",
    filing_number="岚青备〔2026〕18号",
    machine_number="BA-岚青-2026-000018-V1",
    owner="共青团云溪县委员会",
    title="任务表 · 买买提江·阿布都",
    filed_on=date(2026, 4, 1),
    answers_sha256="3f" * 32,
    version=1,
    is_demo=True,
)
TEXT = signed_text(FACTS, KEY_ID, KEY)


def test_the_text_reads_as_lines_and_ends_with_key_and_signature() -> None:
    lines = TEXT.split("\n")
    assert lines[:4] == [
        "演示文件",
        "备案号 岚青备〔2026〕18号",
        "编号 BA-岚青-2026-000018-V1",
        "机关 共青团青岚市委员会",
    ]
    assert lines[-2] == f"摘要 {'3f' * 32}"
    assert lines[-1].startswith(f"签名 {KEY_ID} ")


def test_what_was_written_is_read_back_and_holds() -> None:
    signed = read_text(TEXT)
    assert signed.facts == FACTS
    assert signed.key_id == KEY_ID
    assert verify(signed, KEYS)


def test_exactly_the_lines_before_the_last_are_signed() -> None:
    assert facts.signed_bytes(FACTS) == TEXT.rpartition("\n")[0].encode()


def test_only_a_demonstration_says_that_it_is_one() -> None:
    text = signed_text(replace(FACTS, is_demo=False), KEY_ID, KEY)
    assert text.startswith("备案号 ")
    assert read_text(text).facts.is_demo is False


def test_the_mark_of_a_demonstration_cannot_be_taken_off() -> None:
    assert not verify(read_text(TEXT.removeprefix("演示文件\n")), KEYS)


@pytest.mark.parametrize(
    "spoilt",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", " "),
        TEXT.replace("\n", "  \n\n"),
        f"\ufeff  {TEXT}\n\n",
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace(" ", "\u3000"),
        TEXT.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789abcdef-"}),
        TEXT.replace("3f" * 32, "3F" * 32),
    ],
    ids=["crlf", "one line", "blank lines", "bom", "NFD", "wide blanks", "wide digits", "capitals"],
)
def test_what_a_phone_spoils_on_the_way_is_forgiven(spoilt: str) -> None:
    assert verify(read_text(spoilt), KEYS)


def test_no_letter_of_the_code_can_be_changed() -> None:
    passing = []
    for place, letter in enumerate(TEXT):
        if letter == "\n":
            continue
        other = {"0": "1", "·": "・"}.get(letter, "0" if letter.isdecimal() or letter == " " else "中")
        with suppress(NotOurCode):
            if verify(read_text(TEXT[:place] + other + TEXT[place + 1 :]), KEYS):
                passing.append(place)
    assert passing == []


def test_the_spare_bits_of_the_last_letter_are_not_free() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet.index(TEXT[-1])
    for other in (last ^ 1, last ^ 2, last ^ 8):
        with pytest.raises(NotOurCode, match="重新扫码"):
            read_text(TEXT[:-1] + alphabet[other])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "不是本系统的核验码"),
        ("https://example.org/ticket?id=5", "不是本系统的核验码"),
        (TEXT[:-20], "不完整"),
        (TEXT.replace("机关", "单位"), "不完整"),
        (TEXT.replace("2026-04-01", "2026-02-30"), "日期不成立"),
        ("备案号 " + "x 编号 " * 100_000, "不完整"),
    ],
    ids=["nothing", "another code", "cut off", "a line renamed", "no such day", "endless"],
)
def test_a_text_that_is_none_of_ours_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(NotOurCode, match=sentence):
        read_text(text)


def test_another_instances_key_does_not_pass_for_ours() -> None:
    stranger = Ed25519PrivateKey.generate()
    theirs = facts.key_id_of(stranger.public_key().public_bytes_raw())
    assert not verify(read_text(signed_text(FACTS, theirs, stranger)), KEYS)
    # Claiming our key's name does not help.
    assert not verify(read_text(signed_text(FACTS, KEY_ID, stranger)), KEYS)


def test_names_too_long_for_the_code_are_cut_the_title_first() -> None:
    long = replace(FACTS, title="很长的题名" * 30, owner="共青团示范大学马克思主义学院委员会")
    text = signed_text(long, KEY_ID, KEY)
    read = read_text(text).facts
    assert read.title.endswith("…") and long.title.startswith(read.title[:-1])
    assert read.owner == long.owner
    assert len(text.encode()) <= facts.MOST_BYTES
    longest = replace(long, owner="长" * 120, organ="长" * 64)
    assert verify(read_text(signed_text(longest, KEY_ID, KEY)), KEYS)


def test_facts_that_contradict_themselves_are_not_signed() -> None:
    with pytest.raises(ValueError, match="not version 2"):
        signed_text(replace(FACTS, version=2), KEY_ID, KEY)
    for unreadable in (replace(FACTS, owner=" "), replace(FACTS, answers_sha256="3F" * 32)):
        with pytest.raises(ValueError, match="read otherwise"):
            signed_text(unreadable, KEY_ID, KEY)


def test_a_name_that_looks_like_another_line_is_kept_apart() -> None:
    odd = replace(FACTS, owner="某单位 题名 另一份 日期 2026-01-01")
    signed = read_text(signed_text(odd, KEY_ID, KEY))
    assert signed.facts == odd
    assert verify(signed, KEYS)


def test_the_fullest_code_is_no_finer_than_version_fifteen() -> None:
    full = signed_text(replace(FACTS, title="很长的题名" * 30), KEY_ID, KEY)
    assert facts.MOST_BYTES - 3 <= len(full.encode()) <= facts.MOST_BYTES
    code = segno.make_qr(full, encoding="utf-8", error="m")
    assert (code.version, code.error) == (15, "M")


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_strangers_reader_reads_the_printed_code(dpi: int) -> None:
    """25 mm wide on the sheet, as the foot strip prints it, the fullest text there can be."""
    text = signed_text(replace(FACTS, title="很长的题名" * 30), KEY_ID, KEY)
    code = f'<img class="code" src="{qr_png(text)}" alt=""/>'
    sheet = f'<div class="small-sheet"><div class="strip">{code}</div></div>'
    paper = pdf.render(f'<!DOCTYPE html><html lang="zh-CN"><body>{sheet}</body></html>', title="码").pdf
    found = zxingcpp.read_barcodes(_scanned(paper, dpi))
    assert [(each.text, each.format) for each in found] == [(text, zxingcpp.BarcodeFormat.QRCode)]


def _scanned(paper: bytes, dpi: int) -> Image.Image:
    page = pypdfium2.PdfDocument(io.BytesIO(paper))[0]
    return page.render(scale=dpi / 72).to_pil().convert("L")
