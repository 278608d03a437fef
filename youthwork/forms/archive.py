"""检索表单: the GET form of the archive. It refuses nothing: what it does not know is left out of the question."""

from __future__ import annotations

from wtforms import Form, IntegerField, SearchField, SelectField
from wtforms.validators import Optional

ANY = ("", "不限")
PUNCTUALITY = [ANY, ("yes", "按时"), ("no", "逾期")]


class ArchiveForm(Form):
    """检索条件 as a URL holds them; choices of what is in the reader's archive are given by the page."""

    q = SearchField("检索", description="备案号、姓名、单位或正文里的任意文字；几个词用空格隔开，须同时出现")
    organization = SelectField("填报单位", validate_choice=False)
    year = SelectField("年度", validate_choice=False)
    annex = SelectField("附件", validate_choice=False)
    on_time = SelectField("报送", choices=PUNCTUALITY, validate_choice=False)
    department = IntegerField("受理部门", [Optional()])

    @property
    def organization_id(self) -> int | None:
        return _number(self.organization.data)

    @property
    def asked_year(self) -> int | None:
        return _number(self.year.data)

    @property
    def department_id(self) -> int | None:
        return _number(str(self.department.data or ""))

    @property
    def was_on_time(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.on_time.data or "")


def _number(text: str | None) -> int | None:
    """A number as our own pages write it; anything else was not asked by them."""
    plain = text or ""
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None
