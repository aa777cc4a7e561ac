"""Variables and scopes: a name is looked for from the inside out; results travel outward, mappings stay local.

The rules are those of Camunda 8: input mappings create local variables; a result without output mapping goes to the
nearest scope outward that knows its name, else to the root; with output mappings only their targets travel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import Assignment
from lingqu.engine.state import NOWHERE, ROOT, ElementInstance, Variable
from lingqu.engine.turn import Turn, sized
from lingqu.engine.types import fits
from lingqu.kernel.values import Json

_MISSING: Any = object()


# ---- looking up ---------------------------------------------------------------------------------------------------


def find(turn: Turn, scope: int, name: str) -> Json:
    """The value of a name as seen from a scope; a marker if there is none."""
    draft: Any = turn.draft
    while scope != NOWHERE:
        place = draft.find(scope)
        at = place.names.get(name)
        if at is not None:
            variable = draft.find(at)
            return turn.fetch(variable.large) if variable.large is not None else variable.value
        if place.loop is not None and name in LOOP_NAMES:
            return LOOP_NAMES[name](place)
        scope = place.scope
    return _shared(turn) if name == SHARED else _MISSING


#: The name under which all processes of a tenant find what they share.
SHARED = "camunda"


def _shared(turn: Turn) -> Json:
    """What the tenant's processes share. Raises Lack if it is not at hand."""
    known, tenant = turn.world.shared, turn.head.tenant
    if known is None:
        return _MISSING
    if tenant not in known:
        raise Lack(Needs(shared=frozenset({tenant})))
    return known[tenant]


#: What a multi-instance body tells of itself, by the names of the standard.
LOOP_NAMES: Mapping[str, Any] = {
    "numberOfInstances": lambda body: body.loop.total,
    "numberOfActiveInstances": lambda body: body.loop.started - body.loop.completed - body.loop.terminated,
    "numberOfCompletedInstances": lambda body: body.loop.completed,
    "numberOfTerminatedInstances": lambda body: body.loop.terminated,
}


