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
    contacts,
    corrections,
    deriving,
    desk,
    dispatch,
    disposals,
    drafting,
    evidence,
    exchange,
    filing,
    five_ones,
    fonds,
    group_proposals,
    groups,
    health,
    links,
    messages,
    monthly,
    navigation,
    notices,
    once,
    organizations,
    paper_states,
    postings,
    progress,
    record_photos,
    records,
    refusals,
    retention,
    returning,
    review,
    roster,
    seal_custody,
    seal_register,
    seals,
    secretaries,
    security,
    sessions,
    signal_settings,
    statics,
    submissions,
    submitting,
    suggestions,
    task_sheets,
    transfers,
    typed,
    verify,
    visit_problems,
    visits,
    web,
    wish_steps,
    wishes,
    word,
)

DOORS = (
    account,
    suggestions,
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
    deriving,
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
    signal_settings,
    records,
    record_photos,
    five_ones,
    links,
    secretaries,
    contacts,
    groups,
    group_proposals,
    postings,
    visits,
    visit_problems,
    wishes,
    wish_steps,
    monthly,
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
