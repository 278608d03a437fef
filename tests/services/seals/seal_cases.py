"""印章的样例: a registration as a clerk would enter it, pictures good and bad, and a seal in use."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageDraw

from tests.factories import START, Cast
from youthwork.extensions import db
from youthwork.models import Seal
from youthwork.services.seals import registry
from youthwork.services.seals.registry import Registration, SealKind

RED = (214, 10, 24)


def registration(cast: Cast, organ: str = "团云溪县委", keeper: str = "li", **changes: Any) -> Registration:
    """A drawn seal of 团云溪县委, kept by 李堃."""
    given: dict[str, Any] = {
        "kind": SealKind.DEMO,
        "name": cast.organ(organ).full_name,
        "diameter_mm": 40,
        "authority": "岚青字〔2026〕3号",
        "keeper_id": cast.person(keeper).id,
        "valid_from": START,
    }
    return Registration(**{**given, **changes})


def registered(cast: Cast, **changes: Any) -> Seal:
    """待核准: entered by 周可儿."""
    return registry.register(cast.organ("团云溪县委"), cast.person("zhou"), registration(cast, **changes))


def in_use(cast: Cast, **changes: Any) -> Seal:
    """在用: confirmed by 陈昱; the one the cast had before is gone from the county."""
    db.session.execute(db.delete(Seal).where(Seal.organization_id == cast.organ("团云溪县委").id))
    seal = registered(cast, **changes)
    registry.confirm(seal, cast.person("chen"))
    return seal


def drawing(size: int = 700, margin: int = 20, colour: tuple[int, int, int] = RED) -> Image.Image:
    """A round seal on white paper."""
    image = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((margin, margin, size - margin, size - margin), outline=colour, width=size // 30)
    for at in range(5):
        left = size * (3 + 2 * at) // 16
        pen.rectangle((left, size * 2 // 5, left + size // 12, size * 3 // 5), fill=colour)
    return image


def png(image: Image.Image) -> bytes:
    return _saved(image, "PNG")


def jpg(image: Image.Image) -> bytes:
    return _saved(image, "JPEG")


def _saved(image: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    image.save(content, kind)
    return content.getvalue()
