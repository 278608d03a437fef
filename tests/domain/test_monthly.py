"""四段素材: only what records say, and nothing where they say nothing."""

from __future__ import annotations

from dataclasses import replace

from youthwork.domain.monthly import TITLES, Deed, Found, Kinds, Month, paragraphs

NOTHING = Month("团云溪县委", "2026年3月", 0, 0, 0, 0, Kinds(0), Kinds(0), Kinds(0), 0, (), (), (), 0, 0, 0)


def deed(
    day: int, people: int = 10, effect: str = "谈成一件事", asked: str = "", is_organs: bool = False
) -> Deed:
    return Deed(f"3月{day}日", f"座谈{day}", f"{people}人", effect, asked, people, is_organs)


def texts(month: Month) -> dict[str, str]:
    return dict(paragraphs(month))


def test_a_month_without_records_says_so_and_no_more() -> None:
    assert texts(NOTHING) == {
        "做法": "2026年3月，团云溪县委没有活动记录。",
        **dict.fromkeys(TITLES[1:], ""),
    }


def test_practice_counts_and_then_tells() -> None:
    month = replace(
        NOTHING,
        records=2,
        cadres=1,
        people=30,
        online=1,
        cadre_five=Kinds(2, [("与青年交流", 2), ("讲团课", 0)]),
        visits=Kinds(1, [("五访村、社区", 1)]),
        short_visits=1,
        deeds=[deed(5), deed(9, 20)],
    )
    assert texts(month)["做法"].splitlines() == [
        "2026年3月，团云溪县委1名团干部记录直接联系青年活动2次，其中线上1次，参加30人次。"
        "按团干部“五个一”开展2次（与青年交流2次）。主题访谈夜1次（五访村、社区1次）。"
        "另有1次夜访不满一小时，没有计入。",
        "活动如下：",
        "1．3月5日，座谈5，10人。",
        "2．3月9日，座谈9，20人。",
    ]


def test_of_many_the_organs_own_and_the_largest_are_told_by_day() -> None:
    deeds = [deed(day, day) for day in range(1, 20)] + [deed(20, 1, is_organs=True)]
    lines = texts(replace(NOTHING, records=20, cadres=1, deeds=deeds))["做法"].splitlines()
    assert lines[1] == "主要活动："
    assert lines[2] == "1．3月11日，座谈11，11人。" and lines[-1] == "10．3月20日，座谈20，1人。"


def test_experience_is_what_came_of_it() -> None:
    month = replace(NOTHING, records=2, deeds=[deed(5, effect=""), deed(9, effect="办成三件实事")])
    assert texts(month)["经验"] == "记录中写明成效的做法：\n1．座谈9（3月9日）：办成三件实事。"


def test_a_problem_found_at_a_protected_person_is_counted_and_not_told() -> None:
    found = [
        Found("就业创业", "想贷款开网店", "办理中", False, False, "4月30日前"),
        Found("学业", "某某不想上学", "待办", False, True),
    ]
    told = texts(replace(NOTHING, problems=found, open_problems=found))
    assert "发现问题2个：办理中1个、待办1个" in told["存在问题"] and "受保护青少年的1个" in told["存在问题"]
    assert told["下步工作安排"] == "继续办理没有办完的问题2个。\n1．就业创业：想贷款开网店（4月30日前）。"
    assert "某某" not in "".join(told.values())


def test_what_was_asked_and_wished_for_is_told() -> None:
    asked = [deed(5, asked="想学短视频带货"), deed(6, asked="想学短视频带货")]
    month = replace(NOTHING, records=2, deeds=asked, wishes_raised=3, wishes_fulfilled=1, wishes_waiting=2)
    told = texts(month)
    assert told["存在问题"] == "青年反映：\n1．想学短视频带货。"
    assert told["下步工作安排"] == "微心愿本月登记3个、实现1个，现有2个还在办理，逐个落实。"
