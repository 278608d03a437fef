"""微心愿 of the demonstration: some waiting, some claimed, some fulfilled and told, one that could not be; one complaint."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from youthwork.demo.calendar import Clock, office_moment
from youthwork.domain.wishes import NOUNS
from youthwork.domain.youth import YouthField
from youthwork.extensions import db
from youthwork.models import User, Wish
from youthwork.services.contact_work.wishes import wish_steps, wishes
from youthwork.services.contact_work.wishes.wishes import Asked, WishGiven
from youthwork.services.personnel import suggestions
from youthwork.services.posts import actor_of

_F = YouthField
#: By whom, how many days ago, field, form of address, the wish; then the steps: how many days ago, by whom, which, words
#: (of 移交: to whom first; of 反馈 what the young person said, after a bar).
_WISHES: tuple[tuple[str, int, YouthField | None, str, str, tuple[tuple[int, str, str, str], ...]], ...] = (
    (
        "zhou",
        96,
        _F.COUNTRYSIDE,
        "小柳",
        "想学直播卖自家的葡萄，不知道从哪里学起",
        (
            (96, "zhou", "own", ""),
            (71, "zhou", "fulfilment", "请县电商中心来村里讲了两次，跟着试播了一场"),
            (66, "zhou", "feedback", "当面告诉的|第一场卖了二十多单，还想再学剪视频"),
        ),
    ),
    (
        "chen",
        80,
        _F.SCHOOL,
        "高二的同学们",
        "想有一间晚自习以后还能待一会儿的屋子",
        (
            (80, "chen", "own", ""),
            (
                52,
                "chen",
                "explanation",
                "学校的教室按消防要求晚上十点关门；镇文化站的房子九月改好，到时再问一次",
            ),
        ),
    ),
    (
        "mai",
        61,
        _F.MIGRANT_WORKER,
        "一名建筑工人",
        "孩子放暑假来工地，想有个白天能待的地方",
        (
            (61, "mai", "pooling", ""),
            (58, "li", "claim", ""),
            (30, "li", "fulfilment", "和清泉社区说好，暑期托管班留了三个名额"),
            (27, "mai", "feedback", "打电话告诉的|放心了"),
        ),
    ),
    (
        "luo",
        45,
        _F.UNIVERSITY,
        "小唐",
        "毕业设计想借一台三维打印机用两周",
        (
            (45, "luo", "own", ""),
            (38, "luo", "pooling", "学校部没有设备，问了两所高校都排满了"),
            (36, "cheng", "claim", ""),
            (9, "lin", "reminder", ""),
        ),
    ),
    (
        "zhou",
        34,
        _F.EMERGING,
        "一名快递员",
        "想在县城有个中午能热饭、歇脚的地方",
        (
            (34, "zhou", "own", ""),
            (20, "zhou", "pooling", "联系了两家网点，都没有地方；要县里几家单位一起想办法"),
        ),
    ),
    (
        "qin",
        26,
        _F.RETURNED,
        "返乡的小周",
        "想找做过民宿的人问问怎么办手续",
        ((26, "qin", "pooling", ""), (22, "tian", "pass-up", "镇上没有人办过，请县里帮着找")),
    ),
    (
        "bai",
        19,
        _F.FOUNDER,
        "一名开小店的青年",
        "想知道创业贷款今年还能不能申请",
        ((19, "bai", "own", ""), (12, "bai", "fulfilment", "请信用社的同志当面讲清了条件和材料")),
    ),
    ("li", 8, _F.OFFICE, "单位新来的同志", "想参加县里的青年羽毛球活动", ((8, "li", "own", ""),)),
    ("zhou", 3, _F.IN_NEED, "一名初中生", "想要一盏护眼台灯", ()),
    ("lin", 2, _F.SOCIAL_ORGANIZATION, "志愿队", "想要两套急救训练用的模型", ((2, "lin", "pooling", ""),)),
)
_COMPLAINT = "要求各乡镇每周另报一次联系青年的人数，通知里没有这一项"
_ANSWER = "已核实，通知没有这项要求。已请团青岚市委提醒有关单位不再收这张表，各乡镇照通知办理。"


def tell(clock: Clock, random: Random) -> None:
    """微心愿 over the last months, in the order they happened, and a complaint that was answered."""
    today = clock.moment.date()
    people: dict[str, User] = {}
    deeds = [
        (office_moment(today, days, random), at, step)
        for at, (_, begun, *_, steps) in enumerate(_WISHES)
        for step, days in enumerate([begun, *(each[0] for each in steps)])
    ]
    made: dict[int, Wish] = {}
    for moment, at, step in sorted(_in_order(deeds)):
        clock.moment = moment
        _do(at, step, made, people)
    _complain(clock, people, office_moment(today, 15, random))
    db.session.commit()


def _in_order(deeds: list[tuple[datetime, int, int]]) -> list[tuple[datetime, int, int]]:
    """The steps of one day, each some minutes after the one before."""
    latest: dict[int, datetime] = {}
    found = []
    for moment, at, step in deeds:
        latest[at] = max(moment, latest.get(at, moment) + timedelta(minutes=7 if at in latest else 0))
        found.append((latest[at], at, step))
    return found


def _do(at: int, step: int, made: dict[int, Wish], people: dict[str, User]) -> None:
    username, _, field, whom, text, steps = _WISHES[at]
    if step == 0:
        given = WishGiven(f"demo-wish-{at}", text, whom, field)
        made[at] = wishes.register(_person(people, username), given, None, is_kept=True)
        return
    _, by, noun, words = steps[step - 1]
    words, _, said = words.partition("|")
    wish_steps.take_step(made[at], _person(people, by), Asked(NOUNS[noun], words, said))


def _complain(clock: Clock, people: dict[str, User], moment: datetime) -> None:
    """秦玥 of 云溪镇 says it of the county; the province is two levels above 青岚市's counties."""
    clock.moment = moment
    qin, su = _person(people, "qin"), _person(people, "su")
    actor = actor_of(qin)
    county = next(each for each in suggestions.subjects(actor) if each.name == "团云溪县委")
    said = suggestions.submit(actor, qin, "反映加码", county.value, _COMPLAINT)
    clock.moment = moment + timedelta(days=1)
    suggestions.answer(actor_of(su), said, su, _ANSWER)


def _person(people: dict[str, User], username: str) -> User:
    if username not in people:
        people[username] = db.session.scalars(select(User).where(User.username == username)).one()
    return people[username]
