"""通知 for tests: a draft begun, typed into, and one that lacks nothing."""

from __future__ import annotations

from tests.factories import Cast
from youthwork.forms import notices as forms
from youthwork.forms.fields import Posted
from youthwork.models import Notice
from youthwork.services.notices import drafts, issuing
from youthwork.services.notices.contents import shortcomings_of

#: What is typed so that nothing is lacking; the clock of the tests stands on 1 April 2026.
WHOLE: dict[str, str] = {
    "number": "示青字[2026]12号",
    "title": "关于做好联系点汇总工作的通知",
    "body": "为做好联系点工作，现通知如下。\n一、工作要求\n（一）如实填报。各单位据实填写。",
    "basis": "团示范省委2026年工作要点第三部分",
    "expires_on": "2026-12-31",
    "contact_name": "顾言",
    "contact_phone": "13800000001",
    "due-contact_points": "2026-04-20",
}


def begin(cast: Cast, who: str = "gu", organ: str = "团示范省委", edition: str = "province_2017_8") -> Notice:
    return drafts.begin(cast.person(who), cast.organ(organ).id, edition)


def typed(notice: Notice, **changes: str | list[str]) -> Posted:
    """The page of the draft with this typed into it; `due_contact_points` for a field with a hyphen."""
    posted: Posted = {**(notice.typed or {}), "page": ["a" * 16], "sequence": ["1"]}
    for name, text in changes.items():
        for kind in ("due", "opens", "first", "last", "asked"):
            if name.startswith(f"{kind}_"):
                name = f"{kind}-{name.removeprefix(f'{kind}_')}"
        posted[name] = text if isinstance(text, list) else [text]
    return posted


def save(
    notice: Notice, cast: Cast, who: str = "gu", version: int | None = None, **changes: str | list[str]
) -> Notice:
    posted = typed(notice, **changes)
    given = forms.read(notice.edition_key, posted)
    return drafts.save(notice, given, cast.person(who), notice.version if version is None else version)


def whole(cast: Cast, who: str = "gu", organ: str = "团示范省委", **changes: str | list[str]) -> Notice:
    """A draft that lacks nothing: 附件1 alone, for everybody beneath."""
    given = {name.replace("-", "_", 1): text for name, text in WHOLE.items()}
    notice = begin(cast, who, organ)
    return save(notice, cast, who, **{**given, "annexes": ["contact_points"], **changes})


def fields_of(notice: Notice) -> list[str]:
    return [name for name, _ in shortcomings_of(notice)]


def issued(cast: Cast, who: str = "su", **changes: str | list[str]) -> Notice:
    """A notice of the province issued by 苏明."""
    notice = whole(cast, **changes)
    return issuing.issue(notice, cast.person(who), notice.version)
