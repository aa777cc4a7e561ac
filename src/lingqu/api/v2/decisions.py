"""Decisions: definitions and requirements, evaluation from outside, and what was decided."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.decision_listings import (
    DECISION_DEFINITIONS,
    DECISION_INSTANCES,
    DECISION_KINDS,
    DECISION_REQUIREMENTS,
)
from lingqu.api.v2.search import Listing, Query, found, one
from lingqu.api.wire import in_thread
from lingqu.insights import decisions as insights
from lingqu.insights.decisions import Decided, Given
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json, encode, normalise

_DIGITS = 9  # fewer has the index of a decision within its evaluation
_TYPES = {kind: word for word, kind in DECISION_KINDS.items()}


class Evaluate(msgspec.Struct, kw_only=True, rename="camel"):
    """By key, or by id (the newest version)."""

    decision_definition_key: str | None = None
    decision_definition_id: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


class Deletion(msgspec.Struct, kw_only=True, rename="camel"):
    operation_reference: int | None = None


# ---- definitions and requirements -----------------------------------------------------------------------------------


def _definitions(viewer: Viewer, kind: str) -> tuple[str, list[object]]:
    """Who monitors or designs sees what is deployed."""
    if viewer.everything or "design" in viewer.can:
        return f"d.tenant = ? AND d.kind = '{kind}'", [viewer.tenant]
    return "1 = 0", []


def _found(house: House, viewer: Viewer, listing: Listing, kind: str, query: Query | None) -> dict[str, Any]:
    where, params = _definitions(viewer, kind)
    with house.db.reading() as c:
        return found(c, listing, query, where=where, params=params)


def _one(house: House, viewer: Viewer, listing: Listing, kind: str, key: str) -> dict[str, Any]:
    name = "decisionDefinitionKey" if kind == "decision" else "decisionRequirementsKey"
    where, params = _definitions(viewer, kind)
    with house.db.reading() as c:
        item = one(c, listing, parse_key(key, name), where=where, params=params)
    if item is None:
        raise NotFound("api.not_found", what=name, key=key)
    return dict(item)


def _xml(house: House, key: str) -> Response[bytes]:
    return Response(house.definitions.source(parse_key(key)), media_type="text/xml; charset=utf-8")


@post("/v2/decision-definitions/search", status_code=200)
@in_thread
def search_decision_definitions(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find deployed decisions; filter `isLatestVersion` keeps the newest of each."""
    return _found(house, viewer, DECISION_DEFINITIONS, "decision", data)


