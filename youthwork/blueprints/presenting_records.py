"""活动记录怎样显示: the lines of the list, one record in full, what is asked about it, and the ticks of the form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints import veiled
from youthwork.blueprints.web import actor, user
from youthwork.domain.calendar import moment_phrase, short_date
from youthwork.domain.night_visits import minutes_of
from youthwork.domain.purposes import BY_KEY, Family, known
from youthwork.domain.signals import Signal, SignalKind
from youthwork.forms.records import RecordForm, said_name
from youthwork.models import Activity, ActivityChange
from youthwork.services import posts
from youthwork.services.contact_work.records import correcting, recording, records, signalling

#: What is usually said to a signal, so that one tap is enough; and the input 改一改 leads to.
_USUAL: dict[SignalKind, tuple[str, ...]] = {
    SignalKind.OVERLAP: ("两场活动连着办", "同一场活动分两条记", "中途离开去了另一处"),
    SignalKind.TOO_FAR: ("两地相邻，确实赶得到", "其中一场是线上"),
    SignalKind.FUTURE: ("今天稍后就办",),
    SignalKind.LATE: ("出差回来补记", "当时没有网络", "刚接到系统账号"),
    SignalKind.BURST: ("把纸质记录一次录入", "休假回来补记"),
    SignalKind.BY_DAY: ("对方晚上不便，改在白天", "活动从下午一直到晚上"),
    SignalKind.SHORT_VISIT: ("对方临时有事", "确实只有这么久"),
    SignalKind.CROWD: ("还有别的支部参加", "支部人数没有更新"),
    SignalKind.ROUND: ("是现场点过数的实数", "人多，是估计的"),
    SignalKind.COPY: ("同一类活动，情况确实相近", "与同去的人共同起草"),
    SignalKind.EMPTY: ("例行活动，没有要写的", "以后补写"),
}
_TO_MEND: dict[SignalKind, str] = {
    SignalKind.LATE: "day",
    SignalKind.BURST: "day",
    SignalKind.FUTURE: "day",
    SignalKind.SHORT_VISIT: "ends",
    SignalKind.CROWD: "people",
    SignalKind.ROUND: "people",
    SignalKind.COPY: "effect",
    SignalKind.EMPTY: "effect",
    SignalKind.PROTECTED_NAME: "topic",
}


#: Six are asked for a year and it has a form of its own: it is not looked for among twenty.
_ALWAYS = ("night_visit",)


@dataclass(frozen=True)
class Asked:
    """请核实的一处: the sentence, the input it speaks of, the one it is answered in, and usual answers."""

    kind: str
    sentence: str
    mend: str
    name: str
    said: str
    usual: tuple[str, ...]


def asked(signal: Signal, said: str) -> Asked:
    kind = signal.kind
    mend = _TO_MEND.get(kind, "starts")
    return Asked(kind.value, signal.sentence, mend, said_name(kind), said, _USUAL.get(kind, ()))


def purpose_groups(form: RecordForm, recent: Sequence[str]) -> list[dict[str, Any]]:
    """用途 to tick: those used last and 夜访, unfolded, then each family; what is ticked is never folded away."""
    options = {option.data: option for option in form.purposes}
    recent = list(dict.fromkeys((*recent, *_ALWAYS)))
    first = [options[key] for key in recent if key in options]
    groups = []
    for family in Family:
        rest = [options[key] for key in BY_KEY if key in options and key not in recent]
        rest = [option for option in rest if BY_KEY[option.data].family is family]
        if rest:
            is_open = any(option.checked for option in rest)
            groups.append({"word": family.value, "options": rest, "is_open": is_open})
    return [{"word": "", "options": first, "is_open": True}, *groups]


def by_month(rows: Iterable[Activity], is_mine: bool) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of a list under their months, in the order they come."""
    open_questions = _unanswered(rows := list(rows)) if is_mine else set()
    lines = [line(row, row.id in open_questions) for row in rows]
    return [(month, list(each)) for month, each in groupby(lines, key=lambda one: str(one["month"]))]


