"""Of other instances: what a called one and its caller tell each other."""

from __future__ import annotations

from typing import Literal

from lingqu.engine.commands.command import Command
from lingqu.kernel.values import Json


class ChildCompleted(Command, frozen=True, kw_only=True):
    """Letter from a called instance to the call activity's element instance."""

    owner: int
    child: int
    variables: dict[str, Json] = {}


class ChildFailed(Command, frozen=True, kw_only=True):
    """Letter: a called instance ended by an uncaught BPMN error, or was cancelled (`code` empty)."""

    owner: int
    child: int
    kind: Literal["error", "cancelled"] = "error"
    code: str = ""
    variables: dict[str, Json] = {}


class CatchEscalation(Command, frozen=True, kw_only=True):
    """Letter: nobody in the called instance catches the escalation; `thrower` is the key of what threw it."""

    owner: int
    child: int
    thrower: int
    code: str = ""
    variables: dict[str, Json] = {}


class CatchError(Command, frozen=True, kw_only=True):
    """Letter: nobody in the called instance catches the error; `thrower` is the key of what threw it."""

    owner: int
    child: int
    thrower: int
    code: str = ""
    error: str = ""
    variables: dict[str, Json] = {}


class ReturnError(Command, frozen=True, kw_only=True):
    """Letter: nobody further up catches the error that element instance `thrower` threw."""

    thrower: int
    code: str = ""
    error: str = ""


class ReturnEscalation(Command, frozen=True, kw_only=True):
    """Letter: the escalation that element instance `thrower` threw was judged further up; it goes on."""

    thrower: int
    caught: bool = False
