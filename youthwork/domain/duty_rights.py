"""谁可以催报、申请和准予例外、看到名单: of one 应报事项, by where its owner stands beneath who issued the notice.

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
#: Who may ask for it in the name of the unit; a cadre asks for their own.
ASKERS = (Duty.CLERK, Duty.SIGNER)


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


def answering(asked: Asked) -> tuple[int, ...]:
    """由谁答复申请: the organs whose 审核人 and 签发人 may, nearest first.

    Of a cadre's own form only the first: further up the cadre is not named.
    """
    return asked.above[:1] if asked.is_of_cadre else asked.above


def may_ask(actor: Actor, asked: Asked, subject_id: int | None) -> bool:
    """可以申请: the unit's 经办人 and 签发人, and the cadre whose own form it is."""
    if subject_id is not None and subject_id == actor.user_id:
        return True
    return _nearest(actor, ASKERS, (asked.owner_id,)) is not None


def _nearest(actor: Actor, duties: tuple[Duty, ...], organ_ids: tuple[int, ...]) -> Unit | None:
    held = {unit.organ.id: unit.organ for duty, unit in reversed(actor.posts) if duty in duties}
    return next((held[organ_id] for organ_id in organ_ids if organ_id in held), None)
