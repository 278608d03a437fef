"""谁可以催报、准予例外、看到名单: of one 应报事项, by where its owner stands beneath who issued the notice.

Figures are for every office above; names of cadres go no further than their own organ and the one directly above.
"""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit

#: Who may urge for their organ, and who may excuse or give more time.
URGERS = (Duty.CLERK, Duty.REVIEWER, Duty.SIGNER)
GRANTERS = (Duty.REVIEWER, Duty.SIGNER)


@dataclass(frozen=True)
class Asked:
    """应报一件 as these rules see it. `chain`: organization ids from the top down to the owner."""

    chain: tuple[int, ...]
    issuer_id: int
    is_of_cadre: bool

    @property
    def owner_id(self) -> int:
        return self.chain[-1]

    @property
    def above(self) -> tuple[int, ...]:
        """The organs from the one directly above the owner up to the issuer, nearest first.

        What an organ asked of itself has nobody between: it is its own.
        """
        if self.issuer_id not in self.chain:
            return ()
        between = self.chain[self.chain.index(self.issuer_id) : -1]
        return tuple(reversed(between)) or (self.owner_id,)


def granting_unit(actor: Actor, asked: Asked) -> Unit | None:
    """以谁的名义准予例外: the nearest organ above, up to the issuer, of which this person is 审核人 or 签发人."""
    return _nearest(actor, GRANTERS, asked.above)


def urging_unit(actor: Actor, asked: Asked) -> Unit | None:
    """以谁的名义催报: the nearest organ that may; of a cadre's own form their own organ or the one directly above."""
    if not asked.is_of_cadre:
        return _nearest(actor, URGERS, asked.above)
    return _nearest(actor, URGERS, (asked.owner_id, *asked.above[:1]))


def _nearest(actor: Actor, duties: tuple[Duty, ...], organ_ids: tuple[int, ...]) -> Unit | None:
    held = {unit.organ.id: unit.organ for duty, unit in reversed(actor.posts) if duty in duties}
    return next((held[organ_id] for organ_id in organ_ids if organ_id in held), None)
