"""What a process case expects to see, compared with what is there. Each miss is one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, Protocol

import msgspec

import lingqu.simulation.messages  # noqa: F401 - registers the texts of the codes used here
from lingqu.engine.state import Status
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, encode
from lingqu.simulation.instances import Instance

Told = Iterator[Message]
State = Literal["active", "completed", "terminated", "incident"]

_STATES: Mapping[Status, str] = {
    Status.RUNNING: "active",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "terminated",
    Status.SUSPENDED: "active",
}


class Seen(Protocol):
    """What a case's run has brought about. `elements`: ids of all that is deployed."""

    @property
    def instances(self) -> Mapping[int, Instance]: ...

    @property
    def aliases(self) -> Mapping[str, int]: ...

    @property
    def process(self) -> str: ...

    @property
    def main(self) -> Instance | None: ...

    @property
    def elements(self) -> frozenset[str]: ...


def miss(code: str, /, **params: Any) -> Message:
    return Message(code=f"simulation.{code}", params=params)


def state_of(instance: Instance) -> str:
    """active, completed, terminated or incident."""
    if instance.running and instance.state.head.open_incidents:
        return "incident"
    return _STATES[instance.status]


def misses(seen: Seen, expected: Mapping[str, Any]) -> Told:
    """What is not as expected. Expectations that are unknown, malformed or about nothing are misses too."""
    for name, value in expected.items():
        check = _CHECKS.get(name)
        if check is None:
            yield miss("unknown_expectation", name=name)
            continue
        try:
            wanted = msgspec.convert(value, check.shape)
        except msgspec.ValidationError as wrong:
            yield miss("bad_expectation", name=name, reason=str(wrong))
            continue
        if check.by_element and seen.elements:
            yield from (miss("unknown_element", name=name, element=one) for one in wanted if one not in seen.elements)
        yield from check.look(seen, wanted)


def _all(seen: Seen) -> list[Instance]:
    return list(seen.instances.values())


def _shown(value: Any) -> str:
    return encode(value).decode()


def _state(seen: Seen, wanted: str) -> Told:
    yield from _state_any(seen, [wanted])


def _state_any(seen: Seen, wanted: list[str]) -> Told:
    """An instance with an open incident is not `active` but `incident`; a case that starts none means them all."""
    main = seen.main
    judged = [main] if main is not None else [one for one in _all(seen) if one.program.id == seen.process]
    for instance in judged:
        found = state_of(instance)
        if found not in wanted:
            yield miss("state", wanted=" | ".join(wanted), found=found)


def _active(seen: Seen, wanted: Mapping[str, int]) -> Told:
    found = Counter(place for one in _all(seen) if one.running for place in one.waiting())
    if found != Counter({name: count for name, count in wanted.items() if count}):
        yield miss("active", wanted=_shown(wanted), found=_shown(dict(found)))


def _completed(seen: Seen, wanted: Mapping[str, int]) -> Told:
    for element, count in wanted.items():
        found = sum(one.completed[element] for one in _all(seen))
        if found != count:
            yield miss("completed", element=element, wanted=count, found=found)


def _never(seen: Seen, wanted: list[str]) -> Told:
    for element in wanted:
        if any(one.completed[element] for one in _all(seen)):
            yield miss("never", element=element)


def _compare(place: str | Message, found: Mapping[str, Json], wanted: Mapping[str, Json]) -> Told:
    for name, value in wanted.items():
        if name not in found:
            yield miss("no_variable", name=name, place=place)
        elif not same_value(found[name], value):
            yield miss("value", name=name, place=place, wanted=_shown(value), found=_shown(found[name]))


