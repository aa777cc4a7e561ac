"""Golden blobs: what was once written is read for ever.

A new record, event or command needs a new line: LINGQU_GOLDEN=write adds the missing ones. A line that is there is
never changed.
"""

import os
import types
import typing
from decimal import Decimal
from enum import IntEnum
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from lingqu.approvals.events import ApprovalEvent
from lingqu.approvals.state import Book, Round
from lingqu.engine.commands import Command
from lingqu.engine.events import Event
from lingqu.engine.state import Head, Record
from lingqu.kernel.errors import Conflict
from lingqu.kernel.values import Json, ValueRef
from lingqu.runtime import blobs

GOLDEN = Path(__file__).parent / "golden"


def sample(kind, place=0):
    """A value of that type in which no field has its default, so that a lost field shows."""
    origin = typing.get_origin(kind)
    if kind is Json or kind is typing.Any:
        return {"amount": Decimal("12.50"), "names": ["华东", None, True, 7]}
    if kind is ValueRef:
        return ValueRef("ab" * 32, 5000 + place)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = typing.get_type_hints(kind)
        names = [field.name for field in msgspec.structs.fields(kind)]
        return kind(**{name: sample(hints[name], at + 1) for at, name in enumerate(names)})
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return list(kind)[-1]
    if origin is typing.Literal:
        return typing.get_args(kind)[-1]
    if origin in (typing.Union, types.UnionType):
        return sample(next(arm for arm in typing.get_args(kind) if arm is not type(None)), place)
    if origin is list:
        return [sample(typing.get_args(kind)[0], place)]
    if origin is tuple:
        arms = typing.get_args(kind)
        return (
            (sample(arms[0], place),)
            if arms[-1] is ...
            else tuple(sample(arm, place + n) for n, arm in enumerate(arms))
        )
    if origin is dict or origin is typing.get_origin(typing.Mapping[str, str]):
        name, value = typing.get_args(kind)
        return {sample(name, place): sample(value, place)}
    return {int: 100 + place, str: f"text {place}", bool: True, Decimal: Decimal("2.50")}[kind]


def samples(file):
    match file:
        case "records":
            return {arm.__name__: sample(arm) for arm in typing.get_args(Record)}
        case "events":
            return {arm.__name__: sample(arm) for root in (Event, ApprovalEvent) for arm in root.__subclasses__()}
        case "commands":
            return {arm.__name__: sample(arm) for arm in Command.__subclasses__()}
    return {arm.__name__: sample(arm) for arm in (Head, Book, Round)}


def write(file, value):
    match file:
        case "records":
            return blobs.page.encode({value.n: value}, 1)[1]
        case "events":
            return blobs.history.encode([value], 1)[1]
        case "commands":
            return blobs.letter.encode(value, 1)[1]
    if isinstance(value, Head):
        return blobs.first_page.encode((value, {}), 1)[1]
    return (blobs.book if isinstance(value, Book) else blobs.round_).encode(value, 1)[1]


def read(file, name, data):
    match file:
        case "records":
            return next(iter(blobs.page.decode(1, data).values()))
        case "events":
            return next(iter(blobs.history.decode(1, data)))
        case "commands":
            return blobs.letter.decode(1, data)
    if name == "Head":
        return blobs.first_page.decode(1, data)[0]
    return (blobs.book if name == "Book" else blobs.round_).decode(1, data)


def golden(file):
    """{kind or kind@version: line}; LINGQU_GOLDEN=write adds a line for each new kind and each new shape of one."""
    path = GOLDEN / f"{file}-1.jsonl"
    known = dict(line.split(" ", 1) for line in path.read_text("utf-8").splitlines()) if path.exists() else {}
    if os.environ.get("LINGQU_GOLDEN") == "write":
        for name, value in samples(file).items():
            line, versions = write(file, value).decode(), versions_of(known, name)
            if not versions or known[versions[-1]] != line:
                known[f"{name}@{len(versions) + 1}" if versions else name] = line
        GOLDEN.mkdir(exist_ok=True)
        path.write_text("".join(f"{name} {known[name]}\n" for name in sorted(known)), "utf-8")
    return known


def versions_of(known, name):
    """The names of a kind's lines, the oldest shape first: it was `Kind`, then `Kind@2`, …"""
    found = [one for one in known if kind_of(one) == name]
    return sorted(found, key=lambda one: int(one.partition("@")[2] or 1))


def kind_of(name):
    return name.partition("@")[0]


FILES = ("records", "events", "commands", "heads")


@pytest.mark.parametrize("file", FILES)
def test_every_kind_has_a_golden_line(file):
    assert {kind_of(name) for name in golden(file)} == set(samples(file))


@pytest.mark.parametrize("file", FILES)
def test_every_shape_has_a_golden_line(file):
    """A field that was added is stored for ever too: the last line of a kind holds all that is written now."""
    known = golden(file)
    for name, value in samples(file).items():
        assert known[versions_of(known, name)[-1]] == write(file, value).decode(), (
            f"run with LINGQU_GOLDEN=write: {name}"
        )


@pytest.mark.parametrize("file", FILES)
def test_a_later_shape_only_adds_at_the_end(file):
    known = golden(file)
    for name in samples(file):
        shapes = [msgspec.json.decode(known[one]) for one in versions_of(known, name)]
        for before, after in pairwise(shapes):
            assert starts_with(after, before), f"{name}: make a new kind and an upcast instead"


@pytest.mark.parametrize("file", FILES)
def test_golden_lines_are_read_to_the_last_digit(file):
    for version, line in golden(file).items():
        name = kind_of(version)
        value = read(file, name, line.encode())
        assert type(value).__name__ == name
        written = msgspec.json.decode(write(file, value))
        kept = msgspec.json.decode(line)
        assert starts_with(written, kept), version
        assert "12.50" not in line or b"12.50" in write(file, value)


def starts_with(now, then):
    """Fields may have been added at the end, at any depth; nothing else may have changed."""
    if isinstance(then, list):
        return len(now) >= len(then) and all(starts_with(a, b) for a, b in zip(now, then, strict=False))
    if isinstance(then, dict):
        return now.keys() == then.keys() and all(starts_with(now[name], then[name]) for name in then)
    return now == then


@pytest.mark.parametrize("file", FILES)
def test_what_is_written_now_is_read_back_the_same(file):
    for name, value in samples(file).items():
        assert read(file, name, write(file, value)) == value


def test_a_newer_format_is_refused():
    with pytest.raises(Conflict, match="too old"):
        blobs.page.decode(2, b"[]")


def test_a_node_writes_no_format_that_is_not_allowed():
    assert blobs.page.encode({}, 1)[0] == 1
