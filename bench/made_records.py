"""造记录: plausible records of contact work, as many as one wants, some of them copies; the same ones every time.

A text is what came of it and what was asked, put together from halves of sentences as reports are, so that honest
texts have a good deal in common. A copy is an earlier text in which somebody changed a few words.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

_BEGUN = (
    "和{who}{people}人{did}，{result}",
    "到{where}与{people}名{who}{did}。{result}",
    "晚上在{where}{did}，来了{people}位{who}，{result}",
    "今天{did}，{who}来了{people}人。{result}",
    "在{where}同{who}座谈，主要是{did}，{result}",
    "随{where}的团支部一起{did}，{people}名{who}参加，{result}",
    "{where}约了{people}名{who}，{did}，谈了一个多小时，{result}",
)
_WHO = (
    "返乡青年", "团员", "村里的年轻人", "外卖骑手", "高二学生", "返乡大学生", "创业青年", "青年教师", "护士",
    "货车司机", "驻村干部", "社区志愿者", "车间青年", "快递员", "养殖户", "电商青年", "职校生", "新入职青年",
)  # fmt: skip
_VILLAGES = [
    "白泉", "清河", "云岭", "石桥", "杨湾", "柳林", "东寨", "西坡", "马店", "官庄", "龙潭", "石门", "新集",
    "大营", "双沟", "枣园", "周口", "河湾", "南岗", "北寺",
]  # fmt: skip
_PLACES = (
    "村活动室", "村委会院里", "村小学", "村卫生室", "社区服务站", "镇团委", "镇养老院", "乡镇文化站", "工业园",
    "扶贫车间", "合作社大棚", "中学操场", "便民大厅",
)  # fmt: skip
_DID = (
    "学习了一段总书记对青年的讲话", "清理河道里的垃圾", "谈了创业贷款怎么办", "慰问了几户困难家庭",
    "讲了一堂团课", "重温入团誓词", "开了一次组织生活会", "帮着收了一下午麦子", "给留守儿童辅导作业",
    "看了大棚和新打的井", "做了一次防溺水宣传", "讨论村里怎么办夜校", "走访了三户人家", "整理团员档案",
    "摸了一遍外出青年的底", "排练了五四的节目", "办了一次招聘信息说明", "在直播间里学带货", "打扫了敬老院",
    "植了一片树", "宣讲了新修订的团章", "听了他们对团支部的意见", "看望了生病的团员", "教老人用手机挂号",
)  # fmt: skip
_RESULT = (
    "把{what}的事记下来了，答应{when}给回话。", "解决了{what}，他们挺高兴。", "{what}还没有办法，说好{when}再来一次。",
    "大家愿意{when}再聚，{what}由村里牵头。", "当场联系了{office}，{what}{when}能办。", "约定{when}一起去看{what}。",
    "收集到意见若干，主要是{what}。", "建了一个群，{what}以后在群里说。", "{what}报给了{office}，等答复。",
    "决定{when}由支部书记去问{office}，把{what}问清楚。", "有人提出{what}，我说{when}去{office}问问。",
)  # fmt: skip
_WHAT = (
    "小额贷款", "路灯", "球场的灯", "网络信号", "农技培训", "孩子放学没人管", "公交末班车", "医保异地报销", "招工信息",
    "场地租金", "图书室开门时间", "灌溉用水", "快递进村", "心理辅导", "职称评定", "夜校课程", "婚介", "宿舍热水",
    "团费收缴", "智慧团建登录", "驾照考试点", "冷库电价", "果树修剪", "摊位", "志愿时长", "食堂",
)  # fmt: skip
_WHEN = [
    "月底前",
    "下周三",
    "五四前后",
    "秋收以后",
    "这个月二十号",
    "下一次",
    "春节前",
    "开学前",
    "周末",
    "六月初",
]
_OFFICE = [
    "农商行",
    "农技站",
    "民政所",
    "人社局",
    "交通局",
    "教体局",
    "司法所",
    "县医院",
    "供电所",
    "商务局",
    "乡政府",
    "妇联",
]
_ASKED = (
    "", "", "有两个人问{what}怎么办。", "希望{when}能有人来讲讲{what}。", "他们最关心的是{what}，其次是{other}。",
    "想请{office}来一趟，说说{what}。", "问能不能把{what}和{other}一起解决。", "没有提什么。",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One text, and of which earlier one it is a copy; None: of none."""

    text: str
    copied_from: int | None
    #: So many characters of the earlier one were replaced.
    changed: int = 0


def texts(count: int, copies: float = 0.01, seed: int = 6) -> list[Made]:
    """So many texts; `copies` is the share that was copied from an earlier one."""
    chance = random.Random(seed)
    made: list[Made] = []
    for number in range(count):
        if made and chance.random() < copies:
            earlier = chance.randrange(number)
            text = made[earlier].text
            changed = round(len(text) * chance.choice((0, 0.02, 0.05, 0.1)))
            made.append(Made(altered(text, changed, chance), earlier, changed))
        else:
            made.append(Made(honest(chance), None))
    return made


def honest(chance: random.Random) -> str:
    """A text nobody copied."""
    first = _filled(chance, chance.choice(_BEGUN).replace("{result}", chance.choice(_RESULT)))
    more = [_filled(chance, chance.choice(_RESULT)) for _ in range(chance.choice((0, 0, 1, 2)))]
    return "".join([first, *more, _filled(chance, chance.choice(_ASKED))])


def altered(text: str, characters: int, chance: random.Random) -> str:
    """The text with so many of its characters replaced, in words of two."""
    changed = list(text)
    for at in chance.sample(range(0, len(text) - 1, 2), min(len(text) // 2, (characters + 1) // 2)):
        changed[at : at + 2] = (chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(2))
    return "".join(changed)


def _filled(chance: random.Random, words: str) -> str:
    what, other = chance.sample(_WHAT, 2)
    return words.format(
        who=chance.choice(_WHO),
        where=chance.choice(_VILLAGES) + chance.choice(_PLACES),
        people=chance.randrange(2, 60),
        did=chance.choice(_DID),
        what=what,
        other=other,
        when=chance.choice(_WHEN),
        office=chance.choice(_OFFICE),
    )
