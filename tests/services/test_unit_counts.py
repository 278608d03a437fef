"""单位计数: the counts kept of the tree are those of the tree, whatever is done to it, and a range reaches as many
units as it names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from youthwork.domain.audience import Audience
from youthwork.domain.errors import YouthworkError
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Organization, UnitTally, User
from youthwork.services import unit_counts
from youthwork.services.notices import audiences
from youthwork.services.personnel import merging, organization_changes
from youthwork.services.personnel.organization_changes import Names

pytestmark = on_both_engines

QUIET = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
Deed = Callable[[Cast, int], None]


def organs() -> list[Organization]:
    return list(db.session.scalars(db.select(Organization).order_by(Organization.id)))


def by(cast: Cast) -> User:
    return cast.person("gu")


def found_beneath(cast: Cast, at: int) -> None:
    rows = organs()
    superior = rows[at % len(rows)]
    name = f"{superior.common_name}第{len(rows)}支部"
    organization_changes.found(
        superior, OrganizationType.BRANCH, OrganizationLevel.GRASSROOTS, Names(name, name, name), None
    )


def close(cast: Cast, at: int) -> None:
    rows = organs()
    unit = rows[at % len(rows)]
    unit.closed_on = None if unit.closed_on else NOW.date()
    db.session.flush()


def close_what_was_forgotten(cast: Cast, at: int) -> None:
    """Its row is no longer in the session: what it was has to be read again first."""
    unit = organs()[at % len(organs())]
    db.session.expire(unit)
    unit.closed_on = NOW.date()
    db.session.flush()


def change_kind(cast: Cast, at: int) -> None:
    unit = organs()[at % len(organs())]
    if not unit.is_department:
        unit.type = (OrganizationType.COMMITTEE, OrganizationType.BRANCH)[at % 2]
        unit.level = list(OrganizationLevel)[at % len(OrganizationLevel)]
        db.session.flush()


def move(cast: Cast, at: int) -> None:
    rows = organs()
    unit, superior = rows[at % len(rows)], rows[(at // 7) % len(rows)]
    if not superior.path.startswith(unit.path):
        merging.move_units([unit], superior)


def merge(cast: Cast, at: int) -> None:
    unit = organs()[at % len(organs())]
    if unit.parent_id is not None and not unit.is_department and unit.closed_on is None:
        heirs = merging.successors(unit)
        merging.merge(unit, heirs[at % len(heirs)] if heirs else None, by(cast))


DEEDS: list[Deed] = [found_beneath, close, close_what_was_forgotten, change_kind, move, merge]


@QUIET
@given(steps=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 900)), min_size=1, max_size=12))
def test_the_kept_counts_are_those_of_the_tree_after_any_deeds(
    app: Flask, cast: Cast, steps: list[tuple[Deed, int]]
) -> None:
    db.session.rollback()
    try:
        assert unit_counts.is_right()
        for deed, at in steps:
            try:
                with db.session.begin_nested():
                    deed(cast, at)
            except YouthworkError:
                db.session.expire_all()
            assert unit_counts.is_right(), deed.__name__
    finally:
        db.session.rollback()


SOME = st.frozensets(st.integers(1, 40), max_size=4)


@QUIET
@given(
    under=SOME,
    but=SOME,
    also=SOME,
    types=st.frozensets(st.sampled_from(list(OrganizationType)), max_size=2),
    levels=st.frozensets(st.sampled_from(list(OrganizationLevel)), max_size=3),
    is_whole=st.booleans(),
    issuer_at=st.integers(0, 3),
)
def test_a_range_reaches_as_many_units_as_it_names_one_by_one(
    app: Flask,
    cast: Cast,
    under: frozenset[int],
    but: frozenset[int],
    also: frozenset[int],
    types: frozenset[OrganizationType],
    levels: frozenset[OrganizationLevel],
    is_whole: bool,
    issuer_at: int,
) -> None:
    issuer = cast.organ(("团示范省委", "团青岚市委", "团云溪县委", "团外省委")[issuer_at])
    whole = frozenset({issuer.id})
    audience = Audience(whole if is_whole else under, types, levels, but, also)
    named = db.session.scalars(db.select(Organization).where(audiences.reached(audience, issuer))).all()
    found = audiences.reach(audience, issuer)
    by_level = {level: sum(each.level is level for each in named) for level in OrganizationLevel}
    assert dict(found.by_level) == {level: count for level, count in by_level.items() if count}
    assert found.has_own == (issuer in named)
    assert audiences.reach(audience, issuer, audiences.choices(issuer)) == found


def test_it_costs_one_query_and_none_where_the_choices_are_known(app: Flask, cast: Cast) -> None:
    issuer, county = cast.organ("团示范省委"), cast.organizations["团云溪县委"].id
    choices = audiences.choices(issuer)
    whole = Audience(under=frozenset({issuer.id}))
    picked = Audience(whole.under, but=frozenset({county}))
    # Committing forgets the issuer's row, which is read again.
    assert count_queries(lambda: audiences.choices(issuer)) == 1 + 1
    assert count_queries(lambda: audiences.reach(whole, issuer, choices)) == 1 + 0
    assert count_queries(lambda: audiences.reach(picked, issuer)) == 1 + 1


def test_a_unit_that_is_yet_to_be_founded_is_not_counted(app: Flask, cast: Cast) -> None:
    """Nobody can write such a day; a server whose clock was put back has it."""
    issuer, county = cast.organ("团示范省委"), cast.organ("团云溪县委")
    before = audiences.choices(issuer).counts
    county.established_on = NOW.date() + timedelta(days=2)
    db.session.flush()
    kind = county.level, county.type
    assert audiences.choices(issuer).counts == {**before, kind: before[kind] - 1}
    assert kind not in audiences.choices(county).counts
    county.established_on = date(2020, 1, 1)
    db.session.flush()
    assert audiences.choices(issuer).counts == before


def test_what_was_written_past_the_session_is_found_and_counted_anew(app: Flask, cast: Cast) -> None:
    db.session.execute(db.update(UnitTally).values(units=UnitTally.units + 1))
    assert not unit_counts.is_right()
    unit_counts.rebuild()
    assert unit_counts.is_right()


def test_a_department_is_no_unit(app: Flask, cast: Cast) -> None:
    kinds = {type_ for _, type_ in audiences.choices(cast.organ("团示范省委")).counts}
    assert OrganizationType.DEPARTMENT not in kinds
