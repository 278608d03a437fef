"""`youthwork verify-archive`: the four checks over an archive, with every finding named."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from youthwork.domain.errors import Unacceptable
from youthwork.models import ArchiveCheck, CheckStage
from youthwork.services import schema
from youthwork.services.archive.checking import asking, running
from youthwork.services.archive.checking.asking import Asked
from youthwork.services.archive.checking.catalogue import BY_NUMBER, Property
from youthwork.services.archive.checking.findings import findings_of
from youthwork.services.transactions import deed

#: 环节 as typed.
STAGES = {"归档": CheckStage.ARCHIVING, "移交": CheckStage.TRANSFER, "长期保存": CheckStage.KEEPING}


@click.command("verify-archive", short_help="四性检测：档案是否真实、完整、可用、安全")
@click.option(
    "--organ", metavar="机关", help="只检测一个机关的备案件：全称、简称或机关代字；缺省为全部机关。"
)
@click.option(
    "--year", metavar="年度", type=click.IntRange(1980, 9000), help="只检测一个年度；缺省为全部年度。"
)
@click.option(
    "--stage", type=click.Choice(list(STAGES)), default="长期保存", show_default=True, help="检测环节。"
)
@click.option("--afresh", is_flag=True, help="不接着上次中断的检测，从头检测。")
@with_appcontext
def verify_archive(organ: str | None, year: int | None, stage: str, afresh: bool) -> None:
    """四性检测（DA/T 70-2018）：没有问题，退出码为 0；有问题（阻断或提示），为 1；用法不对，为 2。

    只读不改；可以在使用中进行。中断后再运行同样的命令，从断点接着检测。

    \b
    例：youthwork verify-archive
        youthwork verify-archive --organ 团青岚市委 --year 2026 --stage 移交
    """
    try:
        if schema.is_empty():
            raise click.UsageError("这里没有实例的数据库")
        asked = Asked(_organ(organ), year, STAGES[stage])
        check = running.run(_begun(asked, afresh), _Teller())
        _print(check)
        found = check.blocking + check.remarks
    finally:
        schema.release()
    sys.exit(1 if found else 0)


def _organ(name: str | None) -> int | None:
    if name is None:
        return None
    try:
        return asking.organ_named(name).id
    except Unacceptable as refused:
        raise click.UsageError(f"--organ：{refused.sentence}") from refused


def _begun(asked: Asked, afresh: bool) -> int:
    before = None if afresh else asking.unfinished(asked, with_job=False)
    if before is not None:
        click.echo(f"接着第 {before.id} 次检测，已检测 {before.checked:,} 件。")
        return before.id
    with deed():
        return asking.put_down(asked).id


class _Teller:
    """进度 on the error stream, so that the report can be put into a file."""

    def __init__(self) -> None:
        self._told = -1

    def __call__(self, done: int, total: int) -> None:
        if done > 0 and done != self._told and done // 1000 != self._told // 1000:
            click.echo(f"已检测 {done:,} / {total:,} 件……", err=True)
            self._told = done


def _print(check: ArchiveCheck) -> None:
    click.echo(f"四性检测（{check.stage.value}环节）：{asking.scope_words(check)}，{check.checked:,} 件")
    title: Property | None = None
    for row in check.items:
        item = BY_NUMBER[row["number"]]
        if item.property is not title:
            title = item.property
            click.echo(title.value)
        outcome = "通过" if row["checked"] else "无此类"
        if row["failed"]:
            outcome = f"{'不通过' if item.is_blocking else '提示'} {row['failed']:,} 处"
        click.echo(f"  {item.number} {item.name}：{outcome}（查 {row['checked']:,}）")
    findings = findings_of(check)
    for each in findings:
        about = f"{each.number}：" if each.number else ""
        click.echo(f"[{'阻断' if each.is_blocking else '提示'} {each.item}] {about}{each.sentence}")
    more = check.blocking + check.remarks - len(findings)
    if more > 0:
        click.echo(f"另有 {more:,} 处没有逐一列出。")
    click.echo(f"阻断 {check.blocking:,} 处，提示 {check.remarks:,} 处。")
