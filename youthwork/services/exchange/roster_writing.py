"""花名册入库: how new people, their posts and the changes are written, twenty thousand as well as one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import func, insert, select, update

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, User
from youthwork.services.exchange.roster import RosterRow
from youthwork.services.exchange.roster_plan import ImportPlan, PersonChange
from youthwork.services.personnel.passwords import Secret
from youthwork.services.personnel.usernames import pinyin_of

# Twelve letters out of 31 are 59 bits of pure chance: at ten million guesses a second two thousand years, even
# with a hash that costs us 0.1 ms; and a first password ends with the first sign-in. With the parameters
# meant for passwords that people choose, 20,000 of them would take ten minutes; like this 2 seconds.
_hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Account:
    """账号 prepared for one new person: how the username begins, and the first password."""

    row: RosterRow
    pinyin: str
    secret: Secret


@dataclass(frozen=True)
class Slip:
    """账号条: what a new person gets on paper. The password is kept nowhere else."""

    name: str
    unit_name: str
    username: str
    password: str

    def __repr__(self) -> str:
        return f"Slip({self.username!r}, …)"


def prepare_accounts(plan: ImportPlan) -> list[Account]:
    """Make the first passwords of the new people; slow for many, so call it before the deed begins."""
    return [Account(row, pinyin_of(row.name), _first_password()) for row in plan.new]


def add_people(accounts: Sequence[Account]) -> tuple[Slip, ...]:
    """Write the new people and their posts; return what each gets on paper."""
    if not accounts:
        return ()
    usernames = _free_usernames(account.pinyin for account in accounts)
    now = clock.now()
    user_ids = db.session.scalars(
        insert(User).returning(User.id, sort_by_parameter_order=True),
        [_person(account, name, now) for account, name in zip(accounts, usernames, strict=True)],
    ).all()
    _add_posts([(account.row, user_id) for account, user_id in zip(accounts, user_ids, strict=True)])
    return tuple(
        Slip(account.row.name, account.row.unit_name, username, account.secret.words)
        for account, username in zip(accounts, usernames, strict=True)
    )


def apply_changes(changes: Sequence[PersonChange]) -> None:
    """What the rows tell anew; a post elsewhere is added beside the ones held, none is ended here."""
    for change in changes:
        if change.person:
            db.session.execute(update(User).where(User.id == change.user_id).values(change.person))
        if change.post:
            db.session.execute(
                update(Appointment).where(Appointment.id == change.post_id).values(change.post)
            )
    _add_duties(change.post_id for change in changes if change.adds_duty and change.post_id is not None)
    if added := [(change.row, change.user_id) for change in changes if change.post_id is None]:
        _add_posts(added)


def _first_password() -> Secret:
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    words = "-".join((letters[:4], letters[4:8], letters[8:]))
    return Secret(words, _hasher.hash(words))


def _free_usernames(wanted: Iterable[str]) -> list[str]:
    """Free usernames, in order; who shares a name gets a number: lina, lina2, lina3."""
    taken = set(db.session.scalars(select(User.username)))
    last: dict[str, int] = {}
    given = []
    for base in wanted:
        number = last.get(base, 0) + 1
        while (name := base if number == 1 else f"{base}{number}") in taken:
            number += 1
        last[base] = number
        taken.add(name)
        given.append(name)
    return given


def _person(account: Account, username: str, now: Any) -> dict[str, Any]:
    row = account.row
    return {
        "username": username,
        "name": row.name,
        "gender": Gender(row.gender) if row.gender else None,
        "birth_month": row.birth_month,
        "phone": row.phone,
        "password_hash": account.secret.hash,
        "must_change_password": True,
        "is_enabled": True,
        "large_text": False,
        "created_at": now,
    }


def _add_posts(rows: Sequence[tuple[RosterRow, int]]) -> None:
    """任职 as 团干部 from today on, after those the units have already, in the roster's order."""
    today = clock.today()
    last = _last_places()
    posts = []
    for row, user_id in rows:
        last[row.unit_id] = last.get(row.unit_id, 0) + 1
        posts.append(
            {
                "user_id": user_id,
                "organization_id": row.unit_id,
                "title": row.title,
                "nature": CadreNature(row.nature),
                "position": last[row.unit_id],
                "starts_on": today,
            }
        )
    ids = db.session.scalars(
        insert(Appointment).returning(Appointment.id, sort_by_parameter_order=True), posts
    ).all()
    _add_duties(ids)


def _last_places() -> dict[int, int]:
    rows = db.session.execute(
        select(Appointment.organization_id, func.max(Appointment.position)).group_by(
            Appointment.organization_id
        )
    )
    return {unit_id: place for unit_id, place in rows}


def _add_duties(appointment_ids: Iterable[int]) -> None:
    today = clock.today()
    duties = [{"appointment_id": id_, "duty": Duty.CADRE, "starts_on": today} for id_ in appointment_ids]
    if duties:
        db.session.execute(insert(AppointmentDuty), duties)
