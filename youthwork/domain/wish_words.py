"""微心愿的用字: whose wish it is stands there by field and form of address, so numbers are refused and names asked about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

#: 单姓 that three of four cadres' names begin with, and 复姓.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢"
    "安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路"
    "游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全"
)
_DOUBLE = "欧阳|上官|司马|诸葛|司徒|东方|皇甫|令狐|慕容|夏侯|尉迟|公孙"
#: What no given name is made of: 高中生, 安全员, 王某, 陈老师.
_NO_NAME = "某生员校班年级中学职工人师傅姐哥弟妹总名位等友户员民"
_FULL_NAME = re.compile(rf"(?:{_DOUBLE}|[{_SURNAMES}])[一-鿿]{{1,2}}|[一-鿿]+[·•][一-鿿·•]+")
_NAMED = re.compile(
    rf"(?:叫|名叫|姓名是?[:：]?|名字是?[:：]?)\s*((?:{_DOUBLE}|[{_SURNAMES}])[一-鿿]{{1,2}})"
    rf"|(?<![一-鿿])((?:{_DOUBLE}|[{_SURNAMES}])[一-鿿]{{2}})(?:同学|先生|女士|老师|师傅)"
)
_NUMBERS = (
    re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)"),
    re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"),
)


def number_in(text: str) -> bool:
    """Whether a phone or 身份证号 stands in the text, however it is written."""
    plain = unicodedata.normalize("NFKC", text)
    return any(pattern.search(plain) for pattern in _NUMBERS)


def number_problems(texts: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """Field → refusal, for every field in which a number stands; `words`: field → its label."""
    return {
        name: f"{words[name]}里有电话或证件号码，请删去：联系方式不写在心愿里，由登记人本人保留"
        for name, text in texts.items()
        if number_in(text)
    }


def name_questions(text: str, of_whom: str) -> dict[str, str]:
    """Field → what is asked about something that reads like a full name; who knows better keeps it as it is."""
    found = {}
    if _is_name(of_whom):
        found["of_whom"] = (
            f"“{of_whom.strip()}”像是真实姓名：请写称呼，如“小{of_whom.strip()[0]}”“一名快递员”"
        )
    named = _NAMED.search(text)
    if named and not set((named[1] or named[2])[1:]) & set(_NO_NAME):
        found["text"] = f"“{named[1] or named[2]}”像是真实姓名：心愿里不写姓名，请改成称呼"
    return found


def _is_name(text: str) -> bool:
    given = text.strip()
    return bool(_FULL_NAME.fullmatch(given)) and not set(given[1:]) & set(_NO_NAME)
