"""Decisions through the official Python client: deployed, found, evaluated, and what was decided."""

import json
import sys
from pathlib import Path

import pytest

from dmn.models import decision, document, literal, table
from drawing import draw_xml

sys.path.insert(0, str(Path(__file__).parent))
from server import serving

sdk = pytest.importorskip("camunda_orchestration_sdk", reason="camunda-orchestration-sdk is not installed")
from camunda_orchestration_sdk import models as m  # noqa: E402 - after the check that it is there

pytestmark = [pytest.mark.xdist_group("compat-decisions"), pytest.mark.filterwarnings("ignore")]

TABLE = table('days -> risk\n> 30 -> "high"\n<= 30 -> "low"', types=["string"])
RULES = document(
    decision("risk", TABLE),
    decision("limit", literal('if risk = "high" then 0 else amount'), "risk"),
    decision("strict", table('amount -> strict\n> 1 -> "a"\n> 2 -> "b"')),
    name="Limits",
).replace(b'id="d"', b'id="limits"')
OTHER = document(decision("colour", literal('"red"')), name="Colours", namespace="urn:colours").replace(
    b'id="d"', b'id="colours"'
)
PROCESS = "start -> decide[rule]{decision=_limit decision-result=limit} -> end"
STRICT = "start -> decide[rule]{decision=_strict decision-result=strict} -> end"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("decisions")
    address = f"sqlite:///{folder / 'lingqu.sqlite'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        address = server.url(server.empty(schema=False))
    with serving(folder, address, auth="none") as url:
        opened = sdk.CamundaClient(configuration={"CAMUNDA_REST_ADDRESS": url, "CAMUNDA_AUTH_STRATEGY": "NONE"})
        opened.deployed = deploy(
            opened,
            folder,
            {
                "limits.dmn": RULES,
                "colours.dmn": OTHER,
                "deciding.bpmn": draw_xml(PROCESS, "deciding"),
                "strict.bpmn": draw_xml(STRICT, "strict"),
            },
        )
        yield opened
        opened.close()


