"""Decisions: definitions and requirements, and evaluation from outside."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2 import shapes
from lingqu.api.v2.decision_instances import text_of, why
from lingqu.api.v2.decision_listings import (
    DECISION_DEFINITIONS,
    DECISION_KINDS,
    DECISION_REQUIREMENTS,
)
from lingqu.api.v2.fields import Listing
from lingqu.api.v2.search import Query, found, one
from lingqu.api.v2.shapes import Body
from lingqu.api.wire import in_thread
from lingqu.insights import decisions as insights
from lingqu.insights.decisions import Decided
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import normalise

_TYPES = {kind: word for word, kind in DECISION_KINDS.items()}


class Evaluate(Body):
    """By key, or by id (the newest version)."""

    decision_definition_key: str | None = None
    decision_definition_id: str | None = None
    variables: dict[str, Any] | None = None
    tenant_id: str | None = None


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
        "output": text_of(decided.evaluation.value),
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
        "output": text_of(one.value),
        "tenantId": shapes.tenant(tenant),
        **why(one),
    }


HANDLERS = [
    search_decision_definitions,
    get_decision_definition,
    get_decision_definition_xml,
    search_decision_requirements,
    get_decision_requirements,
    get_decision_requirements_xml,
    evaluate_decision,
]
