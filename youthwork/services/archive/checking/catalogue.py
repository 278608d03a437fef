"""检测项目: what is asked of an archive, in the four properties of DA/T 70-2018.

The numbers are this system's own: the first digit is the property, in the order of the standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from youthwork.models import CheckStage


class Property(Enum):
    """四性."""

    REAL = "真实性"
    WHOLE = "完整性"
    USABLE = "可用性"
    SAFE = "安全性"


_ALL = frozenset(CheckStage)
_ONCE_ARCHIVED = frozenset({CheckStage.TRANSFER, CheckStage.KEEPING})


@dataclass(frozen=True)
class Item:
    """一个检测项目: its number, what is compared with what, and what to do where it fails."""

    number: str
    name: str
    remedy: str
    #: 阻断: it forbids archiving or transfer; else it is a remark.
    is_blocking: bool = True
    stages: frozenset[CheckStage] = _ALL

    @property
    def property(self) -> Property:
        return list(Property)[int(self.number[0]) - 1]


_RESTORE = "从备份恢复这个文件；恢复以前不要移交"
_COMPARE = "与备份中的同一件对照，查明谁在何时改动；备案件只能由更正件更正"
_AGAIN = "保留原文件，由管理员从备份恢复成件；确无备份的，写明情况存入备考"

ITEMS: tuple[Item, ...] = (
    Item("1-1", "元数据的格式与值域", _COMPARE),
    Item("1-2", "填报内容与备案时的摘要一致", _COMPARE),
    Item("1-3", "成件内附数据与备案记录一致", _COMPARE),
    Item("1-4", "成件所载编号、题名与备案记录一致", _COMPARE),
    Item("1-5", "文件与入库时的摘要一致", _RESTORE),
    Item("1-6", "电子签名与核验码有效", _COMPARE),
    Item("1-7", "用印登记簿首尾相接", "打开用印登记簿“核对”，从中断的一条起与备份对照"),
    Item("2-1", "备案号连续", "从备份查出缺号的备案件；备案号一经给出不再使用，缺号须写明去向"),
    Item("2-2", "件号连续", "与归档文件目录对照，查出缺号的一件"),
    Item("2-3", "更正前后各版相连", "从备份查出所缺的一版"),
    Item("2-4", "办理过程齐全", "与备份对照办理经过；过程只增不改，缺的一步说明记录被删"),
    Item("2-5", "成件已出齐", "在备案件页面按“重新出件”，出好后再检测"),
    Item("2-6", "所列文件都在成件库", _RESTORE),
    Item("2-7", "归档信息齐全", "先办理归档：档号、件号、页数", stages=_ONCE_ARCHIVED),
    Item("2-8", "已销毁的件有清册、无内容", "在鉴定销毁中找到这一批，按“继续销毁”"),
    Item("3-1", "成件能够打开", _AGAIN),
    Item("3-2", "格式为 PDF/A", _AGAIN),
    Item("3-3", "字体嵌入齐全", _AGAIN),
    Item("3-4", "没有加密", _AGAIN),
    Item("3-5", "页数相符", "与归档文件目录的页数对照，查明增减的页"),
    Item("3-6", "检索条目与备案记录一致", "由管理员运行 youthwork reindex", is_blocking=False),
    Item("4-1", "成件里没有脚本和夹带的文件", "不要打开这份文件；从备份恢复原件，并报告系统管理员"),
    Item(
        "4-2",
        "成件库里没有多余的文件",
        "由系统管理员查明来历后移出成件库；检测不会删除任何文件",
        is_blocking=False,
    ),
    Item(
        "4-3",
        "成件库的权限合适",
        "由系统管理员收回其他账户的写权限",
        is_blocking=False,
    ),
)
BY_NUMBER = {item.number: item for item in ITEMS}


def items_of(stage: CheckStage) -> tuple[Item, ...]:
    """检测项目 of this stage, in their order."""
    return tuple(item for item in ITEMS if stage in item.stages)
