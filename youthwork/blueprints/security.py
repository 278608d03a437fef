"""安全头: strict answers from every door. Own code, because it is ten lines and must stay readable."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request, session

from youthwork.extensions import login


def prepare(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_harden)
    app.context_processor(lambda: {"csp_nonce": g.get("csp_nonce", "")})
    login.session_protection = "strong"


def _begin() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)
    # Idle exit counts from the last request (DOMAIN §7.1).
    session.permanent = True


def _harden(response: Response) -> Response:
    nonce = g.get("csp_nonce", "")
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; "
        "base-uri 'none'"
    )
    # A file out of the store brings a stricter one along.
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "geolocation=(), microphone=(), camera=()"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    # Pages hold personal data and must not stay in a shared office browser; what never changes may.
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
