"""备案档案的分页: the row of tabs the archive's pages share; only those this person may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from youthwork.blueprints.web import actor
from youthwork.domain.workflow import Actor
from youthwork.services.archive import exports, fonds, uses


@dataclass(frozen=True)
class Tab:
    """一个分页: its word, where it leads, whose it is, and the blueprints whose pages lie under it."""

    label: str
    endpoint: str
    is_for: Callable[[Actor], object]
    doors: tuple[str, ...]


def _everybody(_: Actor) -> bool:
    return True


TABS = (
    Tab("检索", "archive.index", _everybody, ("archive", "archive_saved", "filing", "books")),
    Tab("归档", "archiving.index", fonds.organs_of, ("archiving", "fonds")),
    Tab("保管期限", "retention.index", fonds.organs_of, ("retention",)),
    Tab("利用登记", "archive_uses.index", uses.readers_organs, ("archive_uses",)),
    Tab("四性检测", "archive_checks.index", uses.readers_organs, ("archive_checks",)),
    Tab("鉴定销毁", "disposals.index", uses.readers_organs, ("disposals",)),
    Tab("移交包", "transfers.index", fonds.organs_of, ("transfers",)),
    Tab("我的导出", "archive_exports.index", exports.may_export, ("archive_exports",)),
)


def prepare(app: Flask) -> None:
    app.jinja_env.globals["archive_tabs"] = tabs


def tabs() -> list[dict[str, Any]]:
    """The tabs of this person; none where there is nothing to choose."""
    here = (request.endpoint or "").split(".")[0]
    open_ = [tab for tab in TABS if tab.is_for(actor())]
    if len(open_) < 2:
        return []
    return [{"label": tab.label, "url": url_for(tab.endpoint), "current": here in tab.doors} for tab in open_]
