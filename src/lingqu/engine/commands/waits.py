"""Of what was awaited and has come."""

from __future__ import annotations

from lingqu.engine.commands.command import Command
from lingqu.kernel.values import Json


class FireTimer(Command, frozen=True, kw_only=True):
    timer: int


class CorrelateMessage(Command, frozen=True, kw_only=True):
    """A message (or signal) came to a subscription of this instance."""

    subscription: int
    message: int
    variables: dict[str, Json] = {}
