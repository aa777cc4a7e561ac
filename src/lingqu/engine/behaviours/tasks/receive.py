"""Receive task and intermediate catch event: wait for a message, a signal or a time."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine.catching import open_catches, plan_catch
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.turn import Behaviour, Turn
from lingqu.kernel.values import Json


def begin(turn: Turn, n: int, node: Node) -> None:
    open_catches(turn, n, plan_catch(turn, n, node))


def caught(turn: Turn, n: int, node: Node, catcher: Node, brought: Mapping[str, Json]) -> None:  # noqa: ARG001 - shape
    finish(turn, n, node, brought)


BEHAVIOUR = Behaviour(begin=begin, caught=caught)
