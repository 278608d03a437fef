"""`youthwork copy-database`: an instance's database into another, empty one, and the proof that both hold the same."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import make_url

from youthwork import create_app
from youthwork.config import address_of
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db, engine_of
from youthwork.services.archive import rebuilding
from youthwork.services.moving import copying
from youthwork.services.moving.content import Content


@click.command("copy-database", short_help="把数据库搬到 PostgreSQL（或搬回来），并逐表证明一致")
@click.argument("source", metavar="来源")
@click.argument("target", metavar="去处")
def copy_database(source: str, target: str) -> None:
    """把来源库的全部内容复制到一个空库，逐表核对行数和内容摘要。来源不改动，去处不是空的就不动它。

    来源、去处写数据库地址；SQLite 也可以写 .db 文件，或实例文件夹。先停掉网站和出件程序。
    中途断了，去处仍是空的，重来即可。成件、密钥在实例文件夹里，不用搬。

    \b
    例：youthwork copy-database instance postgresql://youthwork:口令@db.example:5432/youthwork
        youthwork copy-database postgresql://youthwork@/youthwork /srv/back/youthwork.db
    """
    here, there = _address(source), _address(target)
    if make_url(here) == make_url(there):
        raise Unacceptable("来源和去处是同一个库")
    _check_file(here)
    click.echo(f"从 {_shown(here)}\n到 {_shown(there)}")
    origin = engine_of(here)
    app = create_app({"SQLALCHEMY_DATABASE_URI": there})
    with app.app_context():
        copied = copying.copy(origin, db.engine, _say)
        rows = sum(content.rows for content in copied)
        click.echo(f"{len(copied)} 张表 {rows} 行，两边的行数和内容摘要逐表一致。")
        click.echo("重建检索索引和分类计数（中断了由 youthwork reindex 接着做）……")
        rebuilding.rebuild()
        db.session.remove()
        db.engine.dispose()
    origin.dispose()
    click.echo(
        f"搬好了。请设环境变量 DATABASE_URL={_shown(there)}（口令照填），实例文件夹不变，再启动 youthwork serve。"
    )


def _say(done: str, content: Content) -> None:
    if content.rows and done == "已写入":
        click.echo(f"  已写入 {content.table} {content.rows} 行")
    elif content.rows:
        click.echo(f"  一致 {content.table} {content.rows} 行 {content.digest}")


def _address(text: str) -> str:
    """A database's address; of a folder the SQLite file in it, of a file the file itself."""
    if ":" in text.partition("/")[0]:
        return address_of(text)
    place = Path(text).resolve()
    return f"sqlite:///{place / 'youthwork.db' if place.is_dir() else place}"


def _check_file(address: str) -> None:
    url = make_url(address)
    if url.drivername == "sqlite" and not Path(url.database or "").is_file():
        raise Unacceptable(f"没有 {url.database} 这个文件")


def _shown(address: str) -> str:
    return (
        make_url(address)
        .set(drivername=make_url(address).get_backend_name())
        .render_as_string(hide_password=True)
    )
