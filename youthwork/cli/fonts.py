"""`youthwork fonts`: which font serves which role, and which stored names cannot be printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from youthwork.documents.fonts import report, undrawable
from youthwork.extensions import db
from youthwork.models import Organization, User
from youthwork.services import schema


@click.command("fonts", short_help="打印字体，以及画不出来的人名、单位名")
@with_appcontext
def fonts() -> None:
    """列出各字体角色用的是哪个字体，以及库中哪些人名、单位名有字画不出来（有则退出码为 1）。

    \b
    例：youthwork fonts
        把单位自有的字体放进 instance/fonts/ 后再看一遍
    """
    for role in report():
        owner = "单位自有" if role.from_office else "随系统"
        click.echo(f"{role.role}　{role.family}（{owner}：{role.path.name}）")
    if schema.is_empty():
        click.echo("还没有数据库，没有核对人名和单位名。")
        return
    unprintable = list(find_unprintable(_names()))
    for where, name, missing in unprintable:
        click.echo(f"  {where}“{name}”：{'、'.join(missing)} 没有字体能画", err=True)
    if unprintable:
        click.echo(
            f"{len(unprintable)} 个名称有画不出来的字：请把含这些字的字体放进 instance/fonts/", err=True
        )
        sys.exit(1)
    click.echo("库中的人名、单位名都能打印。")


def find_unprintable(names: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, list[str]]]:
    """Of (what it is, name), those with characters no font draws, and which."""
    # Sixty thousand names hold a few thousand characters: each is asked for once.
    known: dict[str, bool] = {}
    for where, name in names:
        for character in name:
            if character not in known:
                known[character] = not undrawable(character)
        if not all(known[character] for character in name):
            yield where, name, undrawable(name)


def _names() -> Iterator[tuple[str, str]]:
    for name in db.session.scalars(select(User.name).order_by(User.id)):
        yield "人员", name
    query = select(Organization.full_name, Organization.short_name, Organization.common_name)
    for row in db.session.execute(query.order_by(Organization.id)):
        for name in row:
            yield "组织", name
