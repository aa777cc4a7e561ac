"""Tokens on their way and at joins."""

from __future__ import annotations

from lingqu.engine.events.event import Event
from lingqu.engine.state import NOWHERE, Token


class FlowTaken(Event, frozen=True):
    """A token is on its way. `join` is the ordinal of the gateway at which it now waits, or NOWHERE."""

    flow: int
    source: int
    scope: int
    join: int = NOWHERE


class TokensJoined(Event, frozen=True):
    """The join consumes these parked tokens; its ElementActivated follows and takes them off the flows."""

    scope: int
    join: int
    tokens: tuple[Token, ...]


class GatewayOpened(Event, frozen=True):
    """A complex gateway is activated by `by` with a token of each of these flows: from now on it waits for reset."""

    scope: int
    gateway: int
    by: int
    flows: tuple[int, ...]


class GatewayReset(Event, frozen=True):
    """A complex gateway waits for its start again."""

    scope: int
    gateway: int


class TokensDropped(Event, frozen=True):
    """Parked or flowing tokens vanish: their scope ends, a rewind takes them back, a complex gateway resets."""

    scope: int
    join: int
    tokens: tuple[Token, ...]


class TokensRestored(Event, frozen=True):
    """A rewind puts tokens back on their flows; at `join` they are parked again, else an activation follows."""

    scope: int
    join: int
    tokens: tuple[Token, ...]
