"""Columns of rows as PostgreSQL's binary arrays: packed here, for the driver looks at every value in plain Python.

Layout: dimensions (1), whether there are nulls, the elements' type, length, lower bound (1); then each element as its
length and its bytes, -1 for null. The type of an array is known from the column that it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from struct import Struct
from typing import Any

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_HEAD = Struct(">iiIii")
_LENGTH = Struct(">i")
_INT8, _TEXT, _BYTEA = 20, 25, 17
_NULL = _LENGTH.pack(-1)


class Packed(bytes):
    """An array as the server takes it; `oid`: its type."""

    oid = 0


class Int8s(Packed):
    """An `int8[]`."""

    oid = 1016


class Texts(Packed):
    """A `text[]`."""

    oid = 1009


class Byteas(Packed):
    """A `bytea[]`."""

    oid = 1001


@lru_cache(maxsize=1024)
def _numbers(count: int) -> Struct:
    return Struct(">" + "iq" * count)


def int8s(values: Sequence[int | None]) -> Int8s:
    """Whole numbers, truths among them."""
    count = len(values)
    head = _HEAD.pack(1, 1, _INT8, count, 1)
    if None in values:
        one = _numbers(1)
        return Int8s(head + b"".join([_NULL if value is None else one.pack(8, value) for value in values]))
    flat: list[Any] = [8] * (2 * count)
    flat[1::2] = values
    return Int8s(head + _numbers(count).pack(*flat))


def texts(values: Sequence[str | None]) -> Texts:
    return Texts(_bytes(_TEXT, [None if value is None else value.encode() for value in values]))


def byteas(values: Sequence[bytes | None]) -> Byteas:
    return Byteas(_bytes(_BYTEA, values))


def _bytes(kind: int, values: Sequence[bytes | None]) -> bytes:
    pack = _LENGTH.pack
    parts = [_HEAD.pack(1, 1, kind, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            parts += pack(len(value)), value
    return b"".join(parts)


#: How a column of each kind is packed.
PACK: dict[str, Callable[[Sequence[Any]], Packed]] = {"int8": int8s, "text": texts, "bytea": byteas}


class _Packed(Dumper):
    format = Format.BINARY

    def dump(self, obj: Any) -> Buffer | None:
        return bytes(obj)


class _Int8s(_Packed):
    oid = Int8s.oid


class _Texts(_Packed):
    oid = Texts.oid


class _Byteas(_Packed):
    oid = Byteas.oid


def register(c: psycopg.Connection[Any]) -> None:
    """Let a connection take packed arrays as parameters."""
    for kind, dumper in ((Int8s, _Int8s), (Texts, _Texts), (Byteas, _Byteas)):
        c.adapters.register_dumper(kind, dumper)
