"""What a process case expects to see, compared with what is there. Each miss is one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from lingqu.engine.state import Status
from lingqu.kernel.values import Json
from lingqu.simulation.instances import Instance

_STATES: Mapping[Status, str] = {
    Status.RUNNING: "active",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "terminated",
    Status.SUSPENDED: "active",
}


class Seen(Protocol):
    """What a case's run has brought about."""

    @property
    def instances(self) -> Mapping[int, Instance]: ...

    @property
    def aliases(self) -> Mapping[str, int]: ...

    @property
    def process(self) -> str: ...

    @property
    def main(self) -> Instance | None: ...


def state_of(instance: Instance) -> str:
    """active, completed, terminated or incident."""
    if instance.running and instance.state.head.open_incidents:
        return "incident"
    return _STATES[instance.status]


def misses(seen: Seen, expected: Mapping[str, Any]) -> Iterator[str]:
    """What is not as expected. Unknown expectations are misses too: nothing is passed over."""
    for name, value in expected.items():
        check = _CHECKS.get(name)
        if check is None:
            yield f"expectation '{name}' is not known"
        else:
            yield from check(seen, value)


def _all(seen: Seen) -> list[Instance]:
    return list(seen.instances.values())


def _state(seen: Seen, wanted: str) -> Iterator[str]:
    yield from _state_any(seen, [wanted])


def _state_any(seen: Seen, wanted: list[str]) -> Iterator[str]:
    """An instance with an open incident is not `active` but `incident`; a case that starts none means them all."""
    main = seen.main
    judged = [main] if main is not None else [one for one in _all(seen) if one.program.id == seen.process]
    for instance in judged:
        found = state_of(instance)
        if found not in wanted:
            yield f"expected state {' or '.join(wanted)}, but it is {found}"


def _active(seen: Seen, wanted: Mapping[str, int]) -> Iterator[str]:
    found = Counter(place for one in _all(seen) if one.running for place in one.waiting())
    if found != Counter({name: count for name, count in wanted.items() if count}):
        yield f"expected active {dict(wanted)}, but it is {dict(found)}"


def _completed(seen: Seen, wanted: Mapping[str, int]) -> Iterator[str]:
    for element, count in wanted.items():
        found = sum(one.completed[element] for one in _all(seen))
        if found != count:
            yield f"expected {element} to complete {count} times, but it did {found} times"


def _never(seen: Seen, wanted: list[str]) -> Iterator[str]:
    for element in wanted:
        if any(one.completed[element] for one in _all(seen)):
            yield f"expected {element} never to complete, but it did"


def _compare(place: str, found: Mapping[str, Json], wanted: Mapping[str, Json]) -> Iterator[str]:
    for name, value in wanted.items():
        if name not in found:
            yield f"expected variable {name} in {place}, but there is none"
        elif not same_value(found[name], value):
            yield f"expected {name} = {value!r} in {place}, but it is {found[name]!r}"


def same_value(found: Json, wanted: Json) -> bool:
    """Equal as JSON: 1 is not true, 1.0 is 1."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same_value, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same_value(found[name], wanted[name]) for name in wanted)
    return bool(found == wanted)


def _variables(seen: Seen, wanted: Mapping[str, Json]) -> Iterator[str]:
    main = seen.main or next(iter(_all(seen)), None)
    yield from _compare("the instance", {} if main is None else main.variables(), wanted)


def _absent(seen: Seen, wanted: list[str]) -> Iterator[str]:
    main = seen.main
    found = {} if main is None else main.variables()
    yield from (f"expected no variable {name}, but there is one" for name in wanted if name in found)


def _local(seen: Seen, wanted: Mapping[str, Mapping[str, Json]]) -> Iterator[str]:
    for element, values in wanted.items():
        found: dict[str, Json] = {}
        for one in _all(seen):
            found.update(one.local_variables(element))
        yield from _compare(element, found, values)


def _children(seen: Seen, process: str) -> list[Instance]:
    main = seen.main
    return [one for one in _all(seen) if one.program.id == process and one is not main]


def _child_variables(seen: Seen, wanted: Mapping[str, Mapping[str, Json]]) -> Iterator[str]:
    for process, values in wanted.items():
        found = _children(seen, process)
        if not found:
            yield f"expected an instance of {process}, but there is none"
        for one in found:
            yield from _compare(process, one.variables(), values)


def _child_absent(seen: Seen, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for process, names in wanted.items():
        for one in _children(seen, process):
            yield from (f"expected no variable {name} in {process}" for name in names if name in one.variables())


def _incident(seen: Seen, wanted: Mapping[str, str]) -> Iterator[str]:
    open_ones = [
        (one.element_of(incident), incident.kind) for one in _all(seen) if one.running for incident in one.incidents
    ]
    element, kind = wanted.get("element"), wanted.get("kind")
    if not any((element in (None, e)) and (kind in (None, k)) for e, k in open_ones):
        yield f"expected an incident {dict(wanted)}, but there are {open_ones}"


def _instances(seen: Seen, wanted: Mapping[str, Any]) -> Iterator[str]:
    for process, count in wanted.items():
        found = [one for one in _all(seen) if one.program.id == process]
        if isinstance(count, int):
            if len(found) != count:
                yield f"expected {count} instances of {process}, but there are {len(found)}"
            continue
        states = Counter(_STATES[one.status] for one in found)
        for state, number in count.items():
            if states[state] != number:
                yield f"expected {number} {state} instances of {process}, but there are {states[state]}"


class _One:
    """The run seen as if there were only one instance."""

    def __init__(self, seen: Seen, key: int) -> None:
        self.instances = {key: seen.instances[key]}
        self.aliases: Mapping[str, int] = {}
        self.process = seen.process
        self.main: Instance | None = seen.instances[key]


def _per_instance(seen: Seen, wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for alias, expected in wanted.items():
        key = seen.aliases.get(alias)
        if key is None:
            yield f"expected an instance called {alias}, but there is none"
        else:
            yield from (f"{alias}: {miss}" for miss in misses(_One(seen, key), expected))


_CHECKS: Mapping[str, Callable[[Seen, Any], Iterator[str]]] = {
    "state": _state,
    "state_any": _state_any,
    "active": _active,
    "completed": _completed,
    "never": _never,
    "variables": _variables,
    "absent_variables": _absent,
    "local_variables": _local,
    "child_variables": _child_variables,
    "child_absent_variables": _child_absent,
    "incident": _incident,
    "instances": _instances,
    "per_instance": _per_instance,
}
