"""任职变动: add a person, give a further post, change or end one. Posts and duties end on a day; they are never
deleted, because papers of that time rest on them.

The last day of a post or duty counts: what ends today may still be done today.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import CadreNature, OrganizationType, Unit
from youthwork.domain.personnel import PersonalData, Post
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.services import audit
from youthwork.services.duties import following
from youthwork.services.personnel import delegations, passwords
from youthwork.services.personnel.administration import charge_of
from youthwork.services.personnel.dated import open_today
from youthwork.services.personnel.people import lasting_duties
from youthwork.services.personnel.usernames import username_for
from youthwork.services.tree import unit_of


def add_person(organization: Organization, data: PersonalData, post: Post, by: User) -> User:
    """添加人员 with a first post. There is no password yet: the slip is printed from the person's page."""
    twin = _twin(organization, data)
    if twin is not None:
        raise Unacceptable(
            f"{organization.common_name}已有{twin.name}（用户名 {twin.username}），联系方式也相同。"
            "同一个人请用“增加任职”；确是同名的两个人，请填写各自的联系方式"
        )
    user = User(
        username=username_for(data.name),
        name=data.name,
        gender=data.gender,
        birth_month=data.birth_month,
        phone=data.phone,
        password_hash=passwords.UNUSABLE,
        must_change_password=True,
        created_at=clock.now(),
    )
    db.session.add(user)
    db.session.flush()
    audit.record(
        "person", f"{by.name}在{organization.common_name}添加了{user.name}（{user.username}）", by.id
    )
    appoint(organization, user, post, by)
    return user


def appoint(organization: Organization, user: User, post: Post, by: User) -> Appointment:
    """增加任职: one more post for the person, with its duties, from a day on."""
    if organization.closed_on is not None and organization.closed_on < post.starts_on:
        raise Unacceptable(f"{organization.common_name}已撤销，不能再任职")
    held = select(Appointment).where(
        Appointment.user_id == user.id,
        Appointment.organization_id == organization.id,
        Appointment.ends_on.is_(None),
    )
    if (same := db.session.scalar(held)) is not None:
        raise Unacceptable(f"{user.name}现在就是{organization.common_name}的{same.title}，请直接修改那条任职")
    last = select(func.max(Appointment.position)).where(Appointment.organization_id == organization.id)
    appointment = Appointment(
        user_id=user.id,
        organization_id=organization.id,
        title=post.title,
        nature=post.nature,
        position=(db.session.scalar(last) or 0) + 1,
        starts_on=post.starts_on,
        duties=[AppointmentDuty(duty=duty, starts_on=post.starts_on) for duty in post.duties],
    )
    db.session.add(appointment)
    user.expires_on = None
    db.session.flush()
    audit.record(
        "appointment",
        f"{by.name}记录{user.name}自{post.starts_on}起任{organization.common_name}{post.title}，"
        f"职责：{_named(post.duties)}",
        by.id,
    )
    following.follow_person(user)
    return appointment


def change(appointment: Appointment, post: Post, by: User) -> None:
    """修改任职: the wording in place; a duty taken away ends today, a new one begins today."""
    today = clock.today()
    if appointment.ends_on is not None and appointment.ends_on <= today:
        raise Unacceptable(f"这条任职已于 {appointment.ends_on} 结束，不能再改；重新任职请用“增加任职”")
    held = {duty.duty: duty for duty in lasting_duties(appointment)}
    ended = [duty for duty in held if duty not in post.duties]
    begun = [duty for duty in post.duties if duty not in held]
    if Duty.ADMINISTRATOR in ended:
        _check_administrator_left(appointment, today, f"不能去掉{appointment.user.name}的管理员职责")
    before = f"{appointment.title}（{_nature(appointment.nature)}）"
    appointment.title, appointment.nature = post.title, post.nature
    after = f"{post.title}（{_nature(post.nature)}）"
    for duty in ended:
        held[duty].ends_on = max(today, held[duty].starts_on)
    for duty in begun:
        begin_duty(appointment, duty, max(today, appointment.starts_on))
    following.follow_person(appointment.user)
    told = [f"职务由{before}改为{after}"] if before != after else []
    told += [f"去掉职责{_named(ended)}"] if ended else []
    told += [f"增加职责{_named(begun)}"] if begun else []
    if told:
        _record(appointment, "；".join(told), by)


