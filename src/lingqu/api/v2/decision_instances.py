"""Decision instances: what was decided, what it saw, which rules matched."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2.decision_listings import DECISION_INSTANCES
from lingqu.api.v2.search import Query, found, one
from lingqu.api.v2.shapes import Body, OperationReference
from lingqu.api.wire import in_thread
from lingqu.insights import decisions as insights
from lingqu.insights.decisions import Decided, Given
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json, encode

_DIGITS = 9  # fewer has the index of a decision within its evaluation


class Deletion(Body):
    operation_reference: OperationReference | None = None


def why(one: Decided) -> dict[str, Any]:
    """What the decision saw, and which rules matched."""
    return {
        "evaluatedInputs": [
            {"inputId": given.id, "inputName": given.name, "inputValue": text_of(given.value)} for given in one.inputs
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
    value = text_of(made.value)
    return {
        "outputId": made.id,
        "outputName": made.name,
        "outputValue": value,
        "ruleId": rule,
        "ruleIndex": index,
    }


def text_of(value: Json) -> str:
    return encode(value).decode()


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
    return {**item, "result": text_of(told[0].value), **why(told[0])}


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


HANDLERS = [search_decision_instances, get_decision_instance, delete_decision_instance]
