"""花名册导入 into the database: who may, what a file says of the own subtree, and the deed itself.

    `read_for` → `plan_import` (shown) → `prepare_accounts` (slow, before the deed) → `import_people`

Nothing is written before `import_people`, and that writes everything or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select

from youthwork import clock
from youthwork.documents import fonts
from youthwork.domain.duties import Duty
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization, User
from youthwork.services import audit
from youthwork.services.exchange.roster import RosterReading, read_roster
from youthwork.services.exchange.roster_plan import PersonChange, plan_import
from youthwork.services.exchange.roster_writing import Account, Slip, add_people, apply_changes
from youthwork.services.exchange.unit_names import load_names
from youthwork.services.tree import find_organization


@dataclass(frozen=True)
class Imported:
    """导入结果."""

    slips: tuple[Slip, ...]
    changed: tuple[PersonChange, ...]
    unchanged: int


def importing_organs(actor: Actor) -> list[Unit]:
    """The organizations this person may import for, each with its subtree; refuse who is no 管理员."""
    units = {unit.id: unit for duty, unit in actor.posts if duty is Duty.ADMINISTRATOR}
    if not units:
        raise NotAllowed("导入花名册由本单位的管理员办理")
    return list(units.values())


def find_importing_organ(actor: Actor, organ_id: int) -> Organization:
    if organ_id not in {unit.id for unit in importing_organs(actor)}:
        raise NotFound("没有这个组织，或你不是它的管理员")
    return find_organization(organ_id)


def only_top_organ() -> Organization | None:
    """The organization at the top, where the instance has just one."""
    tops = db.session.scalars(select(Organization).where(Organization.parent_id.is_(None)).limit(2)).all()
    return tops[0] if len(tops) == 1 else None


def read_for(
    organ: Organization, content: bytes, *, filename: str, answers: Mapping[str, str] = MappingProxyType({})
) -> RosterReading:
    """读花名册 for this organ: a unit outside its subtree is unknown. Raises `UnreadableSpreadsheet`."""
    return read_roster(
        content,
        filename=filename,
        find_unit=load_names(organ).find,
        overrides=answers,
        undrawable=_undrawable,
        today=clock.today(),
    )


def import_people(
    reading: RosterReading,
    organ: Organization,
    accounts: Sequence[Account],
    *,
    fingerprint: str,
    takes_good_rows: bool,
    by: User | None,
) -> Imported:
    """导入: write the new people, their posts as 团干部 from today, and the changes; flushes.

    The plan is made again inside the deed and must be the one that was shown (`fingerprint`), else
    `AlreadyMoved`. Where rows are held back, `takes_good_rows` must say so, else `Unacceptable`. `by` is None
    on the command line.
    """
    plan = plan_import(reading, organ)
    if plan.fingerprint != fingerprint or len(accounts) != len(plan.new):
        raise AlreadyMoved("核对之后，系统中的人员有了变动（可能已有人导入过这份花名册）。请重新核对后再导入")
    left_out = reading.people - plan.people
    if (left_out or reading.errors or reading.questions) and not takes_good_rows:
        raise Unacceptable(
            f"还有 {left_out} 人的内容需要改正或确认，没有导入任何人。请改好后重新上传，"
            f"或选择“只导入没有问题的 {plan.people} 人”"
        )
    slips = add_people(accounts)
    apply_changes(plan.changed)
    done = f"新增 {len(slips)} 人，变更 {len(plan.changed)} 人"
    audit.record(
        "roster_import",
        f"为{organ.common_name}导入花名册“{reading.filename}”：{done}",
        by.id if by else None,
    )
    db.session.flush()
    return Imported(slips, plan.changed, len(plan.unchanged))


def _undrawable(text: str) -> list[str]:
    """The characters alone; `fonts` names them with their code points."""
    return [each[0] for each in fonts.undrawable(text)]
