"""收到的文字: what is posted or asked, without NUL, which nobody types and PostgreSQL keeps in no text.

Taken away at the door, so that digests and chains are made over the same text that is kept.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict


def prepare(app: Flask) -> None:
    app.request_class = _Request


class _Typed(ImmutableMultiDict[str, Any]):
    """The fields as they came; files are not texts."""

    def __init__(self, mapping: Any = None) -> None:
        if isinstance(mapping, list) and any(_has_nul(value) for _, value in mapping):
            mapping = [
                (name, value.replace("\x00", "") if _has_nul(value) else value) for name, value in mapping
            ]
        super().__init__(mapping)


def _has_nul(value: object) -> bool:
    return isinstance(value, str) and "\x00" in value


class _Request(Request):
    parameter_storage_class = _Typed
