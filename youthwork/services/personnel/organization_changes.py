"""组织变动: add a department or a subordinate organization, correct names, close a department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import DepartmentFunction, OrganizationLevel, OrganizationType
from youthwork.domain.naming import naming_warnings, place_problem
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, Submission, User
from youthwork.services import audit
from youthwork.services.archive.index import renewing_unit
from youthwork.services.personnel import delegations


@dataclass(frozen=True)
class Names:
    """三个名称 (DOMAIN §3.1), and the 机关代字 of an organ that files."""

    full_name: str
    short_name: str
    common_name: str
    code: str = ""


def names_of(organization: Organization) -> Names:
    return Names(*organization.names(), organization.code or "")


def warnings_for(type_: OrganizationType, names: Names) -> list[str]:
    """What is unusual about the official names; a department's follow its organ's."""
    if type_ is OrganizationType.DEPARTMENT:
        return []
    return naming_warnings(type_, names.full_name, names.short_name)


def add_department(organ: Organization, name: str, function: DepartmentFunction, by: User) -> Organization:
    """设立内设部门 of an organ; its three names are the organ's with the department's name."""
    if organ.is_department:
        raise Unacceptable("内设部门之下不再设部门，请在它所属的机关设立")
    names = Names(*(f"{each}{name}" for each in organ.names()))
    department = found(organ, OrganizationType.DEPARTMENT, organ.level, names, function)
    audit.record("organization", f"{by.name}在{organ.common_name}设立{name}（职能：{function.value}）", by.id)
    return department


def add_subordinate(
    superior: Organization, type_: OrganizationType, level: OrganizationLevel, names: Names, by: User
) -> Organization:
    """设立下级团组织 directly below an organ."""
    if problem := place_problem((superior.type, superior.level), type_, level):
        raise Unacceptable(problem)
    organization = found(superior, type_, level, names, None)
    audit.record("organization", f"{by.name}在{superior.common_name}之下设立{names.common_name}", by.id)
    return organization


def rename(organization: Organization, names: Names, by: User) -> None:
    """更改名称: the names of today; papers already filed keep the names they were filed under."""
    before = names_of(organization)
    if before == names:
        return
    check_free(organization.parent_id, names, except_id=organization.id)
    # Its old papers stay findable by the old name, and become so by the new one.
    with renewing_unit(organization):
        organization.full_name = names.full_name
        organization.short_name = names.short_name
        organization.common_name = names.common_name
        organization.code = names.code or None
        db.session.flush()
    audit.record(
        "organization",
        f"{by.name}更改名称：{'／'.join(organization_names(before))} → {'／'.join(organization_names(names))}",
        by.id,
    )


def organization_names(names: Names) -> tuple[str, ...]:
    shown = (names.full_name, names.short_name, names.common_name, names.code)
    return tuple(name for name in shown if name)


def close_department(
    department: Organization, last_day: date, successor: Organization | None, by: User
) -> None:
    """撤销内设部门 on a day; its people go on with the same posts in the department that takes over."""
    if not department.is_department:
        raise Unacceptable("这里只能撤销内设部门")
    if department.closed_on is not None:
        raise Unacceptable(f"{department.common_name}已于 {department.closed_on} 撤销")
    if last_day < department.established_on:
        raise Unacceptable(f"撤销日期不能早于设立日期 {department.established_on}")
    if successor is not None and (
        successor.parent_id != department.parent_id or successor.id == department.id
    ):
        raise Unacceptable("承接部门须是同一机关的另一个部门")
    _check_nothing_in_hand(department, last_day)
    posts = _posts_after(department, last_day)
    if posts and successor is None:
        names = "、".join(post.user.name for post in posts[:5])
        raise Unacceptable(
            f"{department.common_name}还有 {len(posts)} 人任职（{names}{'等' if len(posts) > 5 else ''}）。"
            "请选承接部门，人员随之转入；或先结束他们的任职"
        )
    department.closed_on = last_day
    department.successor_id = successor.id if successor else None
    for post in posts:
        assert successor is not None
        carry_over(post, successor, last_day, by)
    db.session.flush()
    heir = f"，由{successor.common_name}承接，{len(posts)} 人转入" if successor else ""
    audit.record("organization", f"{by.name}撤销{department.common_name}，到{last_day}为止{heir}", by.id)


def found(
    superior: Organization,
    type_: OrganizationType,
    level: OrganizationLevel,
    names: Names,
    function: DepartmentFunction | None,
) -> Organization:
    check_free(superior.id, names)
    last = select(func.max(Organization.position)).where(Organization.parent_id == superior.id)
    organization = Organization(
        parent_id=superior.id,
        # The path ends with the row's own number, which the database gives only now.
        path=f"{superior.path}new/",
        type=type_,
        level=level,
        full_name=names.full_name,
        short_name=names.short_name,
        common_name=names.common_name,
        code=names.code or None,
        department_function=function,
        position=(db.session.scalar(last) or 0) + 1,
        established_on=clock.today(),
    )
    db.session.add(organization)
    db.session.flush()
    organization.path = f"{superior.path}{organization.id}/"
    db.session.flush()
    return organization


def check_free(parent_id: int | None, names: Names, except_id: int | None = None) -> None:
    """Two siblings of one name could not be told apart on paper."""
    taken = db.session.scalar(
        select(Organization).where(
            Organization.parent_id == parent_id,
            Organization.id != (except_id or 0),
            Organization.closed_on.is_(None),
            (Organization.full_name == names.full_name)
            | (Organization.short_name == names.short_name)
            | (Organization.common_name == names.common_name),
        )
    )
    if taken is not None:
        raise Unacceptable(f"同一上级之下已有“{taken.common_name}”，三个名称都不能与它相同")
    if names.code:
        _check_code_free(names.code, except_id)


def _check_code_free(code: str, except_id: int | None) -> None:
    """Two organs of one 机关代字 would give the same filing numbers."""
    taken = db.session.scalar(
        select(Organization).where(Organization.code == code, Organization.id != (except_id or 0))
    )
    if taken is not None:
        raise Unacceptable(f"机关代字“{code}”已由{taken.common_name}使用，请另定一个")


def _check_nothing_in_hand(department: Organization, last_day: date) -> None:
    if last_day > clock.today():
        return
    held = db.session.scalar(
        select(func.count())
        .select_from(Submission)
        .where(Submission.holder_id == department.id, Submission.state != State.FILED)
    )
    if held:
        raise Unacceptable(
            f"{department.common_name}手里还有 {held} 件没有办结，请先办结或转办，再撤销；也可以把撤销日期定在以后"
        )


def _posts_after(department: Organization, last_day: date) -> list[Appointment]:
    return list(
        db.session.scalars(
            select(Appointment)
            .where(
                Appointment.organization_id == department.id,
                Appointment.ends_on.is_(None) | (Appointment.ends_on > last_day),
            )
            .order_by(Appointment.position, Appointment.id)
        )
    )


def carry_over(post: Appointment, successor: Organization, last_day: date, by: User) -> None:
    """The post ends with the department and goes on in its successor from the next day."""
    next_day = last_day + timedelta(days=1)
    going_on = [duty for duty in post.duties if duty.ends_on is None or duty.ends_on > last_day]
    onward = Appointment(
        user_id=post.user_id,
        organization_id=successor.id,
        title=post.title,
        nature=post.nature,
        position=post.position,
        starts_on=max(next_day, post.starts_on),
        ends_on=post.ends_on,
        duties=[
            AppointmentDuty(duty=duty.duty, starts_on=max(next_day, duty.starts_on), ends_on=duty.ends_on)
            for duty in going_on
        ],
    )
    db.session.add(onward)
    post.ends_on = max(last_day, post.starts_on)
    for duty in going_on:
        duty.ends_on = max(last_day, duty.starts_on)
    db.session.flush()
    delegations.carry_over(post, onward, by)
