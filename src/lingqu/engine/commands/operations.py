"""Of operators: data, incidents, and where the tokens are."""

from __future__ import annotations

from typing import Literal

import msgspec

from lingqu.engine.commands.command import Command
from lingqu.kernel.values import Json


class SetVariables(Command, frozen=True, kw_only=True):
    """`scope` is an element instance's counter; local: set there, else merged where the names are found outward."""

    variables: dict[str, Json]
    scope: int = 0
    local: bool = False


class ResolveIncident(Command, frozen=True, kw_only=True):
    incident: int


class Rewind(Command, frozen=True, kw_only=True):
    """Take the run back to an element instance that was visited before: `target` is its counter.

    What descends from the target's activation is terminated, the target is entered again, join ledgers of other
    branches stay. `asker`, if given, is the counter of the element instance from which the wish comes; it must descend
    from the target. `lineage` (who was brought by whom) is asked for by Needs(lineage=True).
    """

    target: int
    reason: str = ""
    lineage: tuple[tuple[int, int, int, tuple[tuple[int, int], ...]], ...] = ()  # (n, element, scope, brought_by)
    asker: int = -1


class Setting(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Variables that come with an activation: local to the element `scope` (an id), or to the process if empty."""

    scope: str = ""
    variables: dict[str, Json]


class Activation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Put a token before an element. `ancestor`: counter of the element instance in which its scope is made, or -1:
    the only instance of its scope, which is made if there is none.
    """

    element: str
    ancestor: int = -1
    settings: tuple[Setting, ...] = ()


class Movement(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """End element instances, and put a token before `target` for each of them.

    Which: all of the element `source`, or the one with counter `instance`. `within`: where the scope of the target
    is looked for: direct as in Activation, parent: what the source stands in, inferred: what is around the source.
    """

    source: str = ""
    instance: int = -1
    target: str
    within: Literal["direct", "parent", "inferred"] = "direct"
    ancestor: int = -1
    settings: tuple[Setting, ...] = ()


class Termination(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """End the element instance with counter `instance`, or all of the element with this id."""

    element: str = ""
    instance: int = -1


class ModifyInstance(Command, frozen=True, kw_only=True):
    """Change where the tokens are: activations first, then what ends; a scope that is left empty ends as well."""

    activate: tuple[Activation, ...] = ()
    move: tuple[Movement, ...] = ()
    terminate: tuple[Termination, ...] = ()


class MigrateInstance(Command, frozen=True, kw_only=True):
    """Go over to another definition. `mapping`: (id of an element here, its id there).

    `automatic`: an element that is not mentioned goes to the one with the same id, or kind and name.
    """

    definition: int
    mapping: tuple[tuple[str, str], ...] = ()
    automatic: bool = True
    lineage: tuple[tuple[int, int, int, tuple[tuple[int, int], ...]], ...] = ()  # as in Rewind