def deploy(client, folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return client.deploy_resources_from_files([folder / name for name in files])


def start(client, process="deciding", **variables):
    body = {"processDefinitionId": process, "variables": variables}
    return client.create_process_instance(data=m.ProcessCreationById.from_dict(body)).process_instance_key


def evaluate(client, name="_limit", **variables):
    body = {"decisionDefinitionId": name, "variables": variables}
    return client.evaluate_decision(data=m.DecisionEvaluationByID.from_dict(body))


def definitions(client, **filters):
    query = m.DecisionDefinitionSearchQuery.from_dict({"filter": filters})
    return client.search_decision_definitions(data=query).items


def requirements(client, **filters):
    query = m.DecisionRequirementsSearchQuery.from_dict({"filter": filters})
    return client.search_decision_requirements(data=query).items


def instances(client, sort=None, **filters):
    body = {"filter": filters, **({"sort": sort} if sort else {})}
    return client.search_decision_instances(data=m.DecisionInstanceSearchQuery.from_dict(body)).items


def key_of(client, name):
    return definitions(client, decisionDefinitionId=name, isLatestVersion=True)[0].decision_definition_key


# ---- deployment -----------------------------------------------------------------------------------------------------


def test_a_deployment_lists_decisions_and_their_model(client):
    answer = client.deployed
    assert {one.decision_definition_id for one in answer.decisions} == {"_risk", "_limit", "_strict", "_colour"}
    models = {one.decision_requirements_id: one for one in answer.decision_requirements}
    assert models["limits"].decision_requirements_name == "Limits"
    [limit] = [one for one in answer.decisions if one.decision_definition_id == "_limit"]
    assert (limit.version, limit.name) == (1, "limit")
    assert limit.decision_requirements_key == models["limits"].decision_requirements_key


def test_a_model_that_cannot_be_evaluated_is_a_400(client, tmp_path):
    with pytest.raises(sdk.errors.BadRequestError):
        deploy(client, tmp_path, {"broken.dmn": RULES.replace(b"&gt; 30", b"== 30")})


# ---- definitions ----------------------------------------------------------------------------------------------------


def test_definitions_are_found_by_each_filter(client, tmp_path):
    deploy(client, tmp_path, {"colours.dmn": OTHER.replace(b"red", b"blue")})
    old, new = sorted(definitions(client, decisionDefinitionId="_colour"), key=lambda one: one.version)

    def found(**filters):
        return sorted((one.decision_definition_id, one.version) for one in definitions(client, **filters))

    assert found(name="risk") == [("_risk", 1)]
    assert found(name="colour") == [("_colour", 1), ("_colour", 2)]
    assert found(name="colour", isLatestVersion=True) == [("_colour", 2)]
    assert found(name="colour", isLatestVersion=False) == [("_colour", 1)]
    assert found(version=2) == [("_colour", 2)]
    assert found(version=9) == []
    assert found(decisionRequirementsId="limits") == [("_limit", 1), ("_risk", 1), ("_strict", 1)]
    assert found(decisionRequirementsName="Colours", version=1) == [("_colour", 1)]
    assert found(decisionRequirementsVersion=2) == [("_colour", 2)]
    assert found(decisionRequirementsKey=old.decision_requirements_key) == [("_colour", 1)]
    assert found(decisionRequirementsKey=new.decision_requirements_key) == [("_colour", 2)]
    assert found(decisionDefinitionKey=new.decision_definition_key) == [("_colour", 2)]
    assert found(tenantId="<default>", name="risk") == [("_risk", 1)]
    assert found(tenantId="other") == []


def test_definitions_are_sorted_and_paged(client):
    body = {"filter": {"decisionRequirementsId": "limits"}, "sort": [{"field": "name", "order": "DESC"}]}
    query = m.DecisionDefinitionSearchQuery.from_dict({**body, "page": {"limit": 2}})
    first = client.search_decision_definitions(data=query)
    assert [one.name for one in first.items] == ["strict", "risk"]
    query = m.DecisionDefinitionSearchQuery.from_dict({**body, "page": {"limit": 2, "after": first.page.end_cursor}})
    assert [one.name for one in client.search_decision_definitions(data=query).items] == ["limit"]


def test_one_definition_and_its_file(client):
    key = key_of(client, "_limit")
    assert client.get_decision_definition(key).decision_requirements_id == "limits"
    assert client.get_decision_definition(key_of(client, "_colour")).decision_requirements_id == "colours"
    assert client.get_decision_definition_xml(key).encode() == RULES


def test_requirements_are_found_by_each_filter(client, tmp_path):
    deploy(client, tmp_path, {"renamed.dmn": OTHER.replace(b"red", b"green")})
    newest = max(requirements(client, decisionRequirementsId="colours"), key=lambda one: one.version)
    first = requirements(client, decisionRequirementsId="limits")[0]

    assert requirements(client, decisionRequirementsName="Limits") == [first]
    assert requirements(client, decisionRequirementsKey=first.decision_requirements_key) == [first]
    assert requirements(client, version=newest.version) == [newest]
    assert requirements(client, resourceName="renamed.dmn") == [newest]
    assert requirements(client, resourceName="limits.dmn") == [first]
    assert requirements(client, tenantId="other") == []
    assert client.get_decision_requirements(newest.decision_requirements_key) == newest
    assert "green" in client.get_decision_requirements_xml(newest.decision_requirements_key)
    assert client.get_decision_requirements_xml(first.decision_requirements_key).encode() == RULES


@pytest.mark.parametrize(
    "asked",
    [
        "get_decision_definition",
        "get_decision_definition_xml",
        "get_decision_requirements",
        "get_decision_requirements_xml",
    ],
)
def test_what_is_not_there_is_a_404_and_what_is_no_key_a_400(client, asked):
    with pytest.raises(sdk.errors.NotFoundError):
        getattr(client, asked)("8388608")
    with pytest.raises(sdk.errors.BadRequestError):
        getattr(client, asked)("not-a-key")


def test_a_decision_is_not_a_model_and_the_other_way_round(client):
    one = definitions(client, decisionDefinitionId="_limit")[0]
    with pytest.raises(sdk.errors.NotFoundError):
        client.get_decision_definition(one.decision_requirements_key)
    with pytest.raises(sdk.errors.NotFoundError):
        client.get_decision_requirements(one.decision_definition_key)


# ---- evaluation -----------------------------------------------------------------------------------------------------


def test_a_decision_is_evaluated_by_id_with_all_that_it_requires(client):
    answer = evaluate(client, days=10, amount=250)

    assert (json.loads(answer.output), answer.failure_message) == (250, None)
    risk, limit = answer.evaluated_decisions
    assert (risk.decision_definition_id, risk.decision_definition_type) == ("_risk", "DECISION_TABLE")
    assert (limit.decision_definition_id, limit.decision_definition_type) == ("_limit", "LITERAL_EXPRESSION")
    assert [(one.input_name, one.input_value) for one in risk.evaluated_inputs] == [("days", "10")]
    [rule] = risk.matched_rules
    [output] = rule.evaluated_outputs
    assert (rule.rule_index, output.output_name, output.output_value) == (2, "risk", '"low"')
    assert json.loads(evaluate(client, days=40, amount=250).output) == 0


def test_a_decision_is_evaluated_by_key(client, tmp_path):
    def by_key(key):
        body = {"decisionDefinitionKey": key, "variables": {"days": 40}}
        return client.evaluate_decision(data=m.DecisionEvaluationByKey.from_dict(body))

    assert json.loads(by_key(key_of(client, "_risk")).output) == "high"
    assert by_key(key_of(client, "_colour")).decision_definition_id == "_colour"


def test_a_failing_evaluation_says_which_decision_failed_and_why(client):
    answer = evaluate(client, "_strict", amount=3)

    assert answer.output == "null"
    assert answer.failed_decision_definition_id == "_strict"
    assert "Hit policy U" in answer.failure_message


def test_evaluation_errors(client):
    with pytest.raises(sdk.errors.NotFoundError):
        evaluate(client, "nobody")
    body = {"decisionDefinitionKey": "8388608", "variables": {}}
    with pytest.raises(sdk.errors.NotFoundError):
        client.evaluate_decision(data=m.DecisionEvaluationByKey.from_dict(body))
    body = {"decisionDefinitionId": "_limit", "tenantId": "somebody-else"}
    with pytest.raises(sdk.errors.BadRequestError):
        client.evaluate_decision(data=m.DecisionEvaluationByID.from_dict(body))


# ---- instances ------------------------------------------------------------------------------------------------------


def test_a_task_and_a_call_from_outside_leave_instances(client):
    process = start(client, days=40, amount=250)
    evaluation = evaluate(client, days=10, amount=99).decision_evaluation_key

    of_task = instances(client, processInstanceKey=process)
    assert {one.decision_definition_id: json.loads(one.result) for one in of_task} == {"_risk": "high", "_limit": 0}
    assert {one.element_instance_key is None for one in of_task} == {False}
    of_call = instances(client, decisionEvaluationKey=evaluation)
    assert {one.decision_definition_id: json.loads(one.result) for one in of_call} == {"_risk": "low", "_limit": 99}
    assert {(one.process_instance_key, one.element_instance_key) for one in of_call} == {(None, None)}


def test_instances_are_found_by_each_filter(client):
    process = start(client, days=41, amount=7)
    evaluate(client, "_strict", amount=3)
    risk, limit = instances(client, [{"field": "decisionEvaluationInstanceKey"}], processInstanceKey=process)
    failed = instances(client, state="FAILED")

    def among(**filters):
        found = instances(client, processInstanceKey=process, **filters)
        return sorted(one.decision_definition_id for one in found)

    both = ["_limit", "_risk"]
    assert {one.decision_definition_id for one in failed} == {"_strict"}
    assert among(state="EVALUATED") == both
    assert among(state="FAILED") == []
    assert [one.state for one in instances(client, evaluationFailure=failed[0].evaluation_failure)] == ["FAILED"] * len(
        failed
    )
    assert instances(client, evaluationFailure="something else") == []
    assert among(decisionEvaluationInstanceKey=risk.decision_evaluation_instance_key) == ["_risk"]
    assert among(decisionEvaluationInstanceKey=limit.decision_evaluation_instance_key) == ["_limit"]
    assert among(evaluationDate={"$gte": risk.evaluation_date.isoformat()}) == both
    assert among(evaluationDate={"$gt": "2100-01-01T00:00:00Z"}) == []
    assert among(decisionDefinitionId="_risk") == ["_risk"]
    assert among(decisionDefinitionName="limit") == ["_limit"]
    assert among(decisionDefinitionVersion=1) == both
    assert among(decisionDefinitionVersion=7) == []
    assert among(decisionDefinitionType="DECISION_TABLE") == ["_risk"]
    assert among(decisionDefinitionType="LITERAL_EXPRESSION") == ["_limit"]
    assert among(tenantId="<default>") == both
    assert among(tenantId="other") == []
    assert among(decisionEvaluationKey=risk.decision_evaluation_key) == both
    assert among(decisionEvaluationKey=failed[0].decision_evaluation_key) == []
    assert among(processDefinitionKey=risk.process_definition_key) == both
    assert among(processDefinitionKey="8388608") == []
    assert among(decisionDefinitionKey={"$in": [key_of(client, "_risk"), key_of(client, "_strict")]}) == ["_risk"]
    assert among(elementInstanceKey=risk.element_instance_key) == both
    assert among(elementInstanceKey={"$neq": risk.element_instance_key}) == []
    assert among(rootDecisionDefinitionKey=key_of(client, "_limit")) == both
    assert among(rootDecisionDefinitionKey=key_of(client, "_risk")) == []
    model = definitions(client, decisionDefinitionId="_limit")[0].decision_requirements_key
    assert among(decisionRequirementsKey=model) == both
    assert among(decisionRequirementsKey="8388608") == []


def test_instances_are_found_by_business_id(client):
    body = {"processDefinitionId": "deciding", "variables": {"days": 1, "amount": 5}, "businessId": "order-7"}
    made = client.create_process_instance(data=m.ProcessCreationById.from_dict(body))

    found = instances(client, businessId="order-7")
    assert {one.process_instance_key for one in found} == {made.process_instance_key}
    assert {one.business_id for one in found} == {"order-7"}
    assert instances(client, businessId="order-8") == []
    assert len(instances(client, businessId={"$like": "order-*"})) == len(found)


def test_one_instance_tells_inputs_and_rules(client):
    process = start(client, days=45, amount=7)
    risk, limit = instances(client, [{"field": "decisionEvaluationInstanceKey"}], processInstanceKey=process)

    told = client.get_decision_instance(risk.decision_evaluation_instance_key)
    assert [(one.input_name, one.input_value) for one in told.evaluated_inputs] == [("days", "45")]
    assert [(one.rule_id, one.rule_index) for one in told.matched_rules] == [("r1", 1)]
    assert told.matched_rules[0].evaluated_outputs[0].output_value == '"high"'
    other = client.get_decision_instance(limit.decision_evaluation_instance_key)
    assert (json.loads(other.result), other.matched_rules) == (0, [])
    assert [one.input_name for one in other.evaluated_inputs] == ["risk"]


def test_a_large_result_is_told_as_a_whole_by_its_key(client, tmp_path):
    model = document(decision("echo", literal("lines")), namespace="urn:echo").replace(b'id="d"', b'id="echo"')
    deploy(client, tmp_path, {"echo.dmn": model})
    lines = list(range(5000))
    answer = evaluate(client, "_echo", lines=lines)

    assert json.loads(answer.output) == lines
    [found] = instances(client, decisionEvaluationKey=answer.decision_evaluation_key)
    assert len(found.result) == 8192
    whole = client.get_decision_instance(found.decision_evaluation_instance_key)
    assert json.loads(whole.result) == lines


def test_a_task_that_fails_is_an_incident_and_a_failed_instance(client):
    process = start(client, "strict", amount=3)

    query = m.IncidentSearchQuery.from_dict({"filter": {"processInstanceKey": process}})
    [incident] = client.search_incidents(data=query).items
    assert incident.error_type == "DECISION_EVALUATION_ERROR"
    assert "Hit policy U" in incident.error_message
    [failed] = instances(client, processInstanceKey=process, state="FAILED")
    assert failed.evaluation_failure in incident.error_message
    assert instances(client, processInstanceKey=process, state="EVALUATED") == []


def test_an_evaluation_is_deleted_with_all_its_decisions(client):
    gone = evaluate(client, days=1, amount=1).decision_evaluation_key
    kept = evaluate(client, days=1, amount=1).decision_evaluation_key
    client.delete_decision_instance(gone, data=m.DeleteDecisionInstanceRequest.from_dict({"operationReference": 1}))

    assert instances(client, decisionEvaluationKey=gone) == []
    assert len(instances(client, decisionEvaluationKey=kept)) == 2
    with pytest.raises(sdk.errors.NotFoundError):
        client.get_decision_instance(f"{gone}-1")
    with pytest.raises(sdk.errors.NotFoundError):
        client.delete_decision_instance(gone, data=m.DeleteDecisionInstanceRequest.from_dict({"operationReference": 1}))


@pytest.mark.parametrize("key", ["12", "12-", "x-1", "12-0", "12-1-1", f"12-{10**30}"])
def test_what_is_no_key_of_an_instance_is_a_400(client, key):
    with pytest.raises(sdk.errors.BadRequestError):
        client.get_decision_instance(key)