def seen(turn: Turn, scope: int, names: Iterable[str], over: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """The values of those names that exist, as seen from a scope; `over` stands before everything else."""
    found: dict[str, Json] = {}
    for name in names:
        value = over[name] if over is not None and name in over else find(turn, scope, name)
        if value is not _MISSING:
            found[name] = value
    return found


def value_of(turn: Turn, scope: int, formula: Formula, over: Mapping[str, Json] | None = None) -> Json:
    """The value of a formula as seen from a scope. Raises Stuck if it has none."""
    if formula.expression is None:
        return formula.fixed
    return formula.checked(seen(turn, scope, formula.names, over), turn.at, turn.world.zone, turn.budget)


def visible(turn: Turn, scope: int) -> dict[str, int]:
    """The counters of all variables that can be seen from a scope, by name."""
    places: dict[str, int] = {}
    for place in outward(turn, scope):
        for name, at in place.names.items():
            places.setdefault(name, at)
    return places


def local(turn: Turn, scope: int) -> dict[str, Json]:
    """The variables of one scope alone; large ones that are not at hand are asked for all at once."""
    draft: Any = turn.draft
    records: dict[str, Variable] = {name: draft.find(at) for name, at in turn.element(scope).names.items()}
    turn.want({record.large for record in records.values() if record.large is not None})
    return {
        name: record.value if record.large is None else turn.fetch(record.large) for name, record in records.items()
    }


def outward(turn: Turn, scope: int) -> Iterator[ElementInstance]:
    """The element instance and all scopes around it, from the inside out."""
    while scope != NOWHERE:
        place = turn.element(scope)
        yield place
        scope = place.scope


# ---- writing ------------------------------------------------------------------------------------------------------


def set_local(turn: Turn, scope: int, name: str, value: Json) -> None:
    """Set a variable in exactly this scope."""
    at = turn.element(scope).names.get(name)
    plain, large = sized(turn, value)
    if scope == ROOT:
        turn.changed.add(name)
    if name in turn.program.watched:
        turn.dirty.add(scope)
    if name in turn.program.types:
        turn.typed[name] = value
    if at is None:
        turn.emit(e.VariableCreated(n=turn.head.next, scope=scope, name=name, value=plain, large=large))
        return
    before: Any = turn.draft.find(at)
    if not _same(before, plain, large):
        turn.emit(e.VariableUpdated(n=at, value=plain, large=large))


def _same(before: Variable, value: Json, large: Any) -> bool:
    """Whether a variable holds this already; containers and decimals are written again, it is cheaper than to look."""
    if large is not None:
        return before.large is not None and before.large.hash == large.hash
    kind = type(value)
    return (
        before.large is None
        and type(before.value) is kind
        and (value is None or kind is str or kind is int or kind is bool)
        and bool(before.value == value)
    )


def merge(turn: Turn, scope: int, values: Mapping[str, Json]) -> None:
    """Set each variable in the nearest scope outward that knows its name, else in the root."""
    for name, value in values.items():
        home = next((place.n for place in outward(turn, scope) if name in place.names), ROOT)
        set_local(turn, home, name, value)


# ---- mappings -----------------------------------------------------------------------------------------------------


def mapped(
    turn: Turn, scope: int, assignments: tuple[Assignment, ...], over: Mapping[str, Json] | None = None
) -> dict[str, Json]:
    """What the mappings give, in their order; each sees what those before it gave. Raises Stuck.

    `over` stands before the variables of the scope.
    """
    seen_first: dict[str, Json] = dict(over or {})
    given: dict[str, Json] = {}
    for assignment in assignments:
        try:
            value = value_of(turn, scope, assignment.source, seen_first)
        except Stuck as why:
            target = ".".join(assignment.target)
            raise Stuck(incidents.IO_MAPPING, "mapping_failed", **{**why.params, "target": target}) from None
        first, *path = assignment.target
        if path:
            before = seen_first[first] if first in seen_first else find(turn, scope, first)
            value = _within(before, path, value)
        expect_fit(turn, first, value)
        given[first] = seen_first[first] = value
    return given


def expect_fit(turn: Turn, name: str, value: Json) -> None:
    """What is to be written must be of the type that the process says of that variable. Raises Stuck."""
    types = turn.program.types
    if types and not fits(types, name, value):
        raise Stuck(incidents.VARIABLE_TYPE, "wrong_type", name=name, wanted=types[name], found=shown(value))


def _within(before: Json, path: list[str], value: Json) -> Json:
    """A copy of a context in which the path leads to the value."""
    context = dict(before) if isinstance(before, dict) else {}
    inner = context
    for name in path[:-1]:
        deeper = inner.get(name)
        inner[name] = dict(deeper) if isinstance(deeper, dict) else {}
        inner = inner[name]
    inner[path[-1]] = value
    return context


# ---- what a formula must yield --------------------------------------------------------------------------------------


def text_of(turn: Turn, scope: int, formula: Formula, what: str) -> str:
    """A text that is not empty. Raises Stuck."""
    value = value_of(turn, scope, formula)
    if isinstance(value, str) and value:
        return value
    raise Stuck(incidents.EXPRESSION, "not_text", what=what, text=formula.text, **found_of(turn, scope, formula, value))


def whole_of(turn: Turn, scope: int, formula: Formula, what: str) -> int:
    """A whole number of at least 0; a fixed text may hold its digits. Raises Stuck."""
    value = value_of(turn, scope, formula)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, int | str | bool | dict | list) and value is not None and value == int(value) >= 0:
        return int(value)
    raise Stuck(
        incidents.EXPRESSION, "not_whole", what=what, text=formula.text, **found_of(turn, scope, formula, value)
    )


def list_of(turn: Turn, scope: int, formula: Formula, what: str) -> list[Json]:
    """A list. Raises Stuck."""
    value = value_of(turn, scope, formula)
    if isinstance(value, list):
        return value
    raise Stuck(incidents.EXPRESSION, "not_list", what=what, text=formula.text, **found_of(turn, scope, formula, value))


def found_of(turn: Turn, scope: int, formula: Formula, value: Json) -> dict[str, Json]:
    """What a formula gave, for a message in both languages; of a null the reason that FEEL tells."""
    text = shown(value)
    if value is not None or formula.expression is None:
        return {"found": text, "found_zh": text}
    result = formula.evaluated(seen(turn, scope, formula.names), turn.at, turn.world.zone, turn.budget)
    if not result.warnings:
        return {"found": text, "found_zh": text}
    first = result.warnings[0].message
    return {"found": f"{text} ({first.text('en')})", "found_zh": f"{text} ({first.text('zh')})"}


def shown(value: Json) -> str:
    """A value in a message: its kind, and the value itself if it is short."""
    if value is None:
        return "null"
    text = str(value).lower() if isinstance(value, bool) else str(value) or '""'
    return text if len(text) <= 60 else f"{text[:57]}…"
