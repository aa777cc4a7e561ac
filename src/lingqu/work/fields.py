"""The fields of a task or a start: a submission checked against form and rights, and merged with others' edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lingqu.engine import events as e
from lingqu.forms.check import check
from lingqu.forms.fields import FieldProblem
from lingqu.forms.merge import merge
from lingqu.forms.rights import Rights, access
from lingqu.kernel.errors import Conflict, Unprocessable
from lingqu.kernel.keys import counter_of
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json
from lingqu.runtime.blobs import history
from lingqu.store import Connection
from lingqu.work.drawings import Form


def accepted(
    form: Form | None, submitted: Mapping[str, Json], rights: Rights, current: Mapping[str, Json], now: int
) -> dict[str, Json]:
    """What of a submission is written. Raises Unprocessable with one problem a field.

    Without a form every name may be written, except what the rights of the step hide or keep read-only.
    """
    if form is not None:
        checked = check(form.enforced, submitted, rights, current, now)
        refuse(checked.problems)
        return checked.values
    refuse(_unformed(submitted, rights, current))
    return dict(submitted)


def refuse(problems: Sequence[FieldProblem]) -> None:
    """Raises Unprocessable if there are problems."""
    if problems:
        told = [{"field": p.field, "message": Message(code=p.code, params=p.params)} for p in problems]
        raise Unprocessable("forms.invalid", count=len(problems), errors=told)


def merged(
    c: Connection, instance: int, since: int, submitted: Mapping[str, Json], current: Mapping[str, Json]
) -> dict[str, Json]:
    """The submission with what others changed after version `since` of the instance, unless both changed one field.

    `since` is what the submitter was looking at. Raises Conflict (forms.conflict) with the fields.
    """
    changed = _changed_since(c, instance, since)
    touched = {name for name in submitted if name in changed and submitted[name] != current.get(name)}
    if not touched:
        return dict(submitted)
    base = {name: value for name, value in current.items() if name not in touched}
    base |= _values_at(c, instance, since, {changed[name]: name for name in touched})
    result = merge(base, submitted, {name: current[name] for name in submitted if name in current})
    if result.conflicts:
        raise Conflict("forms.conflict", fields=", ".join(result.conflicts))
    return result.values


def _unformed(submitted: Mapping[str, Json], rights: Rights, current: Mapping[str, Json]) -> list[FieldProblem]:
    found = []
    for name, value in submitted.items():
        right = access(rights, (name,))
        if right == "hidden":
            found.append(FieldProblem(field=name, code="forms.hidden"))
        elif right == "read" and value != current.get(name):
            found.append(FieldProblem(field=name, code="forms.read_only"))
    for name, right in rights.items():
        if right == "required" and "." not in name and submitted.get(name, current.get(name)) in (None, "", []):
            found.append(FieldProblem(field=name, code="forms.required"))
    return found


def _changed_since(c: Connection, instance: int, since: int) -> dict[str, int]:
    """Names of the variables that changed after that version, with their counters."""
    counters = {
        event.n
        for _, event in _variable_events(c, "version > ?", instance, since)
        if isinstance(event, e.VariableCreated | e.VariableUpdated)
    }
    if not counters:
        return {}
    rows = c.rows("SELECT name, key FROM variable WHERE instance = ?", (instance,))
    return {name: counter_of(key) for name, key in rows if counter_of(key) in counters}


def _values_at(c: Connection, instance: int, version: int, wanted: Mapping[int, str]) -> dict[str, Json]:
    """The values that these variables (name by counter) had at that version; a large one counts as not known."""
    found: dict[str, Json] = {}
    for _, event in _variable_events(c, "version <= ?", instance, version):
        if isinstance(event, e.VariableCreated | e.VariableUpdated) and event.n in wanted:
            found[wanted[event.n]] = event.value
    return found


def _variable_events(c: Connection, which: str, instance: int, version: int) -> list[tuple[int, e.Event]]:
    rows = c.rows(
        f"SELECT version, format, events FROM history WHERE instance = ? AND {which} ORDER BY version",  # noqa: S608 - `which` is ours
        (instance, version),
    )
    return [
        (number, event)
        for number, format_, body in rows
        for event in history.decode(format_, bytes(body))
        if isinstance(event, e.VariableCreated | e.VariableUpdated)
    ]
