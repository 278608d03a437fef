"""/healthz: whether the program is up and its database answers; for whoever watches the machine."""

from __future__ import annotations

from flask import Blueprint, Response

from youthwork.services import schema

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """`ok` and 200, or the trouble in one line and 503."""
    trouble = schema.trouble()
    return Response(trouble or "ok", 503 if trouble else 200, mimetype="text/plain")