@get("/v2/decision-definitions/{key:str}")
@in_thread
def get_decision_definition(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One deployed decision."""
    return _one(house, viewer, DECISION_DEFINITIONS, "decision", key)


@get("/v2/decision-definitions/{key:str}/xml")
@in_thread
def get_decision_definition_xml(house: House, viewer: Viewer, key: FromPath[str]) -> Response[bytes]:
    """The file that holds the decision, byte for byte."""
    _one(house, viewer, DECISION_DEFINITIONS, "decision", key)
    return _xml(house, key)


@post("/v2/decision-requirements/search", status_code=200)
@in_thread
def search_decision_requirements(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find deployed decision models."""
    return _found(house, viewer, DECISION_REQUIREMENTS, "requirements", data)


@get("/v2/decision-requirements/{key:str}")
@in_thread
def get_decision_requirements(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One deployed decision model."""
    return _one(house, viewer, DECISION_REQUIREMENTS, "requirements", key)


@get("/v2/decision-requirements/{key:str}/xml")
@in_thread
def get_decision_requirements_xml(house: House, viewer: Viewer, key: FromPath[str]) -> Response[bytes]:
    """The deployed file, byte for byte."""
    _one(house, viewer, DECISION_REQUIREMENTS, "requirements", key)
    return _xml(house, key)


# ---- evaluation -----------------------------------------------------------------------------------------------------


@post("/v2/decision-definitions/evaluation", status_code=200)
@in_thread
def evaluate_decision(house: House, viewer: Viewer, data: JSONBody[Evaluate]) -> dict[str, Any]:
    """Evaluate a decision and all that it requires. What was decided is kept; a failure is told in the answer."""
    viewer.must("operate")
    tenant = shapes.known_tenant(data.tenant_id, viewer.tenant)
    if not data.decision_definition_key and not data.decision_definition_id:
        raise Invalid("api.field_missing", field="decisionDefinitionId")
    if data.decision_definition_key and data.decision_definition_id:
        raise bad("decisionDefinitionKey", "one_of_two", other="decisionDefinitionId")
    key = 0
    if data.decision_definition_key:
        item = _one(house, viewer, DECISION_DEFINITIONS, "decision", data.decision_definition_key)
        key = int(item["decisionDefinitionKey"])
    decided = house.runtime.evaluate_decision(
        normalise(data.variables or {}, "variables"), name=data.decision_definition_id or "", key=key, tenant=tenant
    )
    with house.db.reading() as c:
        asked = one(c, DECISION_DEFINITIONS, decided.decision.key, where="d.tenant = ?", params=[tenant])
        kept = insights.of_evaluation(c, decided.key)
    failed = next((one for one in kept if one.failed), None)
    return {
        "decisionDefinitionId": decided.decision.id,
        "decisionDefinitionKey": str(decided.decision.key),
        "decisionDefinitionName": asked["name"],
        "decisionDefinitionVersion": decided.decision.version,
        "decisionRequirementsId": asked["decisionRequirementsId"],
        "decisionRequirementsKey": str(decided.decision.requirements),
        "decisionEvaluationKey": str(decided.key),
        "decisionInstanceKey": str(decided.key),
        "output": _text(decided.evaluation.value),
        "failedDecisionDefinitionId": failed.id if failed else None,
        "failureMessage": failed.failure if failed else None,
        "evaluatedDecisions": [_evaluated(one, tenant) for one in kept],
        "tenantId": shapes.tenant(tenant),
    }


def _evaluated(one: Decided, tenant: str) -> dict[str, Any]:
    return {
        "decisionDefinitionId": one.id,
        "decisionDefinitionKey": str(one.definition),
        "decisionDefinitionName": one.name,
        "decisionDefinitionVersion": one.version,
        "decisionDefinitionType": _TYPES[one.kind],
        "decisionEvaluationInstanceKey": f"{one.key}-{one.place}",
        "output": _text(one.value),
        "tenantId": shapes.tenant(tenant),
        **_why(one),
    }


def _why(one: Decided) -> dict[str, Any]:
    """What the decision saw, and which rules matched."""
    return {
        "evaluatedInputs": [
            {"inputId": given.id, "inputName": given.name, "inputValue": _text(given.value)} for given in one.inputs
        ],
        "matchedRules": [
            {
                "ruleId": rule.id,
                "ruleIndex": rule.index,
                "evaluatedOutputs": [_output(made, rule.id, rule.index) for made in rule.outputs],
            }
            for rule in one.rules
        ],
    }


def _output(made: Given, rule: str, index: int) -> dict[str, Any]:
    value = _text(made.value)
    return {
        "outputId": made.id,
        "outputName": made.name,
        "outputValue": value,
        "ruleId": rule,
        "ruleIndex": index,
    }


def _text(value: Json) -> str:
    return encode(value).decode()


# ---- instances ------------------------------------------------------------------------------------------------------


def _instances(viewer: Viewer) -> tuple[str, list[object]]:
    """What was decided shows raw values: only who sees everything sees it."""
    return ("x.tenant = ?", [viewer.tenant]) if viewer.everything else ("1 = 0", [])


@post("/v2/decision-instances/search", status_code=200)
@in_thread
def search_decision_instances(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find decisions that were evaluated; `result` holds the first 8 kB of their JSON."""
    where, params = _instances(viewer)
    with house.db.reading() as c:
        return found(c, DECISION_INSTANCES, data, where=where, params=params)


@get("/v2/decision-instances/{key:str}")
@in_thread
def get_decision_instance(house: House, viewer: Viewer, key: FromPath[str]) -> dict[str, Any]:
    """One evaluated decision with what it saw and which rules matched. The key is `<decisionEvaluationKey>-<index>`."""
    evaluation, _, index = key.partition("-")
    number = parse_key(evaluation, "decisionEvaluationInstanceKey")
    if not (index.isascii() and index.isdigit() and len(index) < _DIGITS and int(index)):
        raise bad("decisionEvaluationInstanceKey", "not_key")
    where, params = _instances(viewer)
    with house.db.reading() as c:
        item = one(
            c,
            DECISION_INSTANCES,
            number + int(index),
            where=f"{where} AND x.evaluation = ? AND x.place = ?",
            params=[*params, number, int(index)],
        )
        told = insights.of_evaluation(c, number, int(index))
    if item is None or not told:
        raise NotFound("api.not_found", what="decisionEvaluationInstanceKey", key=key)
    return {**item, "result": _text(told[0].value), **_why(told[0])}


@post("/v2/decision-instances/{key:str}/deletion", status_code=204)
@in_thread
def delete_decision_instance(
    house: House,
    viewer: Viewer,
    key: FromPath[str],
    data: JSONBody[Deletion | None] = None,  # noqa: ARG001 - the body has nothing that we need
) -> None:
    """Delete all that is kept of one evaluation; the history of a process instance still tells that it took place."""
    viewer.must("operate")
    house.runtime.forget_evaluation(parse_key(key, "decisionEvaluationKey"), tenant=viewer.tenant)


HANDLERS = [
    search_decision_definitions,
    get_decision_definition,
    get_decision_definition_xml,
    search_decision_requirements,
    get_decision_requirements,
    get_decision_requirements_xml,
    evaluate_decision,
    search_decision_instances,
    get_decision_instance,
    delete_decision_instance,
]
