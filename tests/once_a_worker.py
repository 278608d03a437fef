"""一次便够: what is the same in every test's application is worked out once a worker.

Every test has an application, an engine and a database of its own. Templates, addresses and statements do not
differ between them, and to compile these would take longer than most tests do.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.engine import Dialect
from werkzeug.routing import Rule

from youthwork.extensions import db


class _Templates(BytecodeCache):
    """What Jinja makes of a template, by template."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Templates()


class _Address(Rule):
    """A rule that is compiled once: the next one of the same words takes over what the first was compiled into."""

    _first: ClassVar[dict[Hashable, Rule]] = {}

    def compile(self) -> None:
        # A default is written into the builder as its text.
        defaults = tuple(sorted((self.defaults or {}).items()))
        converters = tuple(self.map.converters.items())
        key = (self.rule, self.host, self.subdomain, self.merge_slashes, defaults, converters)
        first = self._first.get(key)
        if first is None:
            super().compile()
            self._first[key] = self
            return
        self._parts, self._trace, self._converters = first._parts, first._trace, first._converters
        self.arguments = set(first.arguments)
        # The builders ask the rule they belong to for its converters and defaults.
        self._build = first._build.__func__.__get__(self)
        self._build_unknown = first._build_unknown.__func__.__get__(self)


#: Dialect and compiled statements by the database's name; SQLAlchemy keeps the latter by the former.
_STATEMENTS: dict[str, tuple[Dialect, Any]] = {}


def share_addresses() -> None:
    """Before an application is made."""
    Flask.url_rule_class = _Address


def share_compiled(app: Flask) -> None:
    """Give a new application the templates and statements the others before it have compiled."""
    app.jinja_env.bytecode_cache = _TEMPLATES
    with app.app_context():
        engine = db.engine
    if engine.dialect.name in _STATEMENTS:
        engine.dialect, engine._compiled_cache = _STATEMENTS[engine.dialect.name]


def keep_statements(engine: Engine) -> None:
    """Of an engine that has connected: its dialect knows the server by now."""
    _STATEMENTS.setdefault(engine.dialect.name, (engine.dialect, engine._compiled_cache))
