"""`youthwork` 命令: one module a command; everything it says is Chinese.

Exit codes: 0 fine, 1 found or refused something, 2 wrong use.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from flask.cli import FlaskGroup

from youthwork import create_app
from youthwork.cli import (
    clone_notice,
    copy_database,
    demo,
    fonts,
    import_roster,
    init,
    keys,
    recount,
    reindex,
    serve,
    stamp,
    verify,
    verify_archive,
    worker,
)
from youthwork.cli.chinese import ChineseContext, sentence_for
from youthwork.domain.errors import YouthworkError

_ABOUT = """团务报备系统。

\b
例：youthwork demo              建演示省并打开 http://127.0.0.1:8000
    youthwork 命令 --help       一个命令的说明和例子

\b
环境变量：YOUTHWORK_INSTANCE    实例文件夹（默认 instance/）
          YOUTHWORK_KEY_PASSPHRASE  密钥口令，印模和签名密钥锁在它下面
          DATABASE_URL          PostgreSQL 地址（默认用实例中的 SQLite）
          YOUTHWORK_SMTP_URL    发邮件的服务器，空着就没有邮件
          HOST、PORT            监听的地址和端口
"""


class Commands(FlaskGroup):
    """命令组. Its help and its list never open an instance, as Flask's own group would."""

    context_class = ChineseContext

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return click.Group.get_command(self, ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(f"没有“{args[0]}”这个命令", ctx)
        return super().resolve_command(ctx, args)


commands = Commands(
    name="youthwork",
    help=_ABOUT,
    create_app=lambda: create_app(),
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
    # Our variables are named by the deployment, not FLASK_…
    context_settings={"auto_envvar_prefix": None, "help_option_names": ["--help", "-h"]},
)
# Flask's own options (--app, --env-file, --debug) choose an application; there is only one here.
commands.params = []
for command in (
    demo.demo,
    serve.serve,
    init.init,
    worker.worker,
    import_roster.import_roster,
    fonts.fonts,
    keys.keys,
    stamp.stamp,
    reindex.reindex,
    recount.recount,
    copy_database.copy_database,
    verify.verify_command,
    verify_archive.verify_archive,
    clone_notice.clone_notice,
):
    command.context_class = ChineseContext
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    try:
        code = commands.main(args=arguments, prog_name="youthwork", standalone_mode=False)
    except click.UsageError as wrong:
        _refuse(f"{sentence_for(wrong)}。用法见：{_help_of(wrong)}", 2)
    except click.Abort:
        _refuse("已中止", 1)
    except click.ClickException as refused:
        _refuse(refused.format_message(), 1)
    except YouthworkError as refused:
        _refuse(refused.sentence, 1)
    sys.exit(code if isinstance(code, int) else 0)


def _help_of(wrong: click.UsageError) -> str:
    return f"{wrong.ctx.command_path if wrong.ctx else 'youthwork'} --help"


def _refuse(sentence: str, code: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)
