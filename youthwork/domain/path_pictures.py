"""路径与状态图: the table of `workflow.py` drawn for people: the step strip of a page, the diagram of the README."""

from __future__ import annotations

from collections.abc import Iterator

from youthwork.domain.workflow import ACTION_WORDS, STATE_WORDS, TRANSITIONS, State


def stages(has_seal_cell: bool) -> tuple[tuple[str, frozenset[State]], ...]:
    """路径: the words of the step strip, each with the states in which one stands there."""
    rows: list[tuple[str, frozenset[State]]] = [
        ("填报", frozenset({State.DRAFT, State.RETURNED})),
        ("审签", frozenset({State.IN_SIGN_OFF})),
    ]
    if has_seal_cell:
        rows += [("用印", frozenset({State.SIGNED_OFF})), ("报送", frozenset({State.PRESSED}))]
    else:
        rows += [("报送", frozenset({State.SIGNED_OFF}))]
    rows += [
        ("签收", frozenset({State.SENT})),
        ("审核", frozenset({State.ACCEPTED})),
        ("予以备案", frozenset({State.FILED})),
    ]
    return tuple(rows)


def state_diagram() -> str:
    """状态图 in Mermaid, for the README."""
    return "\n".join(_diagram_lines())


def _diagram_lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "    [*] --> draft"
    for state in State:
        yield f"    {state.value}: {STATE_WORDS[state]}"
    for row in TRANSITIONS:
        who = "、".join(duty.value for duty in row.duties)
        yield f"    {row.source.value} --> {row.target.value}: {ACTION_WORDS[row.action]}（{who}）"
    yield "    filed --> [*]"
