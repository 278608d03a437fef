"""`youthwork reindex`: what it says, and that a rebuild that was killed goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, let_go
from tests.conftest import make_app
from tests.services.archive.conftest import corpus_file
from tests.services.archive.corpus import Corpus
from youthwork.extensions import db
from youthwork.models import Filing, FilingTally
from youthwork.services.archive import rebuilding
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.posts import actor_of

__all__ = ["corpus_file"]


@pytest.fixture
def instance(corpus_file: tuple[Path, Corpus], tmp_path: Path) -> Path:
    """The command's own instance, with three hundred filings and their index lost."""
    place = tmp_path / "instance"
    place.mkdir()
    shutil.copy(corpus_file[0], place / "youthwork.db")
    with make_app(place).app_context():
        db.session.execute(db.text("INSERT INTO filing_index(filing_index) VALUES ('delete-all')"))
        db.session.execute(db.update(Filing).values(tokeniser_version=0, names=""))
        db.session.execute(db.delete(FilingTally))
        db.session.commit()
    let_go()
    return place


def found(place: Path, corpus: Corpus) -> list[list[int]]:
    with make_app(place).app_context():
        actor = actor_of(corpus.cast.person("su"))
        answers = [matches(actor, ArchiveQuery(word), 999) for word in ("清河", "志愿服务", "")]
        db.session.remove()
        db.engine.dispose()
    return answers


def test_a_rebuild_that_was_killed_goes_on_and_finds_everything(
    run: Run, instance: Path, corpus_file: tuple[Path, Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = corpus_file[1]
    whole, steps = rebuilding.step, []

    def killed(most: int = 0) -> int | None:
        steps.append(most)
        if len(steps) == 3:
            raise KeyboardInterrupt
        return whole(80)

    monkeypatch.setattr(rebuilding, "step", killed)
    assert run("reindex").code == 1
    assert found(instance, corpus)[0] == [], (
        "the half that is built lies beside, the table in use is as it was"
    )
    monkeypatch.setattr(rebuilding, "step", lambda: whole(80))
    outcome = run("reindex")
    assert outcome.code == 0
    assert outcome.out.splitlines()[0].startswith("已编到第 160 号备案件，共约 300 号"), (
        "it begins where it was"
    )
    assert outcome.out.splitlines()[-1] == "检索索引和分类计数已重建。"
    wanted = [corpus.brute_force("团示范省委", word) for word in ("清河", "志愿服务", "")]
    assert found(instance, corpus) == wanted


def test_it_may_begin_anew(run: Run, instance: Path, corpus_file: tuple[Path, Corpus]) -> None:
    for arguments in (("reindex",), ("reindex", "--anew"), ("reindex",)):
        assert run(*arguments).code == 0
    assert found(instance, corpus_file[1])[2] == corpus_file[1].seen_by("团示范省委")
