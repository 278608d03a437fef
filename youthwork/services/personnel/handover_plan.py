"""交接方案: what exactly one press will do, said line by line before it is pressed, and kept as the 交接清单."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.domain.workflow import EDITABLE
from youthwork.extensions import db
from youthwork.models import Appointment, Link, User
from youthwork.services.path.queues import DUTIES_OF
from youthwork.services.personnel import delegations
from youthwork.services.personnel.handover_contact_lines import contact_lines
from youthwork.services.personnel.handover_line import Line
from youthwork.services.personnel.handover_lines import Estate, Held
from youthwork.services.personnel.vacancies import BLOCKS

#: A last day further off than this is entered nearer the day.
FURTHEST = timedelta(days=92)


@dataclass(frozen=True)
class Choice:
    """交接的选择: the last day, who takes over which duties under which title, and what becomes of the rest."""

    last_day: date
    #: None: 暂缺, and the superior sees it first.
    successor: User | None
    duties: tuple[Duty, ...]
    title: str
    link_goes_on: bool = False
    #: 印章待交接: the seals are still to be handed over before their witness.
    seals_later: bool = False


def successors_of(estate: Estate) -> list[User]:
    """可以接任的人: the organ's other people."""
    return [user for user in delegations.people_of(estate.unit.organ) if user.id != estate.post.user_id]


def check(estate: Estate, choice: Choice) -> None:
    """Raises `Unacceptable` with the first thing that would be left half done."""
    post, today = estate.post, clock.today()
    if post.ends_on is not None and post.ends_on < today:
        raise Unacceptable(f"这条任职已于{long_date(post.ends_on)}结束，不用再交接")
    if choice.last_day < max(post.starts_on, today - timedelta(days=31)):
        raise Unacceptable("最后一天不能早于任职开始，也不能早于一个月以前")
    if choice.last_day > today + FURTHEST:
        raise Unacceptable("最后一天在三个月以后，请临近再办")
    successor = choice.successor
    if successor is None and choice.duties:
        raise Unacceptable("接任人选了“暂缺”，职责就没有人接：请选接任人，或去掉勾选的职责")
    if successor is not None:
        if successor.id not in {user.id for user in successors_of(estate)}:
            raise Unacceptable(
                f"接任人须是{estate.unit.organ.name}的另一位在职同志；不在名单里的，先“添加人员”，再回来办交接"
            )
        if not set(choice.duties) <= set(estate.duties):
            raise Unacceptable("勾选的职责里有这个职务没有的，请重新勾选")
        if post_of(choice, post) is None and not choice.title.strip():
            raise Unacceptable("请填写接任人的职务")
    if choice.link_goes_on and _no_link_because(estate, choice):
        raise Unacceptable(_no_link_because(estate, choice))
    if estate.seals and not choice.seals_later:
        names = "、".join(seal.name for seal in estate.seals)
        raise Unacceptable(
            f"{post.user.name}还保管着印章（{names}）。印章须当面交接、有监交人在场：请先到“印章”里办完，"
            "或勾选“印章待交接”，交接清单上会一直标明"
        )


def post_of(choice: Choice, post: Appointment) -> Appointment | None:
    """The successor's lasting post in the same organization, which then takes the duties on."""
    if choice.successor is None:
        return None
    return db.session.scalar(
        select(Appointment)
        .where(
            Appointment.user_id == choice.successor.id,
            Appointment.organization_id == post.organization_id,
            Appointment.ends_on.is_(None),
        )
        .order_by(Appointment.id)
        .limit(1)
    )


def lines(estate: Estate, choice: Choice) -> list[Line]:
    """交接清单, in the order it is read out; what nobody else could take further comes first."""
    day = long_date(choice.last_day)
    found = [
        *_duty_lines(estate, choice),
        *(_paper_line(held, estate, choice) for held in estate.papers),
    ]
    if estate.has_more_papers:
        found.append(Line("在手的件", "其余在手的件", "随职责转入，名单在“审签与报送”“审核”里"))
    found += [
        Line("待报", f"{one.annex.short_title}（{long_date(one.notice_annex.due)}截止）", _owed(choice))
        for one in estate.owed
    ]
    found += [
        Line(
            "本人任务表", paper.title, f"留在本人名下，请在{day}前办到报送", True, f"/submissions/{paper.id}"
        )
        for paper in estate.own_sheets
    ]
    found += [
        Line("代理", f"请{each.deputy.name}代理{each.duty.value}", f"到{day}结束") for each in estate.given
    ]
    found += [
        Line("代理", f"代理{each.appointment.user.name}的{each.duty.value}", f"到{day}结束")
        for each in estate.held
        if not estate.stays_in_organ
    ]
    found += [
        Line("印章", seal.name, "待交接：由监交人在“印章”里办理", True, f"/seals/{seal.id}", seal.id)
        for seal in estate.seals
    ]
    if estate.link is not None:
        found.append(_link_line(estate.link, estate, choice))
    found += contact_lines(estate.contact_work, estate.unit.organ.id, choice.last_day, choice.successor)
    return [*found, _account_line(estate, choice)]


