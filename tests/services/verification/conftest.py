"""A filed world: 团云溪县委's table, sealed by the unit and filed by 团青岚市委, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import make_app
from tests.databases import Template
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import Filing, Paper, PaperKind
from youthwork.services.printing import papers


@dataclass(frozen=True)
class Filed:
    """What the world holds: where it lies, whose it is, and the bytes in people's hands."""

    place: Path
    template: Template
    filing_id: int
    filed: bytes
    sealed: bytes
    code_text: str

    @property
    def filing(self) -> Filing:
        return db.session.get_one(Filing, self.filing_id)

    @property
    def paper(self) -> Paper:
        return papers.of_filing(self.filing)


@pytest.fixture(scope="session")
def filed_world(
    main_province: tuple[Template, Cast], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Filed]:
    place = tmp_path_factory.mktemp("filed")
    template, cast = main_province
    with template.copied(place) as database:
        with make_app(place, SQLALCHEMY_DATABASE_URI=database.url).app_context():
            filing = journeys.filed(journeys.file_contact_points(cast))
            journeys.make_papers()
            filed = papers.of_filing(filing)
            sealed = db.session.scalars(db.select(Paper).where(Paper.kind == PaperKind.SEALED)).one()
            given = filing.id, papers.read(filed), papers.read(sealed), filed.code_text or ""
            db.session.remove()
            db.engine.dispose()
        yield Filed(place, database.as_template(), *given)


@pytest.fixture
def app(filed_world: Filed, tmp_path: Path) -> Iterator[Flask]:
    """An application over a copy of the filed world; the papers in its store are shared, for nothing writes them."""
    with filed_world.template.copied(tmp_path) as database:
        app = make_app(
            tmp_path, SQLALCHEMY_DATABASE_URI=database.url, PAPER_STORE=filed_world.place / "papers"
        )
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def world(app: Flask, filed_world: Filed) -> Filed:
    return filed_world


@pytest.fixture
def cast(app: Flask, main_province: tuple[Template, Cast]) -> Cast:
    return main_province[1]
