"""一条记录 as it is given: what stands in it, and what is wrong with it, field by field.

Nothing here changes anything. What makes a reader ask is no mistake: `signalling.py` tells of that.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import Unacceptable
from youthwork.domain.purposes import BY_KEY
from youthwork.extensions import db
from youthwork.models import Activity, Organization, User
from youthwork.services.contact_work.records import posts_then

KEY = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
#: Field → its word and the most characters it takes.
TEXTS: Mapping[str, tuple[str, int]] = {
    "topic": ("做了什么", 120),
    "form": ("形式", 60),
    "place": ("地点", 120),
    "effect": ("成效", 2000),
    "asked": ("青年的诉求", 2000),
}
LONGEST = timedelta(hours=24)
MOST_PEOPLE = 100_000
MOST_MEMBERS = 50
#: What no row can be called is no row, not a fault of the database.
MOST_ID = 2**31 - 1


@dataclass(frozen=True)
class Given:
    """一条记录 as the writer gives it; `client_key` is made by the device, once a record."""

    client_key: str
    starts_at: datetime
    ends_at: datetime
    topic: str
    form: str
    place: str
    is_online: bool
    #: The League organization it was with, where it is in the tree.
    with_id: int | None
    people: int
    linked_people: int | None
    effect: str
    asked: str
    purposes: frozenset[str]
    #: 同去的团干部, by person; the writer is not among them.
    members: tuple[int, ...]

    @property
    def day(self) -> date:
        """A record belongs to the day it began on."""
        return self.starts_at.date()

    @property
    def text(self) -> str:
        """What is compared with other records."""
        return text_of(self)

    @property
    def sha256(self) -> str:
        whole = asdict(self) | {"purposes": sorted(self.purposes), "members": sorted(self.members)}
        return hashlib.sha256(json.dumps(whole, default=str, sort_keys=True).encode()).hexdigest()


def text_of(record: Given | Activity) -> str:
    """成效, or 诉求 where nothing else is written: what is compared with other records, and asked for.

    Not both in one: who copies what came of it writes down other questions, and different people ask the same.
    """
    return record.effect.strip() or record.asked.strip()


def keepable(text: str) -> str:
    """A word said beside the record, without what no database keeps."""
    return "".join(character for character in text if not _cannot_be_kept(character)).strip()


def given_of(activity: Activity) -> Given:
    """A saved record as it would be given again: what a form of corrections is filled with."""
    return Given(
        activity.client_key,
        activity.starts_at,
        activity.ends_at,
        activity.topic,
        activity.form,
        activity.place,
        activity.is_online,
        activity.with_id,
        activity.people,
        activity.linked_people,
        activity.effect,
        activity.asked,
        frozenset(each.purpose for each in activity.purposes),
        tuple(sorted(each.person_id for each in activity.members)),
    )


class NotRecorded(Unacceptable):
    """The record is not saved; `mistakes` has the sentence of each field."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__("；".join(mistakes.values()))
        self.mistakes = dict(mistakes)


def mistakes(person: User, given: Given) -> dict[str, str]:
    """不能保存的地方: field → sentence, in the order of the fields; empty when the record can be saved."""
    found: dict[str, str] = {}
    for field, sentence in _all(person, given):
        found.setdefault(field, sentence)
    return found


def _all(person: User, given: Given) -> Iterator[tuple[str, str]]:
    yield from _key(given)
    yield from _texts(given)
    yield from _times(given)
    yield from _post(person, given)
    yield from _with(person, given)
    yield from _numbers(given)
    if unknown := sorted(given.purposes - BY_KEY.keys()):
        yield "purposes", f"没有“{_shown(unknown[0])}”这项用途，请重新勾选"
    yield from _members(person, given)


def _key(given: Given) -> Iterator[tuple[str, str]]:
    if not KEY.match(given.client_key):
        yield "client_key", "这一页已经失效，请重新打开“记一条”；填过的内容先复制下来"


