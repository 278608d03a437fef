"""换成代称: the texts of records, visits and problems as this reader may read them (`visits/veiling.py`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import g

from youthwork.blueprints.web import actor
from youthwork.models import Activity
from youthwork.services.contact_work.visits.veiling import Veil


def texts(activity: Activity) -> Mapping[str, str]:
    """做了什么、形式、地点、成效、诉求, by the names of their columns."""
    return _veil().texts(activity)


def beside(activity: Activity, text: str) -> str:
    """What a record's writer wrote beside its visit."""
    return _veil().beside(activity, text)


def said(author_id: int, text: str) -> str:
    """What this author wrote at a problem."""
    return _veil().said(author_id, text)


def prepare(author_ids: Collection[int]) -> None:
    """For a list: one query for all who wrote."""
    _veil().prepare(author_ids)


def _veil() -> Veil:
    """One a request, so that a writer's names are opened once."""
    if "veil" not in g:
        g.veil = Veil(actor().user_id)
    veil: Veil = g.veil
    return veil
