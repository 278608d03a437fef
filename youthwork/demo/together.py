"""演示的联系青年、联系书记、小组与下沉: a few of each, so that every page has something true to its kind on it.

Names of young people are invented forms of address; telephones 1380000xxxx.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from youthwork import clock
from youthwork.demo.calendar import Clock
from youthwork.domain.youth import ConsentWay, ContactWay, YouthField
from youthwork.extensions import db
from youthwork.models import Organization, User
from youthwork.services import posts
from youthwork.services.contact_work.groups import groups, postings, proposing
from youthwork.services.contact_work.groups.groups import GroupGiven
from youthwork.services.contact_work.groups.postings import PostingGiven
from youthwork.services.contact_work.groups.proposing import Accepted
from youthwork.services.contact_work.links import secretaries
from youthwork.services.contact_work.links.cadres import find_cadre
from youthwork.services.contact_work.youth import contacts

CITY = "团青岚市委"
_F, _W, _C = YouthField, ContactWay, ConsentWay

#: cadre, field, how they are called, way, value, days since they agreed, how, agreed to be handed on
_CONTACTS = (
    ("luo", _F.UNIVERSITY, "小林", _W.WECHAT, "lin_qinglan", 70, _C.ONLINE, True),
    ("luo", _F.UNIVERSITY, "阿泽", _W.QQ, "200001234", 66, _C.IN_PERSON, False),
    ("luo", _F.UNIVERSITY, "温同学", _W.PHONE, "13800000201", 41, _C.BY_PHONE, False),
    ("luo", _F.EMERGING, "骑手小马", _W.PHONE, "13800000202", 30, _C.IN_PERSON, True),
    ("luo", _F.FOUNDER, "", _W.IN_PERSON, "", 12, _C.IN_PERSON, False),
    ("zhou", _F.COUNTRYSIDE, "柳林村小石", _W.WECHAT, "xiaoshi_yx", 58, _C.IN_PERSON, True),
    ("zhou", _F.RETURNED, "阿禾", _W.PHONE, "13800000203", 40, _C.BY_PHONE, False),
    ("zhou", _F.SCHOOL, "小满", _W.IN_PERSON, "", 21, _C.WITH_GUARDIAN, False),
    ("zhou", _F.COMMUNITY, "", None, "", 9, _C.IN_PERSON, False),
)
_SECRETARIES = (("zhou", ("qin", "fang")), ("chen", ("fang",)), ("mai", ("qin",)))
#: who, to which county, days ago
_POSTED = (("zhao", "团云溪县委", 62), ("yan", "团白鹭县委", 48), ("cheng", "团白泉县委", 6))


def tell(now: Clock) -> None:
    """Write it all, as the services would have it, each on its day."""
    moment = now.moment
    for username, field, name, way, value, days, consent, may_pass_on in _CONTACTS:
        now.moment = moment
        given = contacts.Given(field, name, way, value, _ago(days), consent, may_pass_on)
        now.moment = moment - timedelta(days=days)
        contacts.add(find_cadre(posts.actor_of(_user(username)), _user(username).id), given)
    now.moment = moment
    contacts.decline(contacts.in_touch(_user("zhou"))[-1].contact)
    for username, names in _SECRETARIES:
        person = _user(username)
        cadre = find_cadre(posts.actor_of(person), person.id)
        secretaries.add(cadre, [_user(name).id for name in names], _ago(50), person)
    _groups()
    _postings()
    db.session.commit()


def _groups() -> None:
    lin, city = _user("lin"), _organ(CITY)
    rows = (
        ("第一工作小组", "jiang", "", ("he", "cheng"), "高校和中学中职"),
        ("第二工作小组", "luo", "部长在外培训，由副部长牵头", ("zhao", "yan"), "社区和新兴青年群体"),
    )
    for name, leader, reason, members, topic in rows:
        ids = tuple(_user(each).id for each in members)
        given = GroupGiven(name, _user(leader).id, reason, ids, topic, _ago(80))
        groups.form_group(posts.actor_of(lin), city, given, lin)


def _postings() -> None:
    """Two are a group already; the third has come since and is proposed to join."""
    lin, city = _user("lin"), _organ(CITY)
    actor = posts.actor_of(lin)
    for at, (username, county, days) in enumerate(_POSTED):
        if at == 2:
            offer = proposing.find_offer(actor, city.id)
            accepted = Accepted(f"{CITY}下沉干部小组", _user("zhao").id, _organ("白泉镇团委").id, _ago(45))
            proposing.accept(actor, city.id, offer.proposal.mark, accepted, lin)
        ends_on = _ago(days) + timedelta(days=180)
        given = PostingGiven(_user(username).id, _organ(county).id, _ago(days), ends_on)
        postings.register(actor, given, lin)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def _user(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def _organ(name: str) -> Organization:
    return db.session.scalars(select(Organization).where(Organization.common_name == name).limit(1)).one()
