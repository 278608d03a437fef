"""设置: every setting with its default and its reason. The environment overrides what offices change."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from youthwork.clock import wall_clock
from youthwork.domain.campaigns import campaigns_from
from youthwork.domain.errors import Unacceptable

#: The project's own `instance/` beside the package, unless `YOUTHWORK_INSTANCE` names another.
DEFAULT_INSTANCE = Path(__file__).resolve().parent.parent / "instance"


def instance_path() -> Path:
    return Path(os.environ.get("YOUTHWORK_INSTANCE") or DEFAULT_INSTANCE).resolve()


def default_settings(instance: Path) -> dict[str, Any]:
    """The settings of an instance; `create_app` lays overrides on top."""
    return {
        "SQLALCHEMY_DATABASE_URI": database_url(instance),
        "SECRET_KEY": os.environ.get("SECRET_KEY") or kept_secret(instance / "secret_key", 32),
        # Seals and signing keys lie locked under it; it is never kept beside the data it protects.
        "KEY_PASSPHRASE": os.environ.get("YOUTHWORK_KEY_PASSPHRASE") or demo_passphrase(instance),
        # 时间戳: an RFC 3161 service of the intranet by its address; empty: the instance stamps itself.
        "TIME_STAMP_URL": os.environ.get("YOUTHWORK_TIME_STAMP_URL", ""),
        # The root certificate (PEM or DER) such a service is believed by; it vouches for no organ.
        "TIME_STAMP_ROOT": os.environ.get("YOUTHWORK_TIME_STAMP_ROOT", ""),
        # 外部电子印章 (mode C): "package.module:factory", see docs/outside-seal.md.
        "SEAL_SERVICE": os.environ.get("YOUTHWORK_SEAL_SERVICE", ""),
        # 邮件: smtp://用户:口令@主机:端口?from=发件地址 (docs/messages.md); empty: no mail, and no trace of it in the pages.
        "SMTP_URL": os.environ.get("YOUTHWORK_SMTP_URL", ""),
        # Where the pages are for who reads a mail: https://报备.示范; empty: mails carry no links.
        "BASE_URL": os.environ.get("YOUTHWORK_BASE_URL", "").rstrip("/"),
        "PAPER_STORE": instance / "papers",
        "OFFICE_FONTS": instance / "fonts",
        "INSTANCE_NAME": "团务报备",
        # A demo instance shows its cast on the sign-in page and draws demo seals; nothing else may.
        "IS_DEMO": (instance / "demo.json").exists(),
        # Tests hold the clock still; everybody else lives in the present.
        "CLOCK": wall_clock,
        # DOMAIN §7.1: 5 failures lock for 15 minutes; idle exit after 30, drafts being saved meanwhile.
        "SIGN_IN_FAILURES": 5,
        "SIGN_IN_LOCK": timedelta(minutes=15),
        "PERMANENT_SESSION_LIFETIME": timedelta(minutes=30),
        "RESET_CODE_LIFETIME": timedelta(hours=24),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # An intranet may run without TLS on its own wire; behind HTTPS the deployment sets this.
        "SESSION_COOKIE_SECURE": os.environ.get("YOUTHWORK_HTTPS") == "1",
        # One token a session: a form left open over lunch must still save.
        "WTF_CSRF_TIME_LIMIT": None,
        # A roster of 20,000 rows is about 1 MB; a scan at 300 dpi about 5.
        "MAX_CONTENT_LENGTH": 20 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 8 * 1024 * 1024,
        # 2,000 rows of twelve cells are 26,000 inputs.
        "MAX_FORM_PARTS": 60_000,
        "MOST_IN_A_BATCH": 50,
        # 专项日期 (docs/five-ones.md): talks are asked for from the day a congress opened, the rest are days of the year.
        "CAMPAIGNS": campaigns_from(os.environ),
    }


def demo_passphrase(instance: Path) -> str:
    """A demonstration keeps its own beside its data, where nothing is worth protecting; other instances none."""
    return kept_secret(instance / "key_passphrase", 16) if (instance / "demo.json").exists() else ""


def database_url(instance: Path) -> str:
    """What `DATABASE_URL` names, else the SQLite file of the instance."""
    return address_of(os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{instance / 'youthwork.db'}")


def address_of(text: str) -> str:
    """A database's address as people write it, with our driver; raises `Unacceptable` for what is none."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _DRIVERS or (url.drivername != "sqlite" and not url.database):
        raise Unacceptable(
            "数据库地址写得不对，应是 postgresql://用户:口令@服务器:5432/库名，或 sqlite:////文件夹/youthwork.db。"
            "口令里的 @、:、/、# 要写成 %40、%3A、%2F、%23"
        )
    return url.set(drivername=_DRIVERS[url.drivername]).render_as_string(hide_password=False)


#: psycopg 3 is the driver; people write the address as other programs know it.
_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def engine_options(url: str) -> dict[str, Any]:
    """How the engine of this address is made; SQLite is left as it is."""
    if url.startswith("sqlite"):
        return {}
    return {
        # Asked before each use: a server that was restarted costs nobody a request.
        "pool_pre_ping": True,
        "connect_args": {
            # A machine that is down does not answer at all; a person would wait for minutes.
            "connect_timeout": 5,
            "tcp_user_timeout": 30_000,
            "application_name": "youthwork",
            # Whatever the server or its settings say: our texts are Unicode.
            "client_encoding": "utf8",
        },
    }


def kept_secret(file: Path, size: int) -> str:
    """A secret of `size` random bytes in hex, made once and kept for the owner's eyes: a restart must not change it."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(size))
    return file.read_text().strip()
