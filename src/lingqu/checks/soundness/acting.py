"""How acts begin: the tokens they take and the messages they consume."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lingqu.checks.soundness.net import NOTHING, Move
from lingqu.checks.soundness.scopes import Builder
from lingqu.model.bpmn import FlowNode


def heard(build: Builder, node: FlowNode, act: Move) -> Iterator[Move]:
    """The act for each message that it can consume; unchanged where messages come from outside."""
    messages = build.hears.get(node.ordinal, ())
    if not messages:
        yield act
    for message in messages:
        yield msgspec.structs.replace(act, need=act.need | {message}, take=act.take | {message})


def act_of(build: Builder, node: FlowNode, *places: int) -> Move:
    """A node takes the tokens in these places, and sends what it sends."""
    took = frozenset(places)
    return Move(elements=(node.ordinal,), need=took, take=took, add=build.sends.get(node.ordinal, NOTHING))
