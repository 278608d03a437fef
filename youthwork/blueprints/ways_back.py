"""返回: where a person goes on after something done beside their way (signing in, larger text)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from youthwork.blueprints.web import local_url


def page_before() -> str:
    """Where the person came from, when that was a page of ours."""
    parts = urlsplit(request.referrer or "")
    return f"{parts.path}?{parts.query}".rstrip("?") if parts.netloc == request.host else ""


def way_back(url: str | None) -> str:
    """A page of this site that can be opened, else the desk.

    After a session ran out on a form, `next` may name an address that only takes posts.
    """
    desk = url_for("desk.index")
    wanted = local_url(url, desk)
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    try:
        adapter.match(urlsplit(wanted).path, method="GET")
    except HTTPException:
        return desk
    return wanted
