"""办事的人 as the rules see them: their own duties today, and those they exercise for somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from youthwork.domain.duties import Duty, acts_for
from youthwork.domain.hierarchy import CadreNature, Unit


@dataclass(frozen=True)
class StandIn:
    """代理: a duty this person exercises for somebody else today, and in which organization it is held."""

    duty: Duty
    unit: Unit
    delegation_id: int
    principal_id: int
    principal: str


@dataclass(frozen=True)
class Actor:
    """What the rules need of one person: who, and which duties are held where today, or exercised for whom."""

    user_id: int
    #: Held in the person's own right.
    own: tuple[tuple[Duty, Unit], ...]
    #: 代理; what the rules count is always the person who acts, never the one acted for.
    standing_in: tuple[StandIn, ...] = ()
    #: Where they are a 团干部, each with the nature of the post.
    cadre_in: tuple[tuple[Unit, CadreNature | None], ...] = ()
    #: The day the newest of the own duties began.
    newest_on: date | None = None
    #: Whether a unit was merged into one of theirs: its archive is theirs too.
    has_absorbed: bool = False

    @cached_property
    def posts(self) -> tuple[tuple[Duty, Unit], ...]:
        """Every duty this person may exercise today, the own ones first."""
        return (*self.own, *((each.duty, each.unit) for each in self.standing_in))

    def has(self, duties: tuple[Duty, ...], unit: Unit) -> bool:
        return any(duty in duties and acts_for(duty, held_in, unit) for duty, held_in in self.posts)

    def stands_in(self, duties: tuple[Duty, ...], unit: Unit) -> StandIn | None:
        """The 代理 that lets this person act for the unit; None where the own duties do, or nothing does."""
        if any(duty in duties and acts_for(duty, held_in, unit) for duty, held_in in self.own):
            return None
        fitting = (each for each in self.standing_in if each.duty in duties)
        return next((each for each in fitting if acts_for(each.duty, each.unit, unit)), None)
