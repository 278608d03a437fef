"""`youthwork init`: a new instance with its first organization and its first administrator."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from youthwork import clock
from youthwork.demo.instance import MARK
from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, Seal, SealMode, User
from youthwork.services import audit, schema
from youthwork.services.keys import box
from youthwork.services.personnel import passwords, usernames
from youthwork.services.transactions import deed

_LEVELS = [level.value for level in OrganizationLevel]
_LEVEL_BY_ENDING = {"省": "省", "市": "省辖市", "县": "县", "区": "县"}


@dataclass(frozen=True)
class First:
    """第一个组织和它的管理员, as asked for."""

    names: tuple[str, str, str]
    level: OrganizationLevel
    code: str | None
    administrator: str


@click.command("init", short_help="新建实例：第一个组织和第一位管理员")
@click.option("--organization", metavar="名称", help="第一个组织的习惯称，如 团云溪县委。")
@click.option("--full-name", metavar="名称", help="全称，与印章一致；团X委 可以不写。")
@click.option("--level", type=click.Choice(_LEVELS), metavar="层级", help=f"{'、'.join(_LEVELS)}。")
@click.option("--code", metavar="代字", help="机关代字，用在备案号里，如 云青。")
@click.option("--administrator", metavar="姓名", help="第一位管理员的姓名。")
@with_appcontext
def init(
    organization: str | None,
    full_name: str | None,
    level: str | None,
    code: str | None,
    administrator: str | None,
) -> None:
    """新建实例：建好数据库，登记第一个组织和第一位管理员；已有的实例只升级数据库结构。

    没有写成选项的会逐项询问。初始密码只显示一次，首次登录须改。印章先按“留白手盖”登记。
    没有设密钥口令的，生成一个，也只显示一次。

    \b
    例：youthwork init
        youthwork init --organization 团云溪县委 --code 云青 --administrator 周可儿
    """
    schema.upgrade()
    known = db.session.scalar(select(func.count()).select_from(Organization)) or 0
    if known:
        click.echo(f"这个实例已有 {known} 个组织，数据库结构已是当前版本，没有新建。")
    else:
        _check_not_a_demo()
        first = _ask(organization, full_name, level, code, administrator)
        username, password = found(first)
        _print_slip(first, username, password)
    passphrase = make_key_box()
    if passphrase:
        _print_passphrase(passphrase)


def found(first: First) -> tuple[str, str]:
    """Write the organization, its seal and its administrator; gives the username and the first password."""
    secret = passwords.new_first_password()
    today = clock.today()
    with deed():
        organ = Organization(
            # The path ends with the row's own number, which the database gives only now.
            path="/new/",
            type=OrganizationType.LEADING_ORGAN,
            level=first.level,
            full_name=first.names[0],
            short_name=first.names[1],
            common_name=first.names[2],
            code=first.code,
            established_on=today,
        )
        user = User(
            username=usernames.username_for(first.administrator),
            name=first.administrator,
            password_hash=secret.hash,
            created_at=clock.now(),
        )
        db.session.add_all([organ, user])
        db.session.flush()
        organ.path = f"/{organ.id}/"
        db.session.add(
            Appointment(
                user_id=user.id,
                organization_id=organ.id,
                title="管理员",
                starts_on=today,
                duties=[AppointmentDuty(duty=Duty.ADMINISTRATOR, starts_on=today)],
            )
        )
        db.session.add(
            Seal(organization_id=organ.id, name=organ.full_name, mode=SealMode.BY_HAND, valid_from=today)
        )
        audit.record("init", f"新建实例：{organ.common_name}，管理员{user.name}（{user.username}）", user.id)
        username = user.username
    return username, secret.words


def make_key_box() -> str | None:
    """密钥匣 of the instance, where it has none; gives the passphrase where one had to be thought up for it."""
    thought_up = None
    if not box.exists() and not current_app.config["KEY_PASSPHRASE"]:
        thought_up = current_app.config["KEY_PASSPHRASE"] = secrets.token_hex(16)
    if not box.exists():
        box.check()
        with deed():
            box.keybox()
    return thought_up


def _check_not_a_demo() -> None:
    if current_app.config["IS_DEMO"]:
        raise Unacceptable(f"{current_app.instance_path} 里有 {MARK}，是演示省；正式的实例请放在另一个文件夹")


def _ask(
    organization: str | None,
    full_name: str | None,
    level: str | None,
    code: str | None,
    administrator: str | None,
) -> First:
    common = organization or click.prompt("第一个组织的习惯称（如 团云溪县委）")
    regular = re.fullmatch(r"团(.+)委", common)
    if full_name is None and regular is None:
        full_name = click.prompt("全称（与印章一致）")
    full = full_name or f"中国共产主义青年团{regular[1] if regular else common}委员会"
    if not full.startswith("中国共产主义青年团"):
        raise click.UsageError("全称以“中国共产主义青年团”开头，如 中国共产主义青年团云溪县委员会")
    guess = _LEVEL_BY_ENDING.get(common.removesuffix("委")[-1:], "县")
    # Who names the organization on the command line is not asked for what has a default.
    if organization is None:
        level = level or click.prompt("层级", default=guess, type=click.Choice(_LEVELS))
        code = code if code is not None else click.prompt("机关代字（用在备案号里，可留空）", default="")
    person = administrator or click.prompt("第一位管理员的姓名")
    short = full.replace("中国共产主义青年团", "共青团", 1)
    return First((full, short, common), OrganizationLevel(level or guess), code or None, person)


def _print_passphrase(passphrase: str) -> None:
    click.echo(
        "\n".join(
            (
                "─" * 40,
                f"密钥口令：{passphrase}",
                "只显示这一次。请放进环境变量 YOUTHWORK_KEY_PASSPHRASE，另抄一份锁进保险柜：",
                "丢了它，印模和签名密钥就再也打不开。更换：youthwork keys passphrase",
                "─" * 40,
            )
        )
    )


def _print_slip(first: First, username: str, password: str) -> None:
    click.echo(
        "\n".join(
            (
                "─" * 40,
                f"{first.names[2]}　{first.administrator}（管理员）",
                f"用户名：{username}",
                f"初始密码：{password}",
                "首次登录须修改密码。这张密码条只显示一次。",
                "─" * 40,
                "下一步：youthwork serve，登录后在“组织与人员”中添加部门、下级组织和人员。",
            )
        )
    )
