"""Sentences in rows: kept as code and parameters, so that each reader gets them in the own language."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import Json, decode, encode
from lingqu.outbound.mask import Mask


def packed(message: Message, mask: Mask) -> str:
    """A message for a text column, without secrets."""
    return encode([message.code, _params(message, mask)]).decode()


def _params(message: Message, mask: Mask) -> dict[str, Json]:
    """The parameters without secrets; a phrase among them keeps its code."""
    return {
        name: {"code": value.code, "params": _params(value, mask)}
        if isinstance(value, Message)
        else _plain(mask.value(value))
        for name, value in message.params.items()
    }


def unpacked(text: str, language: Language) -> str:
    """What a text column says to that reader; "" for nothing."""
    if not text:
        return ""
    try:
        code, params = decode(text)
    except (Invalid, ValueError):
        return text  # cut off, or written by hand
    return Message(code=code, params=params).text(language)


def shown(message: Message, mask: Mask) -> str:
    """The sentence for places that keep one text only: the error of a job."""
    return mask.text(message.text("zh"))[:2000]


def _plain(value: object) -> Json:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    return value if value is None or isinstance(value, bool | int) else str(value)[:500]
