"""Examples in the OpenAPI document: of each operation one exchange that took place, recorded by `make examples`."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("examples.json")


@lru_cache(maxsize=1)
def examples() -> dict[str, dict[str, Any]]:
    """`VERB /path` → status, and request and response where they are JSON."""
    found: dict[str, dict[str, Any]] = json.loads(_FILE.read_text("utf-8"))
    return found


def exemplified(verb: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """The operation with its example; unchanged if there is none."""
    exchange = examples().get(f"{verb.upper()} {path}")
    if exchange is None:
        return operation
    told = dict(operation)
    if "request" in exchange and "requestBody" in told:
        told["requestBody"] = _shown(told["requestBody"], exchange["request"])
    status = str(exchange["status"])
    if "response" in exchange and status in told["responses"]:
        told["responses"] = {**told["responses"], status: _shown(told["responses"][status], exchange["response"])}
    return told


def _shown(message: dict[str, Any], example: Any) -> dict[str, Any]:
    content = message.get("content", {})
    if "application/json" not in content:
        return message
    return {**message, "content": {**content, "application/json": {**content["application/json"], "example": example}}}
