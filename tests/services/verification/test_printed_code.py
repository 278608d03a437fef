"""印出的方码: what a stranger's reader gets from the printed sheet is what the record signed, and it holds."""

from __future__ import annotations

import pytest
import zxingcpp

from tests.documents.reading import picture
from tests.services.verification.conftest import Filed
from youthwork.services.verification.verify import verify_text


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_code_scanned_from_the_filed_sheet_is_genuine(world: Filed, dpi: int) -> None:
    found = zxingcpp.read_barcodes(picture(world.filed, dpi).convert("L"))
    assert [each.text for each in found] == [world.code_text]
    assert verify_text(found[0].text).is_genuine
