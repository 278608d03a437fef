"""最美青春故事 for tests: the province asks for candidates, the city passes it on, a county puts somebody forward."""

from __future__ import annotations

from typing import Any

from tests import duties, journeys
from tests.factories import Cast
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.story_candidate import StoryCandidate
from youthwork.models import Disqualification, Filing, Notice, Submission, User
from youthwork.services import posts
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.eligibility import deciding as eligibility
from youthwork.services.path import deciding
from youthwork.services.path.stages import Decided

KEY = StoryCandidate.key
COUNTY, CITY, PROVINCE = "团云溪县委", "团青岚市委", "团示范省委"
#: 李堃, whom 团云溪县委 puts forward.
LI = {
    "name": "李堃",
    "kind": "团干部",
    "work_unit": COUNTY,
    "post": "组织部部长",
    "media": "演讲",
    "story": "连着七个月，每周四晚上在清河快递站点听骑手说话。",
}


def ask(cast: Cast) -> tuple[Notice, Notice]:
    """The province's notice, and the city's that passes it on to its counties."""
    above = duties.issue(cast, annexes=(KEY,))
    below = duties.issue(cast, issuer=CITY, annexes=(KEY,), passes_on_id=above.id)
    return above, below


def nominate(cast: Cast, notice: Notice, clerk: str = "zhou", **changes: Any) -> Submission:
    """推荐表 as the clerk of a unit fills it in."""
    person = cast.person(clerk)
    owner_id = posts.actor_of(person).posts[0][1].organ.id
    paper = open_submission(duties.annex(notice, KEY), person, owner_id)
    return journeys.type_in(paper, person, {**LI, **changes})


def at_city(cast: Cast, notice: Notice, **changes: Any) -> Submission:
    """The county's candidate, accepted by the city's 组织部."""
    return journeys.walk_on(nominate(cast, notice, **changes), cast, State.ACCEPTED)


def decide(
    paper: Submission, by: User, verdict: StageVerdict = StageVerdict.UPWARD, opinion: str = ""
) -> Filing | None:
    return deciding.decide(paper, by, paper.version, Decided(verdict, opinion))


def disqualify(cast: Cast, who: str = "li", by: str = "meng", year: int = 2026) -> Disqualification:
    """评定不合格, by the 签发人 of the cadre's superior."""
    signer = cast.person(by)
    actor = posts.actor_of(signer)
    organ = eligibility.organs_for(actor, cast.person(who))[0]
    found = eligibility.disqualify(actor, signer, cast.person(who), organ.id, year, "夜访次数不实")
    db.session.flush()
    return found


def lift(cast: Cast, decided: Disqualification, by: str = "su") -> None:
    """准予参评, by the 签发人 of an organ above."""
    signer = cast.person(by)
    actor = posts.actor_of(signer)
    organ = eligibility.lifting_organs(actor, decided)[0]
    eligibility.lift(actor, signer, decided, organ.id, "已经改正，事迹突出")
