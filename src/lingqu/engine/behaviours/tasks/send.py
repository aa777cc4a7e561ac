"""Send task, message throw and message end event without a job: the engine publishes the message itself."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine import events as e
from lingqu.engine.catching import key_of, key_text
from lingqu.engine.flow import finish
from lingqu.engine.program import Node, Trigger
from lingqu.engine.sending import packed
from lingqu.engine.timers import length_of
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import text_of


def begin(turn: Turn, n: int, node: Node) -> None:
    publication(turn, n, node.trigger)()
    finish(turn, n, node)


def publication(turn: Turn, n: int, trigger: Trigger) -> Callable[[], None]:
    """What publishes the message with the variables that the input mappings gave. Raises Stuck.

    Without a message there is nothing to send.
    """
    if trigger.name is None:
        return lambda: None
    name = text_of(turn, n, trigger.name, "message name")
    key = key_of(turn, n, trigger)
    ttl = length_of(turn, n, trigger.ttl, "time to live")
    id_ = "" if trigger.message is None else key_text(turn, n, trigger.message, "message id")
    sent = packed(turn, turn.element(n).names)
    return lambda: turn.emit(
        e.MessagePublished(
            n=turn.head.next,
            owner=n,
            name=name,
            key=key,
            ttl=ttl,
            variables=sent.variables,
            large=sent.large,
            id=id_,
        )
    )


BEHAVIOUR = Behaviour(begin=begin)
