"""字体: which typeface draws what on the paper, the same on every machine.

The style sheet names five roles (小标宋, 仿宋, 楷体, 黑体, 宋体), never a font. A fontconfig file of our own
maps each role to the first font present: the office's own, if `instance/fonts/` holds one, then ours. Nothing
else that happens to be installed takes part, so a paper looks alike wherever it is made.

`python -m youthwork.documents.fonts cut --source DIR` prepares the fonts; see `font_cutting.py`.
"""

import argparse
import functools
import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from youthwork.documents import font_cutting
from youthwork.documents.font_files import Face, coverage, faces_in, font_files, open_font
from youthwork.domain.errors import YouthworkError

# What an office may own comes first in each role; ours stand last and are always there. HanaMin draws what
# nothing else draws, so it closes every chain.
LAST_RESORT = ("Noto Serif SC", "LXGW WenKai", "HanaMinA", "HanaMinB", "Noto Serif CJK SC")
ROLES: dict[str, tuple[str, ...]] = {
    "小标宋": (
        *("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        *("Youthwork Title", "Noto Serif SC Black"),
    ),
    "仿宋": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "FangSong",
        "Zhuque Fangsong (technical preview)",
        "Youthwork Song",
    ),
    "楷体": ("楷体_GB2312", "KaiTi_GB2312", "KaiTi", "LXGW WenKai", "Youthwork Song"),
    "黑体": ("SimHei", "Youthwork Hei", "Noto Sans SC Medium"),
    "宋体": ("SimSun", "Youthwork Song"),
    "末选": LAST_RESORT,
}

# Debian's fonts-lxgw-wenkai, fonts-hanazono and fonts-noto-cjk; one file of each is enough.
SYSTEM_FONTS = (
    Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
)


class FontsNotReady(YouthworkError):
    """The fonts are not cut yet, or a library the paper cannot do without is missing."""

    status = 503


@dataclass(frozen=True)
class FontRole:
    """字体角色: a role of the style sheet and the font that serves it on this machine."""

    role: str
    family: str
    path: Path
    from_office: bool


_office_folders: tuple[Path, ...] = ()
_configuration_file: Path | None = None


def configure(extra_dirs: Sequence[Path] = ()) -> None:
    """Make this process draw with our fonts and those in `extra_dirs`; call before the first paper.

    Pango asks the environment for its configuration when it is loaded, and `pdf.py` loads it late for that
    reason. A folder that does not exist or holds no font is passed over. The configuration is written
    beside the office's fonts, or else beside ours. Raises FontsNotReady if `cut` never ran.
    """
    global _office_folders, _configuration_file
    if not (font_cutting.TYPEFACES / "cut").is_dir():
        raise FontsNotReady(
            "打印字体还没有准备好：请先运行 make setup"
            "（或 python -m youthwork.documents.fonts cut --source node_modules/@expo-google-fonts）。"
        )
    for file in (file for folder in extra_dirs for file in font_files(folder)):
        faces_in(file)  # a broken file of the office is named now, not when somebody prints
    _office_folders = tuple(folder.resolve() for folder in extra_dirs if font_files(folder))
    home = _office_folders[0] if _office_folders else font_cutting.TYPEFACES
    configuration = home / "fonts.conf"
    text = _configuration(_office_folders)
    try:
        if not configuration.exists() or configuration.read_text(encoding="utf-8") != text:
            font_cutting.write_whole(configuration, text.encode())
    except OSError as error:
        raise FontsNotReady(
            f"字体配置写不进 {configuration}（{error.strerror}）：请检查写入权限。"
        ) from error
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    _configuration_file = configuration
    _faces.cache_clear()
    _is_drawn.cache_clear()


def configuration_file() -> Path:
    """Return the fontconfig file in force; without office fonts if nobody has called `configure`."""
    if _configuration_file is None:
        configure()
    assert _configuration_file is not None
    return _configuration_file


def check_subsetter() -> None:
    """Refuse to go on without HarfBuzz's subsetter: papers would take thirty times as long, unnoticed."""
    from weasyprint.text import ffi  # late: loading it loads Pango, which reads the configuration

    if ffi.harfbuzz_subset is None:
        raise FontsNotReady(
            "缺少字体裁剪库，出件会慢三十倍以上：请安装 libharfbuzz-subset0"
            "（apt install libharfbuzz-subset0）后重新启动。"
        )


