"""`youthwork recount`: hold the kept figures of units and duties against what they count, and count anew what is wrong."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from youthwork.services.duties import recounting


@click.command("recount", short_help="核对、重建报送情况和单位的计数")
@click.option("--check", is_flag=True, help="只核对，不改动；有不符的，退出码为 1")
@with_appcontext
def recount(check: bool) -> None:
    """核对报送情况和组织树的计数，不符的重新计数。使用中可以进行，中断后再运行一次即可。

    \b
    例：youthwork recount --check
        youthwork recount
    """
    done = recounting.recount(_say, mend=not check)
    for each in done.wrong:
        click.echo(f"不符：{each}" if check else f"已重新计数：{each}")
    if not done.wrong:
        click.echo(f"核对了 {done.looked_at} 处计数，都相符。")
    elif check:
        click.echo(
            f"核对了 {done.looked_at} 处计数，{len(done.wrong)} 处不符；不带 --check 再运行一次，重新计数。"
        )
        raise SystemExit(1)


def _say(looked_at: int, total: int) -> None:
    if looked_at % 50 == 0:
        click.echo(f"已核对 {looked_at} 个附件，共 {total} 个")
