"""每次请求重新开始: tests keep one application context open, so `g` (who is signed in, what they may do) would
outlive a request there as it never does in service. Import the fixture where two people act in one test."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g


@pytest.fixture(autouse=True)
def fresh_requests(app: Flask) -> None:
    answer = app.wsgi_app

    def begin(environ: Any, start_response: Any) -> Any:
        for name in list(g):
            g.pop(name)
        return answer(environ, start_response)

    app.wsgi_app = begin  # type: ignore[method-assign]
