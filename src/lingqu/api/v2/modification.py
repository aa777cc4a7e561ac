"""Modification instructions as the clients send them, and the command that they mean."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from lingqu.api.edge import bad
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.engine.commands import Activation, ModifyInstance, Movement, Setting, Termination
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import normalise

#: Instructions in one request at most.
MOST = 1_000


class VariableInstruction(Body):
    variables: dict[str, Any]
    scope_id: str = ""


class ActivateInstruction(Body):
    element_id: str
    variable_instructions: list[VariableInstruction] = []
    ancestor_element_instance_key: str = "-1"


class Source(Body):
    """By id: all of the element; by key: one element instance."""

    source_type: Literal["byId", "byKey"] | None = None
    source_element_id: str = ""
    source_element_instance_key: str = ""


class Scope(Body):
    ancestor_scope_type: Literal["direct", "inferred", "sourceParent"] = "direct"
    ancestor_element_instance_key: str = "-1"


class MoveInstruction(Body):
    source_element_instruction: Source
    target_element_id: str
    ancestor_scope_instruction: Scope = msgspec.field(default_factory=Scope)
    variable_instructions: list[VariableInstruction] = []


class TerminateInstruction(Body):
    element_id: str = ""
    element_instance_key: str = ""


class Modification(Body):
    operation_reference: OperationReference | None = None
    activate_instructions: list[ActivateInstruction] = []
    move_instructions: list[MoveInstruction] = []
    terminate_instructions: list[TerminateInstruction] = []


def command(data: Modification, by: str) -> ModifyInstance:
    """The command. Raises Invalid by the name of the field."""
    for field in ("activate_instructions", "move_instructions", "terminate_instructions"):
        if len(getattr(data, field)) > MOST:
            raise bad(_camel(field), "too_many", most=MOST)
    return ModifyInstance(
        at=0,
        by=by,
        activate=tuple(
            Activation(
                element=one.element_id,
                ancestor=_ancestor(one.ancestor_element_instance_key),
                settings=_settings(one.variable_instructions),
            )
            for one in data.activate_instructions
        ),
        move=tuple(_movement(one) for one in data.move_instructions),
        terminate=tuple(_termination(one) for one in data.terminate_instructions),
    )


def _movement(given: MoveInstruction) -> Movement:
    source, scope = given.source_element_instruction, given.ancestor_scope_instruction
    by_key = source.source_type == "byKey" or (source.source_type is None and source.source_element_instance_key)
    if not (source.source_element_instance_key if by_key else source.source_element_id):
        raise bad("moveInstructions.sourceElementInstruction", "not_text")
    within: dict[str, Literal["direct", "parent", "inferred"]] = {"sourceParent": "parent", "inferred": "inferred"}
    return Movement(
        source="" if by_key else source.source_element_id,
        instance=parse_key(source.source_element_instance_key, "sourceElementInstanceKey") if by_key else -1,
        target=given.target_element_id,
        within=within.get(scope.ancestor_scope_type, "direct"),
        ancestor=_ancestor(scope.ancestor_element_instance_key),
        settings=_settings(given.variable_instructions),
    )


def _termination(given: TerminateInstruction) -> Termination:
    if bool(given.element_id) is bool(given.element_instance_key):
        raise bad("terminateInstructions.elementId", "not_text")
    if given.element_id:
        return Termination(element=given.element_id)
    return Termination(instance=parse_key(given.element_instance_key, "elementInstanceKey"))


def _ancestor(key: str) -> int:
    return -1 if key == "-1" else parse_key(key, "ancestorElementInstanceKey")


def _settings(given: list[VariableInstruction]) -> tuple[Setting, ...]:
    return tuple(Setting(scope=one.scope_id, variables=dict(normalise(one.variables, "variables"))) for one in given)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
