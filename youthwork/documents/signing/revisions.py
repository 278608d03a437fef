"""续写: what a signed paper may grow by, in writing and in judging.

Everything after the first signature is signatures, time stamps and their evidence. Titles and other
descriptions count as content: they are not touched when we append, and a file in which they were is changed.
"""

import io
import logging

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)

# What pyHanko finds wrong with a stranger's file is our answer to him, no trouble of the server's.
logging.getLogger("pyhanko").setLevel(logging.ERROR)

#: What may be appended after a signature: pyHanko's rules without those for descriptions and form contents.
SIGNING_ONLY = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys={"/AcroForm", "/DSS"}),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)


class Revision(IncrementalPdfFileWriter):
    """修订版: what is appended to a paper, leaving its description as the unit signed it."""

    def __init__(self, paper: bytes) -> None:
        super().__init__(io.BytesIO(paper))

    def _update_meta(self) -> None:
        """Do nothing: pyHanko would write the present time into the description."""

    def appended(self) -> bytes:
        """Return the paper with this revision at its end."""
        result = io.BytesIO()
        self.write(result)
        return result.getvalue()
