"""Cluster variables through the official Python client: kept, found, and read by a process."""

import json

import httpx
import pytest
from camunda_orchestration_sdk import errors
from camunda_orchestration_sdk import models as m

from drawing import draw_xml

pytestmark = [pytest.mark.xdist_group("compat-variables"), pytest.mark.filterwarnings("ignore")]

#: Reads what the cluster and the tenant say, and what holds.
READING = (
    "start -> ask[service]{type=ask in.cluster==camunda.vars.cluster.limit.most"
    " in.own==camunda.vars.tenant.limit.most in.holds==camunda.vars.env.limit.most} -> end"
)


def new(name, value, **more):
    return m.CreateClusterVariableRequest.from_dict({"name": name, "value": value, **more})


def changed(value, **more):
    return m.UpdateClusterVariableRequest.from_dict({"value": value, **more})


def found(client, **filters):
    query = {"filter": filters, "sort": [{"field": "name"}]}
    answer = client.search_cluster_variables(data=m.ClusterVariableSearchQueryRequest.from_dict(query))
    return [(one.scope, one.name) for one in answer.items]


@pytest.fixture(scope="module")
def client(anywhere):
    anywhere.create_global_cluster_variable(data=new("limit", {"most": 100}, metadata={"unit": "CNY"}))
    anywhere.create_global_cluster_variable(data=new("place", {"city": "Suzhou"}))
    anywhere.create_tenant_cluster_variable("<default>", data=new("limit", {"most": 7}))
    return anywhere


def test_each_scope_has_its_own_value_of_a_name(client):
    ours = client.get_global_cluster_variable("limit")
    theirs = client.get_tenant_cluster_variable("<default>", "limit")
    assert (ours.scope, json.loads(ours.value), ours.tenant_id) == ("GLOBAL", {"most": 100}, None)
    assert ours.metadata.to_dict() == {"unit": "CNY"}
    assert (theirs.scope, json.loads(theirs.value), theirs.tenant_id) == ("TENANT", {"most": 7}, "<default>")


def test_variables_are_found_by_each_filter(client):
    assert found(client, name="limit") == [("GLOBAL", "limit"), ("TENANT", "limit")]
    assert found(client, name={"$like": "pl*"}) == [("GLOBAL", "place")]
    assert found(client, scope="TENANT") == [("TENANT", "limit")]
    assert found(client, value={"$like": "*Suzhou*"}) == [("GLOBAL", "place")]
    assert found(client, tenantId="<default>") == [("TENANT", "limit")]
    assert found(client, kind="SECRET_REFERENCE") == []
    assert found(client, isTruncated=True) == []


def test_a_long_value_is_cut_in_a_search_only(client):
    client.create_global_cluster_variable(data=new("long", {"text": "长" * 9000}))
    query = m.ClusterVariableSearchQueryRequest.from_dict({"filter": {"name": "long"}})
    [cut] = client.search_cluster_variables(data=query).items
    [whole] = client.search_cluster_variables(data=query, truncate_values=False).items
    assert (len(cut.value), cut.is_truncated) == (8191, True)
    assert (json.loads(whole.value), whole.is_truncated) == ({"text": "长" * 9000}, False)
    assert client.get_global_cluster_variable("long").value == whole.value
    client.delete_global_cluster_variable("long")


def test_a_process_reads_what_holds_when_it_gets_there(client, tmp_path):
    path = tmp_path / "reading.bpmn"
    path.write_bytes(draw_xml(READING, process="reading"))
    client.deploy_resources_from_files([path])

    def read():
        client.create_process_instance(data=m.ProcessCreationById.from_dict({"processDefinitionId": "reading"}))
        wanted = {"type": "ask", "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": 5_000}
        [job] = client.activate_jobs(data=m.JobActivationRequest.from_dict(wanted)).jobs
        return job.variables.to_dict()

    assert read() == {"cluster": 100, "own": 7, "holds": 7}
    client.update_tenant_cluster_variable("<default>", "limit", data=changed({"most": 8}))
    assert read() == {"cluster": 100, "own": 8, "holds": 8}
    client.delete_tenant_cluster_variable("<default>", "limit")
    client.update_global_cluster_variable("limit", data=changed({"most": 101}))
    assert read() == {"cluster": 101, "own": None, "holds": 101}
    assert client.get_global_cluster_variable("limit").metadata.to_dict() == {"unit": "CNY"}
    client.create_tenant_cluster_variable("<default>", data=new("limit", {"most": 7}))


def test_an_expression_that_is_asked_for_reads_them_too(client):
    def value(expression):
        asked = m.ExpressionEvaluationRequest(expression=expression)
        return client.evaluate_expression(data=asked).result

    assert value("=camunda.vars.env.place.city") == "Suzhou"
    assert value("=camunda.vars.tenant.place") is None


def test_what_was_done_is_in_the_audit_log(client):
    client.create_global_cluster_variable(data=new("brief", {"x": 1}))
    client.delete_global_cluster_variable("brief")
    query = {"filter": {"entityType": "VARIABLE"}, "sort": [{"field": "timestamp", "order": "DESC"}]}
    lines = client.search_audit_logs(data=m.AuditLogSearchQueryRequest.from_dict(query)).items
    assert [line.operation_type for line in lines[:2]] == ["DELETE", "CREATE"]
    assert json.loads(lines[0].entity_description) == {"name": "brief", "scope": "GLOBAL"}


def test_names_are_taken_once_and_must_be_there(client):
    with pytest.raises(errors.ConflictError):
        client.create_global_cluster_variable(data=new("place", {}))
    with pytest.raises(errors.NotFoundError):
        client.get_tenant_cluster_variable("<default>", "place")
    with pytest.raises(errors.NotFoundError):
        client.update_global_cluster_variable("nowhere", data=changed({}))
    with pytest.raises(errors.NotFoundError):
        client.delete_tenant_cluster_variable("<default>", "nowhere")
    with pytest.raises(errors.BadRequestError):
        client.create_tenant_cluster_variable("somebody", data=new("x", {}))
    with pytest.raises(errors.BadRequestError):
        client.create_global_cluster_variable(data=new("x", {}, metadata={"list": [1]}))


@pytest.mark.parametrize("value", [1, "text", True, None, [1, 2], 0.1])
def test_any_json_is_a_value(client, value):
    address = client.configuration.CAMUNDA_REST_ADDRESS
    answer = httpx.post(f"{address}/cluster-variables/global", json={"name": "plain", "value": value})
    assert answer.status_code == 200, answer.text
    assert json.loads(answer.json()["value"]) == value
    client.delete_global_cluster_variable("plain")


def test_a_value_that_is_too_large_and_a_secret_reference_are_refused(client):
    address = client.configuration.CAMUNDA_REST_ADDRESS

    def status(**body):
        return httpx.post(f"{address}/cluster-variables/global", json={"name": "x", "value": 1, **body}).status_code

    assert status(value="x" * 70_000) == 400
    assert status(kind="SECRET_REFERENCE") == 501
    assert status(kind="OTHER") == 400
    assert status(name="no name") == 400
