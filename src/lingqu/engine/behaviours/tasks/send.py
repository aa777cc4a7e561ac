"""Send task, message throw and message end event without a job: the engine publishes the message itself."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.catching import correlation_key
from lingqu.engine.flow import finish
from lingqu.engine.program import Node
from lingqu.engine.sending import packed
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    """Publish with the variables that the input mappings gave; without a message there is nothing to send."""
    trigger = node.trigger
    if trigger.name is not None:
        name = text_of(turn, n, trigger.name, "message name")
        key = correlation_key(turn, n, node)
        sent = packed(turn, turn.element(n).names)
        turn.emit(e.MessagePublished(owner=n, name=name, key=key, variables=sent.variables, large=sent.large))
    finish(turn, n, node)


BEHAVIOUR = Behaviour(begin=begin)
