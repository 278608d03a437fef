"""The doors: load through scope, check, one verb, answer. `web.py` holds what every door uses."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from youthwork.blueprints import (
    account,
    archive,
    archive_checks,
    archive_exports,
    archive_saved,
    archive_tabs,
    archive_uses,
    archiving,
    batches,
    books,
    carrying,
    comments,
    contact_points,
    contact_units,
    corrections,
    desk,
    dispatch,
    disposals,
    drafting,
    evidence,
    exchange,
    filing,
    fonds,
    health,
    links,
    messages,
    navigation,
    notices,
    once,
    organizations,
    paper_states,
    progress,
    refusals,
    retention,
    returning,
    review,
    roster,
    seal_custody,
    seal_register,
    seals,
    security,
    sessions,
    statics,
    submissions,
    submitting,
    task_sheets,
    transfers,
    typed,
    verify,
    web,
    word,
)

DOORS = (
    account,
    sessions,
    desk,
    notices,
    submissions,
    messages,
    progress,
    drafting,
    evidence,
    exchange,
    submitting,
    carrying,
    dispatch,
    batches,
    review,
    returning,
    comments,
    filing,
    corrections,
    paper_states,
    archive,
    archive_checks,
    disposals,
    transfers,
    archive_saved,
    archive_exports,
    archiving,
    fonds,
    retention,
    archive_uses,
    books,
    organizations,
    seals,
    seal_custody,
    seal_register,
    roster,
    links,
    contact_points,
    task_sheets,
    contact_units,
    verify,
    word,
    health,
)


class RowId(IntegerConverter):
    """A number in a URL names a row; what no row can be called is no page, not a fault of the database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def register(app: Flask) -> None:
    """Every blueprint, and what stands around all of them."""
    app.url_map.converters["int"] = RowId
    for door in DOORS:
        app.register_blueprint(door.blueprint)
    typed.prepare(app)
    web.prepare(app)
    once.prepare(app)
    navigation.prepare(app)
    archive_tabs.prepare(app)
    refusals.prepare(app)
    security.prepare(app)
    sessions.prepare(app)
    statics.prepare(app)
