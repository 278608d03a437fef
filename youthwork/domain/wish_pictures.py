"""心愿的路径与状态图: the table of `wishes.py` drawn for people: the strip on a wish's page, the diagram of docs/wishes.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from youthwork.domain.wishes import STEPS, Part, WishState

_S = WishState


def stages(states: Sequence[WishState]) -> tuple[tuple[str, frozenset[WishState]], ...]:
    """路径 of a wish that went through these states: the words of the strip, each with where one stands there.

    A wish somebody fulfils themselves never sees the pool; one that cannot be ends in another word.
    """
    pooled = any(state in (_S.POOL, _S.CLAIMED) for state in states)
    rows: list[tuple[str, frozenset[WishState]]] = [("登记", frozenset({_S.REGISTERED}))]
    if _S.OWN in states or not pooled:
        rows.append(("本人办理", frozenset({_S.OWN})))
    if pooled:
        rows += [("心愿池", frozenset({_S.POOL})), ("认领办理", frozenset({_S.CLAIMED}))]
    if states and states[-1] is _S.IMPOSSIBLE:
        return (*rows, ("无法实现", frozenset({_S.IMPOSSIBLE})))
    return (*rows, ("实现", frozenset({_S.FULFILLED})), ("反馈", frozenset({_S.FED_BACK})))


def wish_diagram() -> str:
    """状态图 in Mermaid; what leaves the state as it is (提醒, 转上级、下级心愿池) stands as an arrow to itself."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in WishState:
        yield f"    {state.name.lower()}: {state.value}"
    for row in STEPS:
        who = "、".join(part.value for part in Part if part in row.by)
        source = row.state.name.lower() if row.state else "[*]"
        yield f"    {source} --> {row.to.name.lower()}: {row.action.value}（{who}）"
    for state in WishState:
        if state.is_over:
            yield f"    {state.name.lower()} --> [*]"
