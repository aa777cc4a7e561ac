"""Decisions as the engine sees them: what was deployed, which version is meant, what an evaluation gives and keeps.

Pure. The same `evaluate` serves business rule tasks, `lingqu test` and whoever evaluates a decision from outside.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lingqu import dmn
from lingqu.engine.formulas import FUEL
from lingqu.feel.convert import to_json
from lingqu.kernel.messages import LANGUAGES, Message
from lingqu.kernel.values import Json, encode

#: Decisions, tables of a decision, and bytes of details that the record of one evaluation keeps.
MOST_DECISIONS = 100
MOST_TABLES = 50
MOST_BYTES = 1_000_000
MOST_NOTES = 10
#: Warnings after which null is an honest answer: data that is missing or of another kind matches no rule.
_TOLERATED = frozenset(
    {
        "no_rule",
        "no_input",
        "other_type",
        "no_variable",
        "no_entry",
        "no_property",
        "null_source",
        "null_filter",
        "cannot_compare",
        "not_boolean",
        "bad_index",
        "empty_list",
    }
)
#: Warnings after which the evaluation was given up.
_CUT_OFF = frozenset({"fuel", "depth"})
#: Parameters of a warning that name what was given.
_GIVEN = ("left", "right", "given", "kind")


class Bound(msgspec.Struct, frozen=True):
    """Which version of a decision or process is meant: the newest, that with `tag`, the one deployed with `beside`."""

    tenant: str
    id: str
    tag: str = ""
    beside: int = 0  # key of the definition of the process that asks


class DeployedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a decision, ready to be evaluated.

    `members`: definition keys of all decisions of the model and of those it imports, by (namespace, id).
    """

    key: int
    id: str
    version: int
    requirements: int  # key of the model's definition
    model: dmn.Decisions
    members: Mapping[tuple[str, str], int]


def deployed(
    model: dmn.Decisions,
    requirements: int,
    versions: Mapping[str, tuple[int, int]],
    members: Mapping[tuple[str, str], int],
) -> dict[int, DeployedDecision]:
    """The decisions of a compiled model by key; `versions`: (key, version) of each by id, `members` of its imports."""
    namespace = model.definitions.namespace
    all_members = {**members, **{(namespace, name): key for name, (key, _) in versions.items()}}
    return {
        key: DeployedDecision(
            key=key, id=name, version=version, requirements=requirements, model=model, members=all_members
        )
        for name, (key, version) in versions.items()
    }


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What an evaluation gave.

    `made`: (definition key, kind) of each decision in the order in which they were ready, the one that was asked for
    last; after a failure the one that failed is last. `failure`: {"zh", "en"}, empty if all went well. `details`:
    {"decisions": [{"inputs", "tables", "value"}] beside `made`, "notes": [{"zh", "en"}], the failure alone if any}.
    """

    value: Json
    made: tuple[tuple[int, str], ...]
    details: dict[str, Json]
    failure: dict[str, str] = {}
    spent: int = 0  # units of fuel


def evaluate(
    decision: DeployedDecision, variables: Mapping[str, Json], *, now: int, zone: str, fuel: int = FUEL
) -> Evaluation:
    """Evaluate a decision and all that it requires; its expressions see all the variables. Never raises."""
    model = decision.model
    result = model.evaluate(decision.id, model.from_json(variables), now=now, zone=zone, fuel=fuel, open=True)
    value, lost = to_json(result.value)
    wrong = next((one for one in result.warnings if not _tolerated(one)), None)
    failure: dict[str, str] = {}
    history = [one for one in result.decisions if (one.namespace, one.id) in decision.members]
    if wrong is not None:
        failure = _said(wrong)
        history = _until(history, wrong)
    elif lost:
        failure = _both("not_kept")
    made = [(decision.members[one.namespace, one.id], one.kind) for one in history]
    told = [_told(one) for one in history]
    if not history:  # the work was cut off before anything was ready
        made, told = [(decision.key, "other")], [{"inputs": [], "tables": [], "value": None}]
    notes = [failure] if failure else [_said(one) for one in result.warnings[:MOST_NOTES]]
    return Evaluation(
        value=None if failure else value,
        made=tuple(made[-MOST_DECISIONS:]),
        details=_bounded(told[-MOST_DECISIONS:], notes),
        failure=failure,
        spent=result.spent,
    )


def _tolerated(warning: dmn.Warning_) -> bool:
    """Whether a decision may go on after it: null was calculated with, as with data that is missing."""
    if warning.kind in _TOLERATED:
        return True
    return any("null" in str(warning.message.params.get(name, "")) for name in _GIVEN)


def _until(history: list[dmn.EvaluatedDecision], wrong: dmn.Warning_) -> list[dmn.EvaluatedDecision]:
    """What was ready when it went wrong, the decision that failed last; nothing if none of them was it."""
    if wrong.kind in _CUT_OFF:
        return []
    name = wrong.place.element_id if wrong.place is not None else ""
    at = next((at for at, one in enumerate(history) if one.id == name), len(history) - 1)
    return history[: at + 1]


def _both(code: str) -> dict[str, str]:
    message = Message(code=f"engine.{code}", params={})
    return {"zh": message.text("zh"), "en": message.text("en")}


def _said(warning: dmn.Warning_) -> dict[str, str]:
    """Where it went wrong and why, in both languages."""
    said: dict[str, str] = {}
    for language in LANGUAGES:
        place = f"{warning.place.message.text(language)}: " if warning.place is not None else ""
        said[language] = place + warning.message.text(language)
    return said


def _told(one: dmn.EvaluatedDecision) -> dict[str, Json]:
    return {
        "inputs": [_value(given) for given in one.inputs],
        "tables": [_table(table) for table in one.tables[:MOST_TABLES]],
        "value": to_json(one.value)[0],
    }


def _table(table: dmn.EvaluatedTable) -> dict[str, Json]:
    return {
        "id": table.id,
        "element": table.element,
        "inputs": [_value(given) for given in table.inputs],
        "rules": [
            {"id": rule.id, "index": rule.index, "outputs": [_value(made) for made in rule.outputs]}
            for rule in table.matched
        ],
    }


def _value(one: dmn.EvaluatedInput | dmn.EvaluatedOutput) -> dict[str, Json]:
    return {"id": one.id, "name": one.name, "value": to_json(one.value)[0]}


def _bounded(decisions: list[dict[str, Json]], notes: list[dict[str, str]]) -> dict[str, Json]:
    """The details; of an evaluation that is too big to be kept only what it gave in the end."""
    details: dict[str, Json] = {"decisions": decisions, "notes": notes}
    if len(encode(details)) <= MOST_BYTES:
        return details
    last = len(decisions) - 1
    short: list[dict[str, Json]] = [
        {"inputs": [], "tables": [], "value": one["value"] if at == last else None, "cut": True}
        for at, one in enumerate(decisions)
    ]
    return {"decisions": short, "notes": notes}
