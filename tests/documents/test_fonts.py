"""字体: which characters are drawn, by which font, and what happens on a machine that is not ready."""

import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from youthwork.documents import font_cutting, fonts, pdf
from youthwork.domain.errors import Unacceptable


@pytest.fixture(autouse=True)
def configured() -> Iterator[None]:
    fonts.configure()
    yield
    fonts.configure()


def small_font(path: Path, family: str, characters: str = "青年") -> Path:
    """A font of a few characters under any name, cut from one of ours."""
    font = TTFont(font_cutting.TYPEFACES / "full" / "NotoSansSC_500Medium.ttf")
    subsetter = subset.Subsetter()
    subsetter.populate(text=characters)
    subsetter.subset(font)
    names = font["name"]
    names.names = [name for name in names.names if name.nameID == 0]
    for identifier, text in ((1, family), (2, "Regular"), (4, family), (6, family)):
        names.setName(text, identifier, 3, 1, 0x409)
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path


def test_rare_characters_of_names_are_drawn() -> None:
    assert fonts.undrawable("䶮㛃𬭛𠅤𬭎喆堃昇祎玥 买买提江·阿布都 囍𠮷") == []


def test_punctuation_of_official_papers_is_drawn() -> None:
    assert fonts.undrawable("示青字〔2026〕8号“1+100”‘一学一做’—…·○①⑳（盖章）：、\n\t　") == []


def test_a_character_no_font_draws_is_named_once_with_its_code_point() -> None:
    assert fonts.undrawable("周\ue000可\ue000儿\u0378") == ["\ue000 U+E000", "\u0378 U+0378"]


def test_a_control_character_is_named() -> None:
    assert fonts.undrawable("周\x07") == ["\x07 U+0007"]


def test_a_variation_selector_is_no_character_of_its_own() -> None:
    assert fonts.undrawable("葛\U000e0100") == []


def test_every_role_is_served_and_reported() -> None:
    served = {role.role: role for role in fonts.report()}
    assert list(served) == ["小标宋", "仿宋", "楷体", "黑体", "宋体", "末选"]
    assert served["小标宋"].family == "Youthwork Title"
    assert all(role.path.is_file() and not role.from_office for role in served.values())


def test_a_font_of_the_office_takes_its_role(tmp_path: Path) -> None:
    own = small_font(tmp_path / "fonts" / "fangsong.ttf", "仿宋_GB2312")
    fonts.configure([tmp_path / "fonts", tmp_path / "absent"])
    served = {role.role: role for role in fonts.report()}
    assert served["仿宋"].path == own and served["仿宋"].from_office
    assert not served["宋体"].from_office
    assert os.environ["FONTCONFIG_FILE"] == str(tmp_path / "fonts" / "fonts.conf")


def test_a_table_is_printed_in_the_font_of_the_office(tmp_path: Path) -> None:
    def fonts_used() -> str:
        drawn = pdf.render(
            '<article class="paper"><table><tr><td>青年</td></tr></table></article>', title="表"
        )
        with pikepdf.open(io.BytesIO(drawn.pdf)) as opened:
            return " ".join(str(thing.FontName) for thing in opened.objects if "/FontName" in thing)

    small_font(tmp_path / "fangsong.ttf", "FangSong")
    assert "FangSong" not in fonts_used()
    fonts.configure([tmp_path])
    assert "FangSong" in fonts_used()


def test_a_broken_font_of_the_office_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "仿宋.ttf").write_bytes(b"not a font")
    with pytest.raises(Unacceptable, match=r"仿宋\.ttf 读不出来"):
        fonts.configure([tmp_path])


def test_an_empty_office_folder_changes_nothing(tmp_path: Path) -> None:
    fonts.configure([tmp_path])
    assert not any(tmp_path.iterdir())


def test_without_the_subsetter_the_program_refuses_and_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fonts.check_subsetter()
    from weasyprint.text import ffi

    monkeypatch.setattr(ffi, "harfbuzz_subset", None)
    with pytest.raises(fonts.FontsNotReady, match="libharfbuzz-subset0"):
        fonts.check_subsetter()


def test_uncut_fonts_are_refused_with_the_command_that_cuts_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(font_cutting, "TYPEFACES", tmp_path)
        with pytest.raises(fonts.FontsNotReady, match="make setup"):
            fonts.configure()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder shaped like node_modules/@expo-google-fonts, with small fonts in it."""
    folder = tmp_path / "source"
    small = small_font(tmp_path / "small.ttf", "Noto", "青年囍")
    for face in font_cutting.TYPEFACES_CUT:
        (folder / face.source).parent.mkdir(parents=True)
        shutil.copyfile(small, folder / face.source)
    (folder / "noto-serif-sc" / "LICENSE_FONT").write_text("OFL")
    return folder


def test_cutting_keeps_standard_characters_and_the_whole_font_beside(source: Path, tmp_path: Path) -> None:
    font_cutting.cut(source, tmp_path / "typefaces")
    for face in font_cutting.TYPEFACES_CUT:
        cut = TTFont(tmp_path / "typefaces" / "cut" / face.file_name)
        assert set(cut.getBestCmap()) == {ord("青"), ord("年")}
        assert cut["name"].getDebugName(1) == face.family
        whole = TTFont(tmp_path / "typefaces" / "full" / Path(face.source).name)
        assert ord("囍") in whole.getBestCmap()


def test_a_second_cut_of_the_same_fonts_does_nothing(source: Path, tmp_path: Path) -> None:
    destination = tmp_path / "typefaces"
    font_cutting.cut(source, destination)
    before = {file: file.stat().st_mtime_ns for file in destination.rglob("*")}
    assert font_cutting.cut(source, destination) == "打印字体没有变化。"
    assert {file: file.stat().st_mtime_ns for file in destination.rglob("*")} == before


def test_a_changed_font_or_a_lost_one_is_cut_again(source: Path, tmp_path: Path) -> None:
    destination = tmp_path / "typefaces"
    font_cutting.cut(source, destination)
    small_font(source / font_cutting.TYPEFACES_CUT[0].source, "Noto", "青年团")
    font_cutting.cut(source, destination)
    song = destination / "cut" / font_cutting.TYPEFACES_CUT[0].file_name
    assert ord("团") in TTFont(song).getBestCmap()
    song.unlink()
    font_cutting.cut(source, destination)
    assert song.exists()


def test_a_folder_without_the_fonts_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Unacceptable, match=r"NotoSerifSC_400Regular\.ttf"):
        font_cutting.cut(tmp_path, tmp_path / "typefaces")
