"""导入计划: what importing the good rows would do: who is new, who changes, who stays, who is held back.

A person is known by name and phone together, within the subtree of the organ that imports. Where only one of
the two agrees the row is held back with a sentence: a second account for one person is worse than a question.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, or_, select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender, OrganizationType
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.models.organization import subtree_range
from youthwork.services.exchange.roster import CellProblem, RosterReading, RosterRow
from youthwork.services.exchange.sheet_xml import column_number

#: As the columns of `Appointment` hold it.
LONGEST_TITLE = 60


@dataclass(frozen=True)
class PersonChange:
    """变更: what the row tells anew of a person known already; `words` say it, the rest does it."""

    row: RosterRow
    user_id: int
    words: tuple[str, ...]
    person: dict[str, Any]
    post_id: int | None
    post: dict[str, Any]
    adds_duty: bool


@dataclass(frozen=True)
class ImportPlan:
    """导入计划 for one reading. `held_back` are rows sound in themselves that clash with what is known."""

    new: tuple[RosterRow, ...]
    changed: tuple[PersonChange, ...]
    unchanged: tuple[RosterRow, ...]
    held_back: tuple[CellProblem, ...]

    @property
    def people(self) -> int:
        """How many of the roster's people an import would take."""
        return len(self.new) + len(self.changed) + len(self.unchanged)

    @property
    def fingerprint(self) -> str:
        """Two plans that would do the same have the same one: what was shown is what is done."""
        said = repr((self.new, [(each.user_id, each.words) for each in self.changed]))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def plan_import(reading: RosterReading, organ: Organization) -> ImportPlan:
    """Compare the good rows with the people of the subtree; one query whatever their number."""
    people = _People(_load_people(organ))
    columns = {sheet.name: column_number(sheet.columns.get("手机号码") or "A") for sheet in reading.sheets}
    new, changed, unchanged, held_back = [], [], [], []
    for row in reading.good_rows:
        if clash := people.clash(row):
            column = columns.get(row.sheet, 1)
            held_back.append(
                CellProblem(
                    row.sheet, row.row, column, "手机号码", row.phone, clash, "error", person=row.name
                )
            )
        elif (known := people.same(row)) is None:
            new.append(row)
        elif change := _change(row, known):
            changed.append(change)
        else:
            unchanged.append(row)
    return ImportPlan(tuple(new), tuple(changed), tuple(unchanged), tuple(held_back))


@dataclass
class _Post:
    id: int
    organization_id: int
    organ_id: int | None
    unit_name: str
    title: str
    nature: CadreNature | None
    is_current: bool
    is_cadre: bool


@dataclass
class _Known:
    user_id: int
    name: str
    phone: str
    gender: Gender | None
    birth_month: str
    is_enabled: bool
    posts: list[_Post] = field(default_factory=list)

    def post_in(self, row: RosterRow) -> _Post | None:
        """The present post the row speaks of; rosters often name the organ for a post in its department."""
        here = [
            post
            for post in self.posts
            if post.is_current and row.unit_id in (post.organization_id, post.organ_id)
        ]
        return next((post for post in here if post.title == row.title), here[0] if here else None)

    def words(self) -> str:
        post = next((post for post in self.posts if post.is_current), None)
        return f"{self.name}（{post.unit_name} {post.title}）" if post else f"{self.name}（现无任职）"


class _People:
    """The people of the subtree, by phone and by name."""

    def __init__(self, people: Iterable[_Known]) -> None:
        self._by_phone: dict[str, list[_Known]] = defaultdict(list)
        self._by_name: dict[str, list[_Known]] = defaultdict(list)
        for person in people:
            self._by_phone[person.phone].append(person)
            self._by_name[person.name].append(person)

    def same(self, row: RosterRow) -> _Known | None:
        return next((each for each in self._by_phone.get(row.phone, ()) if each.name == row.name), None)

    def clash(self, row: RosterRow) -> str:
        """Why this row must not be imported although every cell is sound, or ""."""
        if len(row.title) > LONGEST_TITLE:
            return f"职务有 {len(row.title)} 个字，太长了，请缩短到 {LONGEST_TITLE} 字以内。"
        known = self.same(row)
        if known is not None:
            return (
                ""
                if known.is_enabled
                else f"{row.name}的账号已停用。要恢复，请先在“组织与人员”中启用，再导入。"
            )
        # An office's landline may be shared; a mobile number belongs to one person.
        others = self._by_phone.get(row.phone, []) if row.phone.startswith("1") else []
        if others:
            return (
                f"这个手机号码在系统中是{others[0].words()}的，与表中的姓名不同。"
                "请核对；姓名或号码有变的，先在“组织与人员”中更正。"
            )
        if twin := next((each for each in self._by_name.get(row.name, ()) if _may_be(each, row)), None):
            return (
                f"系统中已有{twin.words()}，手机号码不同。是同一人换了号码的，先在“组织与人员”中更正号码；"
                "确是另一人的，请在那里单独添加。"
            )
        return ""