def end(appointment: Appointment, last_day: date, by: User, *, may_leave_vacant: bool = False) -> None:
    """结束任职 with all its duties, `last_day` being the last day they hold.

    The only 管理员 of an organ is kept, unless a hand-over says openly that the superior's look after it now.
    """
    if appointment.ends_on is not None and appointment.ends_on < clock.today():
        raise Unacceptable(f"这条任职已于 {appointment.ends_on} 结束")
    if last_day < appointment.starts_on:
        raise Unacceptable(f"结束日期不能早于任职开始的日期 {appointment.starts_on}")
    administers = any(duty.duty is Duty.ADMINISTRATOR for duty in lasting_duties(appointment))
    if administers and not (may_leave_vacant and _superior_looks_after(appointment)):
        _check_administrator_left(appointment, last_day, f"不能结束{appointment.user.name}的这条任职")
    appointment.ends_on = last_day
    for duty in appointment.duties:
        if duty.ends_on is None or duty.ends_on > last_day:
            duty.ends_on = max(last_day, duty.starts_on)
    db.session.flush()
    delegations.end_with(appointment, last_day, by)
    following.follow_person(appointment.user)
    _record(appointment, f"任职到{last_day}结束", by)


def check_not_last_administrator(user: User) -> None:
    """Refuse to take an account out of use while a unit would be left without any 管理员."""
    mine = db.session.scalars(
        select(Appointment)
        .join(AppointmentDuty)
        .where(
            Appointment.user_id == user.id,
            AppointmentDuty.duty == Duty.ADMINISTRATOR,
            open_today(Appointment),
            open_today(AppointmentDuty),
        )
    )
    for appointment in mine:
        _check_administrator_left(appointment, clock.today(), f"不能停用{user.name}的账号")


def begin_duty(appointment: Appointment, duty: Duty, day: date) -> None:
    """A duty taken away and given back on the same day goes on as it was."""
    for each in appointment.duties:
        if each.duty is duty and each.is_current(day):
            each.ends_on = appointment.ends_on
            return
    appointment.duties.append(AppointmentDuty(duty=duty, starts_on=day, ends_on=appointment.ends_on))


def _check_administrator_left(appointment: Appointment, last_day: date, refusal: str) -> None:
    """Refuse when this post's holder is the only 管理员 the organ has after the day."""
    unit = unit_of(appointment.organization_id)
    rows = db.session.execute(
        select(Appointment.user_id, Appointment.organization_id, Organization.type)
        .join(AppointmentDuty, AppointmentDuty.appointment_id == Appointment.id)
        .join(Organization, Organization.id == Appointment.organization_id)
        .join(User, User.id == Appointment.user_id)
        .where(
            AppointmentDuty.duty == Duty.ADMINISTRATOR,
            User.is_enabled,
            (Organization.id == unit.organ.id) | (Organization.parent_id == unit.organ.id),
            # Who begins by the day after serves without a gap.
            Appointment.starts_on <= last_day + timedelta(days=1),
            Appointment.ends_on.is_(None) | (Appointment.ends_on > last_day),
            AppointmentDuty.starts_on <= last_day + timedelta(days=1),
            AppointmentDuty.ends_on.is_(None) | (AppointmentDuty.ends_on > last_day),
        )
    ).all()
    serving = {user_id for user_id, held_in, type_ in rows if _administers_organ(held_in, type_, unit.organ)}
    if serving == {appointment.user_id}:
        raise Unacceptable(
            f"{refusal}：{unit.organ.name}只剩这一位管理员。请先给另一位同志加上管理员职责，再来办理"
        )


def _superior_looks_after(appointment: Appointment) -> bool:
    superior = unit_of(appointment.organization_id).organ.superior
    return superior is not None and bool(charge_of(superior).administrators)


def _administers_organ(held_in: int, type_: OrganizationType, organ: Unit) -> bool:
    if held_in == organ.id:
        return True
    if type_ is not OrganizationType.DEPARTMENT:
        return False
    return acts_for(Duty.ADMINISTRATOR, Unit(held_in, "", type_, organ.level, organ), organ)


def _twin(organization: Organization, data: PersonalData) -> User | None:
    """Somebody of the same name and phone with a post here today: the same form sent twice, most likely."""
    return db.session.scalar(
        select(User)
        .join(Appointment, Appointment.user_id == User.id)
        .where(
            User.name == data.name,
            User.phone == data.phone,
            Appointment.organization_id == organization.id,
            open_today(Appointment),
        )
        .limit(1)
    )


def _record(appointment: Appointment, what: str, by: User) -> None:
    whose = f"{appointment.user.name}在{appointment.organization.common_name}的任职"
    audit.record("appointment", f"{by.name}修改{whose}：{what}", by.id)


def _named(duties: Collection[Duty]) -> str:
    return "、".join(duty.value for duty in duties) or "无"


def _nature(nature: CadreNature | None) -> str:
    return nature.value if nature else "性质未填"
