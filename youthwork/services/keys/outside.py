"""外部电子印章服务 of the instance: the provider an office installed and named in SEAL_SERVICE (docs/outside-seal.md)."""

from __future__ import annotations

import importlib

from flask import current_app

from youthwork.documents.signing.outside import SealService, SealServiceDown


def seal_service() -> SealService | None:
    """The provider, made once a process; None where the office has none. Raises `SealServiceDown`."""
    named: str = current_app.config["SEAL_SERVICE"]
    if not named:
        return None
    kept: dict[str, SealService] = current_app.extensions.setdefault("youthwork_seal_services", {})
    if named not in kept:
        kept[named] = _made(named)
    return kept[named]


def _made(named: str) -> SealService:
    module, _, factory = named.partition(":")
    try:
        service: SealService = getattr(importlib.import_module(module), factory)()
    # Not our code: whatever it raises, the setting is what has to be looked at.
    except Exception as error:
        raise SealServiceDown(
            f"外部电子印章服务装不进来（YOUTHWORK_SEAL_SERVICE={named}，{type(error).__name__}）：请管理员核对设置"
        ) from error
    return service
