"""youthwork (团务报备系统): League organs fill in the annexes of a notice, superiors file them, the archive keeps them.

Read `create_app` from top to bottom; then `domain/workflow.py`, then `services/path/steps.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from youthwork.config import default_settings, engine_options, instance_path
from youthwork.extensions import csrf, db, htmx, login, prepare_engine


def create_app(overrides: dict[str, Any] | None = None, instance: Path | None = None) -> Flask:
    """The application over one instance: settings, extensions, pages, refusals, headers, commands."""
    place = instance or instance_path()
    place.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(place))
    app.config.from_mapping(default_settings(place))
    app.config.from_mapping(overrides or {})
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))

    _prepare_fonts(app)
    for extension in (db, login, csrf, htmx):
        extension.init_app(app)
    prepare_engine(app)

    from youthwork import blueprints

    blueprints.register(app)
    return app


def _prepare_fonts(app: Flask) -> None:
    """Before Pango is loaded: our private font folder, so that every machine prints alike (DESIGN §5)."""
    from youthwork.documents import fonts

    fonts.configure([app.config["OFFICE_FONTS"]])
