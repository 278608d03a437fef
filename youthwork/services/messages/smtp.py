"""邮件服务器: what `SMTP_URL` says, and handing one letter to it. Knows no database.

smtp://用户:口令@mail.example:25?from=tuanwu@example      starttls=1 asks for encryption on the way
smtps://用户:口令@mail.example:465?from=tuanwu@example
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

from youthwork.domain.errors import YouthworkError

#: A server that does not answer for so long is down, in seconds.
PATIENCE = 10.0


class MailServerAway(YouthworkError):
    """The server cannot be reached, or wants nobody: no letter gets through, so none need be tried for a while."""

    status = 503


class LetterRefused(YouthworkError):
    """The server takes letters, but not this one."""


@dataclass(frozen=True)
class MailServer:
    """邮件服务器 of the office."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    is_encrypted: bool = False
    asks_for_encryption: bool = False


def read_url(url: str) -> MailServer:
    """The server an `SMTP_URL` names; raises `MailServerAway` with what is wrong with it."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    sender = asked.get("from", [unquote(parts.username or "")])[0]
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 25)
    except ValueError:
        raise MailServerAway("邮件设置 YOUTHWORK_SMTP_URL 的端口不是数字，请系统管理员更正") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise MailServerAway(
            "邮件设置 YOUTHWORK_SMTP_URL 应写成 smtp://主机:端口?from=发件地址，请系统管理员更正"
        )
    if "@" not in sender:
        raise MailServerAway("邮件设置 YOUTHWORK_SMTP_URL 没有写发件地址（from=），请系统管理员补上")
    return MailServer(
        parts.hostname,
        port,
        sender,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        is_encrypted=parts.scheme == "smtps",
        asks_for_encryption=asked.get("starttls") == ["1"],
    )


def send(server: MailServer, letter: EmailMessage) -> None:
    """发出 one letter; raises `MailServerAway`, or `LetterRefused` where only this one is not taken."""
    try:
        with _connected(server) as connection:
            connection.send_message(letter)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refused:
        raise LetterRefused(f"邮件服务器没有接受这封邮件：{_reason(refused)}") from refused
    except (OSError, smtplib.SMTPException) as away:
        # The reason may name addresses of the office, never the password.
        raise MailServerAway(
            f"邮件服务器 {server.host}:{server.port} 没有应答或拒绝登录：{_reason(away)}"
        ) from away


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.is_encrypted:
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=PATIENCE, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.asks_for_encryption:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _reason(failure: BaseException) -> str:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return "；".join(f"{code} {_text(said)}" for code, said in failure.recipients.values())
    if isinstance(failure, smtplib.SMTPResponseException):
        return f"{failure.smtp_code} {_text(failure.smtp_error)}"
    return (failure.strerror if isinstance(failure, OSError) else None) or type(failure).__name__


def _text(said: bytes | str) -> str:
    return (said if isinstance(said, str) else said.decode("utf-8", "replace"))[:120]
