"""检索页的说法: a page of the archive as the template shows it: form, chips, tree, actions, why nothing is here."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from youthwork.blueprints import presenting_archive_form
from youthwork.forms.fields import tidy
from youthwork.services.archive.query import (
    MOST_CONDITIONS,
    ArchiveQuery,
    Cursor,
)
from youthwork.services.archive.search import PAGE_SIZE, ArchivePage
from youthwork.services.archive.wording import Names, parts

Given = MultiDict[str, str]


def asked_query(given: Given) -> ArchiveQuery:
    """The question as an address or a posted form asks it; 整册打印, 导出 and 常用检索 ask the same."""
    # What nobody can see (NUL, zero-width signs) is neither looked for nor shown back.
    seen = {name: [tidy(value) for value in values] for name, values in given.lists()}
    return ArchiveQuery.from_parameters(seen)


def page_url(query: ArchiveQuery, cursor: Cursor | None = None) -> str:
    """The address of the search page for this question."""
    values: dict[str, Any] = dict(query.parameters())
    if cursor is not None:
        # url_for leaves out what is None.
        values |= {"before": cursor.before, "after": cursor.after}
    return url_for("archive.index", **values)


def query_url(endpoint: str, query: ArchiveQuery, **others: Any) -> str:
    """Another page that asks the same question."""
    values: dict[str, Any] = {**others, **query.parameters()}
    return url_for(endpoint, **values)


def pairs(query: ArchiveQuery) -> list[tuple[str, str]]:
    """The question as the hidden fields of a form, those that come again included."""
    return [
        (name, value)
        for name, values in query.parameters().items()
        for value in (values if isinstance(values, list) else [values])
    ]


def page(found: ArchivePage, given: Given) -> dict[str, Any]:
    """All the template reads of what was found."""
    query = found.query
    names = Names(found.departments, {unit.id: unit.name for unit in found.units})
    return {
        **presenting_archive_form.context(found, given),
        "found": found,
        "lead": _lead(found),
        "heading": count_words(found),
        "chips": [{"label": words, "remove_url": page_url(wider)} for words, wider in parts(query, names)],
        "tree": _tree(found),
        "empty": _empty(found),
        "older_url": page_url(query, found.older) if found.older else None,
        "newer_url": page_url(query, found.newer) if found.newer else None,
        "page_size": PAGE_SIZE,
        "hidden": pairs(query),
        "may_narrow": len(query.conditions) < MOST_CONDITIONS and query.asks_words and bool(found.rows),
        "book_url": query_url("books.new", query) if any(row.paper for row in found.rows) else None,
        "list_url": query_url("archive_exports.new", query, kind="list"),
        "papers_url": query_url("archive_exports.new", query, kind="papers"),
        "save_url": query_url("archive_saved.new", query) if _is_worth_keeping(query) else None,
        "preview_query": query.parameters(),
    }


def _is_worth_keeping(query: ArchiveQuery) -> bool:
    return query != ArchiveQuery() and not query.asks_nothing


def count_words(found: ArchivePage) -> str:
    return f"{found.count:,}{'+' if found.is_capped else ''} 件"


def _lead(found: ArchivePage) -> str:
    everything = found.everything
    if not everything.total:
        return ""
    newest = found.years[0]
    this_year = everything.of(ArchiveQuery(year=newest))
    return f"可查 {everything.total:,} 件，其中 {newest} 年 {this_year:,} 件"


def _tree(found: ArchivePage) -> list[dict[str, Any]]:
    return [
        {
            "label": branch.label,
            "url": page_url(branch.query),
            "count": "" if branch.count is None else f"{branch.count:,}",
            "depth": branch.depth,
            "current": branch.is_current,
        }
        for branch in found.tree
    ]


def _empty(found: ArchivePage) -> dict[str, Any] | None:
    """空状态: why nothing is here, and what to do."""
    query = found.query
    if found.rows:
        return None
    if not found.everything.total:
        sentence = "这里还没有你可以查阅的备案件。报送的材料由上级予以备案后，会出现在这里。"
        return {"sentence": sentence, "action": None}
    if query.asks_nothing:
        sentence = "检索词里只有标点，没有可以查找的文字。请输入姓名、单位、备案号或正文里的词。"
        return {"sentence": sentence, "action": ("显示全部", page_url(query.but(text="", conditions=())))}
    if found.try_instead:
        other = found.try_instead
        sentence = f"没有找到原样的“{_short(query.words)}”；{other.wording.value}，能找到："
        return {"sentence": sentence, "action": (_short(other.query.words), page_url(other.query))}
    if query.is_narrowed or query.conditions:
        sentence = "这些条件下没有备案件。可以去掉上面的某个条件，或者："
        return {"sentence": sentence, "action": ("去掉全部条件", page_url(ArchiveQuery(text=query.text)))}
    sentence = f"没有找到“{_short(query.text)}”。请核对用字，或减少一个词；几个词须同时出现才算找到。"
    return {"sentence": sentence, "action": ("显示全部", page_url(query.but(text="")))}


def _short(text: str) -> str:
    plain = tidy(text)
    return plain if len(plain) <= 30 else f"{plain[:30]}…"
