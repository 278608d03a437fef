"""下级空缺: shown to who can help, worst first, in one query however many units there are."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from tests.services.personnel.test_delegations import name, post_of
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.services import posts
from youthwork.services.personnel import accounts, appointments, shortages
from youthwork.services.personnel.shortages import Shortage

pytestmark = on_both_engines

TODAY = NOW.date()


def below(cast: Cast, who: str) -> dict[str, Shortage]:
    return {each.name: each for each in shortages.below(posts.actor_of(cast.person(who)))}


def test_a_unit_without_a_signer_is_on_the_desk_of_the_superiors_clerk_with_what_waits(
    app: Flask, cast: Cast
) -> None:
    assert (
        Duty.SIGNER not in below(cast, "lin")["团云溪县委"].vacant
        if "团云溪县委" in below(cast, "lin")
        else True
    )
    journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    accounts.disable(cast.person("chen"), cast.person("zhou"))
    found = below(cast, "lin")
    assert next(iter(found)) == "团云溪县委", "the worst first"
    assert found["团云溪县委"].vacant == (Duty.SIGNER,)
    assert found["团云溪县委"].words() == "没有签发人 · 有 1 件在等"
    assert "团云溪县委" not in below(cast, "gu"), "the nearest superior's, not everybody's above"


def test_a_cadre_and_a_reviewer_are_not_bothered(app: Flask, cast: Cast) -> None:
    for who in ("mai", "he", "meng"):
        assert count_queries(lambda who=who: shortages.below(posts.actor_of(cast.person(who)))) <= 4
        assert below(cast, who) == {}


def test_a_deputy_fills_the_vacancy_until_a_week_before_it_ends(app: Flask, cast: Cast) -> None:
    [given] = name(cast, "chen", "li", Duty.SIGNER, last=TODAY + timedelta(days=8))
    accounts.disable(cast.person("chen"), cast.person("zhou"))
    assert "团云溪县委" not in below(cast, "lin")
    given.ends_on = TODAY + timedelta(days=7)
    db.session.flush()
    [shown] = [below(cast, "lin")["团云溪县委"]]
    assert shown.vacant == () and shown.ending == ((Duty.SIGNER, given.ends_on),)
    assert "签发人只到" in shown.words()


def test_the_end_of_a_post_is_shown_before_it_comes(app: Flask, cast: Cast) -> None:
    appointments.end(post_of(cast, "chen"), TODAY + timedelta(days=3), cast.person("zhou"))
    assert below(cast, "lin")["团云溪县委"].ending == ((Duty.SIGNER, TODAY + timedelta(days=3)),)


def test_three_hundred_units_cost_no_more_queries_than_a_few(app: Flask, cast: Cast) -> None:
    actor = posts.actor_of(cast.person("zhou"))
    few = count_queries(lambda: shortages.below(actor))
    county = cast.organ("团云溪县委")
    db.session.add_all(
        Organization(
            parent_id=county.id,
            path=f"{county.path}{900_000 + at}/",
            type=OrganizationType.COMMITTEE,
            level=OrganizationLevel.GRASSROOTS,
            full_name=f"第{at}中学团委",
            short_name=f"第{at}中学团委",
            common_name=f"第{at}中学团委",
            established_on=date(2026, 1, 1),
        )
        for at in range(300)
    )
    db.session.commit()
    assert len(shortages.below(actor)) >= 300
    assert count_queries(lambda: shortages.below(actor)) <= max(few, 2)
