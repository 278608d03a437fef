"""演员表: a small fictional province every test can stand in, and verbs that walk a paper along its path.

团示范省委 ─ 组织部、学校部、城市部、办公室
  ├ 团青岚市委 ─ 组织部、办公室、学校部
  │   ├ 团云溪县委 ─ 云溪镇团委 ─ 白泉村团支部；云溪县第一中学团委 ─ 高一（1）班团支部；云溪镇机关团总支
  │   └ 团白鹭县委            (the sister county: it must see nothing of 云溪县)
  ├ 团望川县委                (省直管县)
  ├ 省直机关团工委            (直属单位)
  └ 示范大学团委              (省管高校)
团外省委                      (another province: the stranger)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import (
    CadreNature,
    DepartmentFunction,
    Gender,
    OrganizationLevel,
    OrganizationType,
)
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Link,
    Notice,
    NoticeAnnex,
    Organization,
    Seal,
    SealMode,
    User,
)
from youthwork.services.duties import laying

#: Noon of a Wednesday; every test's clock stands here unless it says otherwise.
NOW = datetime(2026, 4, 1, 12, 0)
START = date(2026, 1, 1)
PASSWORD = "demo"
#: argon2 of PASSWORD with the cheapest parameters: hashing is tested where it matters.
PASSWORD_HASH = ""

_T, _L, _F, _D = OrganizationType, OrganizationLevel, DepartmentFunction, Duty


@dataclass
class Cast:
    """Everybody and every place, by the names the tests speak of."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)

    def organ(self, name: str) -> Organization:
        return db.session.get_one(Organization, self.organizations[name].id)

    def person(self, username: str) -> User:
        return db.session.get_one(User, self.people[username].id)

    def annex(self, notice: str, key: str) -> NoticeAnnex:
        found = db.session.scalar(
            db.select(NoticeAnnex).where(
                NoticeAnnex.notice_id == self.notices[notice].id, NoticeAnnex.annex_key == key
            )
        )
        assert found is not None
        return found


def build_cast() -> Cast:
    """Write the province into the database and commit it."""
    cast = Cast()
    for row in _ORGANIZATIONS:
        _add_organization(cast, *row)
    for position, row in enumerate(_PEOPLE):
        _add_person(cast, position, *row)
    for who, committee, branch in _LINKS:
        db.session.add(
            Link(
                user_id=cast.people[who].id,
                committee_id=cast.organizations[committee].id,
                branch_id=cast.organizations[branch].id if branch else None,
                starts_on=date(2026, 3, 12),
                recorded_by_id=cast.people[who].id,
            )
        )
    _add_notices(cast)
    for name in ("团示范省委", "团青岚市委", "团云溪县委", "团望川县委", "省直机关团工委", "示范大学团委"):
        _add_seal(cast, name)
    db.session.commit()
    # Read once more, so that ids can be asked for after the session that wrote them is gone.
    for row in (*cast.organizations.values(), *cast.people.values(), *cast.notices.values()):
        db.session.refresh(row)
    return cast


# name, parent, type, level, code, department function
_ORGANIZATIONS: list[
    tuple[str, str | None, OrganizationType, OrganizationLevel, str | None, DepartmentFunction | None]
] = [
    ("团示范省委", None, _T.LEADING_ORGAN, _L.PROVINCE, "示青", None),
    ("团示范省委组织部", "团示范省委", _T.DEPARTMENT, _L.PROVINCE, None, _F.ORGANIZATION),
    ("团示范省委学校部", "团示范省委", _T.DEPARTMENT, _L.PROVINCE, None, _F.SCHOOLS),
    ("团示范省委城市部", "团示范省委", _T.DEPARTMENT, _L.PROVINCE, None, _F.CITY),
    ("团示范省委办公室", "团示范省委", _T.DEPARTMENT, _L.PROVINCE, None, _F.OFFICE),
    ("团青岚市委", "团示范省委", _T.LEADING_ORGAN, _L.PREFECTURE, "岚青", None),
    ("团青岚市委组织部", "团青岚市委", _T.DEPARTMENT, _L.PREFECTURE, None, _F.ORGANIZATION),
    ("团青岚市委办公室", "团青岚市委", _T.DEPARTMENT, _L.PREFECTURE, None, _F.OFFICE),
    ("团青岚市委学校部", "团青岚市委", _T.DEPARTMENT, _L.PREFECTURE, None, _F.SCHOOLS),
    ("团云溪县委", "团青岚市委", _T.LEADING_ORGAN, _L.COUNTY, "云青", None),
    ("团白鹭县委", "团青岚市委", _T.LEADING_ORGAN, _L.COUNTY, "鹭青", None),
    ("云溪镇团委", "团云溪县委", _T.COMMITTEE, _L.TOWN, None, None),
    ("白泉村团支部", "云溪镇团委", _T.BRANCH, _L.GRASSROOTS, None, None),
    ("云溪县第一中学团委", "团云溪县委", _T.COMMITTEE, _L.GRASSROOTS, None, None),
    ("云溪县第一中学高一（1）班团支部", "云溪县第一中学团委", _T.BRANCH, _L.GRASSROOTS, None, None),
    ("云溪镇机关团总支", "团云溪县委", _T.GENERAL_BRANCH, _L.TOWN, None, None),
    ("团望川县委", "团示范省委", _T.LEADING_ORGAN, _L.DIRECT_COUNTY, "望青", None),
    ("省直机关团工委", "团示范省委", _T.WORKING_COMMITTEE, _L.DIRECT_UNIT, "直青", None),
    ("示范大学团委", "团示范省委", _T.COMMITTEE, _L.UNIVERSITY, "大青", None),
    ("团外省委", None, _T.LEADING_ORGAN, _L.PROVINCE, "外青", None),
    ("团外省委组织部", "团外省委", _T.DEPARTMENT, _L.PROVINCE, None, _F.ORGANIZATION),
]

