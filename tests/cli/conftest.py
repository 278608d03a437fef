"""The command line over an instance of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from youthwork import cli
from youthwork.extensions import db


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line over an instance of its own; gives exit code and what was said."""
    monkeypatch.setenv("YOUTHWORK_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", "a passphrase of the tests")
    for name in ("DATABASE_URL", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as left:
            cli.main(arguments)
        let_go()
        said = capsys.readouterr()
        return Outcome(int(left.value.code or 0), said.out, said.err)

    return run


def let_go() -> None:
    """The connections of a command's application end with its process; here the process goes on."""
    for engines in db._app_engines.values():
        for engine in engines.values():
            engine.dispose()
