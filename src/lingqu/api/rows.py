"""Rows of a file that was sent: NDJSON (an object a line) or CSV (the header names the variables).

A CSV cell that is a JSON literal (`12.50`, `true`, `"017"`, `{"a": 1}`) is that value, any other is text; an empty one
is no variable. A row that cannot be read is told as such and does not end the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO, Literal

from lingqu.kernel.errors import Invalid, Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, decode, normalise
from lingqu.runtime.bulk import Row

#: Bytes (NDJSON) or characters of a cell (CSV) of a row at most.
LONGEST = 1 << 20

Format = Literal["csv", "ndjson"]


def read(file: IO[bytes], form: Format) -> Iterator[Row]:
    """The rows, numbered from 1; blank lines count for nothing. Raises Invalid for a header that is none."""
    return _csv(file) if form == "csv" else _ndjson(file)


def _ndjson(file: IO[bytes]) -> Iterator[Row]:
    number = 0
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            yield number + 1, _bad(number + 1, "long", most=LONGEST)
            return  # where the next row begins nobody can tell cheaply
        if line.strip():
            number += 1
            yield number, _object(number, line)


def _object(number: int, line: bytes) -> dict[str, Json] | Rejected:
    try:
        value = normalise(decode(line), f"row {number}")
    except Invalid as wrong:
        return Invalid("api.bad_row", row=number, reason=wrong.message)
    return value if isinstance(value, dict) else _bad(number, "no_object")


def _csv(file: IO[bytes]) -> Iterator[Row]:
    reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True)
    header = [name.strip() for name in _next(reader, 0) or []]
    if not header or not all(header) or len(set(header)) < len(header):
        raise _bad(0, "header")
    number = 0
    while True:
        try:
            cells = _next(reader, number + 1)
        except Invalid as wrong:
            yield number + 1, wrong
            return  # a quote that is not closed: what follows is not to be trusted
        if cells is None:
            return
        if not cells:
            continue
        number += 1
        yield number, _variables(number, header, cells)


def _next(reader: Iterator[list[str]], number: int) -> list[str] | None:
    try:
        return next(reader, None)
    except UnicodeDecodeError:
        raise _bad(number, "encoding") from None
    except csv.Error as wrong:
        raise Invalid("api.bad_row", row=number, reason=str(wrong)) from None


def _variables(number: int, header: list[str], cells: list[str]) -> dict[str, Json] | Rejected:
    if len(cells) != len(header):
        return _bad(number, "cells", found=len(cells), columns=len(header))
    try:
        return {name: normalise(_value(cell), name) for name, cell in zip(header, cells, strict=True) if cell}
    except Invalid as wrong:
        return Invalid("api.bad_row", row=number, reason=wrong.message)


def _value(cell: str) -> Json:
    try:
        return decode(cell)
    except Invalid:
        return cell


def _bad(number: int, why: str, **params: int) -> Invalid:
    return Invalid("api.bad_row", row=number, reason=Message(code=f"api.why_row_{why}", params=params))
