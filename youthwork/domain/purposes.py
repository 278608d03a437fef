"""用途: what one record of contact work may count for. A record is entered once and may be ticked for any number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Family(Enum):
    """用途的类别."""

    CADRE = "团干部“五个一”"
    ORGAN = "机关集中活动"
    TASK = "任务表"
    CAMPAIGN = "专项活动"


@dataclass(frozen=True)
class Purpose:
    """一项用途: the word people tick, what counts as once, and the clause it comes from."""

    key: str
    family: Family
    word: str
    once: str
    clause: str


_CADRE, _ORGAN, _TASK, _CAMPAIGN = Family.CADRE, Family.ORGAN, Family.TASK, Family.CAMPAIGN

PURPOSES: tuple[Purpose, ...] = (
    Purpose("talk", _CADRE, "与青年交流", "一次线上或线下的交流；同一天同一批人算一次", "H32"),
    Purpose("deed", _CADRE, "办一件实事", "一件办成的实事；没有办成的记在诉求里", "H32"),
    Purpose("heart_talk", _CADRE, "谈心谈话", "与一位或几位青年的一次谈心", "H32"),
    Purpose("lesson", _CADRE, "讲团课", "一堂课；同一堂课讲给两批人算两次", "H32"),
    Purpose("charity", _CADRE, "加入公益组织", "加入一个公益组织，或随它参加一次活动", "H32"),
    Purpose("open_house", _ORGAN, "机关开放", "机关集中组织的一次开放", "H27"),
    Purpose("face_to_face", _ORGAN, "共青团与青年面对面", "机关集中组织的一次面对面", "H27"),
    Purpose("volunteering", _ORGAN, "集中志愿服务", "机关集中组织的一次志愿服务", "H27"),
    Purpose(
        "share_session", _ORGAN, "“1+100”工作分享", "机关集中组织的一次交流分享；每季度至少一次", "H27、H36"
    ),
    Purpose("own_design", _ORGAN, "自主设计的集体活动", "机关集中组织的一次其他集体活动", "H27"),
    Purpose("study_speeches", _TASK, "一起学习总书记讲话", "与联系的支部一起的一次学习", "H13"),
    Purpose("organizational_life", _TASK, "一起参加组织生活会", "参加或指导的一次组织生活会", "H14"),
    Purpose("renew_oath", _TASK, "一起重温誓词", "与联系的支部一起的一次重温", "H15"),
    Purpose("volunteer_service", _TASK, "一起开展志愿服务", "与联系的支部一起的一次志愿服务", "H16"),
    Purpose("online_theme_day", _TASK, "参与网络主题团日活动", "参与的一次网络主题团日", "H17"),
    Purpose("self_inspection", _TASK, "组织团支部自查整顿", "组织的一次自查整顿", "H18"),
    Purpose("select_models", _TASK, "评选先进典型", "一次评选", "H19"),
    Purpose("vanguard_post", _TASK, "创建团员先锋岗（队）", "一个先锋岗或先锋队的创建或活动", "H20"),
    Purpose("themed_lesson", _TASK, "为团员讲一次主题团课", "一堂主题团课；全年至少一堂", "H21"),
    Purpose("other_activities", _TASK, "其他活动", "与联系的支部一起的其他活动", "H23"),
    Purpose("night_visit", _CAMPAIGN, "主题访谈夜", "一次夜访，从开始到结束满 60 分钟", "J5—J13"),
    Purpose("open_day", _CAMPAIGN, "五四集中开放日", "五四期间的一次集中开放", "H38"),
    Purpose("congress_talk", _CAMPAIGN, "走进基层宣讲", "到基层的一次宣讲", "H39"),
    Purpose("service_month", _CAMPAIGN, "集中服务青年月", "元旦、春节前后的一次集中服务", "H42"),
    Purpose("special_action", _CAMPAIGN, "“凝青聚力 共建新功”专项", "专项行动中的一次活动", "J15"),
)

BY_KEY = {purpose.key: purpose for purpose in PURPOSES}

#: Done with the linked branch, by what counts as once; of the other rows the unit may be any.
WITH_LINKED_BRANCH = frozenset({"study_speeches", "renew_oath", "volunteer_service", "other_activities"})


def of_family(family: Family) -> tuple[Purpose, ...]:
    """The purposes of one family, in the order of the notice."""
    return tuple(purpose for purpose in PURPOSES if purpose.family is family)


#: So many words make a name; the other ticks stand beside it.
_IN_A_NAME = 2


def named_by(keys: Iterable[str]) -> str:
    """做了什么, where nobody wrote it: the words of what was ticked; '' where nothing was. A key that is none is left out."""
    words = [purpose.word for purpose in known(key for key in keys if key in BY_KEY)]
    return "、".join(words[:_IN_A_NAME]) + ("等" if len(words) > _IN_A_NAME else "")


def known(keys: Iterable[str]) -> tuple[Purpose, ...]:
    """The purposes of these keys in the order of the table; a key that is none raises `KeyError`."""
    asked = [BY_KEY[key] for key in keys]
    return tuple(purpose for purpose in PURPOSES if purpose in asked)
