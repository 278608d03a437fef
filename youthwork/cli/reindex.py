"""`youthwork reindex`: build the archive's search index and its counts anew."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from youthwork.services.archive import rebuilding


@click.command("reindex", short_help="重建备案检索索引和分类计数")
@click.option("--anew", is_flag=True, help="不接着上次未做完的，从头重建")
@with_appcontext
def reindex(anew: bool) -> None:
    """重建备案检索索引和分类计数。使用中可以进行，检索照常；中断后再运行一次，接着上次做到的地方。

    \b
    例：youthwork reindex
        youthwork reindex --anew
    """
    rebuilding.rebuild(_say, anew)
    click.echo("检索索引和分类计数已重建。")


def _say(reached: int, newest: int) -> None:
    if reached:
        click.echo(f"已编到第 {reached} 号备案件，共约 {newest} 号（{reached * 100 // max(newest, 1)}%）")
