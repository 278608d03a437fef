"""版面: what is answered stands in print, once and as text; titles, heads and columns as the notices word them.

A new annex adds its words to `_OFFICIAL`.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from jinja2 import StrictUndefined

from tests.forms.every_annex import every_annex, leaves, typed
from youthwork import create_app
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits
from youthwork.forms.annexes.city_2017_walking.research_report import ResearchReport
from youthwork.forms.annexes.city_2017_walking.research_topic import ResearchTopic
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS, TaskSheet
from youthwork.forms.annexes.province_2017_8.implementation_plan import ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import MonthlyReport
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation
from youthwork.forms.annexes.province_2017_8.story_candidate import StoryCandidate
from youthwork.forms.fields import RowsField
from youthwork.services.printing.faces import Marks, render_face

#: DOMAIN §2.5 prints these columns by option only; every other answer stands on the face.
NOT_PRINTED = {ContactUnits.key: {"unit", "branch", "kind", "topic", "schedule"}}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application without a database or a request, in which a missing value is an error."""
    app = create_app({"SECRET_KEY": "test"}, instance=tmp_path_factory.mktemp("faces"))
    app.jinja_env.undefined = StrictUndefined
    with app.app_context():
        yield app


def face(edition: NoticeEdition, annex: type[AnnexForm], answers: dict[str, Any]) -> str:
    return render_face(edition.key, annex, answers, "示青字〔2026〕8号附件", Marks(is_demo=False))


def words_on(page: str) -> str:
    """The page as one reads it: no tags, no white space."""
    body = page[page.index("<body") :]
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", body)))