def same_value(found: Json, wanted: Json) -> bool:
    """Equal as JSON: 1 is not true, 1.0 is 1."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same_value, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same_value(found[name], wanted[name]) for name in wanted)
    return bool(found == wanted)


_INSTANCE = miss("the_instance")


def _variables(seen: Seen, wanted: Mapping[str, Json]) -> Told:
    main = seen.main or next(iter(_all(seen)), None)
    yield from _compare(_INSTANCE, {} if main is None else main.variables(), wanted)


def _absent(seen: Seen, wanted: list[str]) -> Told:
    main = seen.main
    found = {} if main is None else main.variables()
    yield from (miss("a_variable", name=name, place=_INSTANCE) for name in wanted if name in found)


def _local(seen: Seen, wanted: Mapping[str, Mapping[str, Json]]) -> Told:
    for element, values in wanted.items():
        found: dict[str, Json] = {}
        for one in _all(seen):
            found.update(one.local_variables(element))
        yield from _compare(element, found, values)


def _children(seen: Seen, process: str) -> list[Instance]:
    main = seen.main
    return [one for one in _all(seen) if one.program.id == process and one is not main]


def _child_variables(seen: Seen, wanted: Mapping[str, Mapping[str, Json]]) -> Told:
    for process, values in wanted.items():
        found = _children(seen, process)
        if not found:
            yield miss("no_child", process=process)
        for one in found:
            yield from _compare(process, one.variables(), values)


def _child_absent(seen: Seen, wanted: Mapping[str, list[str]]) -> Told:
    for process, names in wanted.items():
        for one in _children(seen, process):
            yield from (miss("a_variable", name=name, place=process) for name in names if name in one.variables())


class _Incident(msgspec.Struct, forbid_unknown_fields=True):
    element: str | None = None
    kind: str | None = None


def _incident(seen: Seen, wanted: _Incident) -> Told:
    open_ones = [
        {"element": one.element_of(incident), "kind": incident.kind}
        for one in _all(seen)
        if one.running
        for incident in one.incidents
    ]
    asked = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not None}
    if not any(asked.items() <= one.items() for one in open_ones):
        yield miss("incident", wanted=_shown(asked), found=_shown(open_ones))


def _instances(seen: Seen, wanted: Mapping[str, int | Mapping[str, int]]) -> Told:
    for process, count in wanted.items():
        found = [one for one in _all(seen) if one.program.id == process]
        if isinstance(count, int):
            if len(found) != count:
                yield miss("instances", process=process, state="", wanted=count, found=len(found))
            continue
        states = Counter(_STATES[one.status] for one in found)
        for state, number in count.items():
            if states[state] != number:
                yield miss("instances", process=process, state=state, wanted=number, found=states[state])


class _One:
    """The run seen as if there were only one instance."""

    def __init__(self, seen: Seen, key: int) -> None:
        self.instances = {key: seen.instances[key]}
        self.aliases: Mapping[str, int] = {}
        self.process = seen.process
        self.main: Instance | None = seen.instances[key]
        self.elements = seen.elements


def _per_instance(seen: Seen, wanted: Mapping[str, Mapping[str, Any]]) -> Told:
    for alias, expected in wanted.items():
        key = seen.aliases.get(alias)
        if key is None:
            yield miss("no_alias", alias=alias)
        else:
            yield from (miss("at", place=alias, what=one) for one in misses(_One(seen, key), expected))


class _Check(NamedTuple):
    """What an expectation's value must look like, how it is looked at, and whether it lists elements by id."""

    shape: Any
    look: Callable[[Seen, Any], Told]
    by_element: bool = False


_CHECKS: Mapping[str, _Check] = {
    "state": _Check(State, _state),
    "state_any": _Check(list[State], _state_any),
    "active": _Check(dict[str, int], _active, by_element=True),
    "completed": _Check(dict[str, int], _completed, by_element=True),
    "never": _Check(list[str], _never, by_element=True),
    "variables": _Check(dict[str, Any], _variables),
    "absent_variables": _Check(list[str], _absent),
    "local_variables": _Check(dict[str, dict[str, Any]], _local, by_element=True),
    "child_variables": _Check(dict[str, dict[str, Any]], _child_variables),
    "child_absent_variables": _Check(dict[str, list[str]], _child_absent),
    "incident": _Check(_Incident, _incident),
    "instances": _Check(dict[str, int | dict[Literal["active", "completed", "terminated"], int]], _instances),
    "per_instance": _Check(dict[str, dict[str, Any]], _per_instance),
}