def undrawable(text: str) -> list[str]:
    """Name the characters of `text` that no font here draws, once each, as `𬭎 U+2CB4E`.

    Private-use characters are always named, even where a font has a picture: elsewhere it is another one.
    """
    distinct = dict.fromkeys(text)
    return [f"{character} U+{ord(character):04X}" for character in distinct if not _is_drawn(character)]


def report() -> list[FontRole]:
    """Tell which font file serves each role, 末选 (the last resort) included."""
    found = []
    for role, families in ROLES.items():
        face = next((face for family in families if (face := _faces().get(family.casefold()))), None)
        if face is not None:
            from_office = any(face.path.is_relative_to(folder) for folder in _office_folders)
            found.append(FontRole(role, face.families[0], face.path, from_office))
    return found


def open_face(role: str, character: str) -> TTFont:
    """Open the font that draws `character` in `role`: for outlines, such as those of a seal."""
    for family in (*ROLES[role], *LAST_RESORT):
        face = _faces().get(family.casefold())
        if face is not None and ord(character) in coverage(face):
            return open_font(face)
    raise FontsNotReady(
        f"没有字体能画出“{character}”（U+{ord(character):04X}）："
        "请换用规范字，或在 instance/fonts/ 放入含此字的字体。"
    )


@functools.cache
def _is_drawn(character: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Co", "Cs"):
        return False
    if character in "\t\n\r" or category in ("Zs", "Zl", "Zp") or _is_variation_selector(character):
        return True
    return any(ord(character) in coverage(face) for face in _faces().values())


def _is_variation_selector(character: str) -> bool:
    """It asks for another shape of the character before it and is not drawn itself."""
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def _configuration(office: Sequence[Path]) -> str:
    folders = [font_cutting.TYPEFACES / "cut", font_cutting.TYPEFACES / "full", *office]
    folders += dict.fromkeys(path.parent for path in SYSTEM_FONTS)
    wanted = {path for path in SYSTEM_FONTS}
    # The Debian folders hold twenty other cuts; each would be weighed for every piece of text.
    unwanted = [
        file
        for folder in {path.parent for path in SYSTEM_FONTS}
        for file in font_files(folder)
        if file not in wanted
    ]
    lines = ["<?xml version='1.0'?>", "<!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>"]
    lines += ["<!-- Written by youthwork; changes are overwritten. -->", "<fontconfig>"]
    lines += [f"<dir>{escape(str(folder))}</dir>" for folder in folders]
    lines += [f"<cachedir>{escape(str(font_cutting.TYPEFACES / 'cache'))}</cachedir>"]
    lines += ["<cachedir prefix='xdg'>fontconfig</cachedir>", "<selectfont><rejectfont>"]
    lines += [f"<glob>{escape(str(file))}</glob>" for file in sorted(unwanted)]
    lines += ["</rejectfont></selectfont>"]
    for role in [*ROLES, "serif", "sans-serif", "monospace"]:
        families = dict.fromkeys((*ROLES.get(role, ROLES["宋体"]), *LAST_RESORT))
        lines += [f"<alias binding='same'><family>{role}</family><prefer>"]
        lines += [f"<family>{escape(family)}</family>" for family in families]
        lines += ["</prefer></alias>"]
    return "\n".join([*lines, "</fontconfig>", ""])


@functools.cache
def _faces() -> dict[str, Face]:
    """Every font that takes part, by each of its family names; the one found first keeps the name."""
    files = [file for folder in _office_folders for file in font_files(folder)]
    files += [file for folder in ("cut", "full") for file in font_files(font_cutting.TYPEFACES / folder)]
    files += [file for file in SYSTEM_FONTS if file.exists()]
    faces: dict[str, Face] = {}
    for face in (face for file in files for face in faces_in(file)):
        for family in face.families:
            faces.setdefault(family.casefold(), face)
    return faces


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line of this module; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m youthwork.documents.fonts")
    commands = parser.add_subparsers(dest="command", required=True)
    cut = commands.add_parser("cut", help="cut the typefaces down to the standard characters")
    cut.add_argument("--source", type=Path, required=True, help="the folder node_modules/@expo-google-fonts")
    source = parser.parse_args(arguments).source
    try:
        print(font_cutting.cut(source))
        configure()
    except YouthworkError as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
