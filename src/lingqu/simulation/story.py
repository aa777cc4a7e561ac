"""The story of a run: what happened, step by step, in words. For a reader who knows the drawing, not the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from lingqu.engine import events as e
from lingqu.engine.program import Program
from lingqu.engine.state import NOWHERE
from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import encode
from lingqu.simulation.instances import Instance
from lingqu.simulation.virtual import Virtual

#: A value of a variable is shown up to this many characters.
_LONGEST = 200
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def story(world: Virtual) -> tuple[Message, ...]:
    """Everything that happened in a world, in order; one sentence for each event that tells something."""
    tellers = {key: (number, _Teller(one)) for number, (key, one) in enumerate(world.instances.items(), 1)}
    told: list[Message] = []
    for key, order in world.log:
        instance = world.instances[key]
        number, teller = tellers[key]
        at, _, events = instance.history[order]
        line = {"time": shown_time(at), "process": instance.program.id, "number": number}
        told += [Message(code="simulation.story_line", params=line | {"what": what}) for what in teller.tell(events)]
    return tuple(told)


def in_words(lines: tuple[Message, ...], language: Language) -> list[str]:
    return [line.text(language) for line in lines]


def shown_time(at: int) -> str:
    """A moment (ms since 1970) as people read it, UTC."""
    try:
        return (_EPOCH + timedelta(milliseconds=at)).strftime("%Y-%m-%d %H:%M:%S")
    except OverflowError:
        return f"{at} ms"


def _say(code: str, /, **params: Any) -> Message:
    return Message(code=f"simulation.story_{code}", params=params)


class _Teller:
    """Tells the events of one instance, which come in order."""

    def __init__(self, instance: Instance) -> None:
        self._program: Program = instance.program
        self._large = instance.large
        self._elements: dict[int, int] = {}  # element instance -> ordinal
        self._names: dict[int, str] = {}  # variable -> its name
        self._passed: set[int] = set()  # element instances that were entered and left by one command

    def tell(self, events: tuple[e.Event, ...]) -> Iterator[Message]:
        left = {event.n for event in events if isinstance(event, e.ElementCompleted)}
        for event in events:
            told = self._told(event, left)
            if told is not None:
                yield told

    def _element(self, n: int) -> str:
        return self._place(self._elements.get(n, self._program.ordinal))

    def _place(self, ordinal: int) -> str:
        node = self._program.node(ordinal)
        name = " ".join(node.name.split())
        return f"{node.id} ({name})" if name and name != node.id else node.id or node.kind

    def _value(self, event: e.VariableCreated | e.VariableUpdated) -> str:
        value = self._large.get(event.large.hash) if event.large is not None else event.value
        text = encode(value).decode()
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"

    def _rules(self, event: e.DecisionEvaluated) -> str:
        """The numbers of the rules that matched in the table that was asked."""
        details = self._large.get(event.large.hash) if event.large is not None else event.details
        tables = details["decisions"][-1]["tables"] if details is not None else []
        return ", ".join(str(rule["index"]) for rule in tables[-1]["rules"]) if tables else ""

    def _told(self, event: e.Event, left: set[int]) -> Message | None:
        match event:
            case e.ElementActivated() | e.ElementActivating():
                known = event.n in self._elements
                self._elements[event.n] = event.element
                if known:
                    return None
                if event.n not in left:
                    return _say("entered", element=self._place(event.element))
                self._passed.add(event.n)
                return _say("passed", element=self._place(event.element))
            case e.ElementCompleted():
                return None if event.n in self._passed else _say("left", element=self._element(event.n))
            case e.ElementTerminated():
                return _say("ended", element=self._element(event.n))
            case e.FlowTaken():
                return None if event.join == NOWHERE else _say("parked", element=self._place(event.join))
            case e.TokensJoined():
                return _say("joined", element=self._place(event.join), count=len(event.tokens))
            case e.VariableCreated():
                self._names[event.n] = event.name
                return _say("variable", name=event.name, value=self._value(event))
            case e.VariableUpdated():
                return _say("variable", name=self._names.get(event.n, "?"), value=self._value(event))
            case e.JobCreated():
                return _say("job", element=self._element(event.owner), type=event.type)
            case e.TaskCreated():
                return _say("task", element=self._element(event.owner))
            case e.TimerScheduled():
                return _say("timer", element=self._place(event.element), due=shown_time(event.due))
            case e.SubscriptionOpened():
                return _say("subscription", element=self._place(event.element), name=event.name, key=event.key)
            case e.DecisionEvaluated() if not event.failure:
                rules = self._rules(event)
                element = self._element(event.owner)
                return _say("ruled", element=element, rules=rules) if rules else _say("decided", element=element)
            case e.IncidentRaised():
                why = Message(code=event.code, params=event.params)
                return _say("incident", element=self._element(event.owner), kind=event.kind, why=why)
            case e.ChildCalled():
                return _say("child", element=self._element(event.owner))
            case e.LoopStarted():
                return _say("loop", element=self._element(event.n), total=event.total)
            case _:
                pass
        plain = _PLAIN.get(type(event))
        if plain is not None:
            return plain(event)
        if isinstance(event, _SILENT):
            return None
        fields = ", ".join(f"{name}={value}" for name, value in msgspec.structs.asdict(event).items())
        return _say("other", event=type(event).__name__, fields=fields)


_PLAIN: Mapping[type[e.Event], Callable[[Any], Message]] = {
    e.InstanceStarted: lambda _: _say("started"),
    e.InstanceCompleted: lambda _: _say("completed"),
    e.InstanceCancelled: lambda _: _say("cancelled"),
    e.InstanceFailed: lambda event: _say("failed", code=event.code),
    e.InstanceSuspended: lambda _: _say("suspended"),
    e.InstanceResumed: lambda _: _say("resumed"),
    e.TimerFired: lambda _: _say("fired"),
    e.SubscriptionMatched: lambda _: _say("matched"),
    e.MessagePublished: lambda event: _say("message", name=event.name, key=event.key),
    e.SignalThrown: lambda event: _say("signal", name=event.name),
    e.JobErrorThrown: lambda event: _say("error", code=event.code),
    e.JobFailed: lambda event: _say("job_failed", retries=event.retries, error=event.error),
    e.IncidentResolved: lambda _: _say("resolved"),
}
#: What the sentences beside it say already.
_SILENT = (
    e.ElementCompleting,
    e.ElementTerminating,
    e.SequelPlanned,
    e.SequelEnded,
    e.JobCompleted,
    e.JobCancelled,
    e.TaskCompleted,
    e.TaskCancelled,
    e.TimerCancelled,
    e.SubscriptionClosed,
    e.ConditionClosed,
    e.TokensDropped,
    e.ChildReturned,
    e.OutputCollected,
    e.InstanceTitled,
)
