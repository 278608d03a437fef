"""核验码: the square code on the foot strip and the lines it holds.

A code cannot hold the hash of the file it is printed in. It holds the facts of the filing and the hash of the
answers, which lie in the same file as answers.json: with both, the data is checked without the network.
"""

from dataclasses import dataclass
from datetime import date

import segno


@dataclass(frozen=True)
class FilingMark:
    """备案标记: what the receiving organ prints on a paper when it files it.

    `filing_number` as people write it (岚青备〔2026〕18号), `machine_number` as files and codes do
    (BA-岚青-2026-000018-V1), `answers_sha256` in hex over the canonical form (`contents.data_sha256`).
    """

    filing_number: str
    machine_number: str
    organization: str
    filed_on: date
    answers_sha256: str
    is_demo: bool


def code_text(mark: FilingMark, title: str) -> str:
    """Return the lines of the code: number, organ, date, title, hash; a demo says so first."""
    lines = [
        mark.machine_number,
        mark.organization,
        mark.filed_on.isoformat(),
        title,
        f"sha256:{mark.answers_sha256}",
    ]
    return "\n".join(["演示文件"] * mark.is_demo + lines)


def qr_svg(text: str) -> str:
    """Draw `text` as a QR code: an SVG without size, one black path, quiet zone of two modules included.

    UTF-8 is declared inside the code, because phones otherwise guess and Chinese comes out as gibberish.
    """
    code = segno.make_qr(text, encoding="utf-8", error="m")
    return str(code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))
