"""What a check says: problems for people and programs, and what a rule hands in to make them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.checks.view import View
from lingqu.kernel.messages import Message
from lingqu.model.bpmn import Element

#: error: it cannot be deployed; warning: it runs, but hardly as meant; info: it could be drawn better.
Severity: TypeAlias = Literal["error", "warning", "info"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a story: what acts, and the ids on which tokens are drawn after it (one entry a token)."""

    element: str
    tokens: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a drawing."""

    element: str  # id of what is drawn (the event, not its definition); "" for an element without
    code: str  # of the rule; stable, for programs
    severity: Severity
    message: Message  # zh and en
    line: int  # in the XML, of the very part; 0 = unknown
    ordinal: int = 0  # of the element: unique even where ids are not
    trace: tuple[Step, ...] = ()  # a story that leads there, for what can be played
    fixable: bool = False  # `fix` can put it right


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule found at an element: the rule's own message, or another of this room's, or a finished one."""

    element: Element
    text: str = ""  # name of the message; "" = that of the rule
    params: Mapping[str, Any] = {}
    message: Message | None = None
    severity: Severity | None = None  # where it differs from the rule's


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: its code, how bad what it finds is, and how it looks."""

    code: str
    severity: Severity
    house: bool = False  # a matter of taste, not among the default rules
    find: Callable[[View], Iterator[Found]]


def called(element: Element) -> str:
    """What a person calls an element."""
    return element.name or element.id or f"#{element.ordinal}"
