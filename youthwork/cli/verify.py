"""`youthwork verify`: is this file a paper of ours, and unchanged? With the records, or with a root certificate alone."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask.cli import ScriptInfo

from youthwork.clock import wall_clock
from youthwork.documents.signing.checking import Trust
from youthwork.services import schema
from youthwork.services.verification import judging, key_list, verify, wording
from youthwork.services.verification.answer import Answer, Note


@click.command("verify", short_help="核验一份成件（PDF）是否真实、有没有改动")
@click.argument("file", metavar="FILE.pdf", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，给程序读。")
@click.option(
    "--root",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="不用实例和数据库，只凭根证书（PEM、DER）或核验公钥清单（keys.json）核验。",
)
@click.pass_context
def verify_command(ctx: click.Context, file: Path, as_json: bool, root: Path | None) -> None:
    """核验一份成件：真实、未改动，退出码为 0；被改动、不是本系统的件或无法判断，为 1。

    \b
    例：youthwork verify 成件.pdf
        youthwork verify --root root.crt 成件.pdf
    """
    content = _read(file)
    answer = _with_records(ctx, content) if root is None else _with_root(content, _read(root))
    if as_json:
        click.echo(json.dumps(wording.as_data(answer), ensure_ascii=False, indent=2))
    else:
        _print(answer)
    sys.exit(0 if answer.is_genuine else 1)


def _with_records(ctx: click.Context, content: bytes) -> Answer:
    with ctx.ensure_object(ScriptInfo).load_app().app_context():
        try:
            if schema.is_empty():
                raise click.UsageError("这里没有实例的数据库；只凭根证书核验请用 --root", ctx)
            return verify.verify_pdf(content)
        finally:
            schema.release()


def _with_root(content: bytes, trusted: bytes) -> Answer:
    if trusted.lstrip().startswith(b"{"):
        trust, keys = key_list.read_json(trusted.decode("utf-8", "replace"))
    else:
        trust, keys = Trust(_certificates(trusted)), {}
    return judging.judge_paper(content, trust, keys, wall_clock())


def _certificates(trusted: bytes) -> tuple[bytes, ...]:
    try:
        if b"-----BEGIN" in trusted:
            read = x509.load_pem_x509_certificates(trusted)
        else:
            read = [x509.load_der_x509_certificate(trusted)]
    except ValueError as error:
        raise click.UsageError("--root 的文件不是证书，也不是核验公钥清单") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in read)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return verify.read_whole(stream)
    except OSError as refused:
        raise click.UsageError(f"打不开“{file}”：{os.strerror(refused.errno or 0)}") from refused


def _print(answer: Answer) -> None:
    click.echo(answer.heading)
    click.echo(f"  {answer.reason}")
    for signature in answer.signatures:
        click.echo(f"签名：{signature.who}　{wording.signature_word(signature)}")
        _print_rows(wording.signature_rows(signature))
    if answer.facts:
        click.echo("所列事实")
        _print_rows(wording.fact_rows(answer.facts))
    _print_notes("核对", answer.checks)
    _print_notes(wording.standing_title(answer), answer.today)


def _print_rows(rows: list[tuple[str, str]]) -> None:
    for name, text in rows:
        click.echo(f"  {name}：{text}")


def _print_notes(title: str, notes: tuple[Note, ...]) -> None:
    if notes:
        click.echo(title)
    for note in notes:
        click.echo(f"  [{note.word}] {note.sentence}")
