"""不出件: for tests about pages, where rendering the paper of every step would only cost time."""

from __future__ import annotations

import pytest

from youthwork.extensions import db
from youthwork.models import Paper
from youthwork.services.printing import papers


@pytest.fixture(autouse=True)
def papers_unmade(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "produce", lambda paper_id: db.session.get_one(Paper, paper_id))
