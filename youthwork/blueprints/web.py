"""What every door uses: who is here, how a deed commits, how a page or a region of it is answered.

A route reads the same everywhere: load through scope, do one deed, answer. `@commits` makes the deed one
transaction: a 2xx or 3xx answer commits, anything else rolls back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import urlsplit

import jinja2_fragments.flask
from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as AnyResponse

from youthwork.domain.workflow import Actor
from youthwork.extensions import htmx, login
from youthwork.models import Submission, User
from youthwork.services import beside, posts, scope, transactions
from youthwork.services.beside import Beside
from youthwork.services.personnel import accounts

P = ParamSpec("P")
Answer = AnyResponse | str
#: Stands for a row's number in an address, as nothing else in it does.
_ANY_ROW = 2**31 - 1


def prepare(app: Flask) -> None:
    login.user_loader(accounts.find_user_for_session)
    login.login_view = "account.sign_in"
    login.login_message = "请先登录"
    app.jinja_env.globals["ui"] = _Components(app)
    app.jinja_env.trim_blocks = False


class _Components:
    """`ui` in every template: a block rendered alone cannot see imports, a global it can."""

    def __init__(self, app: Flask) -> None:
        self._environment = app.jinja_env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment.get_template("components/ui.html").module, name)


def user() -> User:
    """The person signed in, as a record of this session."""
    person: User = current_user._get_current_object()
    return person


def actor() -> Actor:
    """The person as the rules see them, worked out once a request."""
    if "actor" not in g:
        g.actor = posts.actor_of(user())
    found: Actor = g.actor
    return found


def find_submission(submission_id: int) -> Submission:
    return scope.find_submission(actor(), submission_id)


def find_beside(submission_id: int, with_draft: bool = False) -> Beside:
    """The same for a page that shows the whole paper."""
    return beside.find(actor(), submission_id, with_draft)


def commits(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """One deed, one transaction: a 2xx or 3xx answer commits, anything else (a raise too) rolls back."""

    @wraps(view)
    def deed(*args: P.args, **kwargs: P.kwargs) -> Answer:
        transactions.begin_deed()
        try:
            response = make_response(view(*args, **kwargs))
        except BaseException:
            transactions.rollback()
            raise
        if response.status_code < 400:
            transactions.commit()
        else:
            transactions.rollback()
        return response

    deed.commits = True  # type: ignore[attr-defined]  # read by the test that walks the routes
    return deed


def render(template: str, block: str | None = None, status: int = 200, **context: Any) -> Answer:
    """A page; or, asked by htmx, one block of it alone."""
    if block is not None and htmx:
        return make_response(jinja2_fragments.flask.render_block(template, block, **context), status)
    return make_response(render_template(template, **context), status)


def see_other(url: str) -> Answer:
    """After a deed, the page that shows it: 303, or HX-Redirect where htmx asked."""
    if htmx:
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url, 303)


def local_url(url: str | None, default: str) -> str:
    """A way back that stays on this site."""
    parts = urlsplit(url or "")
    if not url or parts.scheme or parts.netloc or not url.startswith("/") or url.startswith("//"):
        return default
    return url


def addresses_of(endpoint: str, of: str, **asked: Any) -> Callable[[int], str]:
    """The address of each of many rows, by number; `of` is the row's name in the route.

    Built once and filled in: building sixty takes as long as the rest of a list.
    """
    values: dict[str, Any] = {of: _ANY_ROW, **asked}
    before, after = url_for(endpoint, **values).split(str(_ANY_ROW))
    return lambda number: f"{before}{number}{after}"


def row_number(text: str) -> int:
    """A row's number as it was asked for or posted; what no table can hold is none (`ValueError`)."""
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError(f"{number} is no row")
    return number


def page_version() -> int | None:
    """The submission's version the page was drawn from, as its form posts it."""
    return request.form.get("version", type=row_number)


__all__ = [
    "Answer",
    "actor",
    "addresses_of",
    "commits",
    "find_submission",
    "local_url",
    "login_required",
    "page_version",
    "render",
    "row_number",
    "see_other",
    "user",
]
