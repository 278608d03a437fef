"""`youthwork demo`: build the demonstration province once and serve it on this machine only."""

from __future__ import annotations

import ipaddress
import os
import signal
import sys
import time
from pathlib import Path

import click

from youthwork.cli.serve import check_port, port_option, run_server
from youthwork.clock import wall_clock
from youthwork.config import DEFAULT_INSTANCE
from youthwork.demo import builder, instance
from youthwork.documents.fonts import check_subsetter
from youthwork.services import schema

#: Settings of a real instance that must not reach the demonstration.
_NOT_OURS = ("YOUTHWORK_HTTPS", "SECRET_KEY")


@click.command("demo", short_help="建演示省并在本机打开")
@click.option(
    "--host", envvar="HOST", default="127.0.0.1", help="只能是本机地址，默认 127.0.0.1（环境变量 HOST）。"
)
@port_option
@click.option("--rebuild", is_flag=True, help="丢掉已有的演示省，重新建一个（日期从今天算起）。")
@click.option("--build-only", is_flag=True, help="只建，不启动网站。")
def demo(host: str, port: int, rebuild: bool, build_only: bool) -> None:
    """建演示省（虚构的组织、人员和材料）并在本机打开。

    \b
    例：PORT=8001 youthwork demo
        youthwork demo --rebuild

    演示省放在 instance/demo/，或 YOUTHWORK_INSTANCE 指定的文件夹；那里若有正式的实例，绝不改动。
    设了 DATABASE_URL 就建在那个 PostgreSQL 空库里；库里若有别的内容，绝不改动。
    """
    check_host(host)
    folder = demo_folder()
    instance.check_place(folder)
    instance.check_database(folder)
    check_subsetter()
    if not build_only:
        check_port(host, port)
    if rebuild or not instance.exists(folder):
        _build(folder)
    else:
        _bring_up_to_date(folder)
    if not build_only:
        _serve(folder, host, port)


def check_host(host: str) -> None:
    """Refuse to show the demonstration to others: its passwords are on its front page."""
    try:
        is_ours = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_ours = False
    if not is_ours:
        raise click.UsageError(
            f"演示省的密码是公开的，只能在本机打开，HOST 不能是 {host}；请用 127.0.0.1，正式使用请用 youthwork serve"
        )


def demo_folder() -> Path:
    """`instance/demo/`, unless YOUTHWORK_INSTANCE names the demonstration's own folder."""
    named = os.environ.get("YOUTHWORK_INSTANCE")
    return (Path(named) if named else DEFAULT_INSTANCE / "demo").resolve()


def _build(folder: Path) -> None:
    click.echo("正在建演示省，约半分钟……")
    # Ended half-way by a signal, the build still clears its workshop away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begun = time.monotonic()
    builder.build(folder, say=lambda words: click.echo(f"  {words}"))
    click.echo(f"建好了，用时 {time.monotonic() - begun:.0f} 秒：{folder}")


def _bring_up_to_date(folder: Path) -> None:
    """A demonstration of an earlier day or version is served as it is, with the newest tables."""
    app = instance.open_instance(folder, wall_clock)
    with app.app_context():
        schema.upgrade()
        schema.release()
    built_on = instance.built_on(folder)
    if built_on != wall_clock().date():
        click.echo(f"演示省建于 {built_on:%Y-%m-%d}，期限从那天算起；要从今天算起：youthwork demo --rebuild")


def _serve(folder: Path, host: str, port: int) -> None:
    for name in _NOT_OURS:
        os.environ.pop(name, None)
    # The server's processes make the application themselves and learn its folder from here.
    os.environ["YOUTHWORK_INSTANCE"] = str(folder)
    click.echo("登录页列出了可以扮演的人，密码都是 demo。")
    run_server("youthwork.demo.instance:application", host, port)
