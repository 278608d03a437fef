"""等候: run what the libraries under us wrote for an event loop, from code that has none."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` to its end and return, or raise, what it does.

    In a thread of its own: the caller's may run a loop already, and a thread runs only one at a time.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
