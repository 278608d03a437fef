"""全宗设置: an organ's 全宗号, 档案门类代码 and the 机构代码 of its departments, kept by its 档案员.

What a 档号 has been given under does not change any more: the papers bear it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import exists, select

from youthwork import clock
from youthwork.domain import archival_numbers as numbers
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import ArchiveBatch, Filing, Fonds, Organization, User
from youthwork.services import audit
from youthwork.services.tree import find_organization

#: Field of the form → sentence.
Problems = list[tuple[str, str]]


def organs_of(actor: Actor) -> list[Unit]:
    """The organs whose 档案员 this person is, first post first."""
    organs = [held_in.organ for duty, held_in in actor.posts if duty is Duty.ARCHIVIST]
    return list({organ.id: organ for organ in organs}.values())


def check_archivist(actor: Actor) -> list[Unit]:
    """The same; refuse who is nobody's."""
    organs = organs_of(actor)
    if not organs:
        raise NotAllowed("归档、保管期限由担任档案员的同志办理；需要办理的，请联系本机关档案员")
    return organs


def find_organ(actor: Actor, organization_id: int | None) -> Organization:
    """An organ whose 档案员 this person is; the first where none is named. Another organ's is `NotFound`."""
    mine = [organ.id for organ in check_archivist(actor)]
    wanted = organization_id if organization_id is not None else mine[0]
    if wanted not in mine:
        raise NotFound("没有这个全宗，或你不是它的档案员")
    return find_organization(wanted)


def fonds_of(organization_id: int) -> Fonds | None:
    return db.session.get(Fonds, organization_id)


def places_of(organ: Organization) -> list[Organization]:
    """Who receives for the organ and so stands in a 档号: its departments, dissolved ones too, and itself last."""
    departments = db.session.scalars(
        select(Organization)
        .where(Organization.parent_id == organ.id, Organization.type == OrganizationType.DEPARTMENT)
        .order_by(Organization.closed_on.is_not(None), Organization.position, Organization.id)
    )
    return [*departments, organ]


def code_of(fonds: Fonds, department_id: int) -> str:
    """机构代码 of a department; empty where it has none yet."""
    return fonds.department_codes.get(str(department_id), "")


def proposed_codes(places: Sequence[Organization]) -> dict[int, str]:
    """机构代码 to begin with, each only once."""
    found: dict[int, str] = {}
    for at, place in enumerate(places, start=1):
        code = numbers.proposed_code(place.department_function, at)
        found[place.id] = f"BM{at}" if code in found.values() else code
    return found


def problems_of(organ: Organization, number: str, category: str, codes: Mapping[int, str]) -> Problems:
    """What forbids these settings, each at its field: `number`, `category`, `code-<department id>`."""
    found = [("number", numbers.fonds_problem(number)), ("category", numbers.category_problem(category))]
    found += [(f"code-{place}", numbers.department_problem(code)) for place, code in codes.items() if code]
    found += _doubled(organ, codes)
    fonds = fonds_of(organ.id)
    if fonds is not None:
        found += _frozen(fonds, number, category, codes)
    # One sentence a field, the first that holds.
    said: dict[str, str] = {}
    for field, sentence in found:
        if sentence:
            said.setdefault(field, sentence)
    return list(said.items())


def settle(organ: Organization, user: User, number: str, category: str, codes: Mapping[int, str]) -> Fonds:
    """保存全宗设置; raises `Unacceptable` with the first of the problems."""
    # One at a time, also where there is no 全宗 yet to wait by.
    db.session.execute(
        select(Organization.id).where(Organization.id == organ.id).with_for_update(key_share=True)
    )
    fonds = db.session.get(Fonds, organ.id, with_for_update=True, populate_existing=True)
    problems = problems_of(organ, number, category, codes)
    if problems:
        raise Unacceptable(problems[0][1])
    if fonds is None:
        fonds = Fonds(organization_id=organ.id)
        db.session.add(fonds)
    fonds.number, fonds.category = number, category
    fonds.department_codes = {str(place): code for place, code in codes.items() if code}
    fonds.set_by_id, fonds.set_at = user.id, clock.now()
    db.session.flush()
    said = "、".join(fonds.department_codes.values())
    audit.record(
        "archive", f"{user.name}设置{organ.common_name}全宗：{number}，{category}，机构代码 {said}", user.id
    )
    return fonds


def _doubled(organ: Organization, codes: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    names = {place.id: place.common_name for place in places_of(organ)}
    first: dict[str, int] = {}
    for place, code in codes.items():
        if code and code in first:
            sentence = f"{names.get(place, '')}的机构代码和{names.get(first[code], '')}的一样，都是 {code}"
            yield (f"code-{place}", f"{sentence}；一个机构一个代码")
        first.setdefault(code, place)


def _frozen(fonds: Fonds, number: str, category: str, codes: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """What stands in 档号 that have been given already."""
    if (number, category) != (fonds.number, fonds.category) and _has_archived(fonds.organization_id):
        field = "number" if number != fonds.number else "category"
        was = fonds.number if number != fonds.number else fonds.category
        yield (field, f"已有文件按 {was} 编了档号，不能再改；全宗变更须由档案馆另立全宗")
    changed = [
        place for place, code in codes.items() if code_of(fonds, place) and code != code_of(fonds, place)
    ]
    for place in changed:
        if _has_archived(fonds.organization_id, place):
            yield (f"code-{place}", f"已有文件按机构代码 {code_of(fonds, place)} 编了档号，不能再改")


def _has_archived(organ_id: int, department_id: int | None = None) -> bool:
    if department_id is None:
        asked = exists().where(ArchiveBatch.organization_id == organ_id)
    else:
        asked = exists().where(
            Filing.organ_id == organ_id,
            Filing.department_id == department_id,
            Filing.archival_number.is_not(None),
        )
    return bool(db.session.scalar(select(asked)))
