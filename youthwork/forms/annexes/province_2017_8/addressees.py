"""四类单位: whom the province asks by itself (H2, H59, H60)."""

from __future__ import annotations

from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit

#: 团各省辖市委，各省直管县（市）团委，各直属单位团委，各省管高校团委.
FOUR_KINDS = frozenset(
    {
        OrganizationLevel.PREFECTURE,
        OrganizationLevel.DIRECT_COUNTY,
        OrganizationLevel.DIRECT_UNIT,
        OrganizationLevel.UNIVERSITY,
    }
)


def is_of_the_four_kinds(unit: Unit) -> bool:
    """Whether the unit itself is one of the four, and not something within one, such as a faculty's branch."""
    superior = unit.superior.organ if unit.superior is not None else None
    return (
        unit.level in FOUR_KINDS
        and unit.type is not OrganizationType.BRANCH
        and not unit.is_department
        and (superior is None or superior.level not in FOUR_KINDS)
    )
