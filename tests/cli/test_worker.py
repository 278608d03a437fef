"""`youthwork worker` and the worker beside the web server: processes that stop when told, and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from youthwork.cli import beside
from youthwork.cli.worker import Stopping


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the small workers below leave word."""
    monkeypatch.setenv("PLACE", str(tmp_path))
    return tmp_path


def stand_in(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let the worker beside the server be this script: what is asked here is how it is watched."""
    monkeypatch.setattr(beside, "_COMMAND", [sys.executable, "-c", script])


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


_LEAVES_ITS_NUMBER = (
    "import os, pathlib, time\n"
    "(pathlib.Path(os.environ['PLACE']) / f'{os.getpid()}.started').touch()\n"
    "time.sleep(60)"
)


def started(place: Path) -> list[int]:
    return sorted(int(path.stem) for path in place.glob("*.started"))


def test_the_worker_beside_the_server_ends_with_it(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, _LEAVES_ITS_NUMBER)
    with beside.worker_beside("some:application"):
        wait_for(lambda: started(places))
        [worker] = started(places)
        os.kill(worker, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_a_worker_that_fell_over_is_started_again(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, _LEAVES_ITS_NUMBER)
    monkeypatch.setattr(beside, "AGAIN_SECONDS", 0.05)
    with beside.worker_beside("some:application"):
        wait_for(lambda: started(places))
        os.kill(started(places)[0], signal.SIGKILL)
        wait_for(lambda: len(started(places)) == 2)


def test_a_worker_that_will_not_end_is_ended(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + _LEAVES_ITS_NUMBER
    stand_in(monkeypatch, deaf)
    monkeypatch.setattr(beside, "PATIENCE_SECONDS", 0.2)
    with beside.worker_beside("some:application"):
        wait_for(lambda: started(places))
        [worker] = started(places)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A real worker over an instance of its own, started as `serve` starts it."""
    environment = {
        **os.environ,
        "YOUTHWORK_INSTANCE": str(tmp_path / "instance"),
        "YOUTHWORK_KEY_PASSPHRASE": "a passphrase of the tests",
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DATABASE_URL", None)
    main = [sys.executable, "-c", "from youthwork.cli import main; main()"]
    subprocess.run(
        [*main, "init", "--organization", "团云溪县委", "--administrator", "周可儿"],
        env=environment,
        check=True,
        capture_output=True,
    )
    process = subprocess.Popen([*main, "worker"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "已启动" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def test_the_worker_leaves_when_it_is_told_to(worker: subprocess.Popen[str]) -> None:
    worker.terminate()
    assert worker.wait(timeout=20) == 0


def test_told_once_the_job_at_hand_is_finished() -> None:
    stopping = Stopping()
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        stopping.on_signals()
        assert not stopping.is_set()
        signal.raise_signal(signal.SIGTERM)
        assert stopping.is_set() and stopping.wait(0)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def test_an_orphaned_worker_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def run_worker(_app: object, stopping: Stopping, is_orphaned: Callable[[], bool]) -> None:
        asked.append(is_orphaned())

    monkeypatch.setattr(beside, "run_worker", run_worker)
    monkeypatch.setattr(beside, "import_string", lambda target: lambda: None)
    monkeypatch.setattr(Stopping, "on_signals", lambda self: self)
    beside.main("some:application", str(os.getppid()))
    beside.main("some:application", "1" if os.getppid() != 1 else "2")
    assert asked == [False, True]