def _may_be(known: _Known, row: RosterRow) -> bool:
    """Whether a namesake in the same unit may well be the same person with another phone."""
    births_agree = not known.birth_month or not row.birth_month or known.birth_month == row.birth_month
    return births_agree and known.post_in(row) is not None


def _change(row: RosterRow, known: _Known) -> PersonChange | None:
    """What the row says otherwise than the record; an omitted column is never taken for a wish to wipe."""
    person: dict[str, Any] = {}
    post: dict[str, Any] = {}
    words = []
    gender = known.gender.value if known.gender else ""
    for what, old, new, values, value in (
        ("性别", gender, row.gender, person, {"gender": Gender(row.gender) if row.gender else None}),
        ("出生年月", known.birth_month, row.birth_month, person, {"birth_month": row.birth_month}),
    ):
        if new and new != old:
            words.append(f"{what}：{old or '未登记'} → {new}")
            values.update(value)
    held = known.post_in(row)
    if held is None:
        kept = "、".join(f"{each.unit_name} {each.title}" for each in known.posts if each.is_current)
        words.append(f"新增任职：{row.unit_name} {row.title}" + (f"（{kept} 仍保留）" if kept else ""))
    else:
        if row.title != held.title:
            words.append(f"职务：{held.title} → {row.title}")
            post["title"] = row.title
        if held.nature is None or row.nature != held.nature.value:
            words.append(f"性质：{held.nature.value if held.nature else '未登记'} → {row.nature}")
            post["nature"] = CadreNature(row.nature)
        if not held.is_cadre:
            words.append("登记为团干部")
    if not words:
        return None
    adds_duty = held is not None and not held.is_cadre
    return PersonChange(row, known.user_id, tuple(words), person, held.id if held else None, post, adds_duty)


def _load_people(organ: Organization) -> Iterable[_Known]:
    """Everybody who holds or held a post in the subtree, in one query."""
    low, high = subtree_range(organ.path)
    today = clock.today()
    is_cadre = and_(
        AppointmentDuty.appointment_id == Appointment.id,
        AppointmentDuty.duty == Duty.CADRE,
        or_(AppointmentDuty.ends_on.is_(None), AppointmentDuty.ends_on >= today),
    )
    rows = db.session.execute(
        select(
            *(User.id, User.name, User.phone, User.gender, User.birth_month, User.is_enabled),
            *(Appointment.id, Appointment.organization_id, Organization.parent_id, Organization.type),
            *(Organization.common_name, Appointment.title, Appointment.nature, Appointment.ends_on),
            AppointmentDuty.id,
        )
        .join(Appointment, Appointment.user_id == User.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .outerjoin(AppointmentDuty, is_cadre)
        .where(Organization.path >= low, Organization.path < high)
        .order_by(Appointment.position, Appointment.id)
    )
    people: dict[int, _Known] = {}
    for id_, name, phone, gender, birth, enabled, post_id, unit_id, parent_id, type_, unit, *rest in rows:
        title, nature, ends_on, duty_id = rest
        person = people.setdefault(id_, _Known(id_, name, phone, gender, birth, enabled))
        organ_id = parent_id if type_ is OrganizationType.DEPARTMENT else unit_id
        is_current = ends_on is None or ends_on >= today
        person.posts.append(
            _Post(post_id, unit_id, organ_id, unit, title, nature, is_current, duty_id is not None)
        )
    return people.values()
