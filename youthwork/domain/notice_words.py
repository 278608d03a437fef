"""通知的写法: how a 文号, a title, the addressees and a day carried over from last year are put."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from youthwork.domain.calendar import WEEKDAYS, is_workday, long_date, next_workday
from youthwork.domain.hierarchy import OrganizationLevel

#: 文号: 示青字〔2026〕8号.
NUMBER = re.compile(r"[^\d\W]{1,20}〔20\d\d〕[1-9]\d{0,5}号\Z")
_TYPED_NUMBER = re.compile(r"(.*?)[\[［【〔(（〈<《{](\d{4})[\]］】〕)）〉>》}](?:第)?0*(\d+)号?\Z")


def mended_number(typed: str) -> tuple[str, str]:
    """文号 as it must be written, and what was mended (a sentence, '' where nothing was).

    The year stands in 〔〕, the number without 第 and without leading zeros (GB/T 9704 7.2.5).
    """
    plain = unicodedata.normalize("NFKC", typed.replace("〔", "[").replace("〕", "]"))
    plain = re.sub(r"\s+", "", plain)
    found = _TYPED_NUMBER.match(plain)
    if not found:
        return typed.strip(), ""
    mended = f"{found[1]}〔{found[2]}〕{found[3]}号"
    said = f"文号已按公文格式改为“{mended}”（年份用六角括号〔〕，不加“第”，不编虚位）"
    return mended, said if mended != typed.strip() else ""


def mended_organs(typed: str) -> str:
    """抄送机关 as they are printed: without the word 抄送 and the full stop, which the print sets (GB/T 9704 7.4.2)."""
    plain = re.sub(r"^\s*抄送\s*[:：]?", "", typed).strip().rstrip("。.；;，,、 ")
    return re.sub(r"\s*[,，]\s*", "，", plain)


def title_warnings(title: str, issuer_names: Sequence[str], year: int) -> list[str]:
    """标题的提醒: what looks odd and may be meant so."""
    title = title.strip()
    if not title:
        return []
    found = []
    if not title.endswith("通知"):
        found.append("标题一般以“的通知”结尾")
    if re.search(r"[。！；]", title):
        found.append("标题里一般不用句号、感叹号、分号")
    if "“" not in title and '"' in title:
        found.append("引号请用“”")
    years = re.findall(r"20\d\d(?=年)", title)
    if years and str(year) not in years:
        found.append(f"标题里的年份是{'、'.join(years)}年，今年是{year}年，请核对")
    if any(name and title.startswith(name) for name in issuer_names):
        found.append("红头上已有发文机关，标题里可以不再写机关名称")
    return found


def a_year_later(day: date, years: int) -> tuple[date, str]:
    """照去年再发: the same day so many years on, put on the next workday if it is a day off; what to say of it."""
    try:
        moved = day.replace(year=day.year + years)
    except ValueError:
        moved = day.replace(year=day.year + years, day=28)
    if is_workday(moved):
        return moved, f"原为{long_date(day)}"
    workday = next_workday(moved)
    return workday, (
        f"原为{long_date(day)}；{long_date(moved)}是星期{WEEKDAYS[moved.weekday()]}，休息日，顺延到{long_date(workday)}"
    )


#: 主送, by level in the order a notice names them (H2).
_ADDRESSED: Mapping[OrganizationLevel, str] = {
    OrganizationLevel.PROVINCE: "团各省委",
    OrganizationLevel.PREFECTURE: "团各省辖市委",
    OrganizationLevel.DIRECT_COUNTY: "各省直管县（市）团委",
    OrganizationLevel.DIRECT_UNIT: "各直属单位团委",
    OrganizationLevel.UNIVERSITY: "各省管高校团委",
    OrganizationLevel.COUNTY: "各县（市、区）团委",
    OrganizationLevel.TOWN: "各乡镇（街道）团委",
    OrganizationLevel.GRASSROOTS: "各基层团组织",
}
#: So few units are addressed by name.
NAMED_AT_MOST = 3


def addressees(levels: Sequence[OrganizationLevel], names: Sequence[str], has_own: bool) -> str:
    """主送 composed from the range: kinds of organs in the order of the notice, or up to three names; the issuer's
    own departments last. `levels`: of the units reached, without the issuer; `names`: theirs, where they are few."""
    said = list(names) if names else [words for level, words in _ADDRESSED.items() if level in set(levels)]
    if has_own:
        said.append("机关各部门")
    return "，".join(said)
