"""夜访记录表: one visit on A4, with the code and the masked name of a protected person and nothing more of them."""

from __future__ import annotations

from flask import current_app

from youthwork import clock
from youthwork.documents import pdf
from youthwork.domain.calendar import long_date
from youthwork.domain.night_visits import MUST_DO, counts, minutes_of
from youthwork.models import NightVisit, User
from youthwork.services.contact_work.visits import protected, visit_lists, visits
from youthwork.services.contact_work.visits.veiling import Veil


def paper_of(visit: NightVisit, reader: User) -> bytes:
    """夜访记录表 as PDF.

    A name of the visitor's own protected persons is replaced in every text, even where it was kept when asked.
    """
    activity, least_minutes = visit.activity, visit_lists.least_minutes_of(visit)
    veil = Veil(None)
    beside = {
        "shown": visits.shown_name(visit, reader),
        "must_do": visit.must_do,
        **{f"problem-{each.id}": each.text for each in visit.problems},
    }
    texts = {**veil.texts(activity), **{name: veil.beside(activity, text) for name, text in beside.items()}}
    title = "夜访记录表"
    html = current_app.jinja_env.get_template("registers/night_visit.html").render(
        title=title,
        is_demo=current_app.config["IS_DEMO"],
        today=long_date(clock.today()),
        visit=visit,
        activity=activity,
        day=long_date(activity.starts_at.date()),
        must=MUST_DO[visit.kind],
        minutes=minutes_of(activity.starts_at, activity.ends_at),
        is_counted=counts(activity.starts_at, activity.ends_at, least_minutes),
        texts=protected.renamed(activity.person, texts),
    )
    return pdf.render(html, title=title, made_at=clock.now()).pdf
