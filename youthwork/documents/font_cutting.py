"""字体裁剪: cut the typefaces down to the characters in use, once, when the program is set up.

A whole Chinese font has 30,000 characters and costs each sheet 27 ms more than one cut to the 8,105 of
通用规范汉字表. The whole fonts stay beside the cut ones and draw what is rarer.
"""

import hashlib
import json
import os
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from youthwork.domain.errors import StoreUnwritable, Unacceptable

HERE = Path(__file__).parent
TYPEFACES = HERE / "typefaces"
# Raise it when the recipe below changes: stamps written by an older one are then out of date.
RECIPE = 2

# Latin, punctuation, roman and circled numerals, boxes, CJK punctuation, full-width forms.
BESIDES_CHARACTERS = (
    *((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x203B), (0x2103, 0x2103), (0x2116, 0x2116), (0x2160, 0x217F)),
    *(
        (0x2190, 0x2193),
        (0x2212, 0x221E),
        (0x2260, 0x2265),
        (0x2460, 0x249B),
        (0x2500, 0x254B),
        (0x25A0, 0x25EF),
    ),
    *(
        (0x2605, 0x2612),
        (0x3000, 0x301F),
        (0x30FB, 0x30FB),
        (0x3220, 0x3229),
        (0xFF01, 0xFF5E),
        (0xFFE0, 0xFFE5),
    ),
)


@dataclass(frozen=True)
class Typeface:
    """字体: a static font of the npm packages, the family name its cut form gets, how much of the table it keeps.

    The cut forms have names of their own because fontconfig cannot tell two fonts of one name apart.
    """

    source: str
    family: str
    characters: int = 8105

    @property
    def file_name(self) -> str:
        return self.family.replace(" ", "") + ".ttf"


TYPEFACES_CUT = (
    Typeface("noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf", "Youthwork Song"),
    # Titles are made of common words: the 3,500 characters of 一级字表 save each sheet 3 ms.
    Typeface("noto-serif-sc/900Black/NotoSerifSC_900Black.ttf", "Youthwork Title", 3500),
    Typeface("noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf", "Youthwork Hei"),
)


def cut(source: Path, destination: Path = TYPEFACES) -> str:
    """Prepare all typefaces from the npm folder `source`; return what was done, as a sentence.

    Returns at once when source, characters and recipe are those of the last time. Raises Unacceptable when
    the folder lacks a font, StoreUnwritable when the program's own folder cannot be written.
    """
    if missing := [face.source for face in TYPEFACES_CUT if not (source / face.source).is_file()]:
        raise Unacceptable(f"{source} 里缺少字体文件 {missing[0]}：请先运行 npm ci。")
    stamp = _stamp(source)
    stamp_file = destination / "stamp.json"
    whole = all((destination / "cut" / face.file_name).exists() for face in TYPEFACES_CUT)
    if whole and stamp_file.exists() and stamp_file.read_text(encoding="utf-8") == stamp:
        return "打印字体没有变化。"
    try:
        # First of all, so that fonts half cut are never taken for finished ones.
        stamp_file.unlink(missing_ok=True)
        for folder in ("cut", "full", "cache"):
            shutil.rmtree(destination / folder, ignore_errors=True)
            (destination / folder).mkdir(parents=True)
        with ProcessPoolExecutor(min(len(TYPEFACES_CUT), os.cpu_count() or 1)) as pool:
            jobs = [pool.submit(_cut_one, source, destination, face) for face in TYPEFACES_CUT]
            for job in jobs:
                job.result()
        # The Open Font License travels with the fonts.
        shutil.copyfile(source / "noto-serif-sc" / "LICENSE_FONT", destination / "OFL.txt")
        write_whole(stamp_file, stamp.encode())
    except OSError as error:
        raise StoreUnwritable(
            f"打印字体写不进 {destination}（{error.strerror}）：请检查磁盘空间和写入权限。"
        ) from error
    return (
        f"打印字体已裁好：{len(TYPEFACES_CUT)} 款，正文的含 {len(standard_characters())} 个规范汉字和符号。"
    )


def standard_characters() -> str:
    """Return the 8,105 characters of 通用规范汉字表 in the table's order."""
    lines = (HERE / "standard_characters.txt").read_text(encoding="utf-8").splitlines()
    return "".join(line for line in lines if not line.startswith("#"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new, never a part."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as temporary:
        temporary.write(content)
    os.chmod(temporary.name, 0o644)
    os.replace(temporary.name, path)


def _stamp(source: Path) -> str:
    def fingerprint(file: Path) -> str:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()

    parts = {face.source: fingerprint(source / face.source) for face in TYPEFACES_CUT}
    return json.dumps(
        {"recipe": RECIPE, "characters": fingerprint(HERE / "standard_characters.txt"), **parts}
    )


def _cut_one(source: Path, destination: Path, face: Typeface) -> None:
    shutil.copyfile(source / face.source, destination / "full" / Path(face.source).name)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    # Vertical writing and variation records: a form needs neither, and every paper would carry them.
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "prep", "vhea", "vmtx"]
    font = TTFont(source / face.source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_code_points(face))
    subsetter.subset(font)
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 13, 14)]
    for identifier, text in (
        (1, face.family),
        (2, "Regular"),
        (4, face.family),
        (6, face.family.replace(" ", "")),
    ):
        names.setName(text, identifier, 3, 1, 0x409)
    # Weight is in the name: the style sheet asks for one weight everywhere and nothing is emboldened.
    font["OS/2"].usWeightClass = 400
    font.save(destination / "cut" / face.file_name)


def _code_points(face: Typeface) -> list[int]:
    besides = [code for first, last in BESIDES_CHARACTERS for code in range(first, last + 1)]
    return [*map(ord, standard_characters()[: face.characters]), *besides]
