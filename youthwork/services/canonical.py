"""规范化填报内容: the one spelling of answers whose hash is printed, sealed and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def answers_sha256(answers: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical_json(answers).encode()).hexdigest()