_FULL = CadreNature.FULL_TIME
# username, name, organization, title, nature, duties
_PEOPLE: list[tuple[str, str, str, str, CadreNature | None, tuple[Duty, ...]]] = [
    # 团云溪县委: clerk, secretary, seal keeper, a seconded cadre
    ("zhou", "周可儿", "团云溪县委", "副书记", _FULL, (_D.CADRE, _D.CLERK, _D.ADMINISTRATOR)),
    ("chen", "陈昱", "团云溪县委", "书记", _FULL, (_D.CADRE, _D.SIGNER, _D.SEAL_APPROVER)),
    ("li", "李堃", "团云溪县委", "组织部部长", _FULL, (_D.CADRE, _D.SEAL_KEEPER, _D.REVIEWER)),
    ("mai", "买买提江·阿布都", "团云溪县委", "挂职副书记", CadreNature.SECONDED, (_D.CADRE,)),
    # 团白鹭县委: the sister county
    (
        "bai",
        "白露",
        "团白鹭县委",
        "书记",
        _FULL,
        (_D.CADRE, _D.CLERK, _D.SIGNER, _D.REVIEWER, _D.ADMINISTRATOR),
    ),
    # 团青岚市委
    ("meng", "孟繁星", "团青岚市委", "书记", _FULL, (_D.CADRE, _D.SIGNER, _D.SEAL_APPROVER)),
    ("lin", "林晓舟", "团青岚市委", "办公室主任", _FULL, (_D.CADRE, _D.CLERK, _D.ADMINISTRATOR)),
    ("luo", "罗欣喆", "团青岚市委学校部", "学校部副部长", _FULL, (_D.CADRE,)),
    ("he", "何志远", "团青岚市委组织部", "组织部部长", _FULL, (_D.CADRE, _D.REVIEWER)),
    ("cheng", "程祎", "团青岚市委组织部", "组织部干事", _FULL, (_D.CADRE, _D.REVIEWER)),
    ("zhao", "赵一鸣", "团青岚市委办公室", "办公室干事", _FULL, (_D.CADRE, _D.ARCHIVIST, _D.SEAL_KEEPER)),
    # 团示范省委
    ("su", "苏明", "团示范省委", "书记", _FULL, (_D.CADRE, _D.SIGNER, _D.SEAL_APPROVER)),
    ("fu", "傅敏", "团示范省委", "副书记", _FULL, (_D.CADRE, _D.SIGNER)),
    (
        "gu",
        "顾言",
        "团示范省委办公室",
        "办公室主任",
        _FULL,
        (_D.CADRE, _D.CLERK, _D.ADMINISTRATOR, _D.SEAL_KEEPER),
    ),
    ("tang", "唐宁", "团示范省委组织部", "组织部部长", _FULL, (_D.CADRE, _D.REVIEWER)),
    ("song", "宋佳", "团示范省委组织部", "组织部干事", _FULL, (_D.CADRE, _D.REVIEWER)),
    ("xu", "许学", "团示范省委学校部", "学校部部长", _FULL, (_D.CADRE, _D.REVIEWER)),
    ("cai", "蔡成", "团示范省委城市部", "城市部部长", _FULL, (_D.CADRE, _D.REVIEWER)),
    # one-officer units and the rest
    (
        "wang",
        "王望",
        "团望川县委",
        "书记",
        _FULL,
        (_D.CADRE, _D.SIGNER, _D.CLERK, _D.SEAL_KEEPER, _D.ADMINISTRATOR),
    ),
    ("zhi", "支直", "省直机关团工委", "书记", _FULL, (_D.CADRE, _D.SIGNER, _D.ADMINISTRATOR)),
    ("ban", "班办", "省直机关团工委", "干事", _FULL, (_D.CADRE, _D.CLERK)),
    ("gao", "高校", "示范大学团委", "书记", _FULL, (_D.CADRE, _D.SIGNER, _D.ADMINISTRATOR)),
    ("jiao", "焦老师", "示范大学团委", "副书记", CadreNature.PART_TIME, (_D.CADRE, _D.CLERK)),
    # the stranger
    ("wai", "外人", "团外省委组织部", "组织部部长", _FULL, tuple(Duty)),
]

