"""剧情: which paper of whom has come how far. Every state is there, and every member of the cast has work.

The first half tells what is on the desks of the cast, the second fills the archive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from youthwork.demo import fills
from youthwork.demo.calendar import office_moment
from youthwork.demo.notices import LAST_YEAR, LAST_YEARS_CITY
from youthwork.demo.tree import Place, Tree
from youthwork.demo.walking import (
    APPROVED,
    BEGUN,
    OPENED,
    PRESSED,
    SIGNED,
    SUBMITTED,
    UNAPPROVED,
    Fill,
    Walk,
    accepted,
    accepted_again,
    asked_to_correct,
    corrected,
    filed,
    returned,
    sent,
    voided,
)
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Appointment, NoticeAnnex, User
from youthwork.services import posts

_SEALED, _PLAIN = True, False


@dataclass
class Stage:
    """布景: the tree, the annexes and the day the story is told on."""

    tree: Tree
    annexes: dict[str, NoticeAnnex]
    today: date
    random: Random

    def walks(self) -> Iterator[Walk]:
        """Every paper of the demonstration."""
        yield from self._qinglan()
        yield from self._yunxi()
        yield from self._province_and_direct()
        yield from self._archive()
        yield from self._last_year()

    # ---- what lies on the desks -------------------------------------------------------------------------

    def _qinglan(self) -> Iterator[Walk]:
        """青岚市: the city's own papers and those of its counties."""
        yield self._points("团青岚市委", OPENED, 2)
        yield self._units("团青岚市委", filed(_PLAIN), 6)
        half = fills.from_records(fills.half_a_task_sheet(self.random, self.today))
        begun = self._sheet("luo", BEGUN, 1, fill=half)
        yield replace(begun, has_evidence=True)
        for username, deeds in (("jiang", SUBMITTED), ("he", SIGNED), ("cheng", SIGNED), ("lin", SIGNED)):
            yield self._from_records(self._sheet(username, deeds, 1))
        yield self._sheet(
            "meng",
            asked_to_correct(_PLAIN),
            4,
            reason="第 3 项写的是“计划参加”，请按实际完成情况更正",
        )
        yield self._points("团白鹭县委", filed(_SEALED), 4)
        yield self._points("团白泉县委", SIGNED, 1)
        yield self._sheet("shen", SUBMITTED, 1)
        yield self._points("团枕江区委", sent(_SEALED), 2)
        yield self._points("团石屏山区委", SIGNED, 1)
        yield self._points("团柳汀县委", PRESSED, 1)
        yield self._points(
            "团听松县委",
            returned(_SEALED),
            2,
            reason="其余各行与联系关系一致，只改这三处",
            comments=(
                ("联系电话", "请填能直接找到填表人的号码", ""),
                ("联系点第 2 行", "这位同志的职务与任职登记不一致，请按任职登记填写", ""),
                ("联系点第 4 行 · 联系指导的团委", "与本人的联系关系不一致，请核对后再报", ""),
            ),
        )
        yield self._points(
            "团麓湖市委",
            corrected(_SEALED),
            2,
            fills_=(fills.as_compiled, fills.with_filler_phone("13800009999")),
            reason="填表人联系电话写错，更正为本人现用号码",
        )
        yield self._invented_sheet(
            "团麓湖市委", 0, voided(_PLAIN), 3, reason="与本人在原单位报送的任务表重复备案"
        )
        yield self._invented_sheet("团枕江区委", 2, sent(_PLAIN), 1)
        yield self._invented_sheet("团石屏山区委", 2, sent(_PLAIN), 2)
        shown = self._invented_sheet("团柳汀县委", 1, accepted(_PLAIN), 1, reviewer="cheng")
        yield replace(shown, has_evidence=True)

    def _yunxi(self) -> Iterator[Walk]:
        """云溪县: the county's papers on their second way up, and what its towns hand in."""
        mistaken = fills.with_committee(self._person("mai"), "白泉镇团委")
        mended = fills.with_committee(self._person("mai"), "白泉镇初级中学团委")
        yield self._points(
            "团云溪县委",
            accepted_again(_SEALED),
            1,
            fills_=(mistaken, mended),
            reviewer="he",
            comments=(
                ("联系点第 4 行 · 联系指导的团委", "请按联系关系改正", "白泉镇初级中学团委"),
                ("联系点第 3 行 · 职务", "请核对职务的写法", ""),
            ),
        )
        yield self._units("团云溪县委", BEGUN, 1, complete=False)
        yield self._sheet("zhou", SIGNED, 1)
        yield self._sheet("li", SIGNED, 2)
        yield self._sheet("mai", SUBMITTED, 1)
        yield self._sheet("chen", SUBMITTED, 1)
        yield self._points("云溪镇团委", sent(_SEALED), 1)
        yield self._sheet("tian", SUBMITTED, 1)
        yield self._points("云溪县第一中学团委", UNAPPROVED, 1)
        yield self._points("白泉镇团委", filed(_SEALED), 6)
        yield self._points("清河街道团工委", filed(_SEALED), 3)

    def _province_and_direct(self) -> Iterator[Walk]:
        """省级: what waits for the province's departments."""
        yield self._points("团望川县委", APPROVED, 1)
        yield self._sheet("wang", SUBMITTED, 2)
        yield self._points("省直机关团工委", sent(_SEALED), 1)
        yield self._sheet("xiong", SUBMITTED, 1)
        yield self._points(
            "示范大学团委",
            returned(_SEALED),
            1,
            fills_=(fills.with_committee(self._person("gao"), "示范大学文学院团委"),),
            reason="第 2 行：高观澜联系的是示范大学数学学院团委，请按联系关系改正",
        )
        for level, deeds in (
            (OrganizationLevel.PREFECTURE, (sent(_SEALED), accepted(_SEALED), returned(_SEALED))),
            (OrganizationLevel.DIRECT_COUNTY, (sent(_SEALED),)),
            (OrganizationLevel.DIRECT_UNIT, (accepted(_SEALED),)),
            (OrganizationLevel.UNIVERSITY, (sent(_SEALED),)),
        ):
            for place, done in zip(self._units_of(level)[1:], deeds, strict=False):
                yield self._points(place.name, done, 1, reason="请与联系关系核对后再报")

    # ---- the archive ------------------------------------------------------------------------------------

    def _archive(self) -> Iterator[Walk]:
        """备案档案: filed by the province, by two prefectures, and task sheets of both levels."""
        for level, begun, most in (
            (OrganizationLevel.PREFECTURE, 4, 4),
            (OrganizationLevel.DIRECT_COUNTY, 2, 2),
            (OrganizationLevel.DIRECT_UNIT, 2, 2),
            (OrganizationLevel.UNIVERSITY, 2, 2),
        ):
            for at, place in enumerate(self._units_of(level)[begun:][:most]):
                yield self._points(place.name, filed(_SEALED), 3 + 2 * at)
        for prefecture in self._units_of(OrganizationLevel.PREFECTURE)[1:3]:
            counties = _organs(prefecture)
            for at, county in enumerate(counties[:2]):
                yield self._points(county.name, filed(_SEALED), 4 + at)
            for at, county in enumerate(counties[:4]):
                yield self._invented_sheet(county.name, at % 3, filed(_PLAIN), 2 + at)
        for at, name in enumerate(("团白鹭县委", "团麓湖市委", "团听松县委", "团枕江区委", "团石屏山区委")):
            yield self._invented_sheet(name, 1, filed(_PLAIN), 2 + at)
        for at, prefecture in enumerate(self._units_of(OrganizationLevel.PREFECTURE)[3:12]):
            yield self._invented_sheet(prefecture.name, at % 3, filed(_PLAIN), 2 + at % 6)

    def _last_year(self) -> Iterator[Walk]:
        """上年: what the draft of this year may be carried on from, and what has been archived since."""
        city = self.tree.by_name[LAST_YEARS_CITY]
        for at, place in enumerate((city, *_organs(city))):
            yield self._units(place.name, filed(_PLAIN), 372 - at, annex=LAST_YEAR)

    # ---- one paper --------------------------------------------------------------------------------------

    def _points(
        self,
        owner: str,
        deeds: tuple[str, ...],
        days_ago: int,
        fills_: tuple[Fill, ...] = (fills.as_compiled,),
        reason: str = "",
        reviewer: str = "",
        comments: tuple[tuple[str, str, str], ...] = (),
    ) -> Walk:
        walk = self._walk("contact_points", owner, deeds, days_ago, fills_, reason=reason, reviewer=reviewer)
        return replace(walk, comments=comments)

    def _units(
        self,
        owner: str,
        deeds: tuple[str, ...],
        days_ago: int,
        complete: bool = True,
        annex: str = "contact_units",
    ) -> Walk:
        place = self.tree.by_name[owner]
        posts_ = self._cadres(place)
        cadres = [each.user.name for each in posts_ if not each.title.endswith("书记")]
        cadres = cadres or [each.user.name for each in posts_]
        theirs = {"团青岚市委": "lin", "团云溪县委": "zhou"}
        liaison = self._person(theirs[owner]) if owner in theirs else posts_[0].user
        fill = fills.contact_units(place, cadres, liaison, complete)
        return self._walk(annex, owner, deeds, days_ago, (fill,))

    def _sheet(
        self,
        username: str,
        deeds: tuple[str, ...],
        days_ago: int,
        fill: Fill | None = None,
        reason: str = "",
    ) -> Walk:
        subject = self._person(username)
        post = posts.current_appointments(subject)[0]
        organ = self.tree.places[post.organization_id - 1]
        owner = organ.superior if organ.type is OrganizationType.DEPARTMENT and organ.superior else organ
        return self._of(subject, owner.name, deeds, days_ago, fill, reason=reason)

    def _from_records(self, walk: Walk) -> Walk:
        """任务表 of somebody whose year is recorded (`contact_year.py`)."""
        return replace(walk, fills=tuple(fills.from_records(each) for each in walk.fills))

    def _invented_sheet(
        self,
        owner: str,
        which: int,
        deeds: tuple[str, ...],
        days_ago: int,
        reviewer: str = "",
        reason: str = "",
    ) -> Walk:
        cadres = self._cadres(self.tree.by_name[owner])
        return self._of(cadres[which % len(cadres)].user, owner, deeds, days_ago, None, reviewer, reason)

    def _of(
        self,
        subject: User,
        owner: str,
        deeds: tuple[str, ...],
        days_ago: int,
        fill: Fill | None,
        reviewer: str = "",
        reason: str = "",
    ) -> Walk:
        # What is written about has happened before it was written: a paper is on its way for some days.
        full = fill or fills.task_sheet(self.random, self.today - timedelta(days=days_ago + 12))
        return self._walk("task_sheet", owner, deeds, days_ago, (full,), subject, reason, reviewer)

    def _walk(
        self,
        annex: str,
        owner: str,
        deeds: tuple[str, ...],
        days_ago: int,
        fills_: tuple[Fill, ...],
        subject: User | None = None,
        reason: str = "",
        reviewer: str = "",
    ) -> Walk:
        return Walk(
            self.annexes[annex],
            self.tree.by_name[owner].id,
            deeds,
            office_moment(self.today, days_ago, self.random),
            fills_,
            subject,
            reason,
            reviewer=self._person(reviewer) if reviewer else None,
        )

    def _units_of(self, level: OrganizationLevel) -> list[Place]:
        return [each for each in _organs(self.tree.places[0]) if each.level is level]

    def _cadres(self, place: Place) -> list[Appointment]:
        return posts.cadres_of(place.id)

    def _person(self, username: str) -> User:
        return db.session.scalars(select(User).where(User.username == username)).one()


def _organs(superior: Place) -> list[Place]:
    return [each for each in superior.below if each.type is not OrganizationType.DEPARTMENT]
