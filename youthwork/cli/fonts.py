"""`youthwork fonts`: which font serves which role, and what in the database cannot be printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from youthwork.documents.fonts import report, undrawable
from youthwork.extensions import db
from youthwork.models import Filing, Organization, Seal, User
from youthwork.services import schema


@click.command("fonts", short_help="打印字体，以及库中画不出来的字")
@with_appcontext
def fonts() -> None:
    """列出各字体角色用的是哪个字体，以及库中哪些人名、单位名、印章、备案件有字画不出来（有则退出码为 1）。

    \b
    例：youthwork fonts
        把单位自有的字体放进 instance/fonts/ 后再看一遍
    """
    for role in report():
        owner = "单位自有" if role.from_office else "随系统"
        click.echo(f"{role.role}　{role.family}（{owner}：{role.path.name}）")
    if schema.is_empty():
        click.echo("还没有数据库，没有核对其中的字。")
        return
    unprintable = 0
    for label, missing in find_unprintable(_names()):
        unprintable += 1
        click.echo(f"  {label}：{'、'.join(missing)} 没有字体能画", err=True)
    if unprintable:
        click.echo(f"{unprintable} 处有画不出来的字：请把含这些字的字体放进 instance/fonts/", err=True)
        sys.exit(1)
    click.echo("库中的人名、单位名、印章和备案件都能打印。")


def find_unprintable(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Of (label, text), those with characters no font draws, and which."""
    # A million texts hold some thousand characters: each is asked for once.
    drawn: set[str] = set()
    missing: set[str] = set()
    for label, text in texts:
        for character in set(text) - drawn - missing:
            (missing if undrawable(character) else drawn).add(character)
        if not missing.isdisjoint(text):
            yield label, undrawable("".join(character for character in text if character in missing))


def _names() -> Iterator[tuple[str, str]]:
    for name in db.session.scalars(select(User.name).order_by(User.id)):
        yield f"人员“{name}”", name
    query = select(Organization.full_name, Organization.short_name, Organization.common_name)
    for row in db.session.execute(query.order_by(Organization.id)):
        for name in row:
            yield f"组织“{name}”", name
    for name in db.session.scalars(select(Seal.name).order_by(Seal.id)):
        yield f"印章“{name}”", name
    filed = select(Filing.filing_number, Filing.title, Filing.owner_name, Filing.organ_name, Filing.text)
    for number, *texts in db.session.execute(filed.order_by(Filing.id).execution_options(yield_per=1000)):
        yield f"备案件 {number}", "".join(texts)