_LINKS = [
    ("zhou", "云溪镇团委", "白泉村团支部"),
    ("chen", "云溪县第一中学团委", "云溪县第一中学高一（1）班团支部"),
    ("li", "云溪镇机关团总支", None),
    ("luo", "云溪县第一中学团委", "云溪县第一中学高一（1）班团支部"),
]


def _add_organization(
    cast: Cast,
    name: str,
    parent: str | None,
    type_: OrganizationType,
    level: OrganizationLevel,
    code: str | None,
    function: DepartmentFunction | None,
) -> None:
    above = cast.organizations[parent] if parent else None
    place = name.removeprefix("团").removesuffix("委")
    leading = type_ is OrganizationType.LEADING_ORGAN
    organization = Organization(
        id=len(cast.organizations) + 1,
        parent_id=above.id if above else None,
        path=f"{above.path if above else '/'}{len(cast.organizations) + 1}/",
        type=type_,
        level=level,
        full_name=f"中国共产主义青年团{place}委员会" if leading else f"共青团{name}",
        short_name=f"共青团{place}委员会" if leading else f"共青团{name}",
        common_name=name,
        code=code,
        department_function=function,
        position=len(cast.organizations),
        established_on=START,
    )
    db.session.add(organization)
    db.session.flush()
    cast.organizations[name] = organization


def _add_person(
    cast: Cast,
    position: int,
    username: str,
    name: str,
    organization: str,
    title: str,
    nature: CadreNature | None,
    duties: tuple[Duty, ...],
) -> None:
    user = User(
        username=username,
        name=name,
        gender=Gender.FEMALE if position % 2 else Gender.MALE,
        birth_month=f"{1985 + position % 12}.{position % 12 + 1:02d}",
        phone=f"138000001{position:02d}",
        password_hash=PASSWORD_HASH or _cheap_hash(),
        must_change_password=False,
        created_at=NOW,
    )
    db.session.add(user)
    db.session.flush()
    appointment = Appointment(
        user_id=user.id,
        organization_id=cast.organizations[organization].id,
        title=title,
        nature=nature,
        position=position,
        starts_on=START,
        duties=[AppointmentDuty(duty=duty, starts_on=START) for duty in duties],
    )
    db.session.add(appointment)
    db.session.flush()
    cast.people[username] = user


def _cheap_hash() -> str:
    global PASSWORD_HASH
    from argon2 import PasswordHasher

    PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    return PASSWORD_HASH


def _add_notices(cast: Cast) -> None:
    rows = [
        ("province", "province_2017_8", "团示范省委", "示青字〔2026〕8号", ("contact_points", "task_sheet")),
        ("city", "city_2017_walking", "团青岚市委", None, ("contact_units",)),
    ]
    dues = {
        "contact_points": date(2026, 4, 6),
        "task_sheet": date(2026, 10, 15),
        "contact_units": date(2026, 4, 20),
    }
    for key, edition, issuer, number, annexes in rows:
        notice = Notice(
            edition_key=edition,
            issuer_id=cast.organizations[issuer].id,
            number=number,
            title="关于进一步做好全省“1+100”团干部直接联系青年工作的通知"
            if number
            else "关于开展主题实践活动的通知",
            issued_on=date(2026, 3, 10),
            annexes=[
                NoticeAnnex(annex_key=annex, position=at, due=dues[annex])
                for at, annex in enumerate(annexes, start=1)
            ],
        )
        db.session.add(notice)
        db.session.flush()
        laying.lay(notice)
        cast.notices[key] = notice


def _add_seal(cast: Cast, name: str) -> None:
    organization = cast.organizations[name]
    db.session.add(
        Seal(
            organization_id=organization.id,
            name=organization.full_name,
            mode=SealMode.IMAGE,
            is_demo=True,
            valid_from=START,
        )
    )
