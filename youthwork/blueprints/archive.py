"""备案档案: search and browse what has been filed. One GET; every filter stands in its address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, request, url_for

from youthwork.blueprints.web import Answer, actor, login_required, render
from youthwork.extensions import htmx
from youthwork.forms.archive import ANY, ArchiveForm
from youthwork.forms.choosing import listed
from youthwork.services.archive.query import ANNEX_WORDS, ArchiveQuery, Cursor
from youthwork.services.archive.search import PAGE_SIZE, ArchivePage, search
from youthwork.services.archive.tokens import LONGEST_QUERY

blueprint = Blueprint("archive", __name__, url_prefix="/archive")


@blueprint.get("")
@login_required
def index() -> Answer:
    form = ArchiveForm(request.args)
    found = search(actor(), asked_query(form), Cursor(form.ends_before, form.begins_after))
    _offer(form, found)
    answer = make_response(
        render(
            "archive/index.html",
            block="results",
            form=form,
            found=found,
            lead=_lead(found),
            heading=_count_words(found),
            chips=_chips(found),
            tree=_tree(found),
            empty=_empty(found),
            older_url=_url(found.query, found.older) if found.older else None,
            newer_url=_url(found.query, found.newer) if found.newer else None,
            is_narrow=_is_narrow(found),
            page_size=PAGE_SIZE,
            book_url=_book_url(found),
            is_swap=bool(htmx),
        )
    )
    if htmx:
        # Typing replaces the address instead of leaving a trail of half words behind the back button.
        answer.headers["HX-Replace-Url"] = _url(found.query)
    answer.vary.add("HX-Request")
    return answer


def asked_query(form: ArchiveForm) -> ArchiveQuery:
    """The question as a URL or a form asks it; 整册打印 asks the same."""
    return ArchiveQuery(
        text=form.q.data or "",
        year=form.asked_year,
        department_id=form.department_id,
        annex=form.annex.data or None,
        organization_id=form.organization_id,
        on_time=form.was_on_time,
        current=form.is_current,
    )


def _url(query: ArchiveQuery, cursor: Cursor | None = None) -> str:
    values: dict[str, Any] = dict(query.parameters())
    if cursor is not None:
        # url_for leaves out what is None.
        values |= {"before": cursor.before, "after": cursor.after}
    return url_for("archive.index", **values)


def _offer(form: ArchiveForm, found: ArchivePage) -> None:
    """Give the form its choices, and let it show the question as it was understood."""
    query = found.query
    units = [(str(unit.id), f"{'　' * unit.depth}{unit.name}及所属") for unit in found.units]
    form.organization.choices = listed([("", "全部可查单位"), *units])
    form.year.choices = listed([ANY, *((str(year), f"{year}年") for year in found.years)])
    known = {annex for _, _, annex in found.everything.counts}
    form.annex.choices = listed([ANY, *(pair for pair in ANNEX_WORDS.items() if pair[0] in known)])
    form.q.data = query.text[:LONGEST_QUERY]
    form.organization.data = str(query.organization_id or "")
    form.year.data = str(query.year or "")
    form.annex.data = query.annex or ""
    form.department.data = str(query.department_id or "")


def _lead(found: ArchivePage) -> str:
    everything = found.everything
    if not everything.total:
        return ""
    newest = found.years[0]
    this_year = everything.of(ArchiveQuery(year=newest))
    return f"可查 {everything.total:,} 件，其中 {newest} 年 {this_year:,} 件"


def _count_words(found: ArchivePage) -> str:
    return f"{found.count:,}{'+' if found.is_capped else ''} 件"


def _chips(found: ArchivePage) -> list[dict[str, str]]:
    """What the list is narrowed by, each with the address without it."""
    query = found.query
    units = {unit.id: unit.name for unit in found.units}
    chips = []
    if query.year:
        chips.append((f"{query.year}年", query.but(year=None)))
    if query.department_id:
        chips.append((f"受理：{found.departments[query.department_id]}", query.but(department_id=None)))
    if query.annex:
        chips.append((ANNEX_WORDS[query.annex], query.but(annex=None)))
    if query.organization_id:
        chips.append((f"填报：{units[query.organization_id]}及所属", query.but(organization_id=None)))
    if query.on_time is not None:
        chips.append(("按时报送" if query.on_time else "逾期报送", query.but(on_time=None)))
    if query.current:
        chips.append(("只看现行", query.but(current=None)))
    return [{"label": label, "remove_url": _url(wider)} for label, wider in chips]


def _tree(found: ArchivePage) -> list[dict[str, Any]]:
    return [
        {
            "label": branch.label,
            "url": _url(branch.query),
            "count": "" if branch.count is None else f"{branch.count:,}",
            "depth": branch.depth,
            "current": branch.is_current,
        }
        for branch in found.tree
    ]


def _book_url(found: ArchivePage) -> str | None:
    """整册打印 of what is found, for who may open any of the papers shown."""
    if not any(row.paper for row in found.rows):
        return None
    values: dict[str, Any] = dict(found.query.parameters())
    return url_for("books.new", **values)


def _is_narrow(found: ArchivePage) -> bool:
    """Whether the conditions below the box are in use, so that the page shows them open."""
    query = found.query
    return any(value is not None for value in (query.year, query.annex, query.on_time, query.current))


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
        return {"sentence": sentence, "action": ("显示全部", _url(query.but(text="")))}
    if found.try_instead:
        sentence = f"没有找到原样的“{_short(query.text)}”；不计标点，能找到："
        return {"sentence": sentence, "action": (found.try_instead, _url(query.but(text=found.try_instead)))}
    if query.is_narrowed:
        sentence = "这些条件下没有备案件。可以去掉上面的某个条件，或者："
        return {"sentence": sentence, "action": ("去掉全部条件", _url(ArchiveQuery(text=query.text)))}
    sentence = f"没有找到“{_short(query.text)}”。请核对用字，或减少一个词；几个词须同时出现才算找到。"
    return {"sentence": sentence, "action": ("显示全部", _url(query.but(text="")))}


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"
