"""已知人员: the people a roster may speak of, who hold or held a post in the subtree of the importing organ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import and_, or_, select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender, OrganizationType
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.models.organization import subtree_range
from youthwork.services.exchange.roster import RosterRow

#: As the column of `Appointment` holds it.
LONGEST_TITLE = 60


@dataclass
class Post:
    """任职 of a known person; `organ_id` is the organ a department belongs to, else the unit itself."""

    id: int
    organization_id: int
    organ_id: int | None
    unit_name: str
    title: str
    nature: CadreNature | None
    is_current: bool
    is_cadre: bool


@dataclass
class Known:
    """A person as the records have them, with every post in the subtree, past ones too."""

    user_id: int
    name: str
    phone: str
    gender: Gender | None
    birth_month: str
    is_enabled: bool
    posts: list[Post] = field(default_factory=list)

    def post_in(self, row: RosterRow) -> Post | None:
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


class KnownPeople:
    """The people of the subtree, by phone and by name."""

    def __init__(self, people: Iterable[Known]) -> None:
        self._by_phone: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for person in people:
            self._by_phone[person.phone].append(person)
            self._by_name[person.name].append(person)

    def same(self, row: RosterRow) -> Known | None:
        return next((each for each in self._by_phone.get(row.phone, ()) if each.name == row.name), None)

    def clash(self, row: RosterRow) -> str:
        """Why this row must not be imported although every cell is sound, or ""."""
        if len(row.title) > LONGEST_TITLE:
            return f"职务有 {len(row.title)} 个字，太长了，请缩短到 {LONGEST_TITLE} 字以内。"
        known = self.same(row)
        if known is not None and known.is_enabled:
            return ""
        if known is not None:
            return f"{row.name}的账号已停用。要恢复，请先在“组织与人员”中启用，再导入。"
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


def _may_be(known: Known, row: RosterRow) -> bool:
    """Whether a namesake in the same unit may well be the same person with another phone."""
    births_agree = not known.birth_month or not row.birth_month or known.birth_month == row.birth_month
    return births_agree and known.post_in(row) is not None


def load_people(organ: Organization) -> Iterable[Known]:
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
    people: dict[int, Known] = {}
    for id_, name, phone, gender, birth, enabled, post_id, unit_id, parent_id, type_, unit, *rest in rows:
        title, nature, ends_on, duty_id = rest
        person = people.setdefault(id_, Known(id_, name, phone, gender, birth, enabled))
        organ_id = parent_id if type_ is OrganizationType.DEPARTMENT else unit_id
        is_current = ends_on is None or ends_on >= today
        person.posts.append(
            Post(post_id, unit_id, organ_id, unit, title, nature, is_current, duty_id is not None)
        )
    return people.values()
