"""Answers and faces for the tests of the paper: the cast of 云溪县, whose names trip fonts."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2

import youthwork
from youthwork.services.printing import fitting
from youthwork.services.printing.faces import Marks

_MARKS = Marks.__dataclass_fields__
TEMPLATES = Path(youthwork.__file__).parent / "templates"

CONTACT_POINTS = "annexes/province_2017_8/contact_points.html"
TASK_SHEET = "annexes/province_2017_8/task_sheet.html"
CONTACT_UNITS = "annexes/city_2017_walking/contact_units.html"

TITLES = {
    CONTACT_POINTS: "团干部指导参与“一学一做”教育实践联系点汇总表",
    TASK_SHEET: "团干部指导参与“一学一做”教育实践任务表",
    CONTACT_UNITS: "“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动联系单位",
}
HEADINGS = {
    CONTACT_POINTS: "示青字〔2026〕8号附件1",
    TASK_SHEET: "示青字〔2026〕8号附件2",
    CONTACT_UNITS: None,
}

UNIT = "共青团云溪县委员会"
LONG_COMMITTEE = "青岚市云溪县高新技术产业开发区非公有制经济组织联合团工作委员会"
CAST = (
    ("周可儿", "团县委副书记", "云溪镇团委"),
    ("李堃", "团县委组织部部长", "云溪镇机关团总支"),
    ("买买提江·阿布都", "团县委挂职副书记", "白泉镇初级中学团委"),
    ("䶮㛃𬭛𠅤𬭎", "团县委学校部干事（挂职），兼任县青少年活动中心副主任", LONG_COMMITTEE),
)
SENTENCE = "2026年4月12日，以专题学习会形式，组织云溪镇机关团支部23名团员学习讨论，交流心得18篇。"
TASKS = {
    "study_speeches": "一起学习总书记讲话",
    "organizational_life": "一起参加组织生活会",
    "renew_oath": "一起重温誓词",
    "volunteer_service": "一起开展志愿服务",
    "online_theme_day": "参与网络主题团日活动",
    "self_inspection": "组织团支部自查整顿",
    "select_models": "评选先进典型",
    "vanguard_post": "创建团员先锋岗（队）",
    "themed_lesson": "为团员讲一次主题团课",
    "enter_system": "录入“1+100”管理系统",
    "other_activities": "其他活动",
}


def contact_points(rows: int, unit: str = UNIT) -> dict[str, Any]:
    keys = ("name", "title", "committee")
    listed = [
        {"id": f"r{n}", "phone": f"1380000{n:04}"} | dict(zip(keys, CAST[n % 4], strict=True))
        for n in range(rows)
    ]
    return {"unit": unit, "filler": "周可儿", "filler_phone": "13800000021", "rows": listed}


def task_sheet() -> dict[str, Any]:
    return {
        "name": "买买提江·阿布都",
        "gender": "男",
        "birth_month": "1993.05",
        "unit_and_title": "共青团云溪县委员会挂职副书记",
        "phone": "13800000023",
        "committee": "白泉镇初级中学团委",
        "branch": "白泉镇初级中学教工团支部",
    }


def contact_units(rows: int) -> dict[str, Any]:
    listed = [
        {
            "id": f"r{number}",
            "group": f"第{number + 1}组",
            "leader": "沈亦航 团市委书记",
            "members": "程昱（组织部）、李昇（学校部）、王玥（城乡青年工作部）",
            "counties": "云溪县、白石区",
            "committee": "云溪镇团委、白泉镇初级中学团委",
            "liaison": "周可儿",
            "liaison_phone": "13800000021",
            "remark": "",
        }
        for number in range(rows)
    ]
    return {"unit": "共青团青岚市委员会", "rows": listed}


def face_html(template: str, answers: dict[str, Any], **more: Any) -> str:
    """Render a face as services/printing/faces.py does, without an application."""
    marks = Marks(**{"is_demo": True} | {name: more.pop(name) for name in _MARKS if name in more})
    annex = SimpleNamespace(title=TITLES[template], heading=HEADINGS[template])
    if template == TASK_SHEET:
        more.setdefault("tasks", TASKS)
        more.setdefault("sentences", {key: [SENTENCE] for key in TASKS} if answers else {})
    face = _templates().get_template(template)
    return face.render(annex=annex, answers=answers, marks=marks, fit=fitting, **more)


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
