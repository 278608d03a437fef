"""去向: which organization receives a paper, which one signs it off, with the reason as a sentence.

Decision 1 of DESIGN §4, from H2, H24, H61, H62 and the city notice. A form says which department of the
superior receives it from which level; everything else is the same for every form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from youthwork.domain.hierarchy import Department, DepartmentFunction, OrganizationLevel, Unit

#: Level of the sender → the department of the superior that receives; 组织部 for every level not named.
ReceivingRule = Mapping[OrganizationLevel, DepartmentFunction]


@dataclass(frozen=True)
class Route:
    """去向: the receiving organization and why it is that one."""

    receiver_id: int
    receiver_name: str
    reason: str


def route(
    rule: ReceivingRule,
    owner: Unit,
    *,
    paper: str,
    issuer_id: int,
    subject_unit: Unit | None = None,
    to_issuer: bool = False,
) -> Route:
    """去向 of `paper` (its short title) handed in by `owner`.

    `subject_unit` is the department a 任务表's cadre works in; it matters where an organ files its own. `to_issuer`:
    it goes straight to who issued the notice, whatever lies between.
    """
    organ = owner.organ
    if to_issuer and not owner.is_department and organ.id != issuer_id:
        issuer = next((unit for unit in organ.chain if unit.id == issuer_id), None)
        if issuer is not None:
            return _internal(issuer, None, paper, f"通知要求直接报{issuer.name}")
    if owner.is_department:
        return _internal(organ, owner, paper, f"{owner.name}是{organ.name}的内设部门")
    if organ.superior is None:
        return _internal(organ, subject_unit, paper, f"{organ.name}在本系统中没有上级团组织")
    if organ.id == issuer_id:
        return _internal(organ, subject_unit, paper, f"通知由{organ.name}印发，本级材料在本级备案")
    superior = organ.superior.organ
    function = rule.get(organ.level, DepartmentFunction.ORGANIZATION)
    found = _department(superior, function)
    why = f"上级团组织是{superior.name}"
    if found is None:
        return Route(
            superior.id, superior.name, f"{why}；{superior.name}没有{function.value}部，由其直接受理"
        )
    department, via = found
    kind = f"{organ.level.value}的{paper}" if rule.get(organ.level) else paper
    return Route(department.unit_id, department.name, f"{why}；{kind}由其{via}受理")


def _internal(organ: Unit, own: Unit | None, paper: str, why: str) -> Route:
    found = _department(organ, DepartmentFunction.ORGANIZATION)
    if found is None:
        return Route(organ.id, organ.name, f"{why}；{organ.name}没有组织部，由分管副书记名下备案")
    department, via = found
    if own is not None and own.id == department.unit_id:
        return Route(organ.id, organ.name, f"{why}；{via}自己的{paper}不由本部门受理，由分管副书记名下备案")
    return Route(department.unit_id, department.name, f"{why}；由本级{via}受理")


def _department(organ: Unit, function: DepartmentFunction) -> tuple[Department, str] | None:
    """The department with this function, followed to its successor; with the words that say so."""
    for department in organ.departments:
        if department.function is function:
            via = department.name.removeprefix(organ.name)
            while department.successor is not None:
                department = department.successor
                via += f"（已并入{department.name.removeprefix(organ.name)}）"
            return department, via
    return None


#: The people who hold a duty somewhere today, as user ids.
Staffing = Callable[[Unit], frozenset[int]]


def signing_unit(organ: Unit, signers: Staffing, own: frozenset[int]) -> Unit | None:
    """审签单位: the own organ, or its superior where nobody but the filler could sign (decision 5).

    None where the superior has nobody either: the paper may not be submitted, and never passes by silence.
    """
    return _first_staffed(organ, signers, own)


def sealing_unit(organ: Unit, keepers: Staffing, own: frozenset[int]) -> Unit | None:
    """用印单位: the own organ, or its superior as 代章; None where neither has a free keeper."""
    return _first_staffed(organ, keepers, own)


def _first_staffed(organ: Unit, staff: Staffing, own: frozenset[int]) -> Unit | None:
    for unit in list(organ.chain)[:2]:
        if staff(unit.organ) - own:
            return unit.organ
    return None
