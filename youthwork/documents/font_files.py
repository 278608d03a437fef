"""字体文件: what a font file says about itself: its families, its characters, its outlines."""

import functools
import io
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from youthwork.domain.errors import Unacceptable

SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}


@dataclass(frozen=True)
class Face:
    """字体: one font in one file; `number` is its place in a collection (.ttc), 0 otherwise."""

    path: Path
    number: int
    families: tuple[str, ...]


def font_files(folder: Path) -> list[Path]:
    """List the font files of a folder by name; none if there is no such folder."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)


@functools.cache
def faces_in(file: Path) -> tuple[Face, ...]:
    """Read the fonts of a file: one, or several of a collection. Raises Unacceptable when it is none."""
    try:
        return _read(file)
    except (TTLibError, OSError) as error:
        raise Unacceptable(f"字体文件 {file} 读不出来：请移走它，或重新放入完好的文件。") from error


def _read(file: Path) -> tuple[Face, ...]:
    collection = file.suffix.lower() in (".ttc", ".otc")
    with file.open("rb") as content:
        opened = TTCollection(content, lazy=True).fonts if collection else [TTFont(content, lazy=True)]
        # Name 1 tells Noto Serif SC Black from Noto Serif SC; in Chinese fonts it comes in two languages.
        families = [
            dict.fromkeys(str(name) for name in font["name"].names if name.nameID == 1) for font in opened
        ]
    return tuple(Face(file, number, tuple(names)) for number, names in enumerate(families))


@functools.cache
def coverage(face: Face) -> frozenset[int]:
    """Return the code points a font draws."""
    with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@functools.cache
def open_font(face: Face) -> TTFont:
    """Open a font for its outlines, once per process."""
    # From memory, so that no file stays open for the life of the process.
    return TTFont(io.BytesIO(face.path.read_bytes()), fontNumber=face.number, lazy=True)
