"""The operations that change something, through the official Python client: each shown by what it changes."""

import time

import pytest
from camunda_orchestration_sdk import models as m

from drawing import draw_xml

pytestmark = pytest.mark.filterwarnings("ignore")

LINE = "start -> pick[user]{form=sheet} -> pack[service]{type=pack header.size=large} -> end"
FAILING = "start -> work[service]{type=frail} -> end\nwork ~(error LOST)~> sorry[user] -> end"
HEARING = "start -> hear[message paid =order] -> after[user] -> end"
STARTED = "begin[start message ordered] -> do[user] -> end"
SHEET = '{"id": "sheet", "type": "default", "schemaVersion": 16, "components": [{"type": "textfield", "key": "a"}]}'


@pytest.fixture(scope="module")
def client(anywhere, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    (folder / "sheet.form").write_text(SHEET)
    paths = [folder / "sheet.form"]
    for name, drawn in (("line", LINE), ("failing", FAILING), ("hearing", HEARING), ("started", STARTED)):
        paths.append(folder / f"{name}.bpmn")
        paths[-1].write_bytes(draw_xml(drawn, process=name))
    anywhere.deploy_resources_from_files(paths)
    return anywhere


def create(client, process, **more):
    return client.create_process_instance(
        data=m.ProcessCreationById.from_dict({"processDefinitionId": process, **more})
    ).process_instance_key


def job_of(client, kind, key):
    wanted = {"type": kind, "timeout": 60_000, "maxJobsToActivate": 100, "requestTimeout": 5_000}
    jobs = client.activate_jobs(data=m.JobActivationRequest.from_dict(wanted)).jobs
    return next(job for job in jobs if job.process_instance_key == key)


def task_of(client, key):
    query = m.UserTaskSearchQuery.from_dict({"filter": {"processInstanceKey": key, "state": "CREATED"}})
    [task] = client.search_user_tasks(data=query).items
    return task


def active(client, key):
    query = {"filter": {"processInstanceKey": key, "state": "ACTIVE"}}
    found = client.search_element_instances(data=m.ElementInstanceSearchQuery.from_dict(query)).items
    return {one.element_id: one.element_instance_key for one in found if one.type_ != "PROCESS"}


def over(client, key):
    end = time.monotonic() + 30
    while (found := client.get_batch_operation(key)).state in {"CREATED", "ACTIVE"}:
        assert time.monotonic() < end, f"Expected batch operation {key} to end, but it is {found.state}"
        time.sleep(0.05)
    return found


def refused(status, call, *args, **kwargs):
    with pytest.raises(Exception, match=str(status)) as raised:
        call(*args, **kwargs)
    return str(raised.value)


# ---- creation


def test_an_instance_begins_at_chosen_elements_and_ends_after_one(client):
    key = create(client, "line", startInstructions=[{"elementId": "pack"}])
    assert list(active(client, key)) == ["pack"]

    key = create(client, "line", runtimeInstructions=[{"afterElementId": "pick", "type": "TERMINATE_PROCESS_INSTANCE"}])
    client.complete_user_task(task_of(client, key).user_task_key, data=m.UserTaskCompletionRequest.from_dict({}))
    assert client.get_process_instance(key).state == "TERMINATED"
    assert "nowhere" in refused(400, create, client, "line", startInstructions=[{"elementId": "nowhere"}])


def test_an_instance_of_a_version_tag(client, tmp_path):
    path = tmp_path / "tagged.bpmn"

    def deploy(tag, drawing):
        drawn = draw_xml(drawing, process="tagged").decode()
        place = drawn.index(">", drawn.index("<bpmn:process")) + 1
        told = f'<bpmn:extensionElements><zeebe:versionTag value="{tag}" /></bpmn:extensionElements>'
        path.write_text(drawn[:place] + told + drawn[place:])
        return client.deploy_resources_from_files([path]).processes[0].process_definition_version

    assert [deploy("blue", "start -> a[user] -> end"), deploy("green", "start -> b[user] -> end")] == [1, 2]

    def started(tag):
        wanted = {"processDefinitionId": "tagged", "processDefinitionVersionTag": tag}
        return client.create_process_instance(data=m.ProcessCreationByVersionTag.from_dict(wanted))

    assert [started(tag).process_definition_version for tag in ("blue", "green")] == [1, 2]
    refused(404, started, "red")


def test_a_business_id_is_given_once(client):
    key = create(client, "line")
    kind = m.ProcessInstanceBusinessIdAssignmentInstruction

    client.assign_process_instance_business_id(key, data=kind.from_dict({"businessId": "PO-77"}))

    assert client.get_process_instance(key).business_id == "PO-77"
    client.assign_process_instance_business_id(key, data=kind.from_dict({"businessId": "PO-77"}))
    refused(409, client.assign_process_instance_business_id, key, data=kind.from_dict({"businessId": "PO-78"}))
    refused(404, client.assign_process_instance_business_id, "8388608", data=kind.from_dict({"businessId": "x"}))


def test_tags_travel_with_an_instance(client):
    key = create(client, "line", tags=["urgent", "eu:north"], businessId="tagged-1")
    found = client.search_process_instances(
        data=m.ProcessInstanceSearchQuery.from_dict({"filter": {"tags": ["eu:north"]}})
    )
    assert [(one.process_instance_key, sorted(one.tags)) for one in found.items] == [(key, ["eu:north", "urgent"])]
    refused(400, create, client, "line", tags=["no blank"])


# ---- tasks


def test_a_user_task_is_read_changed_assigned_and_given_back(client):
    key = create(client, "line")
    task = task_of(client, key).user_task_key
    assert client.get_user_task_form(task).form_id == "sheet"
    assert client.get_user_task(task).form_key == client.get_user_task_form(task).form_key

    changes = {"changeset": {"priority": 70, "candidateGroups": ["sales"], "dueDate": "2031-01-02T03:04:05Z"}}
    client.update_user_task(task, data=m.UserTaskUpdateRequest.from_dict(changes))
    told = client.get_user_task(task)
    assert (told.priority, told.candidate_groups, told.due_date.year) == (70, ["sales"], 2031)

    client.assign_user_task(task, data=m.UserTaskAssignmentRequest.from_dict({"assignee": "anna"}))
    assert client.get_user_task(task).assignee == "anna"
    client.unassign_user_task(task)
    assert client.get_user_task(task).assignee is None

    log = client.search_user_task_audit_logs(task, data=m.UserTaskAuditLogSearchQueryRequest.from_dict({})).items
    assert [one.operation_type for one in log] == ["UPDATE", "ASSIGN", "UNASSIGN"]
    only = m.UserTaskAuditLogSearchQueryRequest.from_dict({"filter": {"operationType": "ASSIGN"}})
    [line] = client.search_user_task_audit_logs(task, data=only).items
    assert (line.category, client.get_audit_log(line.audit_log_key).user_task_key) == ("USER_TASKS", task)
    refused(404, client.get_user_task, "8388608")
    refused(404, client.get_user_task_form, "8388608")


def test_global_listeners_hear_of_every_task(client):
    wanted = {"id": "watch", "eventTypes": ["completing"], "type": "watch", "retries": 2}
    made = client.create_global_task_listener(data=m.CreateGlobalTaskListenerRequest.from_dict(wanted))
    try:
        assert (made.source, made.retries, made.after_non_global) == ("API", 2, False)
        refused(409, client.create_global_task_listener, data=m.CreateGlobalTaskListenerRequest.from_dict(wanted))
        key = create(client, "line")
        task = task_of(client, key).user_task_key
        client.complete_user_task(task, data=m.UserTaskCompletionRequest.from_dict({"variables": {"a": "b"}}))
        assert list(active(client, key)) == ["pick"]

        job = job_of(client, "watch", key)
        assert (job.kind, job.listener_event_type, job.retries) == ("TASK_LISTENER", "COMPLETING", 2)
        denial = {"result": {"type": "userTask", "denied": True, "deniedReason": "not yet"}}
        client.complete_job(job.job_key, data=m.JobCompletionRequest.from_dict(denial))
        assert list(active(client, key)) == ["pick"]

        client.complete_user_task(task, data=m.UserTaskCompletionRequest.from_dict({}))
        client.complete_job(job_of(client, "watch", key).job_key, data=m.JobCompletionRequest.from_dict({}))
        assert list(active(client, key)) == ["pack"]

        changed = {"eventTypes": ["all"], "type": "watch-all", "priority": 9, "afterNonGlobal": True}
        client.update_global_task_listener("watch", data=m.UpdateGlobalTaskListenerRequest.from_dict(changed))
        told = client.get_global_task_listener("watch")
        assert (told.type_, [str(one.value) for one in told.event_types], told.priority) == ("watch-all", ["all"], 9)
        kind = m.GlobalTaskListenerSearchQueryRequest
        found = [
            [one.id for one in client.search_global_task_listeners(data=kind.from_dict({"filter": asked})).items]
            for asked in (
                {"eventTypes": ["all"]},
                {"eventTypes": ["creating"]},
                {"priority": {"$gt": 8}},
                {"type": "x"},
            )
        ]
        assert found == [["watch"], [], ["watch"], []]
    finally:
        client.delete_global_task_listener("watch")
    refused(404, client.get_global_task_listener, "watch")
    key = create(client, "line")
    client.complete_user_task(task_of(client, key).user_task_key, data=m.UserTaskCompletionRequest.from_dict({}))
    assert list(active(client, key)) == ["pack"]


# ---- jobs, incidents, variables


def test_an_error_of_a_worker_is_caught(client):
    key = create(client, "failing")
    job = job_of(client, "frail", key)
    error = {"errorCode": "LOST", "errorMessage": "gone", "variables": {"why": "rain"}}
    client.throw_job_error(job.job_key, data=m.JobErrorRequest.from_dict(error))
    assert list(active(client, key)) == ["sorry"]
    refused(404, client.throw_job_error, job.job_key, data=m.JobErrorRequest.from_dict(error))


def test_jobs_of_a_filter_are_changed_together(client):
    keys = [create(client, "failing", businessId="together") for _ in range(3)]
    other = create(client, "failing")
    wanted = {"filter": {"processInstanceKey": {"$in": keys}}, "changeset": {"retries": 9, "priority": 44}}
    made = client.update_jobs_batch_operation(data=m.JobBatchUpdateRequest.from_dict(wanted))
    done = over(client, made.batch_operation_key)
    assert (done.batch_operation_type, done.state, done.operations_completed_count) == ("UPDATE_JOB", "COMPLETED", 3)

    def told(asked):
        found = client.search_jobs(data=m.JobSearchQuery.from_dict({"filter": asked})).items
        return sorted((one.process_instance_key, one.retries) for one in found)

    assert told({"priority": 44}) == sorted((key, 9) for key in keys)
    assert told({"processInstanceKey": other}) == [(other, 3)]
    query = m.BatchOperationItemSearchQuery.from_dict({"filter": {"batchOperationKey": made.batch_operation_key}})
    items = client.search_batch_operation_items(data=query).items
    assert sorted(one.process_instance_key for one in items) == sorted(keys)


def test_incidents_of_a_filter_are_resolved_together(client):
    key = create(client, "failing", businessId="hurt")
    job = job_of(client, "frail", key)
    client.fail_job(job.job_key, data=m.JobFailRequest.from_dict({"retries": 0, "errorMessage": "broken spring"}))
    query = m.IncidentSearchQuery.from_dict(
        {"filter": {"processInstanceKey": key, "errorMessage": {"$like": "*spring*"}}}
    )
    [incident] = client.search_incidents(data=query).items
    assert client.get_incident(incident.incident_key).error_type == "JOB_NO_RETRIES"
    found = m.ProcessInstanceSearchQuery.from_dict({"filter": {"errorMessage": {"$like": "*broken*"}}})
    assert [one.process_instance_key for one in client.search_process_instances(data=found).items] == [key]

    kind = m.ProcessInstanceIncidentResolutionBatchOperationRequest
    made = client.resolve_incidents_batch_operation(data=kind.from_dict({"filter": {"businessId": "hurt"}}))
    assert over(client, made.batch_operation_key).operations_completed_count == 1
    assert client.get_incident(incident.incident_key).state == "RESOLVED"
    refused(404, client.get_incident, "8388608")


def test_variables_are_set_in_a_scope_and_read_one_by_one(client):
    key = create(client, "line")
    place = active(client, key)["pick"]
    local = {"variables": {"near": [1, 2]}, "local": True}
    client.create_element_instance_variables(place, data=m.SetVariableRequest.from_dict(local))
    client.create_element_instance_variables(place, data=m.SetVariableRequest.from_dict({"variables": {"far": "x"}}))
    found = client.search_variables(data=m.SearchVariablesData.from_dict({"filter": {"processInstanceKey": key}})).items
    assert {one.name: (one.scope_key, one.value) for one in found} == {"near": (place, "[1,2]"), "far": (key, '"x"')}
    assert {client.get_variable(one.variable_key).name for one in found} == {"near", "far"}
    assert client.get_element_instance(place).element_id == "pick"
    refused(404, client.get_variable, "8388608")
    refused(404, client.get_element_instance, "8388608")


# ---- messages


def test_messages_reach_who_waits_and_are_told_of(client):
    first, second = (create(client, "hearing", variables={"order": order}) for order in ("m1", "m2"))
    made = client.publish_message(
        data=m.MessagePublicationRequest.from_dict({"name": "paid", "correlationKey": "m1", "timeToLive": 1000})
    )
    wait_for(lambda: "after" in active(client, first))
    assert list(active(client, second)) == ["hear"]
    kind = m.CorrelatedMessageSubscriptionSearchQuery
    [told] = client.search_correlated_message_subscriptions(
        data=kind.from_dict({"filter": {"correlationKey": "m1"}})
    ).items
    assert (told.message_key, told.process_instance_key, told.element_id) == (made.message_key, first, "hear")
    begun = client.correlate_message(data=m.MessageCorrelationRequest.from_dict({"name": "ordered"}))
    [told] = client.search_correlated_message_subscriptions(
        data=kind.from_dict({"filter": {"messageName": "ordered"}})
    ).items
    assert (told.process_instance_key, told.element_instance_key) == (begun.process_instance_key, None)
    twice = {"name": "paid", "correlationKey": "m9", "messageId": "once", "timeToLive": 60_000}
    client.publish_message(data=m.MessagePublicationRequest.from_dict(twice))
    refused(409, client.publish_message, data=m.MessagePublicationRequest.from_dict(twice))


def wait_for(fact, seconds=30):
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "Expected it to come true, but it did not"
        time.sleep(0.05)


def test_conditional_start_events(client, tmp_path):
    path = tmp_path / "hot.bpmn"
    path.write_bytes(draw_xml("begin[start condition =heat > 90] -> cool[user] -> end", process="hot"))
    client.deploy_resources_from_files([path])

    def evaluate(heat):
        data = m.ConditionalEvaluationInstruction.from_dict({"variables": {"heat": heat}})
        return client.evaluate_conditionals(data=data).process_instances

    assert evaluate(80) == []
    assert len(evaluate(95)) == 1


# ---- definitions, deletion, batches


def test_a_process_definition_is_read(client):
    query = m.ProcessDefinitionSearchQuery.from_dict({"filter": {"processDefinitionId": "line"}})
    [found] = client.search_process_definitions(data=query).items
    key = found.process_definition_key
    assert client.get_process_definition(key).process_definition_id == "line"
    assert "<bpmn:process" in client.get_process_definition_xml(key)
    refused(404, client.get_process_definition, "8388608")
    refused(404, client.get_process_definition_xml, "8388608")


def test_the_form_that_starts_a_process(client, tmp_path):
    path = tmp_path / "asked.bpmn"
    path.write_bytes(draw_xml("start[start]{form=sheet} -> a[user] -> end", process="asked"))
    key = client.deploy_resources_from_files([path]).processes[0].process_definition_key
    assert client.get_start_process_form(key).form_id == "sheet"
    query = m.ProcessDefinitionSearchQuery.from_dict({"filter": {"hasStartForm": True}})
    assert [one.process_definition_id for one in client.search_process_definitions(data=query).items] == ["asked"]


def test_an_ended_instance_is_deleted(client):
    key = create(client, "line")
    refused(409, client.delete_process_instance, key, data=None)
    client.cancel_process_instance(key, data=m.CancelProcessInstanceRequest.from_dict({}))
    client.delete_process_instance(key, data=None)
    refused(404, client.get_process_instance, key)


def test_a_batch_operation_is_suspended_resumed_and_cancelled(client):
    """The operations work fast: what is asked of one that is over already is asked of the next."""
    keys = [create(client, "line", businessId="many") for _ in range(80)]
    for attempt in range(60):
        kind, begin = (
            (m.ProcessInstanceSuspensionBatchOperationRequest, client.suspend_process_instances_batch_operation),
            (m.ProcessInstanceResumptionBatchOperationRequest, client.resume_process_instances_batch_operation),
        )[attempt % 2]
        key = begin(data=kind.from_dict({"filter": {"businessId": "many"}})).batch_operation_key
        if not tried(client.suspend_batch_operation, key):
            over(client, key)
            continue
        assert client.get_batch_operation(key).state == "SUSPENDED"
        client.resume_batch_operation(key, data={})
        if not tried(client.suspend_batch_operation, key):
            over(client, key)
            continue
        client.cancel_batch_operation(key, data={})
        told = client.get_batch_operation(key)
        assert told.state == "CANCELED"
        if told.operations_completed_count == told.operations_total_count:
            continue  # its last item was done between the two questions
        assert told.operations_completed_count < told.operations_total_count <= len(keys)
        return
    raise AssertionError("Expected to catch one of 60 operations at work, but all were over")


def tried(verb, key):
    try:
        verb(key, data={})
    except Exception as wrong:
        if getattr(wrong, "status_code", 0) != 409:
            raise
        return False
    return True


# ---- who asks, and what does not apply


def test_who_asks_and_what_they_may(client):
    assert client.get_authentication().username == "admin"
    kind = m.AuthorizationSearchQuery
    every = client.search_own_authorizations(data=kind.from_dict({})).items
    only = client.search_own_authorizations(data=kind.from_dict({"filter": {"resourceType": "DOCUMENT"}})).items
    assert len(every) > 5
    assert [(one.owner_id, one.resource_type) for one in only] == [("admin", "DOCUMENT")]
    client.get_status()
    assert client.get_topology().cluster_size == 1


def test_what_does_not_apply_says_why(client):
    for call in (client.get_cluster_rebalance, client.cancel_cluster_rebalance, client.trigger_cluster_rebalance):
        assert "rebalance" in refused(501, call)


def test_evaluations_of_a_filter_are_deleted_together(client, tmp_path):
    path = tmp_path / "size.dmn"
    path.write_text(
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="n">'
        '<decision id="size" name="size"><variable name="size" /><literalExpression><text>x + 1</text>'
        "</literalExpression></decision></definitions>"
    )
    client.deploy_resources_from_files([path])
    asked = {"decisionDefinitionId": "size", "variables": {"x": 1}}
    first, second = (
        client.evaluate_decision(data=m.DecisionEvaluationByID.from_dict(asked)).decision_evaluation_key
        for _ in range(2)
    )
    wanted = m.DecisionInstanceDeletionBatchOperationRequest.from_dict({"filter": {"decisionEvaluationKey": first}})
    done = over(client, client.delete_decision_instances_batch_operation(data=wanted).batch_operation_key)
    assert (done.batch_operation_type, done.operations_completed_count) == ("DELETE_DECISION_INSTANCE", 1)
    query = m.DecisionInstanceSearchQuery.from_dict({"filter": {"decisionDefinitionId": "size"}})
    left = client.search_decision_instances(data=query).items
    assert [one.decision_evaluation_key for one in left] == [second]
