"""人员: everybody who is not in the cast, from the province's organs down to schools and towns.

Rows for the tables `person`, `appointment`, `appointment_duty` and `link`, made at once and written in bulk:
three thousand people one by one would take as long as everything else together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from random import Random
from typing import Any

from youthwork.demo.cast import MEMBERS, Member
from youthwork.demo.tree import Place, Tree
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import (
    LINKABLE_TYPES,
    CadreNature,
    DepartmentFunction,
    Gender,
    OrganizationLevel,
    OrganizationType,
)

#: The cast is 1380000 0001…, the rosters people try to import use the hundreds: the others begin here.
FIRST_PHONE = 1000

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
_GIVEN = "明华建文晓志海丽雪梅佳欣思雨子涵浩宇晨阳嘉怡若溪景行清和望舒静姝知行致远书瑶云帆一诺星河安澜喆堃昇祎玥昱㛃"
_NAMES_WITH_DOT = ("阿依努尔·卡德尔", "古丽米热·吐尔逊", "艾尔肯·买提尼亚孜")

_CADRE, _CLERK, _REVIEWER, _SIGNER = Duty.CADRE, Duty.CLERK, Duty.REVIEWER, Duty.SIGNER
_APPROVER, _KEEPER, _ARCHIVIST, _ADMIN = (
    Duty.SEAL_APPROVER,
    Duty.SEAL_KEEPER,
    Duty.ARCHIVIST,
    Duty.ADMINISTRATOR,
)
_FULL, _SECONDED, _PART = CadreNature.FULL_TIME, CadreNature.SECONDED, CadreNature.PART_TIME

#: One post: title, nature, duties.
Post = tuple[str, CadreNature, tuple[Duty, ...]]

_SECRETARY: Post = ("书记", _FULL, (_CADRE, _SIGNER, _APPROVER))
_PREFECTURE: tuple[Post, ...] = (
    _SECRETARY,
    ("副书记", _FULL, (_CADRE, _SIGNER)),
    ("挂职副书记", _SECONDED, (_CADRE,)),
)
_COUNTY: tuple[Post, ...] = (
    _SECRETARY,
    ("副书记", _FULL, (_CADRE, _CLERK, _ADMIN)),
    ("干事", _FULL, (_CADRE, _KEEPER, _REVIEWER, _ARCHIVIST)),
    ("兼职副书记", _PART, (_CADRE,)),
)
_UNIT: tuple[Post, ...] = (
    _SECRETARY,
    ("副书记", _FULL, (_CADRE, _CLERK, _ADMIN)),
    ("干事", _FULL, (_CADRE, _KEEPER, _REVIEWER)),
)
_TOWN: tuple[Post, ...] = (
    ("书记", _FULL, (_CADRE, _SIGNER, _APPROVER, _ADMIN)),
    ("副书记", _PART, (_CADRE, _CLERK)),
)
_SCHOOL: tuple[Post, ...] = (
    ("书记", _FULL, (_CADRE, _SIGNER, _APPROVER, _ADMIN)),
    ("干事", _PART, (_CADRE, _CLERK)),
)
_DEPARTMENTS: dict[DepartmentFunction, tuple[Post, ...]] = {
    DepartmentFunction.ORGANIZATION: (
        ("组织部部长", _FULL, (_CADRE, _REVIEWER)),
        ("组织部干事", _FULL, (_CADRE, _REVIEWER)),
    ),
    DepartmentFunction.SCHOOLS: (("学校部部长", _FULL, (_CADRE, _REVIEWER)),),
    DepartmentFunction.OFFICE: (
        ("办公室主任", _FULL, (_CADRE, _CLERK, _ADMIN)),
        ("办公室干事", _FULL, (_CADRE, _KEEPER, _ARCHIVIST)),
    ),
}
_LEVELS: dict[OrganizationLevel, tuple[Post, ...]] = {
    OrganizationLevel.PREFECTURE: _PREFECTURE,
    OrganizationLevel.DIRECT_COUNTY: _COUNTY,
    OrganizationLevel.COUNTY: _COUNTY,
    OrganizationLevel.DIRECT_UNIT: _UNIT,
    OrganizationLevel.UNIVERSITY: _UNIT,
    OrganizationLevel.TOWN: _TOWN,
    OrganizationLevel.GRASSROOTS: _SCHOOL,
}
#: Organizations whose people are all named in the cast.
_STAFFED = frozenset(member.organization for member in MEMBERS)


@dataclass
class People:
    """四张表的行."""

    persons: list[dict[str, Any]] = field(default_factory=list)
    appointments: list[dict[str, Any]] = field(default_factory=list)
    duties: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)


class Registry:
    """花名册 while it is written: numbers the people, gives each a phone, a post and a link."""

    def __init__(self, tree: Tree, password_hash: str, now: datetime, since: date, random: Random) -> None:
        self.people = People()
        self._tree = tree
        self._common = {
            "password_hash": password_hash,
            "must_change_password": False,
            "is_enabled": True,
            "large_text": False,
            "created_at": now,
        }
        self._since = since
        self._linked_on = date.fromordinal(now.toordinal() - 40)
        self._random = random

    def write(self) -> People:
        for number, member in enumerate(MEMBERS, start=1):
            if member.organization in self._tree.by_name:
                self._enter_member(member, number)
        number = FIRST_PHONE
        for place in self._tree.places:
            for post in _posts(place):
                self._enter_invented(place, post, number)
                number += 1
        return self.people

    def _enter_member(self, member: Member, number: int) -> None:
        person_id = self._person(member.username, member.name, member.gender, member.birth_month, number)
        place = self._tree.by_name[member.organization]
        self._appoint(person_id, place, (member.title, member.nature, member.duties))
        if member.committee:
            committee = self._tree.by_name[member.committee]
            branch = self._tree.by_name[member.branch] if member.branch else next(_branches(committee))
            self._link(person_id, committee, branch)

    def _enter_invented(self, place: Place, post: Post, number: int) -> None:
        birth_month = f"{self._random.randint(1982, 1998)}.{self._random.randint(1, 12):02d}"
        gender = self._random.choice(list(Gender))
        person_id = self._person(f"gb{number}", self._name(number), gender, birth_month, number)
        self._appoint(person_id, place, post)
        committees = _linkable(place)
        if committees:
            committee = committees[number % len(committees)]
            branches = list(_branches(committee))
            self._link(person_id, committee, branches[number % len(branches)])

    def _person(self, username: str, name: str, gender: Gender, birth_month: str, number: int) -> int:
        self.people.persons.append(
            {
                "id": len(self.people.persons) + 1,
                "username": username,
                "name": name,
                "gender": gender,
                "birth_month": birth_month,
                "phone": f"1380000{number:04d}",
                **self._common,
            }
        )
        return len(self.people.persons)

    def _appoint(self, person_id: int, place: Place, post: Post) -> None:
        title, nature, duties = post
        appointment_id = len(self.people.appointments) + 1
        self.people.appointments.append(
            {
                "id": appointment_id,
                "user_id": person_id,
                "organization_id": place.id,
                "title": title,
                "nature": nature,
                "position": appointment_id,
                "starts_on": self._since,
            }
        )
        self.people.duties += [
            {"appointment_id": appointment_id, "duty": duty, "starts_on": self._since} for duty in duties
        ]

    def _link(self, person_id: int, committee: Place, branch: Place) -> None:
        self.people.links.append(
            {
                "user_id": person_id,
                "committee_id": committee.id,
                "branch_id": branch.id,
                "starts_on": self._linked_on,
                "recorded_by_id": person_id,
            }
        )

    def _name(self, number: int) -> str:
        if number % 500 == 0:
            return _NAMES_WITH_DOT[number // 500 % len(_NAMES_WITH_DOT)]
        given = self._random.sample(_GIVEN, 2 if self._random.random() < 0.85 else 1)
        return self._random.choice(_FAMILY) + "".join(given)


def _posts(place: Place) -> tuple[Post, ...]:
    """The posts filled with invented people; none where the cast works, none in branches."""
    if place.name in _STAFFED or place.type is OrganizationType.BRANCH:
        return ()
    if place.type is OrganizationType.DEPARTMENT:
        return _department_posts(place)
    if place.level is OrganizationLevel.PROVINCE:
        return ()
    return _LEVELS[place.level]


def _department_posts(place: Place) -> tuple[Post, ...]:
    assert place.superior is not None and place.function is not None
    word = place.name.removeprefix(place.superior.name)
    if place.level in (OrganizationLevel.COUNTY, OrganizationLevel.DIRECT_COUNTY):
        return (("办公室主任", _FULL, (_CADRE,)),)
    both: tuple[Post, ...] = ((f"{word}部长" if word.endswith("部") else f"{word}主任", _FULL, (_CADRE,)),)
    return _DEPARTMENTS.get(place.function, both)


def _linkable(place: Place) -> list[Place]:
    """The committees a cadre there may be linked to: beneath the organ, or itself at the grassroots."""
    organ = place.superior if place.type is OrganizationType.DEPARTMENT else place
    assert organ is not None
    candidates = chain([organ], organ.under())
    return [each for each in candidates if each.type in LINKABLE_TYPES and any(True for _ in _branches(each))]


def _branches(committee: Place) -> Iterator[Place]:
    return (each for each in committee.below if each.type is OrganizationType.BRANCH)
