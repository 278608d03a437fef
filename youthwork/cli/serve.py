"""`youthwork serve`: the web server over the instance."""

from __future__ import annotations

import os
import socket
from contextlib import nullcontext

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from youthwork import create_app
from youthwork.cli.beside import worker_beside
from youthwork.documents.fonts import check_subsetter
from youthwork.domain.errors import Unacceptable
from youthwork.services import schema
from youthwork.services.keys import box

#: Threads a worker process has for requests. A request is mostly Python, so more only queue for the lock.
BLOCKING_THREADS = 3

port_option = click.option(
    "--port",
    envvar="PORT",
    default=8000,
    type=click.IntRange(1, 65535),
    metavar="端口",
    help="默认 8000（环境变量 PORT）。",
)


@click.command("serve", short_help="启动网站")
@click.option(
    "--host", envvar="HOST", default="127.0.0.1", help="监听地址，默认 127.0.0.1（环境变量 HOST）。"
)
@port_option
@click.option("--workers", type=click.IntRange(1, 64), metavar="数", help="进程数，默认与处理器个数相同。")
@click.option("--no-worker", is_flag=True, help="不带出件程序；另外运行 youthwork worker。")
def serve(host: str, port: int, workers: int | None, no_worker: bool) -> None:
    """启动网站和一个出件程序；在对外提供服务的机器上由 systemd 或 nginx 看管。

    \b
    例：HOST=0.0.0.0 PORT=8080 youthwork serve
        youthwork serve --no-worker
    """
    check_ready()
    run_server("youthwork:create_app", host, port, workers, with_worker=not no_worker)


def check_ready() -> None:
    """Refuse to start what could not work: no tables, an old schema, a missing library, no passphrase."""
    check_subsetter()
    app = create_app()
    with app.app_context():
        if schema.is_empty():
            raise Unacceptable("这个实例还没有数据库，请先运行 youthwork init")
        if not schema.is_current():
            raise Unacceptable("数据库结构不是当前版本，请先备份，再运行 youthwork init 升级")
        box.check()
        schema.release()


def run_server(
    target: str, host: str, port: int, workers: int | None = None, with_worker: bool = True
) -> None:
    """Serve until a signal ends it; `target` names the function that makes the application.

    Beside it runs one worker over the same application, and ends with it. Raises `click.UsageError` where
    the port is taken.
    """
    address = check_port(host, port)
    click.echo(f"已启动 http://{f'[{host}]' if ':' in host else host}:{port}（Ctrl-C 结束）")
    server = Granian(
        target,
        factory=True,
        interface=Interfaces.WSGI,
        address=address,
        port=port,
        workers=workers or os.cpu_count() or 1,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        # A process that fell over comes back; its requests were rolled back.
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )
    with worker_beside(target) if with_worker else nullcontext():
        server.serve()


def check_port(host: str, port: int) -> str:
    """The address to listen on; what the server would say as a traceback is said here in our words."""
    try:
        # The server takes addresses only, people write localhost.
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as refused:
        raise click.UsageError(f"不认识 {host} 这个地址，请写本机的 IP 地址，如 HOST=127.0.0.1") from refused
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as refused:
            raise click.UsageError(
                f"{host}:{port} 不能用（{os.strerror(refused.errno or 0)}），请换一个端口，如 PORT={port + 1}"
            ) from refused
    return str(place[0])
