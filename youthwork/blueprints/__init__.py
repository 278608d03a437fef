"""The doors: load through scope, check, one verb, answer. `web.py` holds what every door uses."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from youthwork.blueprints import (
    account,
    archive,
    batches,
    books,
    contact_points,
    contact_units,
    corrections,
    desk,
    dispatch,
    drafting,
    filing,
    health,
    links,
    navigation,
    notices,
    organizations,
    paper_states,
    refusals,
    returning,
    review,
    roster,
    seal_custody,
    seal_register,
    seals,
    security,
    statics,
    submissions,
    submitting,
    task_sheets,
    verify,
    web,
)

DOORS = (
    account,
    desk,
    notices,
    submissions,
    drafting,
    submitting,
    dispatch,
    batches,
    review,
    returning,
    filing,
    corrections,
    paper_states,
    archive,
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
    web.prepare(app)
    navigation.prepare(app)
    refusals.prepare(app)
    security.prepare(app)
    statics.prepare(app)
