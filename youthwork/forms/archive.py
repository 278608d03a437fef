"""检索表单: the GET form of the archive, drawn from the question as it was understood.

It refuses nothing and reads nothing: what an address asks is read by `services/archive/query.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import Form, SearchField, SelectField, StringField
from wtforms.widgets import DateInput

from youthwork.forms.choosing import listed
from youthwork.forms.fields import TextLine

ANY = ("", "不限")
PUNCTUALITY = (ANY, ("yes", "按时"), ("no", "逾期"))


class ArchiveForm(Form):
    """检索条件 as the page shows them; the conditions of 与/或/非 stand beside it as rows."""

    q = SearchField(
        "检索",
        description="备案号、档号、姓名（或首字母）、单位或正文里的任意文字；几个词用空格隔开，须同时出现",
    )
    organization = SelectField("填报单位")
    year = SelectField("年度")
    department = SelectField("受理部门")
    annex = SelectField("表种")
    filed_from = StringField("备案日期自", name="from", widget=DateInput())
    filed_to = StringField("备案日期至", name="to", widget=DateInput())
    on_time = SelectField("报送", choices=listed(PUNCTUALITY))
    retention = SelectField("保管期限")
    standing = SelectField("版本")
    keeping = SelectField("归档")

    def offer(self, choices: Mapping[str, Iterable[tuple[str, str]]]) -> None:
        """What is in the reader's archive to choose from, by the name of the field."""
        for name, pairs in choices.items():
            self[name].choices = listed([ANY, *pairs])


class SavedForm(Form):
    """常用检索的名称."""

    name = TextLine("名称", required=True, most=30, description="如 云溪县逾期、本年任务表")
