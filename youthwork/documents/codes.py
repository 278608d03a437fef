"""核验码: the square code on the foot strip. What it says, and who signed it, is in `facts.py`."""

from dataclasses import dataclass
from datetime import date

import segno


@dataclass(frozen=True)
class FilingMark:
    """备案标记: what the receiving organ prints on a paper when it files it.

    `filing_number` as people write it (岚青备〔2026〕18号), `machine_number` as files and codes do
    (BA-岚青-2026-000018-V1), `answers_sha256` in hex over the canonical form (`contents.data_sha256`),
    `code_text` the signed lines of the square code, `remark` what a correction says of itself.
    """

    filing_number: str
    machine_number: str
    organization: str
    filed_on: date
    answers_sha256: str
    code_text: str
    is_demo: bool
    remark: str = ""


def qr_png(text: str) -> str:
    """Draw `text` as a QR code: a data: address of a picture, one pixel a module, quiet zone of two included.

    UTF-8 is declared inside the code, because phones otherwise guess and Chinese comes out as gibberish.
    """
    # Weighing all eight masks takes four times as long as making the code, and with half of the code being a
    # signature, as good as random, none is better than another.
    code = segno.make_qr(text, encoding="utf-8", error="m", mask=3)
    return str(code.png_data_uri(scale=1, border=2))
