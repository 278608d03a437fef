"""团组织: the kinds and levels of League organs, and the small picture of the tree the rules work on.

The enumerations are those of DOMAIN §3.2 and §3.4. A `Unit` is what a rule needs to know of one
organization; services build it from the database, tests write it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class OrganizationType(Enum):
    """组织类型 (DOMAIN §3.4), with 内设部门 so that a department can hold and own."""

    LEADING_ORGAN = "领导机关"
    COMMITTEE = "团委"
    WORKING_COMMITTEE = "团工委"
    GENERAL_BRANCH = "团总支"
    BRANCH = "团支部"
    DEPARTMENT = "内设部门"


class OrganizationLevel(Enum):
    """组织层级; 直属单位 and 省管高校 are levels of their own because they route differently (H62)."""

    PROVINCE = "省"
    PREFECTURE = "省辖市"
    DIRECT_COUNTY = "省直管县"
    COUNTY = "县"
    TOWN = "乡镇街道"
    GRASSROOTS = "基层"
    DIRECT_UNIT = "直属单位"
    UNIVERSITY = "省管高校"


class DepartmentFunction(Enum):
    """部门职能: what a department does, whatever it is called this year (DOMAIN §3.3)."""

    ORGANIZATION = "组织"
    SCHOOLS = "学校"
    CITY = "城市"
    YOUTH_DEVELOPMENT = "青年发展"
    OFFICE = "办公"
    OTHER = "其他"


class CadreNature(Enum):
    """团干部性质 (H3)."""

    FULL_TIME = "专职"
    SECONDED = "挂职"
    PART_TIME = "兼职"


class Gender(Enum):
    """性别."""

    MALE = "男"
    FEMALE = "女"


#: The organs a cadre may be linked to (H8): 基层团委 or 团总支, with 团工委 as a committee's dispatched body.
LINKABLE_TYPES = frozenset(
    {OrganizationType.COMMITTEE, OrganizationType.WORKING_COMMITTEE, OrganizationType.GENERAL_BRANCH}
)


@dataclass(frozen=True)
class Unit:
    """团组织 as the rules see it: its place in the tree, its names, its departments."""

    id: int
    name: str
    type: OrganizationType
    level: OrganizationLevel
    superior: Unit | None = None
    departments: tuple[Department, ...] = field(default=(), compare=False)

    @property
    def is_department(self) -> bool:
        return self.type is OrganizationType.DEPARTMENT

    @property
    def organ(self) -> Unit:
        """The nearest ancestor that is not a department: numbers, seals and archives are its own."""
        unit = self
        while unit.is_department and unit.superior is not None:
            unit = unit.superior
        return unit

    @property
    def chain(self) -> Iterator[Unit]:
        """This unit, its superior, and so on up to the top."""
        unit: Unit | None = self
        while unit is not None:
            yield unit
            unit = unit.superior


@dataclass(frozen=True)
class Department:
    """内设部门 and what it does; a merged department names the one that took over its work."""

    unit_id: int
    name: str
    function: DepartmentFunction
    successor: Department | None = None
