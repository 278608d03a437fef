"""隔开验看: what comes from outside is unpacked in a process of its own, which may use only so much and may fall over.

The libraries that unpack pictures and PDFs are large and written in C. A file made to burst, to run for ever or to
crash them ends this process and not the server; its person reads that the file cannot be opened. One at a time, so
that twenty uploads at once need no more memory than one.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from youthwork.domain.errors import Unacceptable

MOST_MEMORY = 1536 * 1024 * 1024
MOST_CPU_SECONDS = 30
_MOST_SECONDS = 90
#: youthwork/__init__ is not run there: it would bring Flask and the database along, a second for every photo.
_PROGRAM = """
import sys, types
package = sys.modules["youthwork"] = types.ModuleType("youthwork")
package.__path__ = [sys.argv[1]]
from youthwork.documents.apart import main
main(sys.argv[2])
"""
_PACKAGE = Path(__file__).parents[1]
_one_at_a_time = threading.Lock()
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """验看的结果: what is to be kept (None: the file as it came), its small picture, and how many pages it has."""

    content: bytes | None
    thumbnail: bytes | None
    pages: int = 1


def examine(kind: str, content: bytes) -> Taken:
    """验看: `kind` is "picture" or "pdf". Raises `Unacceptable` with what is wrong with the file."""
    command = [sys.executable, "-c", _PROGRAM, str(_PACKAGE), kind]
    with _one_at_a_time:
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=_MOST_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise _unopened() from error
    if done.returncode != 0:
        _log.warning(
            "a %s of %d bytes ended its reader: %s\n%s",
            kind,
            len(content),
            done.returncode,
            done.stderr.decode(errors="replace")[-4000:],
        )
        raise _unopened()
    return _received(done.stdout)


def _unopened() -> Unacceptable:
    return Unacceptable("这个文件打不开，或者打开它要用太多内存和时间：请另存一份再传")


def _received(answer: bytes) -> Taken:
    """A line of JSON, then the parts one after the other, as `main` writes them."""
    head, _, parts = answer.partition(b"\n")
    told = json.loads(head)
    if told["refusal"]:
        raise Unacceptable(told["refusal"])
    size = told["content"]
    return Taken(parts[:size] or None, parts[size:] or None, told["pages"])


def main(kind: str) -> None:
    """The other side: read the file from the standard input, write what became of it to the standard output."""
    _bound()
    readers: dict[str, Callable[[bytes], Taken]] = {"picture": _picture, "pdf": _pdf}
    try:
        taken, refusal = readers[kind](sys.stdin.buffer.read()), ""
    except Unacceptable as refused:
        taken, refusal = Taken(None, None), refused.sentence
    content, thumbnail = taken.content or b"", taken.thumbnail or b""
    told = {"refusal": refusal, "content": len(content), "pages": taken.pages}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + content + thumbnail)


def _bound() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _picture(content: bytes) -> Taken:
    # The libraries are loaded only on this side.
    from youthwork.documents import pictures

    shrunk = pictures.shrink(content)
    return Taken(shrunk.content, shrunk.thumbnail)


def _pdf(content: bytes) -> Taken:
    from youthwork.documents import pdf_examining

    examined = pdf_examining.examine(content)
    return Taken(None, examined.thumbnail, examined.pages)
