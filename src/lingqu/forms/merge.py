"""Two people edit one form: different fields merge, the same field changed to different values is a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lingqu.kernel.values import Json

_MISSING: Any = object()


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """`values`: theirs with my changes in them. `conflicts`: dotted paths that both changed, to different values."""

    values: dict[str, Json]
    conflicts: tuple[str, ...] = ()


def merge(base: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json]) -> Merged:
    """Bring my edits and theirs together; `base` is what I was looking at.

    A name that is missing in `mine` was not edited by me. Contexts are merged name by name, lists as a whole.
    Where both changed a field to different values, `values` keeps theirs.
    """
    conflicts: list[str] = []
    values = _merge(base, mine, theirs, "", conflicts)
    return Merged(values=values, conflicts=tuple(conflicts))


def _merge(
    base: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json], above: str, conflicts: list[str]
) -> dict[str, Json]:
    values = dict(theirs)
    for name, value in mine.items():
        was, other = base.get(name, _MISSING), theirs.get(name, _MISSING)
        if value in (was, other):
            continue
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            inner = was if isinstance(was, Mapping) else {}
            values[name] = _merge(inner, value, other, f"{above}{name}.", conflicts)
        elif other == was or (other is _MISSING and was is _MISSING):
            values[name] = value
        else:
            conflicts.append(f"{above}{name}")
    return values
