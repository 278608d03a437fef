"""报告期的素材 as a form knows it: the figures and paragraphs of a month from its records, up to the day of asking."""

from __future__ import annotations

from youthwork import clock
from youthwork.domain.annex_context import KnownMonth
from youthwork.domain.calendar import month_words
from youthwork.domain.recurrence import first_day, is_period, last_day
from youthwork.models import Organization
from youthwork.services.contact_work.derivation import monthly

#: Key of the form → key of the figure.
_FIGURES = {
    "records": "records",
    "people": "people",
    "cadre_five": "cadre_five",
    "organ_five": "organ_five",
    "wishes_raised": "wishes-raised",
    "wishes_fulfilled": "wishes-fulfilled",
}
_LOCAL = ("local_records", "local_people")
_BY_KINDS = ("cadre_five", "organ_five")


def month_of(organ: Organization, period: str) -> KnownMonth | None:
    """The month as the records of the organ's own cadres tell it today; None for what is no month.

    Of a month that is not over only the days up to today count; of one not begun, none.
    """
    if not is_period(period):
        return None
    first, last, today = first_day(period), last_day(period), clock.today()
    if today < first:
        return KnownMonth(period, month_words(period), today, {}, {}, ())
    until = min(today, last)
    found = monthly.draft(organ, first, until)
    return KnownMonth(
        period=period,
        words=found.words,
        until=until,
        figures={
            **{name: found.figure(key).number for name, key in _FIGURES.items()},
            **dict(zip(_LOCAL, found.local, strict=True)),
        },
        kinds={key: "、".join(f"{word}{count}" for word, count in found.kinds_of(key)) for key in _BY_KINDS},
        paragraphs=tuple(text for _, text in found.paragraphs),
        records=found.records,
        behind={name: found.figure(key).behind for name, key in _FIGURES.items()},
    )
