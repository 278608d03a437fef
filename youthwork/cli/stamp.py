"""`youthwork stamp`: late time stamps, and new ones before the old can no longer be checked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from youthwork import clock
from youthwork.domain.errors import YouthworkError
from youthwork.models import Paper
from youthwork.services.printing import renewing

#: Renewed a year ahead: an office that runs the command once a year misses nothing.
AHEAD = timedelta(days=365)


@click.command("stamp", short_help="补时间戳，给临期的件续期")
@click.option(
    "--renew-before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="续期到期早于这一天的件（写成 2030-01-01）。默认为一年之后。",
)
@with_appcontext
def stamp(renew_before: datetime | None) -> None:
    """给签名时没有盖上时间戳的件补盖，并给时间戳证书临期的件续期（B-LTA）。

    原件一个字节都不改：每次在后面追加，另存为续签件。

    \b
    例：youthwork stamp
        youthwork stamp --renew-before 2035-01-01
    """
    limit = renew_before or clock.now() + AHEAD
    late = _each("补时间戳", renewing.unstamped(), renewing.stamp_late)
    renewed = _each("续期", renewing.ending_before(limit), renewing.renew)
    if late or renewed:
        sys.exit(1)


def _each(what: str, paper_ids: Sequence[int], append: Callable[[int], Paper]) -> int:
    """Append to each paper; one that cannot be stamped is named and does not hold up the others."""
    failed = 0
    for paper_id in paper_ids:
        try:
            append(paper_id)
        except YouthworkError as refused:
            failed += 1
            click.echo(f"第 {paper_id} 号成件没有{what}：{refused.sentence}", err=True)
    click.echo(f"{what} {len(paper_ids) - failed} 份")
    return failed
