"""等候: papers are judged the same whether or not the caller's thread runs an event loop."""

from tests.documents.signing import cast
from youthwork.documents.signing.waiting import finished


def test_a_paper_is_judged_the_same_inside_a_running_event_loop() -> None:
    async def check() -> bool:
        return cast.check(cast.filed()).is_genuine

    assert finished(check())
    assert cast.check(cast.filed()).is_genuine
