"""Golden files: what was stored once is read for ever, and a field that is added comes at the end with a default."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from lingqu.approvals import events as e
from lingqu.approvals.policy import Policy
from lingqu.approvals.state import Book, Round

GOLDEN = Path(__file__).parent / "golden"
_encode = msgspec.json.Encoder(decimal_format="number").encode


def lines(name: str) -> list[bytes]:
    return (GOLDEN / name).read_bytes().splitlines()


def same(stored: bytes, kind) -> None:
    """Read, written and read again it is equal; what was stored is still there, in its places."""
    decoder = msgspec.json.Decoder(kind, float_hook=Decimal)
    value = decoder.decode(stored)
    assert decoder.decode(_encode(value)) == value
    old, new = msgspec.json.decode(stored), msgspec.json.decode(_encode(value))
    assert new[: len(old)] == old


def test_one_of_each_event_is_kept():
    assert {msgspec.json.decode(line)[0] for line in lines("events-1.jsonl")} == {
        event.__name__ for event in e.ApprovalEvent.__subclasses__()
    }


@pytest.mark.parametrize("line", lines("events-1.jsonl"))
def test_events_of_format_1_are_read(line):
    same(line, e.AnyApprovalEvent)


@pytest.mark.parametrize("line", lines("policies-1.jsonl"))
def test_policies_of_format_1_are_read(line):
    same(line, Policy)


@pytest.mark.parametrize(("name", "kind"), [("round-1.json", Round), ("book-1.json", Book)])
def test_pages_of_format_1_are_read(name, kind):
    same((GOLDEN / name).read_bytes(), kind)
