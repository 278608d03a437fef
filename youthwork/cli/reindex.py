"""`youthwork reindex`: build the archive's search index anew."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from youthwork.services.archive import index
from youthwork.services.transactions import deed

#: Filings in one deed: others may write between two of them.
BATCH = 500


@click.command("reindex", short_help="重建备案检索索引")
@with_appcontext
def reindex() -> None:
    """重建备案检索索引；可以在使用中进行，中断后重来即可。

    \b
    例：youthwork reindex
    """
    following: int | None = 0
    while following is not None:
        with deed():
            following = index.reindex(following, BATCH)
        if following is not None:
            click.echo(f"已到第 {following} 件……")
    click.echo("检索索引已重建。")
