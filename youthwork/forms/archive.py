"""检索表单: the GET form of the archive. It refuses nothing: what it does not know is left out of the question."""

from __future__ import annotations

from wtforms import Form, HiddenField, SearchField, SelectField

from youthwork.forms.choosing import listed

ANY = ("", "不限")
PUNCTUALITY = (ANY, ("yes", "按时"), ("no", "逾期"))
STANDING = (("", "全部，含已更正和作废的"), ("yes", "只看现行"))


class ArchiveForm(Form):
    """检索条件 as a URL holds them; choices of what is in the reader's archive are given by the page."""

    q = SearchField("检索", description="备案号、姓名、单位或正文里的任意文字；几个词用空格隔开，须同时出现")
    organization = SelectField("填报单位", validate_choice=False)
    year = SelectField("年度", validate_choice=False)
    annex = SelectField("附件", validate_choice=False)
    on_time = SelectField("报送", choices=listed(PUNCTUALITY), validate_choice=False)
    current = SelectField("版本", choices=listed(STANDING), validate_choice=False)
    department = HiddenField("受理部门")
    before = HiddenField("更早")
    after = HiddenField("更新")

    @property
    def organization_id(self) -> int | None:
        return _number(self.organization.data)

    @property
    def asked_year(self) -> int | None:
        return _number(self.year.data)

    @property
    def department_id(self) -> int | None:
        return _number(self.department.data)

    @property
    def ends_before(self) -> int | None:
        return _number(self.before.data)

    @property
    def begins_after(self) -> int | None:
        return _number(self.after.data)

    @property
    def was_on_time(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.on_time.data or "")

    @property
    def is_current(self) -> bool | None:
        return True if self.current.data == "yes" else None


def _number(text: str | None) -> int | None:
    """A number as our own pages write it; anything else (a longer one too) they did not ask for."""
    plain = text or ""
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None
