"""Resources through the official Python client: files beside the models, and deletion of what was deployed."""

import json
from functools import partial

import pytest
from camunda_orchestration_sdk import errors
from camunda_orchestration_sdk import models as m

from dmn.models import decision, document, literal
from drawing import draw_xml

pytestmark = [pytest.mark.xdist_group("compat-resources"), pytest.mark.filterwarnings("ignore")]

FORM = {"id": "ask", "type": "default", "schemaVersion": 16, "components": []}


@pytest.fixture(scope="module")
def client(anywhere):
    return anywhere


@pytest.fixture
def deploy(client, tmp_path):
    def run(**files):
        paths = []
        for name, data in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_bytes(data)
            paths.append(path)
        return client.deploy_resources_from_files(paths)

    return run


def drawn(process, text="start -> a[user] -> end"):
    return draw_xml(text, process=process)


def found(client, **filters):
    query = {"filter": filters, "sort": [{"field": "version"}]}
    answer = client.search_resources(data=m.ResourceSearchQuery.from_dict(query))
    return [(one.resource_id, one.version) for one in answer.items]


def start(client, process):
    return client.create_process_instance(data=m.ProcessCreationById.from_dict({"processDefinitionId": process}))


def delete(client, key, data=None):
    return client.delete_resource(key, data=data)  # the client cannot leave the body out


def versions(client, process):
    query = m.ProcessDefinitionSearchQuery.from_dict({"filter": {"processDefinitionId": process}})
    return sorted(one.version for one in client.search_process_definitions(data=query).items)


def test_other_files_are_kept_by_name_and_version(client, deploy):
    first = deploy(prompt__md=b"one", rates__json=b'{"cny": 1}', kept__bpmn=drawn("kept")).deployments
    one, rates = (entry.resource for entry in first if entry.resource)
    again, two = deploy(prompt__md=b"one").deployments[0].resource, deploy(prompt__md=b"two").deployments[0].resource

    assert (one.resource_id, one.version, again.resource_key) == ("prompt.md", 1, one.resource_key)
    assert (two.version, two.resource_key != one.resource_key) == (2, True)
    assert client.get_resource(two.resource_key).version == 2
    assert client.get_resource_content_binary(one.resource_key).payload.read() == b"one"
    assert client.get_resource_content_binary(two.resource_key).payload.read() == b"two"
    assert client.get_resource_content(rates.resource_key).to_dict() == {"cny": 1}
    with pytest.raises(errors.NotAcceptableError):
        client.get_resource_content(one.resource_key)

    assert found(client, resourceId="prompt.md") == [("prompt.md", 1), ("prompt.md", 2)]
    assert found(client, version=2) == [("prompt.md", 2)]
    assert found(client, resourceKey=rates.resource_key) == [("rates.json", 1)]
    assert found(client, resourceName={"$like": "*.json"}) == [("rates.json", 1)]
    assert found(client, resourceId="kept") == []


def test_a_deleted_file_is_gone_and_its_version_is_not_given_twice(client, deploy):
    key = deploy(note__txt=b"1").deployments[0].resource.resource_key
    answer = delete(client, key)
    assert (answer.resource_key, answer.batch_operation) == (key, None)
    for asked in (client.get_resource, client.get_resource_content_binary, partial(delete, client)):
        with pytest.raises(errors.NotFoundError):
            asked(key)
    assert deploy(note__txt=b"1").deployments[0].resource.version == 2


def test_a_process_is_deleted_when_nothing_runs_on_it(client, deploy):
    key = deploy(leave__bpmn=drawn("leave")).processes[0].process_definition_key
    running = start(client, "leave").process_instance_key
    with pytest.raises(errors.ConflictError, match="1"):
        delete(client, key)
    client.cancel_process_instance(running, data=m.CancelProcessInstanceRequest.from_dict({}))
    delete(client, key)

    assert versions(client, "leave") == []
    assert client.get_process_instance(running).process_definition_id == "leave"  # its history stays
    with pytest.raises(errors.NotFoundError):
        client.get_process_definition(key)
    with pytest.raises(errors.UnexpectedStatus, match="404"):
        start(client, "leave")
    assert deploy(leave__bpmn=drawn("leave")).processes[0].process_definition_version == 2


def test_the_version_before_takes_the_start_events_of_the_one_that_goes(client, deploy):
    hearing = "s[start message {0}] -> {1}[user] -> end"

    def publish():
        asked = m.MessageCorrelationRequest.from_dict({"name": "rung", "correlationKey": "k"})
        key = client.correlate_message(data=asked).process_instance_key
        version = client.get_process_instance(key).process_definition_version
        client.cancel_process_instance(key, data=m.CancelProcessInstanceRequest.from_dict({}))
        return version

    deploy(bell__bpmn=drawn("bell", hearing.format("rung", "a")))
    newest = deploy(bell__bpmn=drawn("bell", hearing.format("rung", "b"))).processes[0].process_definition_key
    assert publish() == 2
    delete(client, newest)
    assert (versions(client, "bell"), publish()) == ([1], 1)


def test_history_is_deleted_by_a_batch_operation_that_the_answer_names(client, deploy):
    key = deploy(brief__bpmn=drawn("brief", "start -> end")).processes[0].process_definition_key
    start(client, "brief")
    delete(client, key)
    answer = delete(client, key, data=m.DeleteResourceRequest(delete_history=True))
    batch = client.get_batch_operation(answer.batch_operation.batch_operation_key)
    assert (batch.batch_operation_type, batch.operations_total_count) == ("DELETE_PROCESS_INSTANCE", 1)


def test_decisions_go_with_their_model_and_not_while_a_process_is_fixed_to_it(client, deploy):
    model = document(decision("risk", literal('"low"')), name="Risk").replace(b'id="d"', b'id="risks"')
    rule = "start -> decide[rule]{decision=_risk decision-result=x decision-binding=deployment} -> end"
    made = deploy(risk__dmn=model, fixed__bpmn=drawn("fixed", rule))
    key = made.decision_requirements[0].decision_requirements_key
    with pytest.raises(errors.ConflictError, match="fixed"):
        delete(client, key)
    delete(client, made.processes[0].process_definition_key)
    delete(client, key)

    query = m.DecisionDefinitionSearchQuery.from_dict({"filter": {"decisionDefinitionId": "_risk"}})
    assert client.search_decision_definitions(data=query).items == []
    with pytest.raises(errors.NotFoundError):
        client.get_decision_requirements(key)
    asked = m.DecisionEvaluationByID.from_dict({"decisionDefinitionId": "_risk", "variables": {}})
    with pytest.raises(errors.NotFoundError):
        client.evaluate_decision(data=asked)


def test_a_form_is_deleted_when_no_open_task_shows_it(client, deploy):
    asking = drawn("asking", "start -> a[user]{form=ask} -> end")
    key = deploy(ask__form=json.dumps(FORM).encode(), asking__bpmn=asking).forms[0].form_key
    running = start(client, "asking").process_instance_key
    with pytest.raises(errors.ConflictError):
        delete(client, key)
    client.cancel_process_instance(running, data=m.CancelProcessInstanceRequest.from_dict({}))
    delete(client, key)
    with pytest.raises(errors.NotFoundError):
        client.get_form_by_key(key)


def test_an_unknown_resource_is_a_404_and_no_key_a_400(client):
    for asked in (client.get_resource, client.get_resource_content, partial(delete, client)):
        with pytest.raises(errors.NotFoundError):
            asked("8388608")
        with pytest.raises(Exception, match="400"):
            asked("no-key")
