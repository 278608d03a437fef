"""“最美青春故事” of the demonstration: a candidate at every stage between a county and the province, one whom a 不合格 holds
up and one let pass in spite of it; and what the city's notice asks beside its table: 活动信息, 调研选题."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from sqlalchemy import select

from youthwork.demo.calendar import Clock, office_moment
from youthwork.demo.tree import Tree
from youthwork.demo.walking import BEGUN, SIGNED, SUBMITTED, Fill, Walk, accepted, filed, sent
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.activity_news import CASE, NEWS
from youthwork.forms.annexes.province_2017_8.story_candidate import CADRE, YOUNG
from youthwork.forms.fields import Posted
from youthwork.models import Notice, NoticeAnnex, Organization, Submission, User
from youthwork.services import posts
from youthwork.services.eligibility import deciding as eligibility

_SEED = 2023
_PLAIN = False
_AT_CITY = accepted(_PLAIN)
_AT_PROVINCE = (*_AT_CITY, "upward")

#: 理由 and words of the decisions.
_CHOSEN = "在全市团干部中交流，本级通报。"
_DECLINED = "写的是本职工作，没有写直接联系青年做了什么；今年不再推荐，可以按直接联系的经历重写，明年再报。"
_UPWARD = "事迹真实，联系的青年有具体变化。"

#: 推荐单位 | 怎样推荐 | 候选人：登录名，或推荐单位的第几名团干部，青年写姓名、工作单位 | 职务 | 分享形式 | 走到哪一步 | 几天以前.
_CANDIDATES: tuple[tuple[str, str, str, str, tuple[str, ...], int, str], ...] = (
    ("团云溪县委", "qin", "演讲", "", _AT_PROVINCE, 1, _UPWARD),
    ("团麓湖市委", "1", "征文", "", (*_AT_PROVINCE, "accept_above"), 1, _UPWARD),
    ("团白鹭县委", "bai", "微视频", "", _AT_CITY, 2, ""),
    ("团石屏山区委", "2", "分享会", "", _AT_CITY, 2, ""),
    ("团枕江区委", "祁小舟", "演讲", "枕江区滨江快递站点", sent(_PLAIN), 1, ""),
    ("团柳汀县委", "1", "征文", "", (*_AT_CITY, "chosen"), 3, _CHOSEN),
    ("团听松县委", "1", "征文", "", (*_AT_CITY, "declined"), 3, _DECLINED),
    ("团白泉县委", "陶望晴", "H5页面", "白泉县残疾人文化创意工坊", SUBMITTED, 1, ""),
)
#: The province's own units, asked by it directly.
_OF_PROVINCE: tuple[tuple[str, str, str, str, tuple[str, ...], int, str], ...] = (
    ("团望川县委", "xiong", "分享会", "", SIGNED, 1, ""),
    ("省直机关团工委", "ruan", "征文", "", (*_AT_CITY, "chosen"), 2, "在全省分享会上交流。"),
    ("示范大学团委", "席望舒", "微视频", "示范大学数学学院", BEGUN, 1, ""),
)
_STORIES = (
    "连着七个月，每周四晚上到快递站点听骑手说话。第一次只有两个人肯坐下来，第十次桌边坐不下。\n"
    "骑手们说得最多的是夜里体检没有地方做，经几次上门商量，社区医院每月到站点一次。\n"
    "如今站点里有四个人主动报名做志愿服务，说轮到自己听别人说话了。",
    "返乡第一年，村里的青年都在外面。从建一个微信群起，每月回来的人在一起吃一顿饭，说说外面的事。\n"
    "说着说着，三个人留了下来，合伙把闲置的粮库改成分拣点，带着二十多户卖山货。",
    "联系的团支部在一所村小。三年里每月到校一次，从不带礼物，只带一本书，读完留在学校的书架上。\n"
    "书架现在有四十一本书，借书的本子上写满了名字。",
    "青年说想考证，又怕跟不上。于是请来去年考过的人，每周两个晚上在青年之家讲题。\n"
    "一期二十六人，十九人通过，第二期的老师就是他们。",
)

_NEWS: tuple[tuple[str, str, str, str, str, tuple[str, ...], int], ...] = (
    ("团云溪县委", NEWS, "夜校开在快递站点", "清河快递站点", "骑手", filed(_PLAIN), 4),
    ("云溪镇团委", CASE, "晒谷场上的团课", "柳林村晒谷场", "返乡青年", sent(_PLAIN), 1),
    ("团白鹭县委", NEWS, "请青年来挑毛病", "团县委机关", "青年社会组织负责人", accepted(_PLAIN), 1),
)
_TOPICS = (
    ("团白鹭县委", "返乡青年留得下来要什么", "痛点", filed(_PLAIN), 3),
    ("团枕江区委", "快递、外卖从业青年中的团组织覆盖", "盲点", sent(_PLAIN), 1),
    ("团云溪县委", "村级团支部一年能办几件事", "难点", BEGUN, 1),
)

#: 评定: whose candidate | by whom of the city | for what | lifted by whom of the province, “” for nobody | why.
_DISQUALIFIED = (
    ("团石屏山区委", "jiang", "夜访次数与走访的社区登记不符，核实后未改正", "", ""),
    (
        "团白鹭县委",
        "jiang",
        "上半年没有到联系的团支部，任务表写了三次",
        "fu",
        "下半年已经补上并改正，事迹经县、市两级核实",
    ),
)


def walks(tree: Tree, annexes: Mapping[str, NoticeAnnex], today: date) -> Iterator[Walk]:
    """Every candidate, 活动信息 and 调研选题, as far as each has come."""
    random = Random(_SEED)
    asked = annexes["story_candidate"]
    passed_on = db.session.scalars(
        select(NoticeAnnex)
        .join(NoticeAnnex.notice)
        .where(
            Notice.passes_on_id == asked.notice_id,
            Notice.state == NoticeState.ISSUED,
            NoticeAnnex.annex_key == asked.annex_key,
        )
    ).one()
    at = 0
    for row, put_forward in ((passed_on, _CANDIDATES), (asked, _OF_PROVINCE)):
        for owner, who, media, place, deeds, days_ago, words in put_forward:
            fill = _candidate(owner, who, media, place, _STORIES[at % len(_STORIES)])
            end = office_moment(today, days_ago, random)
            yield Walk(row, tree.by_name[owner].id, deeds, end, (fill,), reason=words)
            at += 1
    for owner, kind, subject, where, whom, deeds, days_ago in _NEWS:
        end = office_moment(today, days_ago, random)
        fill = _news(kind, subject, where, whom)
        yield Walk(annexes["activity_news"], tree.by_name[owner].id, deeds, end, (fill,))
    for owner, topic, point, deeds, days_ago in _TOPICS:
        end = office_moment(today, days_ago, random)
        yield Walk(annexes["research_topic"], tree.by_name[owner].id, deeds, end, (_topic(topic, point),))


def tell(tree: Tree, annexes: Mapping[str, NoticeAnnex], clock: Clock) -> None:
    """评定不合格 of two whom their counties had put forward before, 准予参评 of one. Leaves the clock where it was."""
    now, random = clock.moment, Random(_SEED)
    year = annexes["story_candidate"].notice.issued_on.year
    for county, by, reason, lifted_by, why in _DISQUALIFIED:
        clock.moment = office_moment(now.date(), 1, random)
        signer, person = _person(by), _nominee_of(tree, county)
        actor = posts.actor_of(signer)
        organ_id = eligibility.organs_for(actor, person)[0].id
        decided = eligibility.disqualify(actor, signer, person, organ_id, year, reason)
        if lifted_by:
            above = _person(lifted_by)
            lifting = posts.actor_of(above)
            organ = eligibility.lifting_organs(lifting, decided)[0]
            eligibility.lift(lifting, above, decided, organ.id, why)
    clock.moment = now


def _candidate(owner: str, who: str, media: str, place: str, story: str) -> Fill:
    """推荐表: a cadre of the cast or of the county by number, else a young person of a made-up place."""

    def fill(submission: Submission, posted: Posted) -> Posted:
        cells = {"media": media, "story": story}
        if place:
            cells |= {"name": who, "kind": YOUNG, "work_unit": place}
        else:
            person = _cadre(submission.owner_id, who)
            post = posts.current_appointments(person)[0]
            unit = db.session.get_one(Organization, post.organization_id)
            cells |= {"name": person.name, "kind": CADRE, "work_unit": unit.common_name, "post": post.title}
        return {**posted, **{name: [text] for name, text in cells.items()}}

    return fill


def _cadre(owner_id: int, who: str) -> User:
    return posts.cadres_of(owner_id)[int(who)].user if who.isdecimal() else _person(who)


def _nominee_of(tree: Tree, county: str) -> User:
    who = next(who for owner, who, *_ in _CANDIDATES if owner == county)
    return _cadre(tree.by_name[county].id, who)


def _news(kind: str, subject: str, where: str, whom: str) -> Fill:
    def fill(submission: Submission, posted: Posted) -> Posted:
        month = submission.created_at.month
        cells = {
            "kind": kind,
            "subject": subject,
            "when": f"{submission.created_at.year}年{month}月上旬，三个晚上",
            "where": where,
            "what": f"请{whom}自己报题目，先听后讲。每晚不超过一小时，讲完留半小时答问。\n"
            "当场能办的当场办，办不了的记下是谁、什么事、谁去办，第三个晚上逐件回话。",
            "effect": "三个晚上记下14件事，办成11件，其余3件说明了原因；来的人一晚比一晚多。",
        }
        return {**posted, **{name: [text] for name, text in cells.items()}}

    return fill


def _topic(topic: str, point: str) -> Fill:
    def fill(submission: Submission, posted: Posted) -> Posted:
        cells = {
            "topic": topic,
            "point": point,
            "youth": "全县14至35岁青年约5万人，近六成在外务工，返乡的逐年增加，问得最多的是就业和孩子上学。",
            "league": "乡镇街道团（工）委健全，村团支部书记多由村“两委”干部兼任，每月能固定开展活动的约三分之一。",
            "societies": "登记的青年社会组织6个，常年开展活动的4个，与团组织有固定联系的3个。",
        }
        return {**posted, **{name: [text] for name, text in cells.items()}}

    return fill


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
