"""What a person may do with which field at a step: the rights of the step, and what a reader gets to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lingqu.forms.fields import Access, Path
from lingqu.kernel.values import Json

Rights = Mapping[str, Access]

_KNOWN: Mapping[str, Access] = {"read": "read", "write": "write", "hidden": "hidden", "required": "required"}


def rights(drawn: Iterable[tuple[str, str]]) -> Rights:
    """Rights by dotted path, from (name, access) pairs as drawn; an access that nobody knows hides the field."""
    return {name: _KNOWN.get(access, "hidden") for name, access in drawn}


def access(given: Rights, path: Path) -> Access:
    """The right on a field: its own, else that of what it lies in, else to write."""
    for end in range(len(path), 0, -1):
        found = given.get(".".join(path[:end]))
        if found is not None:
            return found
    return "write"


def visible(variables: Mapping[str, Json], given: Rights) -> dict[str, Json]:
    """The variables without what is hidden; the given ones are not changed."""
    hidden = [tuple(name.split(".")) for name, one in given.items() if one == "hidden"]
    shown = dict(variables)
    for path in hidden:
        shown = _without(shown, path)
    return shown


def _without(value: Json, path: Path) -> Json:
    if isinstance(value, list):
        return [_without(item, path) for item in value]
    if not isinstance(value, Mapping) or path[0] not in value:
        return value
    rest = {name: item for name, item in value.items() if name != path[0]}
    if len(path) > 1:
        rest[path[0]] = _without(value[path[0]], path[1:])
    return rest
