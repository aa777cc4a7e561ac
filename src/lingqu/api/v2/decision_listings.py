"""What can be searched of decisions under /v2: definitions, requirements, instances."""

from __future__ import annotations

from lingqu.api.v2.fields import Listing, key, moment, number, tenant, text, truth, words

_NEWEST = "(SELECT max(n.version) FROM definition n WHERE n.tenant = d.tenant AND n.kind = d.kind AND n.id = d.id)"

DECISION_DEFINITIONS = Listing(
    source="definition d JOIN definition q ON q.resource = d.resource AND q.kind = 'requirements'",
    key="d.key",
    tenant="d.tenant",
    fields={
        "decisionDefinitionKey": key("d.key"),
        "decisionDefinitionId": text("d.id"),
        "name": text("d.name"),
        "version": number("d.version"),
        "decisionRequirementsId": text("q.id"),
        "decisionRequirementsKey": key("q.key"),
        "decisionRequirementsName": text("q.name"),
        "decisionRequirementsVersion": number("q.version"),
        "isLatestVersion": truth(f"d.version = {_NEWEST}", hidden=True),
        "tenantId": tenant("d.tenant"),
    },
)

DECISION_REQUIREMENTS = Listing(
    source="definition d JOIN resource r ON r.key = d.resource",
    key="d.key",
    tenant="d.tenant",
    fields={
        "decisionRequirementsKey": key("d.key"),
        "decisionRequirementsId": text("d.id"),
        "decisionRequirementsName": text("d.name"),
        "version": number("d.version"),
        "resourceName": text("r.name"),
        "tenantId": tenant("d.tenant"),
    },
)

DECISION_KINDS = {"DECISION_TABLE": "decisionTable", "LITERAL_EXPRESSION": "literalExpression", "UNKNOWN": "other"}

DECISION_INSTANCES = Listing(
    source="decision x JOIN definition d ON d.key = x.definition LEFT JOIN instance i ON i.key = x.instance",
    key="(x.evaluation + x.place)",
    tenant="x.tenant",
    fields={
        "decisionEvaluationInstanceKey": text("(x.evaluation || '-' || x.place)"),
        "decisionEvaluationKey": key("x.evaluation"),
        "state": words("x.failed", EVALUATED=0, FAILED=1, UNKNOWN=2, UNSPECIFIED=3),
        "evaluationDate": moment("x.at", sure=True),
        "evaluationFailure": text("x.failure", null=True),
        "processDefinitionKey": key("x.process"),
        "processInstanceKey": key("x.instance"),
        "rootProcessInstanceKey": key("x.root"),
        "elementInstanceKey": key("CASE WHEN x.instance = 0 THEN 0 ELSE x.instance + x.owner END"),
        "businessId": text("COALESCE(i.business_id, '')", null=True),
        "decisionDefinitionKey": key("x.definition"),
        "decisionDefinitionId": text("d.id"),
        "decisionDefinitionName": text("d.name"),
        "decisionDefinitionVersion": number("d.version"),
        "decisionDefinitionType": words("x.kind", **DECISION_KINDS, UNSPECIFIED="unspecified"),
        "rootDecisionDefinitionKey": key("x.asked"),
        "decisionRequirementsKey": key("x.requirements", hidden=True),
        "result": text("x.value"),
        "tenantId": tenant("x.tenant"),
    },
)
