"""Values: JSON with exact numbers. A variable is this from the moment it is emitted, and stored as JSON bytes.

    Json = None | bool | int | Decimal | str | list[Json] | dict[str, Json]

A float never gets in: JSON numbers that are not whole are read as Decimal and keep their digits. NaN, infinities,
NUL characters and lone surrogates are refused, because a database or another system would refuse them later.
Values are shared between states and events and are therefore never changed in place.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message

Json: TypeAlias = Any
Variables: TypeAlias = Mapping[str, Json]

#: A value whose JSON is longer than this many bytes lives in a `value` row; state and events hold hash and size.
LARGE = 4096
MAX_DEPTH = 64
MAX_DIGITS = 400
#: Characters of a variable's name: an index of the database holds it whole.
LONGEST_NAME = 512

#: Where msgspec tells the place of a fault.
_BYTE = re.compile(r"\(byte (\d+)\)")

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: Json) -> bytes:
    """JSON bytes of a normalised value; Decimals keep their digits ("12.50" stays 12.50)."""
    return _encoder.encode(value)


def decode(data: bytes | str) -> Json:
    """The value of JSON bytes; numbers that are not whole become Decimal. Raises Invalid."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError) as wrong:
        raise Invalid("kernel.bad_json", reason=_why_unread(wrong, data)) from None


def _why_unread(wrong: Exception, data: bytes | str) -> Message:
    text = str(wrong)
    place = _BYTE.search(text)
    if place is not None:
        return _why("json_byte", byte=int(place[1]))
    if isinstance(wrong, RecursionError):
        return _why("json_deep")
    if isinstance(wrong, ArithmeticError):
        return _why("json_number")
    if isinstance(wrong, UnicodeDecodeError) or "UTF-8" in text:
        return _why("json_text")
    closed = data[-1:] in {b"}", b"]", "}", "]"}  # then it is not the end: msgspec says so of half a surrogate pair too
    return _why("json_cut" if "truncated" in text and not closed else "json_wrong")


def normalise(value: Any, path: str = "value") -> Json:
    """The same value as clean Json, sharing what is clean already. Raises Invalid with the path.

    The names of a whole object are those of variables and bounded; what lies deeper is the caller's own.
    Takes what comes from outside: floats become Decimal by their shortest repr, tuples become lists.
    """
    if type(value) is dict:
        for name in value:
            if type(name) is str and len(name) > LONGEST_NAME:
                reason = _why("name_long", most=LONGEST_NAME)
                raise Invalid("kernel.not_json", path=f"{path}.{name[:40]}", reason=reason)
    return _normalise(value, path, 0)


def _normalise(value: Any, path: str, depth: int) -> Json:
    kind = type(value)
    if kind is str:
        return _clean_text(value, path)
    if value is None or kind is bool:
        return value
    if kind is int:
        return _clean_whole(value, path)
    if kind is Decimal:
        return _clean_number(value, path)
    if kind is float:
        return _clean_number(Decimal(repr(value)), path)
    if depth >= MAX_DEPTH:
        raise Invalid("kernel.not_json", path=path, reason=_why("too_deep", most=MAX_DEPTH))
    if kind is dict:
        return {_clean_text(name, path): _normalise(item, f"{path}.{name}", depth + 1) for name, item in value.items()}
    if kind is list or kind is tuple:
        return [_normalise(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(value)]
    raise Invalid("kernel.not_json", path=path, reason=_why("strange", kind=kind.__name__))


def _why(code: str, **params: Any) -> Message:
    return Message(code=f"kernel.why_{code}", params=params)


def _clean_text(text: Any, path: str) -> str:
    if type(text) is not str:
        raise Invalid("kernel.not_json", path=path, reason=_why("name_no_text"))
    if "\0" in text:
        raise Invalid("kernel.not_json", path=path, reason=_why("nul"))
    if not text.isascii() and any("\ud800" <= mark <= "\udfff" for mark in text):
        raise Invalid("kernel.not_json", path=path, reason=_why("surrogate"))
    return text


def _clean_whole(number: int, path: str) -> int:
    if number.bit_length() > MAX_DIGITS * 3:
        raise Invalid("kernel.not_json", path=path, reason=_why("digits", most=MAX_DIGITS))
    return number


def _clean_number(number: Decimal, path: str) -> int | Decimal:
    if not number.is_finite():
        raise Invalid("kernel.not_json", path=path, reason=_why("not_finite"))
    if abs(number.adjusted()) > MAX_DIGITS or len(number.as_tuple().digits) > MAX_DIGITS:
        raise Invalid("kernel.not_json", path=path, reason=_why("digits", most=MAX_DIGITS))
    exponent = number.as_tuple().exponent
    return int(number) if exponent == 0 else number


class ValueRef(msgspec.Struct, frozen=True, array_like=True):
    """Stands in state and events for a value over LARGE bytes; the bytes live in a `value` row."""

    hash: str  # hexadecimal SHA-256 of the JSON bytes
    size: int  # bytes


def reference(data: bytes) -> ValueRef:
    """The reference to a large value's JSON bytes."""
    return ValueRef(hashlib.sha256(data).hexdigest(), len(data))
