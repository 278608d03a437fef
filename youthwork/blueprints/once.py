"""办一次 (promise 2): `@once` under `@commits` lets what a page posts count once.

Every form that does something carries `{{ ui.render_key() }}`. The same key with the same payload again (a
double press, a reload, a retry after the network failed) is led to the answer there was; with another payload
it opens the clash page, where a person decides. A post without a key is done as it comes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, Response, current_app, flash, make_response, request, session, url_for

from youthwork import clock
from youthwork.blueprints.ways_back import way_back
from youthwork.blueprints.web import Answer, render, see_other, user
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import StepNotAllowed
from youthwork.models import RenderKey
from youthwork.services import once as keys
from youthwork.services.once import Press

P = ParamSpec("P")

#: Posted beside the payload.
_BESIDE = {"csrf_token", "render_key"}
#: What is kept locked elsewhere must not lie beside it in clear: of these a mark is kept that tells two texts apart.
PRIVATE_FIELDS = {
    "visit-name",
    # A name may stand in them before it is replaced.
    "found-text",
    "step-words",
}
_WORDS = {
    "reason": "原因",
    "version": "打开的是第几次变动后的页面",
    "target_id": "转给",
    "copies": "用印份数",
    "approve": "同时批准用印",
    "seal_id": "印章",
    "scan": "盖章件扫描",
    "ids": "勾选的材料",
    "owner_id": "填报单位",
    "subject_id": "团干部",
}


def prepare(app: Flask) -> None:
    app.jinja_env.globals["new_render_key"] = new_key


def new_key() -> str:
    """A key for a form that is being drawn; nothing is written before it is used."""
    return secrets.token_hex(16)


def once(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """The deed of this door counts once for each key. Stands under `@commits`, whose transaction it shares."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
        press = posted()
        if press is None:
            return view(*args, **kwargs)
        before = keys.claim(press)
        if before is not None:
            return _again(press, before)
        said = len(_flashed())
        response = make_response(view(*args, **kwargs))
        if response.status_code < 400:
            words = [text for kind, text in _flashed()[said:] if kind == "done"]
            keys.keep_answer(press.key, _led_to(response), "；".join(words))
        return response

    return guarded


def answered() -> Answer | None:
    """What a door with deeds of its own answers to a key that was used already; None where it is new."""
    press = posted()
    before = keys.earlier(press.key) if press else None
    return _again(press, before) if press and before else None


def posted() -> Press | None:
    """What this request posts under its key, uploads by their digest; None where its form had no key."""
    key = request.form.get("render_key", "")
    if not key or len(key) > keys.LONGEST_KEY:
        return None
    fields = {
        name: [_mark(value) for value in values] if name in PRIVATE_FIELDS else values
        for name, values in request.form.lists()
        # A finding stands beside the words said to it; the words are what is posted.
        if name not in _BESIDE and not name.startswith("finding-")
    }
    for name, file in request.files.items(multi=True):
        # The door may have read it already, and may want to read it still.
        file.seek(0)
        content = file.read()
        file.seek(0)
        if file.filename:
            digest = hashlib.sha256(content).hexdigest()
            fields[name] = [*fields.get(name, []), f"{file.filename}（{digest[:8]}）"]
    return Press(key, user().id, request.path, fields)


def _mark(value: str) -> str:
    """内容不显示: the same for the same text, and nothing of the text."""
    secret = str(current_app.secret_key).encode()
    return f"不显示（{hmac.new(secret, value.encode(), 'sha256').hexdigest()[:8]}）" if value else ""


def _again(press: Press, before: RenderKey) -> Answer:
    if press.person_id != before.person_id:
        # Whose key it is must not be learnt by trying.
        raise StepNotAllowed("这一页不是由你打开的，这次没有办理；请重新打开页面再办")
    if not press.is_same(before):
        return _clash(press, before)
    if before.answer_words:
        flash(before.answer_words, "done")
    return see_other(way_back(before.answer_url or request.path))


def _clash(press: Press, before: RenderKey) -> Answer:
    """内容不同: what was done under this key, what is different now, and the choice."""
    changes = press.changes_since(before)
    return render(
        "submitting/clash.html",
        status=409,
        done={
            "who": before.person.name,
            "when": moment_phrase(before.used_at, clock.now()),
            "words": before.answer_words,
            "url": way_back(before.answer_url or before.door),
        },
        is_other_door=press.door != before.door,
        changes=[(_word(name), then, now) for name, then, now in changes],
        has_files=bool(request.files),
        page_url=way_back(request.path),
        action=request.path,
        fields=[
            (name, text)
            for name, texts in press.fields.items()
            # Posted again it must be the text, not its mark.
            for text in (request.form.getlist(name) if name in PRIVATE_FIELDS else texts)
        ],
    )


def _word(name: str) -> str:
    """The official word of a posted field; a reason to a finding is posted under the finding's own number."""
    if name.startswith("explanation-"):
        return "说明"
    return _WORDS.get(name, "其他内容")


def _led_to(response: Response) -> str:
    return response.headers.get("Location") or response.headers.get("HX-Redirect") or ""


def _flashed() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = session.get("_flashes", [])
    return found


def kept_outcomes() -> list[dict[str, Any]] | None:
    """成批办理: what came of each paper when this very batch was pressed before; None where it was not."""
    press = posted()
    before = keys.earlier(press.key) if press else None
    if press is None or before is None or not press.is_same(before):
        return None
    return before.outcomes


def keep_outcomes(outcomes: list[dict[str, Any]]) -> None:
    """Within a deed of the batch's own: what came of it, for a reload of the answer."""
    press = posted()
    if press is not None and keys.claim(press) is None:
        keys.keep_answer(press.key, url_for("desk.index"), "", outcomes)
