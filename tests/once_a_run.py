"""一次便够: what takes long to make and never differs is made once a run, by whichever worker asks first."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from youthwork.demo import builder, tree

#: A Sunday: whatever happens “yesterday” must still fall on a working day.
NOW = datetime(2026, 11, 22, 10, 30)


def small_demonstration(factory: pytest.TempPathFactory) -> Path:
    """The worker's own copy of a small 演示省 without papers, as it was built at `NOW`."""
    kept = made_once(
        factory,
        "small-demonstration",
        lambda place: builder.build(place, tree.SMALL, now=NOW, with_papers=False),
    )
    return Path(shutil.copytree(kept, factory.mktemp("demonstration") / "demo"))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `make` has filled; the other workers wait for it, and make it themselves where it failed."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    place = root / name
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            half = Path(root / f"{name}.half")
            shutil.rmtree(half, ignore_errors=True)
            make(half)
            half.rename(place)
    return place
