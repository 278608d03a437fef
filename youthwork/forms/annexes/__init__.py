"""表样 in use. One line an edition; a folder an edition; last year's stay as they were filed.

`youthwork clone-notice` begins another from one of these and adds its two lines here.
"""

from youthwork.forms.annexes import (
    city_2017_walking,
    province_2017_8,
)
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition

_IN_USE = (
    province_2017_8.EDITION,
    city_2017_walking.EDITION,
)
EDITIONS: dict[str, NoticeEdition] = {edition.key: edition for edition in _IN_USE}


def find_annex(edition_key: str, annex_key: str) -> type[AnnexForm]:
    """附件 of an edition; a KeyError is a fault of ours, because both keys come from our own records."""
    annex = EDITIONS[edition_key].annex(annex_key)
    if annex is None:
        raise KeyError(f"{edition_key} has no annex {annex_key}")
    return annex
