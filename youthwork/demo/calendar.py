"""演示的时间: office hours counted backwards from the day of building, so that everything lies in the past."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from youthwork.domain.calendar import is_workday

_OPENS, _CLOSES = time(8, 40), time(17, 30)


class Clock:
    """时钟 that the builder sets before every deed; `create_app` is given it as CLOCK."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Deed:
    """一件事 of the story, and the moment it is done."""

    moment: datetime
    do: Callable[[], object]


def office_moment(today: date, days_ago: int, random: Random) -> datetime:
    """Some minute of office hours that many days ago, of the workday before where that is a day off."""
    day = _workday(today - timedelta(days=days_ago))
    opens, closes = datetime.combine(day, _OPENS), datetime.combine(day, _CLOSES)
    return opens + timedelta(minutes=random.randrange(int((closes - opens).total_seconds() // 60)))


def moments_until(end: datetime, count: int, random: Random) -> list[datetime]:
    """`count` moments of office hours in order, the last at `end`: the pace at which a paper really moves."""
    moments = [end]
    while len(moments) < count:
        moments.append(_before(moments[-1], random))
    return moments[::-1]


def _before(moment: datetime, random: Random) -> datetime:
    earlier = moment - timedelta(minutes=random.randint(25, 560))
    if earlier.time() >= _OPENS and earlier.date() == moment.date():
        return earlier
    return office_moment(moment.date(), 1, random)


def _workday(day: date) -> date:
    while not is_workday(day):
        day -= timedelta(days=1)
    return day
