"""拒绝: expected refusals become a page with their sentence, once for all doors; faults become a plain 500."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from youthwork.blueprints.web import Answer, local_url, render
from youthwork.domain.errors import (
    AlreadyMoved,
    DatabaseAway,
    NotAllowed,
    StepNotAllowed,
    StoreUnwritable,
    YouthworkError,
)
from youthwork.services import audit, transactions
from youthwork.services.notices import attempts
from youthwork.services.notices.attempts import AdditionRefused

_PAGES = {403: "errors/403.html", 404: "errors/404.html"}


#: When to ask again, in seconds: a database that is restarted is back by then.
_AGAIN_SECONDS = 15


def prepare(app: Flask) -> None:
    app.register_error_handler(YouthworkError, _refuse)
    app.register_error_handler(DatabaseAway, _away)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _fault)


def _refuse(refused: YouthworkError) -> Answer:
    if isinstance(refused, NotAllowed | StepNotAllowed):
        _record(refused)
    if isinstance(refused, AdditionRefused):
        return _no_additions(refused)
    if "X-Autosave" in request.headers:
        return Response(escape(refused.sentence), refused.status, mimetype="text/html")
    template = _PAGES.get(refused.status, "errors/refusal.html")
    if isinstance(refused, AlreadyMoved):
        template = "errors/409.html"
    back_url = _back() or ("" if refused.status == 404 else _paper())
    return render(
        template, status=refused.status, sentence=refused.sentence, back_url=back_url, typed=_typed()
    )


def _no_additions(refused: AdditionRefused) -> Answer:
    """不能加码: kept for the issuer above, in a deed of its own like every refusal that must be known."""
    try:
        with transactions.deed():
            attempts.record(refused)
    except StoreUnwritable:
        # As with every refusal: the person must still read it.
        pass
    return render("additions/refused.html", status=refused.status, refused=refused, sentence=refused.sentence)


def _paper() -> str:
    """The paper a step was refused on: there one sees where it stands now."""
    submission_id = (request.view_args or {}).get("submission_id")
    if submission_id is None or request.endpoint == "submissions.show":
        return ""
    return url_for("submissions.show", submission_id=submission_id)


def _typed() -> str:
    """The reason or opinion just written: it is shown again, so that a refused step costs no text."""
    if request.method != "POST":
        return ""
    return (request.form.get("reason") or request.form.get("answer") or "").strip()


def _back() -> str:
    """Where the person came from, when that was a page of ours."""
    parts = urlsplit(request.referrer or "")
    same_site = parts.netloc == request.host and parts.path != request.path
    return local_url(f"{parts.path}?{parts.query}".rstrip("?"), "") if same_site else ""


def _record(refused: YouthworkError) -> None:
    """A refusal is recorded in a transaction of its own: the deed's has been rolled back."""
    user_id = current_user.id if current_user.is_authenticated else None
    try:
        with transactions.deed():
            audit.record("refusal", f"{request.method} {request.path}：{refused.sentence}", user_id)
    except StoreUnwritable:
        # The person must still read why they were refused when the disk is full.
        pass


def _away(away: DatabaseAway) -> Answer:
    """Like that of a fault, the page asks no database; what was refused and where the server is goes into the log."""
    current_app.logger.warning("%s %s: %s", request.method, request.path, away.sentence)
    transactions.rollback()
    headers = {"Retry-After": str(_AGAIN_SECONDS)}
    if "X-Autosave" in request.headers:
        return Response(away.FOR_READERS, 503, headers, mimetype="text/html")
    template = current_app.jinja_env.get_template("errors/503.html")
    page = template.render(csp_nonce=g.get("csp_nonce"), sentence=away.FOR_READERS)
    return Response(page, 503, headers, mimetype="text/html")


def _stale_form(_error: CSRFError) -> Answer:
    if "X-Autosave" in request.headers:
        # The session ended, or somebody else signed in here: the page asks in place before it saves again.
        return Response("登录已过期，请重新登录", 401, mimetype="text/html")
    sentence = "页面停留太久或登录已更换，这次提交没有执行。请返回原页面刷新后再试；已保存的草稿不受影响"
    return render("errors/refusal.html", status=400, sentence=sentence, back_url="")


def _http(error: HTTPException) -> Answer:
    if error.code in (301, 302, 303, 307, 308):
        return error.get_response()
    sentences = {
        404: "没有这个页面，或它不在你的可见范围内",
        405: "这个地址不接受这样的请求",
        413: f"上传的内容太大，最多 {(request.max_content_length or 0) >> 20} MB",
    }
    sentence = sentences.get(error.code or 500, error.description or "请求有误")
    template = {404: "errors/404.html", 413: "errors/413.html"}.get(error.code or 500, "errors/refusal.html")
    return render(template, status=error.code or 500, sentence=sentence, back_url="")


def _fault(_error: Exception) -> Answer:
    """The page asks no database and knows no user: whatever failed, it must stand."""
    transactions.rollback()
    template = current_app.jinja_env.get_template("errors/500.html")
    return Response(template.render(csp_nonce=g.get("csp_nonce")), 500, mimetype="text/html")
