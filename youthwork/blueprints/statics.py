"""静态文件: small on the first visit, not asked for again on the next.

Addresses carry the file's age (`look.css?v=…`), so a browser may keep what it has for a year; texts go out
gzipped. Without a proxy nobody else would do either, and an office's line is thin (DESIGN §9 row 5).
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request, url_for

_TEXTS = {".css", ".js", ".svg"}
_A_YEAR = "public, max-age=31536000, immutable"


def prepare(app: Flask) -> None:
    app.url_defaults(_add_age)
    app.jinja_env.globals["icons_url"] = icons_url
    app.after_request(_answer)


def icons_url() -> str:
    """The sheet of icons, worked out once a request: a page shows forty of them."""
    if "icons_url" not in g:
        g.icons_url = url_for("static", filename="icons.svg")
    return str(g.icons_url)


def _add_age(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        file = _file(values["filename"])
        if file.is_file():
            values["v"] = f"{file.stat().st_mtime_ns:x}"


def _answer(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code != 200:
        return response
    if "v" in request.args:
        response.headers["Cache-Control"] = _A_YEAR
    file = _file((request.view_args or {})["filename"])
    if file.suffix in _TEXTS and request.accept_encodings["gzip"] > 0:
        # The opened file is not read after all.
        response.close()
        response.direct_passthrough = False
        response.set_data(_gzipped(file, file.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _file(filename: str) -> Path:
    return Path(current_app.static_folder or "") / filename


@lru_cache(maxsize=64)
def _gzipped(file: Path, _age: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)
