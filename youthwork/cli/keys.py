"""`youthwork keys`: what the instance signs with: list, renew, revoke; and the passphrase it all lies under."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from youthwork import clock
from youthwork.cli.chinese import ChineseContext
from youthwork.documents.signing.authority import RevocationReason
from youthwork.domain.errors import NotFound
from youthwork.extensions import db
from youthwork.models import Organization, SigningKey
from youthwork.services import audit
from youthwork.services.keys import box
from youthwork.services.keys import keys as signing_keys
from youthwork.services.transactions import deed


@click.group("keys", short_help="签名密钥和密钥口令")
def keys() -> None:
    """查看、换发、吊销签名密钥，更换密钥口令。

    \b
    例：youthwork keys list
        youthwork keys renew 3f9a0c1d22b4e871
    """


@keys.command("list", short_help="列出全部密钥")
@with_appcontext
def list_keys() -> None:
    """列出全部密钥，停用和吊销的也在内：旧件要靠它们的证书核验。

    \b
    例：youthwork keys list
    """
    rows = signing_keys.all_keys()
    if not rows:
        click.echo("还没有密钥：第一次用印或备案时自动生成。")
    for row in rows:
        owner = db.session.get(Organization, row.organization_id) if row.organization_id else None
        click.echo(
            f"{row.key_id}  {row.purpose.value}  {row.not_before:%Y-%m-%d} 至 {row.not_after:%Y-%m-%d}"
            f"  {_state(row)}{'  ' + owner.full_name if owner else ''}"
        )


@keys.command("renew", short_help="换发一把密钥")
@click.argument("key_id", metavar="密钥号")
@with_appcontext
def renew(key_id: str) -> None:
    """换发一把密钥：旧的不再签新件，用它签过的件照样有效。临期的密钥会自动换发，不必等这条命令。

    \b
    例：youthwork keys renew 3f9a0c1d22b4e871
    """
    with deed():
        fresh = signing_keys.renew(_find(key_id))
        audit.record("keys", f"换发密钥 {key_id}，新密钥 {fresh.key_id}", None)
        said = f"已换发：{fresh.key_id}，有效至 {fresh.not_after:%Y-%m-%d}"
    click.echo(said)


@keys.command("revoke", short_help="吊销一把密钥")
@click.argument("key_id", metavar="密钥号")
@click.option(
    "--because",
    type=click.Choice([reason.value for reason in RevocationReason]),
    default=RevocationReason.KEY_COMPROMISE.value,
    metavar="原因",
    help=f"{'、'.join(reason.value for reason in RevocationReason)}。默认 {RevocationReason.KEY_COMPROMISE.value}。",
)
@with_appcontext
def revoke(key_id: str, because: str) -> None:
    """吊销一把密钥：此后用它签的件核验不过；已盖时间戳的旧件不受影响。印章挂失、缴销时自动吊销。

    \b
    例：youthwork keys revoke 3f9a0c1d22b4e871 --because 密钥可能泄露
    """
    with deed():
        signing_keys.revoke(_find(key_id), RevocationReason(because))
        audit.record("keys", f"吊销密钥 {key_id}：{because}", None)
    click.echo(f"已吊销 {key_id}（{because}，{clock.now():%Y-%m-%d %H:%M}）")


@keys.command("passphrase", short_help="更换密钥口令")
@click.option(
    "--new",
    envvar="YOUTHWORK_NEW_KEY_PASSPHRASE",
    prompt="新的密钥口令",
    hide_input=True,
    confirmation_prompt="再输入一遍",
    metavar="口令",
    help="默认逐字询问；也可放在环境变量 YOUTHWORK_NEW_KEY_PASSPHRASE 中。",
)
@with_appcontext
def passphrase(new: str) -> None:
    """更换密钥口令：只重新包裹一把数据密钥，印模和签名密钥不动；旧口令从环境变量 YOUTHWORK_KEY_PASSPHRASE 读。

    \b
    例：youthwork keys passphrase
    """
    with deed():
        box.change_passphrase(new)
        audit.record("keys", "更换密钥口令", None)
    click.echo("已更换。请把环境变量 YOUTHWORK_KEY_PASSPHRASE 改成新口令，再重启网站和 worker。")


def _find(key_id: str) -> SigningKey:
    found = db.session.scalar(select(SigningKey).where(SigningKey.key_id == key_id.lower()))
    if found is None:
        raise NotFound(f"没有密钥 {key_id}：youthwork keys list 列出全部密钥")
    return found


def _state(row: SigningKey) -> str:
    if row.revoked_at is not None:
        return f"{row.revoked_at:%Y-%m-%d} 吊销（{row.revoked_because}）"
    return "在用" if row.retired_at is None else f"{row.retired_at:%Y-%m-%d} 换发"


for _command in keys.commands.values():
    _command.context_class = ChineseContext
