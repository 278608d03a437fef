"""撤并、拆分、改名接连发生: whatever comes after what, nobody owes who is not there, and the figures stay true."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from tests import duties
from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from tests.services.duties import counting_again
from youthwork.domain.audience import Audience
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import YouthworkError
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import ExceptionKind, Notice, NoticeAnnex, Organization, ReportDuty, Seal, SealState
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import exceptions, following, slices
from youthwork.services.notices import amending
from youthwork.services.personnel import merging, splitting
from youthwork.services.personnel.organization_changes import Names
from youthwork.services.tree import ancestor_ids

pytestmark = on_both_engines

CITY = "团青岚市委"


class World:
    """The city's units, and what may befall them, each chosen by chance."""

    def __init__(self, app: Flask, cast: Cast, seed: int) -> None:
        self.app, self.cast, self.chance = app, cast, random.Random(seed)
        self.founded, self.days = 0, 0
        for at in range(4):
            self._add(cast.organ(CITY), f"第{at}县", OrganizationType.LEADING_ORGAN, OrganizationLevel.COUNTY)
        for county in self.counties():
            name = f"{county.common_name}新镇"
            self._add(county, name, OrganizationType.COMMITTEE, OrganizationLevel.TOWN)
        for seal in db.session.scalars(db.select(Seal)):
            seal.state = SealState.DESTROYED
        db.session.commit()

    def counties(self) -> list[Organization]:
        rows = db.select(Organization).where(
            Organization.parent_id == self.cast.organizations[CITY].id,
            Organization.closed_on.is_(None),
            Organization.department_function.is_(None),
        )
        return list(db.session.scalars(rows.order_by(Organization.id)))

    def _add(
        self, superior: Organization, name: str, type_: OrganizationType, level: OrganizationLevel
    ) -> None:
        unit = Organization(
            parent_id=superior.id,
            path="",
            type=type_,
            level=level,
            full_name=f"{name}全称",
            short_name=f"{name}简称",
            common_name=name,
            established_on=START,
        )
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{superior.path}{unit.id}/"

    def merge(self) -> None:
        organ, heir = self.chance.sample(self.counties(), 2)
        merging.merge(organ, heir, self.cast.person("lin"))

    def split(self) -> None:
        organ = self.chance.choice(self.counties())
        self.founded += 1
        name = f"第{self.founded}新区"
        posts, units = merging.posts_of(organ), merging.units_of(organ)
        some = {each.id for each in posts if self.chance.random() < 0.5}
        names = Names(f"{name}全称", f"{name}简称", name)
        splitting.split(organ, names, some, {each.id for each in units[:1]}, self.cast.person("lin"))

    def rename(self) -> None:
        organ = self.chance.choice(self.counties())
        organ.common_name = f"改{organ.common_name}"[:40]

    def issue(self) -> None:
        some = self.chance.sample(self.counties(), 2)
        audience = self.chance.choice([None, Audience(under=frozenset(each.id for each in some))])
        due = date(2026, 4, 20) + timedelta(days=self.chance.choice([0, 1, 200]))
        issuer = self.chance.choice([CITY, "团示范省委"])
        duties.issue(
            self.cast, issuer=issuer, audience=audience, due=due, annexes=("contact_points", "task_sheet")
        )

    def _notices(self) -> list[Notice]:
        rows = db.select(Notice).where(Notice.state == NoticeState.ISSUED).order_by(Notice.id)
        return [each for each in db.session.scalars(rows) if each.edition_key == "province_2017_8"]

    def withdraw(self) -> None:
        notice = self.chance.choice(self._notices())
        by = {CITY: "meng"}.get(notice.issuer.common_name, "su")
        amending.withdraw(notice, self.cast.person(by), "有误", notice.version)

    def narrow(self) -> None:
        notice = self.chance.choice(self._notices())
        by = {CITY: "meng"}.get(notice.issuer.common_name, "su")
        under = frozenset({self.chance.choice(self.counties()).id})
        given = replace(amending.as_it_is(notice), audience=Audience(under=under))
        amending.amend(notice, given, "收窄", self.cast.person(by), notice.version)

    def begin(self) -> None:
        duty = self.chance.choice(self._missing())
        if duty.subject is not None:
            open_submission(duty.notice_annex, duty.subject, duty.owner_id, duty.subject)

    def excuse(self) -> None:
        until = self.chance.choice([None, self.app.config["CLOCK"]().date() + timedelta(days=2)])
        duty = self.chance.choice(self._missing())
        exceptions.grant(duty, ExceptionKind.EXEMPT, until, "汛期", None, None)

    def wait(self) -> None:
        """A day goes by, and the daily run with it."""
        self.days += 1
        self.app.config["CLOCK"] = lambda: NOW + timedelta(days=self.days)
        ended: int | None = 0
        while ended is not None:
            ended = exceptions.end_outlived(ended)
        followed: int | None = 0
        while followed is not None:
            followed = following.follow_day(NOW.date() + timedelta(days=self.days), followed)

    def _missing(self) -> list[ReportDuty]:
        rows = (
            db.select(ReportDuty)
            .join(ReportDuty.notice_annex)
            .join(NoticeAnnex.notice)
            .where(ReportDuty.standing == Reporting.MISSING, Notice.state == NoticeState.ISSUED)
        )
        return list(db.session.scalars(rows.order_by(ReportDuty.id)))

    def faults(self) -> list[str]:
        """What must never be."""
        db.session.expire_all()
        found = [] if counting_again.kept() == counting_again.counted() else ["the kept figures"]
        for duty in self._missing():
            cadres = dict(slices.cadres_in([duty.owner_id]).get(duty.owner_id, ()))
            if duty.owner.closed_on is not None:
                found.append(f"{duty.owner.common_name} is closed and owes")
            elif duty.subject_id is not None and duty.subject_id not in cadres:
                found.append(f"person {duty.subject_id} owes in {duty.owner.common_name}, where they are not")
            if duty.path != duty.owner.path or ancestor_ids(duty.path)[-1] != duty.owner_id:
                found.append(f"{duty.owner.common_name} is counted elsewhere")
            paper = duty.submission
            if paper is not None and paper.state is State.DRAFT and paper.owner.closed_on is not None:
                found.append(f"a draft lies in {paper.owner.common_name}, which is closed")
        return found


DEEDS: tuple[Callable[[World], None], ...] = (
    World.merge,
    World.merge,
    World.split,
    World.rename,
    World.issue,
    World.withdraw,
    World.narrow,
    World.begin,
    World.begin,
    World.excuse,
    World.wait,
)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_befalls_the_units_nobody_owes_who_is_not_there(app: Flask, cast: Cast, seed: int) -> None:
    world = World(app, cast, seed)
    done: list[str] = []
    for _ in range(14):
        deed = world.chance.choice(DEEDS)
        try:
            with db.session.begin_nested():
                deed(world)
            done.append(deed.__name__)
        except YouthworkError as refused:
            done.append(f"{deed.__name__} refused: {refused.sentence}")
        except (IndexError, ValueError):
            # Nothing there to choose from.
            continue
        assert world.faults() == [], done
    assert sum("refused" not in each for each in done) > 5, done
