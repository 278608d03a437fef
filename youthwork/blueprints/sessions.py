"""登录状态: sign in again in place, and idle exit. The pages' script asks here; a page without it goes to 登录.

Only what a person does keeps a session alive. A request marked X-Passive (a part that looks again by itself, an
autosave tried again) gets no new cookie, so that the time since the last deed runs on (DOMAIN §7.1).
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from youthwork.blueprints.account import begin_session
from youthwork.blueprints.web import Answer, user
from youthwork.services import transactions
from youthwork.services.personnel import sign_in as signing_in

blueprint = Blueprint("sessions", __name__)


def prepare(app: Flask) -> None:
    app.session_interface = _OnlyDeedsCount()
    app.before_request(_tell_script)
    app.context_processor(lambda: {"idle_seconds": int(app.permanent_session_lifetime.total_seconds())})


class _OnlyDeedsCount(SecureCookieSessionInterface):
    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        looks_only = "X-Passive" in request.headers and "_user_id" in session
        return not looks_only and super().should_set_cookie(app, session)


def _tell_script() -> Answer | None:
    """Nobody is signed in, or not the person of the page: its script is told so and asks in place.

    What one person typed is never saved in the name of another who signed in at the same computer.
    """
    if "X-Autosave" not in request.headers:
        return None
    person = str(user().id) if current_user.is_authenticated else ""
    if request.headers.get("X-Person", person) != person or not person:
        return Response("登录已过期，请重新登录", 401, mimetype="text/html")
    return None


@blueprint.get("/session")
def state() -> Answer:
    """Who is signed in here, and the token their forms need: {person or null, name, csrf}."""
    return _told()


@blueprint.post("/session")
def renew() -> Answer:
    """就地登录: the person of the page again, by password; 422 or 429 with the sentence that says why not."""
    sent = request.form
    attempt = signing_in.try_password(sent.get("username", ""), sent.get("password", ""))
    with transactions.deed():
        outcome = signing_in.settle(attempt)
    if outcome.user is None:
        return _refused(outcome.refusal, 429 if outcome.is_locked else 422)
    if outcome.user.must_change_password:
        begin_session(outcome.user)
        sentence = "登录了，但要先修改密码。请在新窗口改好密码，再回到这里；没有保存的文字还在这台设备上"
        return _refused(sentence, 422, url_for("account.password"))
    begin_session(outcome.user)
    return _told()


def _told() -> Response:
    person = user() if current_user.is_authenticated else None
    return jsonify(
        person=person.id if person else None, name=person.name if person else "", csrf=generate_csrf()
    )


def _refused(sentence: str, status: int, url: str = "") -> Answer:
    answer = jsonify(
        refusal=sentence, url=url or url_for("account.reset"), word="去修改密码" if url else "重设密码"
    )
    answer.status_code = status
    return answer
