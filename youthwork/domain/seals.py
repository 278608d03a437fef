"""印章的规格: diameters by level, and in which words a seal's name must be given (DOMAIN §5.1)."""

from __future__ import annotations

from youthwork.domain.hierarchy import OrganizationLevel

SMALLEST_MM, LARGEST_MM = 30, 60


def usual_diameter(level: OrganizationLevel) -> int:
    """直径 in mm by the rule of 1979: 44 for a province, 40 for everybody below it."""
    return 44 if level is OrganizationLevel.PROVINCE else 40


def name_problem(name: str, full_name: str) -> str:
    """Why this cannot be the text of the organization's seal; empty where it is its full name exactly."""
    if name == full_name:
        return ""
    return (
        f"印文须与组织全称一字不差：应为“{full_name}”，现在是“{name}”。全称有误的，请先在“组织与人员”更改名称"
    )
