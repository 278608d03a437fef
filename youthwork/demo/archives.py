"""档案室 of the demonstration: 全宗 and 保管期限表 of three organs, 上年 archived, and some uses in the register."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from youthwork import clock
from youthwork.demo.calendar import Clock
from youthwork.demo.tree import Tree
from youthwork.extensions import db
from youthwork.models import Filing, Organization, UseKind, User
from youthwork.services import posts
from youthwork.services.archive import archiving, fonds, retention, reveal, uses
from youthwork.services.archive.retention import OTHERS, Row
from youthwork.services.transactions import deed

#: Organ, its 档案员, its 全宗号, the number its 保管期限表 was approved under.
_ARCHIVES = (
    ("团示范省委", "bao", "Z001", "示档函〔{year}〕21号"),
    ("团青岚市委", "zhao", "Z109", "岚档函〔{year}〕12号"),
    ("团云溪县委", "li", "Z309", "云档函〔{year}〕5号"),
)
#: Before the first filing of the demonstration (`notices.LAST_YEAR`).
SETTLED_DAYS_AGO = 400
#: What an organ keeps longer than is proposed: the province the roll-ups of its prefectures.
_LONGER = {("团示范省委", "contact_points"): 30}
#: Whose last year has been archived; the others' 档案员 has it before them.
_ARCHIVED = ("团青岚市委",)


def settle(tree: Tree) -> None:
    """全宗设置 and 保管期限表, in force before anything is filed; within the builder's session."""
    since = date(clock.today().year, 1, 1)
    for name, username, number, approval in _ARCHIVES:
        if name not in tree.by_name:
            continue
        organ = db.session.get_one(Organization, tree.by_name[name].id)
        user = _person(username)
        fonds.settle(organ, user, number, "WS", fonds.proposed_codes(fonds.places_of(organ)))
        for row in retention.proposals(organ.id):
            years = _LONGER.get((name, row.annex_key), row.years)
            kept = Row(row.annex_key, row.item, years, approval.format(year=since.year), since)
            retention.add(organ, user, kept)
        _revise(organ, user, approval)


def _revise(organ: Organization, user: User, approval: str) -> None:
    """修订: the row for all others, once, so that the table has a history."""
    since = date(clock.today().year + 1, 1, 1)
    retention.add(
        organ,
        user,
        Row(OTHERS, "下级报送备案的其他文件材料", 10, approval.format(year=since.year), since),
    )


def tell(moments: Clock, now: datetime) -> None:
    """归档 of last year, once the papers are there, and what has been used since."""
    moments.moment = now - timedelta(days=2)
    for name, username, _, _ in _ARCHIVES:
        if name in _ARCHIVED:
            _archive(name, username, now.year - 1)
    moments.moment = now - timedelta(hours=20)
    _use("zhao", "核对填报内容")
    moments.moment = now - timedelta(hours=2)
    _read("zhao", "苏鸿渐", "团示范省委", "审计、巡察：年度内部审计")


def _archive(name: str, username: str, year: int) -> None:
    organ = db.session.scalars(select(Organization).where(Organization.common_name == name)).one()
    pages, _ = archiving.count_pages(archiving.plan(organ, year).ready)
    if not pages:
        return
    organ_id = organ.id
    with deed():
        archiving.archive(db.session.get_one(Organization, organ_id), year, _person(username), pages)


def _use(username: str, purpose: str) -> None:
    """查看电话 of the organ's newest filing."""
    user = _person(username)
    filing_id = _newest(user).id
    with deed():
        user = _person(username)
        reveal.reveal(posts.actor_of(user), user, filing_id, purpose)


def _read(username: str, name: str, unit: str, purpose: str) -> None:
    """调阅 of a paper by somebody else, registered by the 档案员."""
    filing_id = _newest(_person(username)).id
    with deed():
        filing = db.session.get_one(Filing, filing_id)
        uses.record(
            _person(username),
            UseKind.READ,
            uses.named(filing),
            purpose,
            organization_id=filing.organ_id,
            filing_id=filing.id,
            name=name,
            unit=unit,
        )


def _newest(user: User) -> Filing:
    organ = fonds.organs_of(posts.actor_of(user))[0]
    return db.session.scalars(
        select(Filing).where(Filing.organ_id == organ.id).order_by(Filing.id.desc()).limit(1)
    ).one()


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
