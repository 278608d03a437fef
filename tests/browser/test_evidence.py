"""佐证材料 in a browser: photos from a phone, made small on the way, sent again when the network comes back."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.conftest import People
from tests.browser.pages import Person
from youthwork.extensions import db
from youthwork.models import Evidence
from youthwork.services.evidence import sight


@cache
def photo(size: tuple[int, int], at_least: int = 0) -> bytes:
    """A JPEG as a phone held upright takes it: lying on its side, with the place it was taken at."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 0.0)
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80, exif=exif.tobytes())
    content = written.getvalue()
    # A camera of many megapixels writes as much: filled up behind the end, which costs nothing to make.
    return content + b"\0" * max(0, at_least - len(content))


def choose(person: Person, *files: tuple[str, bytes], by: str = "添加照片或文件") -> Locator:
    chosen = [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in files]
    person.page.get_by_label(by).set_input_files(chosen)
    return person.page.locator("[data-evidence-list] .evidence-item:not(.gone)")


def kept(app: Flask) -> list[tuple[Evidence, bytes]]:
    with app.app_context():
        rows = db.session.scalars(db.select(Evidence).order_by(Evidence.id)).all()
        return [(each, sight.read(each.sha256)) for each in rows]


def test_a_photo_of_twelve_megapixels_arrives_upright_small_and_without_its_place(
    people: People, app: Flask
) -> None:
    cadre = people("luo", 390)
    cadre.begin("任务表")
    items = choose(cadre, ("IMG_0001.jpg", photo((4000, 3000))))
    expect(items).to_have_count(1, timeout=30_000)
    items.scroll_into_view_if_needed()
    expect(items.locator("img")).to_have_js_property("naturalWidth", 240)
    [(row, content)] = kept(app)
    assert b"SecretPhone" not in content and b"Exif" not in content and b"GPS" not in content
    assert Image.open(io.BytesIO(content)).size == (1200, 1600)
    assert row.name == "IMG_0001.jpg" and row.size == len(content) < 700_000
    assert not cadre.overflows() and not cadre.faults


def test_a_photo_of_fifty_megabytes_is_made_small_before_it_travels(
    people: People, app: Flask, tmp_path: Path
) -> None:
    big = tmp_path / "IMG_0050.jpg"
    big.write_bytes(photo((10_000, 8_000), 51 * 1024 * 1024))
    cadre = people("luo", 390)
    cadre.begin("任务表")
    sent: list[int] = []
    cadre.page.on(
        "request", lambda it: sent.append(len(it.post_data_buffer or b"")) if it.method == "POST" else None
    )
    cadre.page.get_by_label("添加照片或文件").set_input_files(big)
    items = cadre.page.locator("[data-evidence-list] .evidence-item")
    expect(items).to_have_count(1, timeout=60_000)
    assert Image.open(io.BytesIO(kept(app)[0][1])).size == (1280, 1600)
    assert max(sent) < 3 * 1024 * 1024


def test_a_lost_network_keeps_the_photo_and_sends_it_when_it_is_back(people: People, app: Flask) -> None:
    cadre = people("luo", 390)
    cadre.begin("任务表")
    cadre.page.context.set_offline(True)
    items = choose(cadre, ("a.jpg", photo((800, 600))))
    line = cadre.page.locator(".evidence-sending li")
    expect(line).to_contain_text("网络断了，文件还在", timeout=20_000)
    expect(line.get_by_role("button", name="重试")).to_be_visible()
    cadre.page.context.set_offline(False)
    expect(items).to_have_count(1, timeout=20_000)
    expect(line).to_have_count(0)
    assert len(kept(app)) == 1


def test_what_is_typed_in_the_form_stays_while_photos_come_and_go(people: People) -> None:
    cadre = people("luo", 390)
    cadre.begin("任务表")
    branch = cadre.page.get_by_label("全程参与的团支部名称")
    branch.fill("还没有写完的支部")
    items = choose(cadre, ("a.jpg", photo((800, 600))))
    expect(items).to_have_count(1, timeout=30_000)
    cadre.page.get_by_label("说明").fill("3月5日签到表")
    cadre.page.get_by_label("证明哪一项").select_option(label="一起开展志愿服务")
    expect(cadre.page.locator(".evidence-said")).to_have_text("说明已保存")
    expect(items.locator(".evidence-text")).to_contain_text("3月5日签到表（一起开展志愿服务）")
    cadre.page.get_by_role("button", name="移除 a.jpg").click()
    expect(items).to_have_count(0)
    cadre.page.get_by_role("button", name="放回 a.jpg").click()
    expect(items).to_have_count(1)
    expect(branch).to_have_value("还没有写完的支部")
    assert not cadre.faults


def test_a_refused_file_says_why_and_the_next_one_is_sent_all_the_same(people: People) -> None:
    cadre = people("luo", 390)
    cadre.begin("任务表")
    items = choose(cadre, ("动图.gif", b"GIF89a" + b"\0" * 40), ("b.jpg", photo((800, 600))))
    expect(items).to_have_count(1, timeout=30_000)
    line = cadre.page.locator(".evidence-sending li")
    expect(line).to_contain_text("“动图.gif”是 GIF 动图，不能收。可以收的有：照片（JPG、PNG、WebP、HEIC）")
    line.get_by_role("button", name="不传了").click()
    expect(line).to_have_count(0)


def test_the_buttons_of_the_phone_are_large_enough_for_a_thumb(people: People) -> None:
    cadre = people("luo", 390)
    cadre.begin("任务表")
    items = choose(cadre, ("a.jpg", photo((800, 600))), by="拍照")
    expect(items).to_have_count(1, timeout=30_000)
    camera = cadre.page.get_by_label("拍照")
    expect(camera).to_have_attribute("capture", "environment")
    targets = cadre.page.locator(
        "#evidence .btn:visible, #evidence input:not(.visually-hidden), #evidence select"
    )
    assert targets.count() >= 5
    for at in range(targets.count()):
        box = targets.nth(at).bounding_box()
        assert box and box["height"] >= 44, targets.nth(at).inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_without_a_script_the_text_is_saved_and_the_page_of_the_files_has_a_form(
    people: People, width: int
) -> None:
    cadre = people("luo", width, javascript=False)
    cadre.begin("任务表")
    cadre.page.get_by_label("全程参与的团支部名称").fill("写到一半")
    cadre.press("保存并添加佐证材料")
    cadre.page.get_by_label("照片或文件", exact=True).set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((800, 600))}
    )
    cadre.press("添加")
    expect(cadre.page.locator(".evidence-item")).to_contain_text("a.jpg", timeout=30_000)
    assert not cadre.overflows()
    cadre.page.get_by_role("link", name="返回填报").click()
    expect(cadre.page.get_by_label("全程参与的团支部名称")).to_have_value("写到一半")