def _duty_lines(estate: Estate, choice: Choice) -> list[Line]:
    day = long_date(choice.last_day)
    rows = []
    for duty in estate.duties:
        if choice.successor is not None and duty in choice.duties:
            first = long_date(first_day(choice))
            rows.append(Line("职责", duty.value, f"{first}起由{choice.successor.name}担任"))
        elif duty is Duty.CADRE:
            rows.append(Line("职责", duty.value, f"本人的身份，到{day}为止"))
        else:
            blocks = BLOCKS.get(duty, "由本单位同一职责的其他同志办理")
            rows.append(Line("职责", duty.value, f"到{day}为止，暂缺：{blocks}", wanting=True))
    return rows


def first_day(choice: Choice) -> date:
    """接任的第一天: the last day of the leaver, on which both are there; never in the past."""
    return max(choice.last_day, clock.today())


def _paper_line(held: Held, estate: Estate, choice: Choice) -> Line:
    how, wanting = _who_goes_on(held, choice)
    if held.is_locked:
        how = f"签收的锁定到交接时放开，{how}"
    paper = held.paper
    verb = "接着填" if paper.state in EDITABLE else held.queue.value
    alone = "（只有此人能办）" if held.is_alone else ""
    return Line("在手的件", f"{held.words} · 待{verb}{alone}", how, wanting, f"/submissions/{paper.id}")


def _who_goes_on(held: Held, choice: Choice) -> tuple[str, bool]:
    """Who takes the paper further; the law of three people may keep the successor out."""
    duties = DUTIES_OF[held.queue]
    successor = choice.successor
    takes = successor is not None and any(duty in choice.duties for duty in duties)
    rest = [name for name in held.others if successor is None or name.split("（")[0] != successor.name]
    if successor is not None and takes and successor.id not in held.barred:
        return f"由{successor.name}办理", False
    said = ""
    if successor is not None and takes:
        said = f"{successor.name}已在这件上填报、审签或批准，填报、审签、备案须是三个人，不能由其{held.queue.value}；"
    if rest:
        return f"{said}由{'、'.join(rest)}办理", False
    words = "、".join(duty.value for duty in duties)
    return f"{said}没有别人能办：请补一位{words}，或请填报单位撤回", True


def _owed(choice: Choice) -> str:
    if choice.successor is not None and Duty.CLERK in choice.duties:
        return f"由{choice.successor.name}开始填报"
    return "由本单位其他经办人填报；没有的，补上经办人以后填报"


def _link_line(link: Link, estate: Estate, choice: Choice) -> Line:
    places = " · ".join(each.common_name for each in (link.committee, link.branch) if each)
    if choice.link_goes_on and choice.successor is not None:
        return Line(
            "联系关系", places, f"{long_date(clock.today())}起由{choice.successor.name}联系，原来的一条结束"
        )
    why = _no_link_because(estate, choice) if choice.successor is not None else ""
    return Line(
        "联系关系", places, f"{long_date(clock.today())}结束" + (f"（{why}）" if why else ""), wanting=True
    )


def _no_link_because(estate: Estate, choice: Choice) -> str:
    """Why the link cannot pass to the successor; empty where it can."""
    if estate.link is None:
        return "没有要移交的联系关系"
    if choice.successor is None:
        return "接任人暂缺，联系关系只能结束"
    present = db.session.scalar(
        select(Link.id).where(Link.user_id == choice.successor.id, Link.ends_on.is_(None))
    )
    if present is not None:
        return f"{choice.successor.name}自己已有联系关系，一人只联系一个团委"
    return ""


def _account_line(estate: Estate, choice: Choice) -> Line:
    name = estate.post.user.name
    if estate.other_posts:
        titles = "、".join(f"{each.organization.common_name}{each.title}" for each in estate.other_posts)
        return Line("账号", name, f"继续使用（还任{titles}）")
    return Line("账号", name, f"用到{long_date(choice.last_day)}，次日起停用；记录都保留")
