"""遮盖版面: phones are covered on the picture of a page, and nothing else is."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from youthwork.documents import pdf
from youthwork.documents.blotting import blotted, hidden_places
from youthwork.documents.images import page_images


def printed(body: str) -> tuple[bytes, bytes]:
    """A paper with this on it, and the picture of its first page."""
    html = f'<html lang="zh-CN"><head><title>页</title></head><body><article>{body}</article></body></html>'
    content = pdf.render(html, title="页").pdf
    return content, page_images(content)[0]


def changed(before: bytes, after: bytes) -> int:
    """How many points of the picture differ."""
    pictures = (Image.open(io.BytesIO(each)).convert("RGB") for each in (before, after))
    return sum(ImageChops.difference(*pictures).convert("L").histogram()[1:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系电话13800001234。", "联系电话138****1234。"),
        ("0371-65900000", "****-****0000"),
        ("１３８", "１３８"),
        ("身份 213800001234 号", "身份 213800001234 号"),
        ("1380000\r\n1234", "138****\r\n1234"),
        ("示青字〔2026〕8号附件1", "示青字〔2026〕8号附件1"),
    ],
)
def test_the_middle_of_a_mobile_and_all_but_the_end_of_a_landline_are_hidden(text: str, shown: str) -> None:
    hidden = set(hidden_places(text))
    found = "".join("*" if at in hidden else ch for at, ch in enumerate(text))
    assert found == shown


def test_a_page_with_phones_is_covered_there() -> None:
    paper, picture = printed("<p>填表人：周可儿　联系电话：13800001234　座机：0371-65900000</p>")
    points = changed(picture, blotted(paper, 1, picture))
    assert 100 < points < 5000


def test_a_page_without_phones_is_the_very_picture() -> None:
    paper, picture = printed("<p>备案号：岚青备〔2026〕12号　2026年4月1日</p>")
    assert blotted(paper, 1, picture) is picture
