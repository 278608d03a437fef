"""核实界限: the thresholds of an organ; it keeps them for its cadres and all beneath without their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.domain.signals import LIMITS, Thresholds
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization, SignalSettings, User
from youthwork.services import audit
from youthwork.services.tree import ancestor_ids, find_organization

_KEEPERS = (Duty.CLERK, Duty.ADMINISTRATOR)


def thresholds_for(organization: Organization) -> Thresholds:
    """The limits set by the nearest organ at or above this one; the defaults where none has set any."""
    found = _nearest(organization)
    return _thresholds(found.limits) if found else Thresholds()


def source_of(organization: Organization) -> SignalSettings | None:
    """Whose settings hold here; None: the defaults."""
    return _nearest(organization)


def find_kept(actor: Actor, organization_id: int) -> Organization:
    """An organ whose limits this person keeps; raises `NotFound` for every other."""
    if organization_id not in organs_kept_by(actor):
        raise NotFound("没有这个单位，或它的核实界限不由你保管")
    return find_organization(organization_id)


def organs_kept_by(actor: Actor) -> dict[int, str]:
    """The organs, by id and name, of which this person is 经办人 or 管理员."""
    return {unit.organ.id: unit.organ.name for duty, unit in actor.posts if duty in _KEEPERS}


def shown(limits: Thresholds) -> dict[str, int]:
    """The numbers as people set them, by the keys of `LIMITS`."""
    return {limit.key: round(getattr(limits, limit.key) * _scale(limit.key)) for limit in LIMITS}


def set_limits(organization: Organization, numbers: Mapping[str, int], by: User) -> None:
    """设定: all limits, as people set them. What was asked before stays as it was asked."""
    wrong = [f"{limit.word}：{said}" for limit in LIMITS if (said := limit.refuses(numbers.get(limit.key)))]
    if wrong:
        raise Unacceptable("；".join(wrong))
    kept = _kept(organization.id) or _begun(organization.id, by)
    given = {limit.key: numbers[limit.key] for limit in LIMITS}
    if kept.limits == given:
        return
    kept.limits, kept.set_by_id, kept.set_at = given, by.id, clock.now()
    db.session.flush()
    audit.record("signal_settings", f"{by.name}设定了{organization.common_name}的核实界限", by.id)


def drop_limits(organization: Organization, by: User) -> None:
    """恢复: the limits of the organ above hold again."""
    kept = _kept(organization.id)
    if kept is None:
        return
    db.session.delete(kept)
    db.session.flush()
    audit.record("signal_settings", f"{by.name}取消了{organization.common_name}自设的核实界限", by.id)


def _kept(organization_id: int) -> SignalSettings | None:
    return db.session.scalar(
        select(SignalSettings).where(SignalSettings.organization_id == organization_id).with_for_update()
    )


def _begun(organization_id: int, by: User) -> SignalSettings:
    """The organ's row, to be written; of two who begin it at once the second waits and finds it."""
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    row = insert(SignalSettings).values(
        organization_id=organization_id, limits={}, set_by_id=by.id, set_at=clock.now()
    )
    db.session.execute(row.on_conflict_do_nothing())
    found = _kept(organization_id)
    assert found is not None, "it has just been written"
    return found


def _nearest(organization: Organization) -> SignalSettings | None:
    above = ancestor_ids(organization.path)
    rows = db.session.scalars(select(SignalSettings).where(SignalSettings.organization_id.in_(above)))
    return max(rows, key=lambda row: above.index(row.organization_id), default=None)


def _thresholds(numbers: Mapping[str, int]) -> Thresholds:
    """What is kept as what is compared with; a limit added since has its default."""
    known = {limit.key: numbers[limit.key] for limit in LIMITS if limit.key in numbers}
    share = known.pop("likeness", None)
    found = replace(Thresholds(), **known)
    return found if share is None else replace(found, likeness=share / _scale("likeness"))


def _scale(key: str) -> int:
    return 100 if key == "likeness" else 1
