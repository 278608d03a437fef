"""完成情况: what cadres write into their 任务表, varied enough to be searched and read."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS
from youthwork.forms.fields import Answers

#: Task → (形式, smallest and largest number of people, 效果 with a number in it, that number's range).
Kind = tuple[str, tuple[int, int], str, tuple[int, int]]
_KINDS: dict[str, tuple[Kind, ...]] = {
    "study_speeches": (
        ("集中学习", (18, 46), "形成学习体会{}篇", (6, 20)),
        ("支部读书会", (12, 24), "议定每周一读，已坚持{}周", (3, 9)),
        ("田间课堂", (15, 30), "结合春耕讨论{}个问题", (3, 6)),
        ("专题研讨", (20, 40), "提出本支部改进措施{}条", (4, 9)),
    ),
    "organizational_life": (
        ("支部组织生活会", (20, 38), "提出整改意见{}条", (4, 9)),
        ("民主评议团员", (24, 42), "{}名团员评为优秀", (4, 8)),
        ("组织生活会暨谈心", (16, 30), "逐人谈心，记录{}人次", (16, 30)),
    ),
    "renew_oath": (
        ("烈士陵园重温入团誓词", (30, 60), "{}名新团员戴上团徽", (6, 15)),
        ("团课后重温誓词", (20, 45), "{}名团员领学", (2, 5)),
        ("升旗仪式重温誓词", (40, 90), "写下青春寄语{}条", (20, 50)),
    ),
    "volunteer_service": (
        ("清河志愿服务", (25, 60), "清理河道{}公里", (2, 5)),
        ("敬老院志愿服务", (12, 25), "为{}位老人理发、打扫", (18, 40)),
        ("乡村小学课业辅导", (8, 16), "结对帮扶{}名留守儿童", (10, 24)),
        ("社区垃圾分类宣传", (15, 30), "入户宣传{}户", (60, 180)),
        ("植树造林", (30, 70), "栽植侧柏{}株", (120, 400)),
    ),
    "online_theme_day": (
        ("网络主题团日", (28, 60), "团员参与率{}%", (86, 98)),
        ("线上接力读书", (20, 50), "上传朗读音频{}条", (20, 48)),
    ),
    "self_inspection": (
        ("自查整顿", (8, 16), "补齐团员档案{}份", (5, 18)),
        ("团支部对标检查", (6, 12), "列出问题{}条，已改", (3, 7)),
    ),
    "select_models": (
        ("评选先进典型", (30, 50), "评出优秀团员{}名", (3, 6)),
        ("青春榜样推荐", (24, 48), "推荐事迹材料{}份", (2, 5)),
    ),
    "vanguard_post": (
        ("创建团员先锋岗", (10, 20), "设岗{}个，亮牌上岗", (2, 6)),
        ("组建团员先锋队", (12, 26), "承担急难任务{}次", (2, 5)),
    ),
    "themed_lesson": (
        ("主题团课《青年的样子》", (35, 60), "现场答问{}人", (5, 12)),
        ("主题团课《家乡的河》", (30, 55), "收回学习单{}份", (28, 54)),
        ("主题团课《一封家书》", (26, 48), "写家书{}封", (20, 45)),
    ),
    "enter_system": (("核对录入", (1, 3), "录入活动记录{}条", (6, 18)),),
    "other_activities": (
        ("走访困难青年", (3, 6), "帮助{}人落实就业岗位", (2, 6)),
        ("微心愿认领", (8, 20), "实现微心愿{}个", (6, 18)),
        ("青年座谈", (15, 26), "收集意见{}条，已转办", (8, 20)),
    ),
}


def complete(random: Random, until: date) -> Answers:
    """Entries for all eleven tasks, the first ones several times, dated in the seven weeks before `until`."""
    return {
        task: _entries(task, random, until, 2 if at < 4 and random.random() < 0.6 else 1)
        for at, task in enumerate(TASKS)
    }


def begun(random: Random, until: date) -> Answers:
    """Entries as they stand half-way: four tasks, and the last entry lacks its effect."""
    tasks = ("study_speeches", "organizational_life", "volunteer_service", "themed_lesson")
    answers: Answers = {task: [] for task in TASKS}
    answers |= {task: _entries(task, random, until, 2 if task == tasks[0] else 1) for task in tasks}
    answers[tasks[-1]][-1]["effect"] = ""
    return answers


def entry_texts(task: str, random: Random) -> tuple[str, int, str]:
    """形式, how many people, 效果 of one entry of a task."""
    form, people, effect, numbers = random.choice(_KINDS[task])
    return form, random.randint(*people), effect.format(random.randint(*numbers))


def _entries(task: str, random: Random, until: date, count: int) -> list[dict[str, str]]:
    kinds = random.sample(_KINDS[task], min(count, len(_KINDS[task])))
    days = sorted(until - timedelta(days=random.randint(1, 49)) for _ in kinds)
    return [
        _entry(f"{task[:2]}{at}", kind, day, random)
        for at, (kind, day) in enumerate(zip(kinds, days, strict=True))
    ]


def _entry(row_id: str, kind: Kind, day: date, random: Random) -> dict[str, str]:
    form, people, effect, numbers = kind
    return {
        "id": row_id,
        "time": f"{day.month}月{day.day}日",
        "form": form,
        "scale": f"{random.randint(*people)}人",
        "effect": effect.format(random.randint(*numbers)),
    }
