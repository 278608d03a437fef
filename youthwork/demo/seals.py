"""印章 of the demonstration: registered by one, confirmed by another, kept by a third; drawn, with 演示 in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from youthwork.demo.people import People
from youthwork.demo.tree import Place, Tree
from youthwork.documents.seals import demo_seal_svg
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.seals import usual_diameter
from youthwork.extensions import db
from youthwork.models import Organization, Seal, SealChange, SealMode, SealState, User
from youthwork.services.keys.box import keybox
from youthwork.services.printing.making import SEAL_PICTURE
from youthwork.services.seals import custody, registry
from youthwork.services.seals.registry import SVG, Registration, SealKind

#: This county presses its seal by hand and keeps the scan (decision 10).
BY_HAND = "团白鹭县委"
#: No seal of their own: the superior presses for them (decision 5).
WITHOUT_SEAL = frozenset({"团白泉县委", "团望川县委"})
#: The pictures of the cast's organs lie in their records, locked; the others' are drawn when they are pressed.
_PICTURED = frozenset({"团示范省委", "团青岚市委", "团云溪县委", "省直机关团工委", "示范大学团委"})

_WITH_SEAL = frozenset(
    {
        OrganizationLevel.PROVINCE,
        OrganizationLevel.PREFECTURE,
        OrganizationLevel.COUNTY,
        OrganizationLevel.DIRECT_COUNTY,
        OrganizationLevel.DIRECT_UNIT,
        OrganizationLevel.UNIVERSITY,
    }
)

#: Duty → the first person who holds it in an organ or its departments, by the organ's id.
Staff = dict[int, dict[Duty, int]]


def rows(tree: Tree, people: People, since: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """印章 and 印章变动 rows: a seal for every organ, one pressed by hand, two organs without."""
    staff = _staff(tree, people)
    names = {person["id"]: person["name"] for person in people.persons}
    organs = [
        place
        for place in tree.places
        if place.level in _WITH_SEAL
        and place.type is not OrganizationType.DEPARTMENT
        and place.name not in WITHOUT_SEAL
    ]
    seals = [
        _seal(number, place, staff.get(place.id, {}), since) for number, place in enumerate(organs, start=1)
    ]
    return seals, [event for seal in seals for event in _events(seal, names)]


def tell(tree: Tree, now: datetime) -> None:
    """What has happened to seals lately: an old one was stopped, a new one waits to be confirmed."""
    old = db.session.scalars(
        select(Seal).join(Organization).where(Organization.common_name == "团云溪县委")
    ).one()
    custody.suspend(_copy_of(old, now), _person("chen"), "印面磨损，已启用新章，待缴销")
    college = tree.by_name["示范大学团委"]
    registry.register(
        db.session.get_one(Organization, college.id),
        _person("jiao"),
        Registration(
            kind=SealKind.DEMO,
            name=college.full_name,
            diameter_mm=usual_diameter(college.level),
            authority=f"示青字〔{now.year}〕6号",
            keeper_id=_person("ni").id,
            valid_from=now.date(),
        ),
    )


def _seal(number: int, place: Place, staff: dict[Duty, int], since: date) -> dict[str, Any]:
    by_hand = place.name == BY_HAND
    diameter = usual_diameter(place.level)
    clerk, signer = staff.get(Duty.CLERK), staff.get(Duty.SIGNER)
    picture = None
    if place.name in _PICTURED:
        picture = keybox().lock(demo_seal_svg(place.full_name, diameter).encode(), SEAL_PICTURE)
    return {
        "id": number,
        "organization_id": place.id,
        "name": place.full_name,
        "mode": SealMode.BY_HAND if by_hand else SealMode.IMAGE,
        "diameter_mm": diameter,
        "is_demo": not by_hand,
        "state": SealState.ACTIVE,
        "authority": f"示青字〔{since.year}〕2号",
        "locked_image": picture,
        "image_media_type": "" if by_hand else SVG,
        "valid_from": since,
        "keeper_id": staff.get(Duty.SEAL_KEEPER),
        "registered_by_id": clerk,
        "registered_at": datetime.combine(since, time(9, 30)),
        "confirmed_by_id": signer if signer != clerk else None,
        "confirmed_at": datetime.combine(since + timedelta(days=1), time(15, 10)),
    }


def _events(seal: dict[str, Any], names: dict[int, str]) -> list[dict[str, Any]]:
    given = (
        (SealChange.REGISTER, "registered", "登记人"),
        (SealChange.CONFIRM, "confirmed", "核准人"),
    )
    return [
        {
            "seal_id": seal["id"],
            "at": seal[f"{word}_at"],
            "kind": kind,
            "by_id": seal[f"{word}_by_id"],
            "by_name": names[seal[f"{word}_by_id"]],
            "reason": "",
            "people": f"{role} {names[seal[f'{word}_by_id']]}",
        }
        for kind, word, role in given
        if seal[f"{word}_by_id"] is not None
    ]


def _staff(tree: Tree, people: People) -> Staff:
    organ_of = {
        place.id: place.superior.id
        if place.type is OrganizationType.DEPARTMENT and place.superior
        else place.id
        for place in tree.places
    }
    posts = {post["id"]: post for post in people.appointments}
    found: Staff = {}
    for row in people.duties:
        post = posts[row["appointment_id"]]
        found.setdefault(organ_of[post["organization_id"]], {}).setdefault(row["duty"], post["user_id"])
    return found


def _copy_of(seal: Seal, now: datetime) -> Seal:
    """An older seal of the same organ, in use until now."""
    since = seal.valid_from - timedelta(days=1200)
    old = Seal(
        organization_id=seal.organization_id,
        name=seal.name,
        mode=SealMode.BY_HAND,
        diameter_mm=seal.diameter_mm,
        authority=f"岚青字〔{since.year}〕11号",
        keeper_id=seal.keeper_id,
        registered_by_id=seal.registered_by_id,
        registered_at=datetime.combine(since, time(10, 5)),
        confirmed_by_id=seal.confirmed_by_id,
        confirmed_at=datetime.combine(since, time(16, 20)),
        state=SealState.ACTIVE,
        valid_from=since,
    )
    db.session.add(old)
    db.session.flush()
    return old


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