@every_annex
def test_every_answer_stands_on_the_face_once(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    answers = annex.sample()
    tokens = {}
    for number, (row, key) in enumerate(leaves(answers)):
        row[key] = f"值{number}终"
        if key not in NOT_PRINTED.get(annex.key, ()):
            tokens[f"{number} {key}"] = row[key]
    printed = words_on(face(edition, annex, answers))
    assert {where: printed.count(token) for where, token in tokens.items()} == dict.fromkeys(tokens, 1)


@every_annex
def test_the_sample_prints_with_its_title_and_without_a_missing_value(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    printed = words_on(face(edition, annex, annex.sample()))
    assert annex.title.replace(" ", "") in printed
    assert "None" not in printed and "Undefined" not in printed


@every_annex
@pytest.mark.parametrize("blank", ["no answers", "nothing typed"])
def test_the_blank_form_prints(
    edition: NoticeEdition, annex: type[AnnexForm], blank: str, app: Flask
) -> None:
    answers = {} if blank == "no answers" else typed(annex, {})
    assert annex.title.replace(" ", "") in words_on(face(edition, annex, answers))


@every_annex
def test_the_face_has_a_place_for_a_seal_exactly_where_the_annex_has_a_seal_cell(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    assert ('id="seal-place"' in face(edition, annex, annex.sample())) is annex.has_seal_cell


@every_annex
def test_what_is_typed_is_text_and_never_markup(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    answers = annex.sample()
    for row, key in leaves(answers):
        row[key] = "<b>“1+100”</b>&amp;"
    page = face(edition, annex, answers)
    assert "<b>" not in page
    assert "<b>“1+100”</b>&amp;" in words_on(page)


# the words of the notices

#: Title; the words of the face in their order; the labels of the inputs in their order.
_OFFICIAL: dict[type[AnnexForm], tuple[str, str, str]] = {
    ContactPoints: (
        "团干部指导参与“一学一做”教育实践联系点汇总表",
        "填报单位（盖章）： 填表人： 联系电话： 序号 姓名 职务 联系方式 联系指导的团委",
        "填表人 联系电话 姓名 职务 联系方式 联系指导的团委",
    ),
    TaskSheet: (
        "团干部指导参与“一学一做”教育实践任务表",
        """姓名 性别 出生年月 单位及职务 联系方式 联系指导的团委名称 全程参与的团支部名称 目标任务 完成情况
        一起学习总书记讲话 一起参加组织生活会 一起重温誓词 一起开展志愿服务 参与网络主题团日活动
        组织团支部自查整顿 评选先进典型 创建团员先锋岗（队） 为团员讲一次主题团课 录入“1+100”管理系统 其他活动
        完成情况填写参与活动的时间、形式、规模、效果等方面内容。""",
        "联系指导的团委名称 全程参与的团支部名称" + " 时间 形式 规模 效果" * 11,
    ),
    ContactUnits: (
        "“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动联系单位",
        """序号 组别 带队领导 成员 联系县（市、区）/市属单位 联系的基层团委（团总支） 联络员 联系电话 备注""",
        """组别 带队领导 成员 联系县（市、区）/市属单位 联系的基层团委（团总支） 全程参与的团支部 联系点类型
        调研方向 计划走访时间或频次 联络员 联系电话 备注""",
    ),
    MonthlyReport: (
        "“五个一”工作落实情况月报",
        "填报单位 报告期 数据截至 一、做法 二、经验 三、存在问题 四、下步工作安排",
        "做法 经验 存在问题 下步工作安排",
    ),
    ImplementationPlan: (
        "“1+100”工作实施方案备案表",
        "制定单位 方案名称 审议通过的会议 通过日期 一、工作目标 二、职责分工 三、实施步骤 四、保障措施",
        "方案名称 审议通过的会议 通过日期 工作目标 职责分工 实施步骤 保障措施",
    ),
    Recommendation: (
        "基层好经验、好做法和先进典型推荐表",
        "推荐单位 类别 所在团组织或集体 题目 联系人 联系电话 一、主要做法 二、成效 三、可以推广的理由",
        "类别 所在团组织或集体 题目 联系人 联系电话 主要做法 成效 可以推广的理由",
    ),
    StoryCandidate: (
        "“最美青春故事”候选人推荐表",
        """推荐单位 候选人姓名 候选人类别 工作单位 职务 分享形式 青春故事 推荐单位意见 县级意见 市级意见
        省级意见""",
        "候选人姓名 候选人类别 工作单位 职务 分享形式 青春故事",
    ),
    ActivityNews: (
        "团干部主题实践活动信息（案例典型）",
        "报送单位 类别 题目 时间 地点 一、做法 二、成效",
        "类别 题目 时间 地点 做法 成效",
    ),
    ResearchTopic: (
        "“凝青聚力 共建新功”专项调研选题表",
        "填报单位 调研方向 选自 调研组 一、青年基本状况 二、团组织基本状况 三、青年组织基本状况",
        "调研方向 选自 调研组 青年基本状况 团组织基本状况 青年组织基本状况",
    ),
    ResearchReport: (
        "“凝青聚力 共建新功”专项调研报告",
        "填报单位 调研方向 调研组 一、现状 二、发现的问题 三、对策建议",
        "调研方向 调研组 现状 发现的问题 对策建议",
    ),
}


def official(annex: type[AnnexForm]) -> tuple[str, str, str]:
    """The annex's own words, or those of the form it was cloned from and has not been changed since."""
    cloned = (words for known, words in _OFFICIAL.items() if known.key == annex.key)
    return _OFFICIAL.get(annex) or next(cloned)


@every_annex
def test_the_words_of_the_notice_stand_on_the_face_in_their_order(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    title, words, _ = official(annex)
    assert annex.title == title
    printed = words_on(face(edition, annex, {}))
    at = printed.index(title.replace(" ", "")) + len(title.replace(" ", ""))
    for word in words.split():
        assert word in printed[at:], f"{word} is missing or stands too early"
        at = printed.index(word, at) + len(word)


@every_annex
def test_the_inputs_bear_the_words_of_the_notice_in_its_order(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    labels = []
    for field in annex():
        inputs = field.blank_row() if isinstance(field, RowsField) else [field]
        labels += [each.label.text for each in inputs]
    assert labels == official(annex)[2].split()


def test_the_task_sheet_has_its_eleven_rows_in_the_order_of_the_notice() -> None:
    wanted = _OFFICIAL[TaskSheet][1].split()[9:20]
    assert len(wanted) == 11
    assert list(TASKS.values()) == wanted
    assert [section.title for section in TaskSheet.sections[1:]] == wanted


def test_the_heads_hold_the_cells_of_the_notice() -> None:
    assert list(ContactPoints.known_fields.values()) == ["填报单位（盖章）"]
    assert [column.label for column in TaskSheet.sections[0].columns] == _OFFICIAL[TaskSheet][1].split()[:7]
