"""离线核验页的生成: one HTML file with the public keys of this moment in it, good for years on any machine."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
#: In the order they call each other, the innermost first.
SCRIPTS = ("sha2.js", "ed25519.js", "inflate.js", "code.js", "paper.js", "page.js")

_DEMO = '<p class="demo">演示系统：人员、单位、印章均为虚构，不作公务使用</p>'


@dataclass(frozen=True)
class ListedKey:
    """清单上的公钥: its id, its 32 bytes, from when to when it signed codes."""

    key_id: str
    public: bytes
    begins: date
    ends: date


@dataclass(frozen=True)
class KeyList:
    """核验公钥清单 as the page carries it; `fingerprints` are the roots' SHA-256 in hex."""

    instance: str
    day: date
    is_demo: bool
    keys: Sequence[ListedKey]
    fingerprints: Sequence[str]


def offline_page(listed: KeyList, annexes: Sequence[Mapping[str, str]]) -> str:
    """Return the page as one HTML text; `annexes` name the fields of answers.json in Chinese, annex by annex.

    Its own policy lets run exactly the script it came with, so nothing a file holds can be run.
    """
    script = "".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return Template((HERE / "page.html").read_text(encoding="utf-8")).substitute(
        script_hash=_hash(script),
        style_hash=_hash(style),
        instance=escape(listed.instance),
        day=listed.day.isoformat(),
        demo=_DEMO if listed.is_demo else "",
        keys=_keys(listed),
        key_list=_data(listed, annexes),
        script=script,
        style=style,
    )


def grouped(hexadecimal: str) -> str:
    """Hex digits in groups of four, as people compare them: “3fa9 01bc …”."""
    return " ".join(hexadecimal[start : start + 4] for start in range(0, len(hexadecimal), 4))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _keys(listed: KeyList) -> str:
    rows = [
        f"<div><dt>公钥编号</dt><dd>{key.key_id}</dd></div>"
        f"<div><dt>公钥</dt><dd class='key'>{grouped(key.public.hex())}</dd></div>"
        f"<div><dt>使用期</dt><dd>{key.begins.isoformat()} 至 {key.ends.isoformat()}</dd></div>"
        for key in listed.keys
    ]
    roots = [
        f"<div><dt>根证书指纹</dt><dd class='key'>{grouped(fingerprint)}</dd></div>"
        for fingerprint in listed.fingerprints
    ]
    return "".join(f"<dl>{row}</dl>" for row in [*rows, "".join(roots)] if row)


def _data(listed: KeyList, annexes: Sequence[Mapping[str, str]]) -> str:
    data = {
        "date": listed.day.isoformat(),
        "keys": [{"id": key.key_id, "public": key.public.hex()} for key in listed.keys],
        "annexes": [dict(labels) for labels in annexes],
    }
    # Inside a script element only “</” could end it early.
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
