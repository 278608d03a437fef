"""联系青年: how little is kept of a young person, and what they may say to it (H9, H43—H46, H56; DOMAIN §7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class YouthField(Enum):
    """领域: where the young person studies, works or lives; one each."""

    STATE_ENTERPRISE = "国有企业"
    PRIVATE_ENTERPRISE = "非公企业"
    COUNTRYSIDE = "农村"
    OFFICE = "机关事业单位"
    UNIVERSITY = "高校"
    SCHOOL = "中学中职"
    COMMUNITY = "社区"
    SOCIAL_ORGANIZATION = "社会组织"
    EMERGING = "新兴青年群体"
    MIGRANT_WORKER = "进城务工青年"
    FOUNDER = "创业青年"
    RETURNED = "返乡青年"
    IN_NEED = "困难青少年"


class ContactWay(Enum):
    """联系方式: the one way the young person wishes to be reached by."""

    WECHAT = "微信"
    QQ = "QQ"
    WEIBO = "微博"
    PHONE = "电话"
    IN_PERSON = "当面"


class ContactState(Enum):
    """联系情况. 不愿参与 is an answer like any other: nothing follows from it, for them or for the cadre (H56)."""

    IN_TOUCH = "联系中"
    DECLINED = "不愿参与"
    ENDED = "已结束"


class ConsentWay(Enum):
    """同意的方式: chosen, never typed, so that nothing about a young person can stand in it."""

    IN_PERSON = "当面同意"
    BY_PHONE = "电话里同意"
    ONLINE = "线上答复同意"
    #: Under 14 their guardians consent (DOMAIN §7.2).
    WITH_GUARDIAN = "本人和监护人都同意"


#: A number below this could point at somebody: it is not shown.
FEWEST_SHOWN = 3


@dataclass(frozen=True)
class FieldNumbers:
    """按领域的人数 of one organ, with what is too small to show left out."""

    shown: tuple[tuple[YouthField, int], ...]

    @property
    def total(self) -> int:
        """Of what is shown; a total of all would give the small numbers away."""
        return sum(number for _, number in self.shown)


def published(counts: Mapping[YouthField, int]) -> FieldNumbers:
    """公布的人数: the fields with three young people or more, in the order of the list."""
    return FieldNumbers(
        tuple((field, counts[field]) for field in YouthField if counts.get(field, 0) >= FEWEST_SHOWN)
    )


def added_up(numbers: Iterable[FieldNumbers]) -> FieldNumbers:
    """合计 of several organs, of published numbers alone: no organ's small number can be worked out from it."""
    sums: dict[YouthField, int] = {}
    for each in numbers:
        for field, number in each.shown:
            sums[field] = sums.get(field, 0) + number
    return published(sums)
