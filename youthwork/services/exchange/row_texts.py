"""行里的话: texts by which a row shows that it is none of the table: a total, a label with its colon, an example."""

import re

_TOTAL = re.compile(
    r"(?:本页|全县|全市|全省|总)?(?:合|小|总|共|累)计(?:人数)?(?:[:：(（\d].*)?|总人数.*|共\d+人.*"
)
_LABEL = re.compile(
    r"(?:填表|填报|报送|统计|制表|上报)(?:说明|单位|时间|日期|人|部门)?(?:（盖章）|\(盖章\))?(?:[:：].*)?"
    r"|(?:联系人|经办人|审核人|审批人|签发人|复核人|制表人?|(?:主要|单位)?负责人|分管领导)(?:签[字名章])?(?:[:：(（].*)?"
    r"|(?:备注|说明|注|注意|联系电话|电话|日期|盖章|要求)[:：].*|注\d.*"
    r"|(?:填表)?说明|第\d+页.*|—\d+—|-\d+-"
)
_EXAMPLE = re.compile(r"示?例(?:如|子)?[:：]?|样例|举例|范例")


def is_total(text: str) -> bool:
    """合计、小计、总人数 …; `text` without spaces, as in all three."""
    return _TOTAL.fullmatch(text) is not None


def is_label(text: str) -> bool:
    """填表说明、联系人：、第 2 页 …"""
    return _LABEL.fullmatch(text) is not None


def is_example(text: str) -> bool:
    """示例、样例 …"""
    return _EXAMPLE.fullmatch(text) is not None