def _texts(given: Given) -> Iterator[tuple[str, str]]:
    for field, (word, most) in TEXTS.items():
        text: str = getattr(given, field)
        if field == "topic" and not text.strip():
            yield field, "请写做了什么，一句话就够；勾了“算作哪些工作”的可以不写"
        if len(text) > most:
            yield field, f"{word}最多 {most} 个字，现在 {len(text)} 个，请删去 {len(text) - most} 个"
        if any(_cannot_be_kept(character) for character in text):
            yield field, f"{word}里有保存不了的字符（多半是从别处粘贴来的），请删去后重新输入"


def _cannot_be_kept(character: str) -> bool:
    # NUL and its like, and half of a character of four bytes.
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\r\t"


def _shown(text: str) -> str:
    return "".join("□" if _cannot_be_kept(character) else character for character in text)[:40]


def _times(given: Given) -> Iterator[tuple[str, str]]:
    if given.day > clock.today():
        yield "starts_at", f"{long_date(given.day)}还没有到；做完再记，日期填错了请改正"
    if given.ends_at <= given.starts_at:
        yield "ends_at", "结束要晚于开始；过了零点才结束的，结束日期选第二天"
    elif given.ends_at - given.starts_at > LONGEST:
        yield "ends_at", "一条记录最长 24 小时；几天的活动请一天记一条"


def _post(person: User, given: Given) -> Iterator[tuple[str, str]]:
    if given.day <= clock.today() and posts_then.post_of(person.id, given.day) is None:
        sentence = f"{long_date(given.day)}{person.name}没有团干部的任职，记不到哪个单位名下；"
        yield "starts_at", f"{sentence}日期没有错的，请本单位管理员先在“组织与人员”中补上任职"


def _with(person: User, given: Given) -> Iterator[tuple[str, str]]:
    if given.with_id is None:
        return
    organization = db.session.get(Organization, given.with_id) if 0 < given.with_id <= MOST_ID else None
    post = posts_then.post_of(person.id, given.day)
    if organization is None or (post and not organization.path.startswith(_top(post.organ.path))):
        yield "with_id", "没有这个团组织，请重新查找"
    elif organization.is_department:
        yield "with_id", f"{organization.common_name}是内设部门，请选团组织"
    elif organization.closed_on is not None and organization.closed_on < given.day:
        day = long_date(organization.closed_on)
        yield "with_id", f"{organization.common_name}已于{day}撤销，请另选，或改正日期"


def _top(path: str) -> str:
    """The path of the province."""
    return "/".join(path.split("/")[:2]) + "/"


def _numbers(given: Given) -> Iterator[tuple[str, str]]:
    if not 0 <= given.people <= MOST_PEOPLE:
        yield "people", f"参加人数填 0 到 {MOST_PEOPLE} 之间的整数"
    if given.linked_people is None:
        return
    if given.linked_people < 0:
        yield "linked_people", "其中联系青年的人数不能是负数"
    elif given.linked_people > given.people:
        yield (
            "linked_people",
            f"其中联系青年 {given.linked_people} 人，多于参加的 {given.people} 人，请核对",
        )


def _members(person: User, given: Given) -> Iterator[tuple[str, str]]:
    if not given.members:
        return
    if person.id in given.members:
        yield "members", "同去的团干部里不用填自己"
    if len(given.members) > MOST_MEMBERS:
        yield "members", f"同去的团干部最多 {MOST_MEMBERS} 人；集中活动由各单位各记一条"
        return
    members = [member for member in given.members if 0 < member <= MOST_ID]
    held = posts_then.posts_of([person.id, *members], given.day)
    names = {each.id: each.name for each in db.session.scalars(select(User).where(User.id.in_(members)))}
    post = held.get(person.id)
    for member in given.members:
        theirs = held.get(member)
        is_outside = post and theirs and not theirs.organ.path.startswith(_top(post.organ.path))
        if member not in names or is_outside:
            yield "members", "没有其中一名同去的团干部，请重新选择"
        elif theirs is None:
            yield "members", f"{names[member]}在{long_date(given.day)}不是团干部，请从同去的人中去掉"
