"""小组表单: form one, its leader, its members, its end; take or decline a proposal. No queries here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form, IntegerField
from wtforms.widgets import HiddenInput

from youthwork.forms.choosing import listed, offer
from youthwork.forms.fields import Choice, LongText, Required, TextLine
from youthwork.forms.people import Day, Ticks

People = Iterable[tuple[int, str]]


class _Versioned(Form):
    version = IntegerField(widget=HiddenInput(), default=0)


class GroupForm(Form):
    """组建小组."""

    name = TextLine("小组名称", required=True, most=60, description="如 第一工作小组")
    leader = Choice("组长", (), description="市级团委由班子成员或部门主要负责人牵头")
    leader_reason = TextLine(
        "由其他同志担任组长的原因",
        most=200,
        description="组长不是班子成员、部门主要负责人时填写，会显示在小组页上",
    )
    members = Ticks("成员", choices=[])
    topic = TextLine("分工或联系方向", most=200)
    starts_on = Day("成立日期", description="不能晚于今天")

    def offer(self, people: People) -> None:
        """Let leader and members be chosen from these."""
        everybody = list(people)
        _offer_people(self.leader, everybody)
        self.members.choices = listed((str(id_), words) for id_, words in everybody)

    def validate_leader(self, field: Choice) -> None:
        Required("请选择组长")(self, field)

    @property
    def member_ids(self) -> tuple[int, ...]:
        return tuple(int(value) for value in self.members.data or [])


class LeaderForm(_Versioned):
    """更换组长. It shares its page with other forms, so its inputs have ids of their own."""

    leader = Choice("新的组长", (), id="new_leader")
    leader_reason = TextLine("由其他同志担任组长的原因", most=200, id="new_leader_reason")
    starts_on = Day("从哪一天起", id="leader_from")

    def offer(self, people: People) -> None:
        """Let the leader be chosen from these."""
        _offer_people(self.leader, people)

    def validate_leader(self, field: Choice) -> None:
        Required("请选择新的组长")(self, field)


class MembersForm(_Versioned):
    """增加成员."""

    members = Ticks("增加的成员", choices=[])
    starts_on = Day("从哪一天起", id="members_from")

    def offer(self, people: People) -> None:
        """Let the members be chosen from these."""
        self.members.choices = listed((str(id_), words) for id_, words in people)

    @property
    def member_ids(self) -> tuple[int, ...]:
        return tuple(int(value) for value in self.members.data or [])


class BranchForm(_Versioned):
    """选定团支部."""

    branch = Choice("全程参与的团支部", ())

    def offer(self, branches: People) -> None:
        """Let the branch be chosen from these."""
        _offer_people(self.branch, branches)

    def validate_branch(self, field: Choice) -> None:
        Required("请选择团支部")(self, field)


class GroupEndingForm(_Versioned):
    """结束小组."""

    ends_on = Day("最后一天", description="这一天仍算在内，不能晚于今天")


class AcceptForm(Form):
    """成组: the committee is ticked among those found."""

    committee = IntegerField("共同联系的团委", widget=HiddenInput())
    name = TextLine("小组名称", required=True, most=60)
    leader = Choice("组长", ())
    starts_on = Day("成立日期", description="从这一天起，由小组代为完成每名成员的联系关系")
    mark = TextLine("下沉", most=2000)

    def offer(self, people: People) -> None:
        """Let the leader be chosen from these."""
        _offer_people(self.leader, people)

    def validate_leader(self, field: Choice) -> None:
        Required("请选择组长")(self, field)


class DeclineForm(Form):
    """不成组."""

    reason = LongText("不成组的原因", required=True, most=200)
    mark = TextLine("下沉", most=2000)


def _offer_people(field: Choice, people: People) -> None:
    offer(field, [("", "请选择"), *((str(id_), words) for id_, words in people)])
