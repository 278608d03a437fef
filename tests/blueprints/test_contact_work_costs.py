"""联系工作的页面: whoever opens one, at most ten statements, and no more for more rows (DESIGN §9 row 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pytest

from tests.client import PageClient
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.query_counts import queries_of
from tests.together import add_contact
from tests.visits import TROUBLED, add_visit
from tests.wishes import pooled
from youthwork.extensions import db
from youthwork.services.contact_work.visits.problems import ProblemGiven

MOST = 10
#: A cadre, one who is a 经办人 too, a 经办人, an office above, a department's own cadre.
READERS = ("chen", "zhou", "lin", "meng", "luo")
PAGES = (
    "/visits",
    "/visits/problems",
    "/visits/organs/{organ}",
    "/visits/{visit}",
    "/records",
    "/records?of=office",
    "/records/new",
    "/records/new?purpose=night_visit",
    "/wishes",
    "/wishes?view=pool",
    "/wishes/overview",
    "/five-ones",
    "/five-ones/organs/{organ}",
    "/five-ones/people/{zhou}",
    "/groups",
    "/groups/arrangements",
    "/postings",
    "/contacts",
    "/contacts/new",
    "/contacts/passing",
    "/links",
    "/monthly",
)
#: Pages that are not everybody's.
ELSEWHERE = {403, 404}


@dataclass(frozen=True)
class Places:
    organ: int
    zhou: int
    visit: int


@pytest.fixture
def places(cast: Cast) -> Places:
    """A spring of contact work: records with somebody along, visits with problems, wishes, contacts."""
    li, branch = cast.people["li"].id, cast.organizations["白泉村团支部"].id
    for day in range(1, 9):
        for who in ("zhou", "chen", "luo"):
            add_activity(cast, who, f"2026-03-{day:02d}", with_id=branch)
        visit = add_visit(
            cast,
            kind=TROUBLED,
            name=f"尉迟琬{day}",
            day=f"2026-03-{day + 10:02d}",
            members=(li,),
            problems=(ProblemGiven("其他", f"第 {day} 个"), ProblemGiven("学习就学", f"第 {day} 个")),
        )
        pooled(cast, "zhou")
        for who in ("zhou", "chen", "luo"):
            add_contact(cast, who, f"小榆{day}")
    db.session.commit()
    return Places(cast.organizations["团云溪县委"].id, cast.people["zhou"].id, visit.activity_id)


@pytest.mark.parametrize("who", READERS)
def test_no_page_takes_more_than_ten(client: PageClient, places: Places, who: str) -> None:
    client.sign_in(who)
    over = {}
    for page in PAGES:
        url = page.format(**vars(places))
        if client.send("GET", url).status_code in ELSEWHERE:
            continue
        told = queries_of(partial(client.get, url))
        if len(told) > MOST:
            over[page] = len(told)
    assert over == {}
