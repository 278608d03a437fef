"""Word 里的文字: what a person sees in a paragraph or a cell, whatever it is wrapped in.

Revisions are read as accepted, hidden text and prompts are left out, text boxes and ticked boxes are text. What a
person has to be told of (`Line.seen`) is remembered beside it. Names are compared without their namespace, which
makes Strict Open XML the same as the usual.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from lxml import etree

from youthwork.services.exchange.word import marks


class Seen(Enum):
    """读到的特别之处, as the sentence that tells it."""

    REVISED = "有修订：按接受修订后的文字读入，删去的没有读"
    HIDDEN = "有隐藏文字，没有读"
    PICTURE = "有图片，图片里的字读不了"
    SYMBOL = "有系统认不出的符号，没有读"


@dataclass
class Mark:
    """行标记 and where it stands in its line: from `start` to `end` (-1: it ends elsewhere)."""

    named: marks.Named
    start: int
    end: int = -1


@dataclass
class Line:
    """一段文字; soft breaks are in it as line ends."""

    text: str = ""
    is_numbered: bool = False
    marks: list[Mark] = field(default_factory=list)
    seen: set[Seen] = field(default_factory=set)


#: Wrappers with nothing of their own; text boxes stand inside several of them.
_UNSEEN = {
    *("pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr", "sdtPr", "sdtEndPr", "instrText", "delText"),
    *("delInstrText", "rt", "tbl", "footnoteReference", "endnoteReference", "commentReference"),
    *("annotationRef", "ffData", "posOffset", "align", "pctWidth", "pctHeight"),
}
_GONE = {"del", "moveFrom"}
_NEW = {"ins", "moveTo"}
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
#: Wingdings as Word uses them for boxes.
_BOXES = {
    "F0FE": "☑",
    "F052": "☑",
    "F0FD": "☒",
    "F053": "☒",
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F0FC": "√",
}
_OFF = {"0", "false", "off", "none"}


def local(element: etree._Element) -> str:
    """The element's name without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), None)


def child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first descendant along the path of names."""
    found: etree._Element | None = element
    for name in path:
        found = next((each for each in found if local(each) == name), None) if found is not None else None
    return found


def is_on(element: etree._Element, *path: str) -> bool:
    """Whether a switch such as `w:vanish` is there and not turned off."""
    found = child(element, *path)
    return found is not None and (attribute(found, "val") or "1") not in _OFF


def lines_of(container: etree._Element) -> list[Line]:
    """The paragraphs of a body or a cell, without those of tables inside it."""
    lines: list[Line] = []
    runs_on = False
    for paragraph in _paragraphs(container):
        pen = _Pen()
        pen.walk(paragraph)
        if runs_on and lines:
            _append(lines[-1], pen.line)
        else:
            lines.append(pen.line)
        # A paragraph whose end is deleted in a revision runs on into the next.
        runs_on = child(paragraph, "pPr", "rPr", "del") is not None
    return lines


def _paragraphs(container: etree._Element) -> Iterator[etree._Element]:
    for each in container:
        name = local(each)
        if name == "p":
            yield each
        elif name in _GONE or name in _UNSEEN or is_on(each, "sdtPr", "showingPlcHdr"):
            continue
        elif name in _NEW or name in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from _paragraphs(each)


class _Pen:
    """Writes one paragraph down, and where the marks stand in it."""

    def __init__(self) -> None:
        self.line = Line()
        self._open: dict[str | None, Mark] = {}

    def walk(self, element: etree._Element) -> None:
        if local(element) == "p" and child(element, "pPr", "numPr") is not None:
            # Number 0 takes a paragraph out of its list.
            number = child(element, "pPr", "numPr", "numId")
            self.line.is_numbered = number is None or attribute(number, "val") != "0"
        for each in element:
            self._take(each, local(each))

    def _take(self, element: etree._Element, name: str) -> None:
        if name in _UNSEEN or not name:
            return
        if name == "t":
            self.line.text += element.text or ""
        elif name in _BREAKS:
            self.line.text += _BREAKS[name]
        elif name in _GONE:
            self.line.seen.add(Seen.REVISED)
        elif name == "r" and is_on(element, "rPr", "vanish"):
            if any(local(each) == "t" for each in element):
                self.line.seen.add(Seen.HIDDEN)
        elif name == "sdt" and is_on(element, "sdtPr", "showingPlcHdr"):
            return
        elif name == "AlternateContent":
            # The same thing twice, for new and for old programs.
            choice = child(element, "Choice")
            self.walk(choice if choice is not None else element)
        elif name == "p":
            self.line.text += "\n"
            self.walk(element)
        else:
            self._take_rest(element, name)

    def _take_rest(self, element: etree._Element, name: str) -> None:
        if name == "bookmarkStart":
            self._begin_mark(element)
        elif name == "bookmarkEnd":
            self._end_mark(attribute(element, "id"))
        elif name == "sym":
            self._take_symbol(attribute(element, "char") or "")
        elif name == "fldChar":
            self._take_old_box(element)
        elif name in ("blip", "imagedata"):
            self.line.seen.add(Seen.PICTURE)
        else:
            if name in _NEW:
                self.line.seen.add(Seen.REVISED)
            self.walk(element)

    def _begin_mark(self, element: etree._Element) -> None:
        found = marks.read_name(attribute(element, "name") or "")
        if found is not None:
            mark = self._open[attribute(element, "id")] = Mark(found, len(self.line.text))
            self.line.marks.append(mark)

    def _end_mark(self, number: str | None) -> None:
        mark = self._open.pop(number, None)
        if mark is not None:
            mark.end = len(self.line.text)

    def _take_symbol(self, code: str) -> None:
        if code.upper() in _BOXES:
            self.line.text += _BOXES[code.upper()]
        else:
            self.line.seen.add(Seen.SYMBOL)

    def _take_old_box(self, element: etree._Element) -> None:
        box = child(element, "ffData", "checkBox")
        if box is not None:
            state = "checked" if child(box, "checked") is not None else "default"
            self.line.text += "☑" if is_on(box, state) else "□"


def _append(line: Line, more: Line) -> None:
    shift = len(line.text)
    line.text += more.text
    line.seen |= {*more.seen, Seen.REVISED}
    line.marks += [
        Mark(each.named, each.start + shift, each.end + shift if each.end >= 0 else -1) for each in more.marks
    ]