def line(row: Activity, is_asked: bool = False) -> dict[str, Any]:
    texts = veiled.texts(row)
    return {
        "url": url_for("records.show", activity_id=row.id),
        "month": f"{row.starts_at:%Y}年{row.starts_at.month}月",
        "topic": texts["topic"],
        "day": short_date(row.starts_at.date(), clock.today()),
        "time": times(row),
        "minutes": minutes_of(row.starts_at, row.ends_at),
        "where": where(row),
        "people": row.people,
        "purposes": [each.word for each in known(each.purpose for each in row.purposes)],
        "writer": row.person.name,
        "unit": row.organization.common_name,
        "is_others": row.person_id != actor().user_id,
        "is_withdrawn": row.withdrawn_at is not None,
        "is_asked": is_asked and row.person_id == actor().user_id and row.withdrawn_at is None,
    }


def times(row: Activity) -> str:
    """19:00—20:30, 23:00—次日 00:30."""
    over = "次日 " if row.ends_at.date() != row.starts_at.date() else ""
    return f"{row.starts_at:%H:%M}—{over}{row.ends_at:%H:%M}"


def where(row: Activity) -> str:
    """云溪镇团委 · 活动室; a place that names the organization already says it once."""
    place = "线上" if row.is_online else veiled.texts(row)["place"]
    name = row.with_.common_name if row.with_ and row.with_.common_name not in place else ""
    return " · ".join(each for each in (name, place) if each)


def whole(row: Activity) -> dict[str, Any]:
    """一条记录 in full: what one page shows of it, for this reader."""
    here = actor()
    is_writer = row.person_id == here.user_id
    texts = veiled.texts(row)
    return {
        **line(row),
        "id": row.id,
        "version": row.version,
        "form": texts["form"],
        "linked_people": row.linked_people,
        "effect": texts["effect"],
        "asked": texts["asked"],
        "is_writer": is_writer,
        "counts": [(each.word, each.once, each.clause) for each in known(p.purpose for p in row.purposes)],
        "members": [each.person.name for each in row.members],
        "is_member": any(each.person_id == here.user_id for each in row.members),
        "recorded": moment_phrase(row.recorded_at, clock.now()),
        "withdrawn": moment_phrase(row.withdrawn_at, clock.now()) if row.withdrawn_at else "",
        "withdrawn_reason": row.withdrawn_reason,
        "may_correct": records.may_correct(here, row),
        "needs_reason": recording.needs_reason(row, user()),
        "signals": [
            (each.kind.value, each.sentence, each.said, signalling.standing_of(each))
            for each in signalling.asked_at([row.id])
        ],
        "story": [_correction(each) for each in reversed(correcting.changes_of(row))],
    }


_FIELDS = {
    "topic": "做了什么",
    "form": "形式",
    "place": "地点",
    "effect": "成效",
    "asked": "青年提了什么",
    "starts_at": "开始",
    "ends_at": "结束",
    "is_online": "线上",
    "with_id": "团组织",
    "people": "参加人数",
    "linked_people": "其中联系的青年",
    "purposes": "算作",
    "members": "同去",
    "organization_id": "单位",
}


def _correction(change: ActivityChange) -> dict[str, Any]:
    """一次更正 in the words of the page; ids are told as their fact alone: the names are on the record."""
    said = []
    for name, (before, after) in change.changes.items():
        word = _FIELDS.get(name, "")
        if name in ("with_id", "members", "organization_id"):
            said.append(f"{word}有改动")
        elif word:
            said.append(f"{word}：{_said(name, before)} → {_said(name, after)}")
    return {
        "who": posts.find_user(change.by_id).name,
        "what": "更正",
        "when": moment_phrase(change.at, clock.now()),
        "words": f"{change.reason}。{'；'.join(said)}",
    }


def _said(name: str, value: Any) -> str:
    if name == "purposes":
        return "、".join(each.word for each in known(key for key in value if key in BY_KEY)) or "（空）"
    if name == "is_online":
        return "是" if value else "否"
    text = str(value if value is not None else "")
    return text if text else "（空）"


def _unanswered(rows: list[Activity]) -> set[int]:
    return {each.activity_id for each in signalling.asked_at(row.id for row in rows) if not each.said}
