"""拆分: a new unit is founded beside another, and takes some of its people and of the units beneath it.

The unit it comes from goes on; where it is to end, it is merged into the new one afterwards.
"""

from __future__ import annotations

from collections.abc import Collection

from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import Organization, User
from youthwork.services import audit
from youthwork.services.duties import following
from youthwork.services.personnel.merging import check_organ, give_post, move_units
from youthwork.services.personnel.merging_parts import posts_of, units_of
from youthwork.services.personnel.organization_changes import Names, check_free, found, names_of
from youthwork.services.tree import hold


def split(
    organ: Organization, names: Names, post_ids: Collection[int], unit_ids: Collection[int], by: User
) -> Organization:
    """拆分 from today, within the caller's deed: gives the new unit, of the same type and level and superior.

    What the people who go have not reported yet goes with them; what the unit owes stays with it.
    """
    hold(organ.path)
    check_organ(organ)
    assert organ.superior is not None
    posts = [post for post in posts_of(organ) if post.id in post_ids]
    units = [unit for unit in units_of(organ) if unit.id in unit_ids]
    if len(posts) != len(set(post_ids)) or len(units) != len(set(unit_ids)):
        raise Unacceptable("所选的人员或下级组织刚有变动，请看过现在的名单再选")
    if not posts and not units:
        raise Unacceptable("请至少选一名人员或一个下级组织；只设立新单位的，请用“设立下级团组织”")
    new = found(organ.superior, organ.type, organ.level, names, None)
    for unit in units:
        check_free(new.id, names_of(unit), except_id=unit.id)
    move_units(units, new)
    for post in posts:
        give_post(post, new, by)
    db.session.flush()
    following.follow_unit(new)
    for person in {post.user_id: post.user for post in posts}.values():
        following.take_along(person, organ, new)
        following.follow_person(person)
    audit.record(
        "organization",
        f"{by.name}从{organ.common_name}拆分设立{new.common_name}：{len(posts)} 条任职、{len(units)} 个下级组织转入",
        by.id,
    )
    return new
