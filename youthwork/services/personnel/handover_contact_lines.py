"""交接清单里的联系工作: what of it passes how, in a line each; young people are a number and never a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from youthwork.domain.calendar import long_date
from youthwork.models import User
from youthwork.services.personnel.contact_estate import GROUP, PROBLEM, WISH, YOUTH, ContactEstate
from youthwork.services.personnel.handover_line import Line

#: So many wishes, problems and groups stand on the list by themselves; the rest is counted.
MOST = 20
_PAGES = {WISH: "/wishes", PROBLEM: "/visits/problems", GROUP: "/groups"}


def contact_lines(
    estate: ContactEstate, organ_id: int, last_day: date, successor: User | None
) -> Iterator[Line]:
    """联系青年 as a number, then what waits, each with its address."""
    day = long_date(last_day)
    to = f"给{successor.name}" if successor else "给接着办的同志"
    if estate.youth:
        yield _youth_line(estate.youth, organ_id, day, successor)
    wishes = [
        _line(
            WISH,
            f"第 {each.id} 号（{each.state.value}，{long_date(each.raised_at.date())}登记）",
            f"请在{day}前在它的页面上移交{to}，或转入心愿池；逾期由心愿池管理人移交",
            each.id,
        )
        for each in estate.wishes
    ]
    problems = [
        _line(
            PROBLEM,
            f"{each.category}（{long_date(each.found_at.date())}发现，{each.state.value}）",
            f"请在{day}前在它的页面上移交{to}；逾期由本单位经办人移交",
            each.id,
        )
        for each in estate.problems
    ]
    groups = [
        _line(GROUP, f"{each.name}（组长）", f"请经办人在{day}前在小组页上更换组长", each.id)
        for each in estate.groups
    ]
    for kind, found in ((WISH, wishes), (PROBLEM, problems), (GROUP, groups)):
        yield from found[:MOST]
        if len(found) > MOST:
            rest = f"其余 {len(found) - MOST} 个"
            yield Line(kind, rest, "办法同上", wanting=True, url=_PAGES[kind])


def _line(kind: str, what: str, way: str, record_id: int) -> Line:
    """One record of a kind, with the address of its page."""
    return Line(kind, what, way, wanting=True, url=f"{_PAGES[kind]}/{record_id}", record_id=record_id)


def _youth_line(number: int, organ_id: int, day: str, successor: User | None) -> Line:
    """What becomes of them, said before: nobody is handed on who has not agreed, and a name is in no list."""
    left = (
        f"到{day}还没有移交的，登记时同意移交的转给{successor.name}（须是本单位团干部），其余的自动删除"
        if successor
        else f"接任人暂缺，到{day}还没有移交的自动删除"
    )
    return Line(
        YOUTH,
        f"{number} 名（名单只有本人看得见）",
        f"须由本人征得同意后移交：“联系青年”里的“移交给接任人”；{left}",
        wanting=True,
        record_id=organ_id,
    )
