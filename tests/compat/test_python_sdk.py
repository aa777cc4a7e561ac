"""The official Python client, unmodified, against a running server: the operations that Lingqu has so far."""

import time

import pytest

from drawing import draw_xml

sdk = pytest.importorskip("camunda_orchestration_sdk", reason="camunda-orchestration-sdk is not installed")
from camunda_orchestration_sdk import models as m  # noqa: E402 - after the check that it is there

pytestmark = pytest.mark.filterwarnings("ignore")

PROCESS = "start -> pack[service]{type=pack} -> check[user] -> end"


@pytest.fixture(scope="module")
def client(anywhere, tmp_path_factory):
    path = tmp_path_factory.mktemp("drawn") / "shipping.bpmn"
    path.write_bytes(draw_xml(PROCESS, process="shipping"))
    anywhere.deploy_resources_from_files([path])
    return anywhere


def start(client, **variables):
    data = m.ProcessCreationById.from_dict({"processDefinitionId": "shipping", "variables": variables})
    return client.create_process_instance(data=data)


def activate(client):
    wanted = {"type": "pack", "timeout": 60_000, "maxJobsToActivate": 50, "requestTimeout": 5_000, "withLease": True}
    return client.activate_jobs(data=m.JobActivationRequest.from_dict(wanted)).jobs


def test_topology(client):
    assert client.get_topology().brokers[0].partitions[0].health == "healthy"


def test_deploying_the_same_file_again_gives_the_same_version(client, tmp_path):
    path = tmp_path / "shipping.bpmn"
    path.write_bytes(draw_xml(PROCESS, process="shipping"))

    again = client.deploy_resources_from_files([path])

    assert again.processes[0].process_definition_version == 1


def test_from_start_to_end(client):
    made = start(client, amount=12)
    job = next(j for j in activate(client) if j.process_instance_key == made.process_instance_key)
    assert job.variables.to_dict() == {"amount": 12}

    done = {"variables": {"parcel": "P1"}, "jobLeaseToken": job.job_lease_token}
    client.complete_job(job.job_key, data=m.JobCompletionRequest.from_dict(done))
    found = client.search_user_tasks(
        data=m.UserTaskSearchQuery.from_dict({"filter": {"processInstanceKey": made.process_instance_key}})
    )
    [task] = found.items
    client.assign_user_task(task.user_task_key, data=m.UserTaskAssignmentRequest.from_dict({"assignee": "admin"}))
    client.complete_user_task(
        task.user_task_key, data=m.UserTaskCompletionRequest.from_dict({"variables": {"ok": True}})
    )

    assert client.get_process_instance(made.process_instance_key).state == "COMPLETED"
    variables = client.search_variables(
        data=m.SearchVariablesData.from_dict({"filter": {"processInstanceKey": made.process_instance_key}})
    )
    assert {v.name: v.value for v in variables.items} == {"amount": "12", "parcel": '"P1"', "ok": "true"}


def test_an_incident_is_found_and_resolved(client):
    made = start(client)
    job = next(j for j in activate(client) if j.process_instance_key == made.process_instance_key)
    failure = {"retries": 0, "errorMessage": "no paper", "jobLeaseToken": job.job_lease_token}
    client.fail_job(job.job_key, data=m.JobFailRequest.from_dict(failure))

    query = {"filter": {"processInstanceKey": made.process_instance_key, "state": "ACTIVE"}}
    [incident] = client.search_incidents(data=m.IncidentSearchQuery.from_dict(query)).items
    assert (incident.error_type, incident.job_key) == ("JOB_NO_RETRIES", job.job_key)
    client.update_job(job.job_key, data=m.JobUpdateRequest.from_dict({"changeset": {"retries": 1}}))
    client.resolve_incident(incident.incident_key)

    assert client.search_incidents(data=m.IncidentSearchQuery.from_dict(query)).items == []


def test_what_is_not_there_is_a_404(client):
    with pytest.raises(Exception, match="404"):
        client.get_process_instance("8388608")


def test_cancelling(client):
    made = start(client)

    client.cancel_process_instance(
        made.process_instance_key, data=m.CancelProcessInstanceRequest.from_dict({"operationReference": 7})
    )

    assert client.get_process_instance(made.process_instance_key).state in {"TERMINATED", "CANCELED"}


def test_a_suspended_instance_gives_out_no_job_until_it_is_resumed(client):
    made = start(client)
    key = made.process_instance_key
    client.suspend_process_instance(key, data=m.SuspendProcessInstanceRequest.from_dict({}))
    assert client.get_process_instance(key).state == "SUSPENDED"
    assert [job for job in activate(client) if job.process_instance_key == key] == []
    with pytest.raises(Exception, match="409"):
        client.suspend_process_instance(key, data=m.SuspendProcessInstanceRequest.from_dict({}))

    client.resume_process_instance(key, data=m.ResumeProcessInstanceRequest.from_dict({}))

    assert [job for job in activate(client) if job.process_instance_key == key]


def waits(client, key):
    query = {"filter": {"processInstanceKey": key, "state": "ACTIVE"}}
    found = client.search_element_instances(data=m.ElementInstanceSearchQuery.from_dict(query)).items
    return {one.element_id: one.element_instance_key for one in found if one.element_id != "shipping"}


def test_a_token_is_moved_with_variables(client):
    made = start(client)
    key = made.process_instance_key
    instructions = {
        "moveInstructions": [
            {
                "sourceElementInstruction": {"sourceType": "byId", "sourceElementId": "pack"},
                "targetElementId": "check",
                "variableInstructions": [{"variables": {"moved": True}}],
            }
        ]
    }

    client.modify_process_instance(key, data=m.ProcessInstanceModificationInstruction.from_dict(instructions))

    assert list(waits(client, key)) == ["check"]
    found = client.search_variables(data=m.SearchVariablesData.from_dict({"filter": {"processInstanceKey": key}}))
    assert {v.name: v.value for v in found.items} == {"moved": "true"}


def test_elements_are_activated_and_ended_by_key(client):
    key = start(client).process_instance_key
    instructions = {
        "activateInstructions": [{"elementId": "check"}],
        "terminateInstructions": [{"elementInstanceKey": waits(client, key)["pack"]}],
    }

    client.modify_process_instance(key, data=m.ProcessInstanceModificationInstruction.from_dict(instructions))

    assert list(waits(client, key)) == ["check"]
    wrong = {"activateInstructions": [{"elementId": "nowhere"}]}
    with pytest.raises(Exception, match="400"):
        client.modify_process_instance(key, data=m.ProcessInstanceModificationInstruction.from_dict(wrong))


def test_activities_of_an_ad_hoc_sub_process_are_activated(client, tmp_path):
    path = tmp_path / "choosing.bpmn"
    drawing = "start -> part[ad-hoc] {\n call[user]\n visit[user]\n}\npart -> end"
    path.write_bytes(draw_xml(drawing, process="choosing"))
    client.deploy_resources_from_files([path])
    made = client.create_process_instance(data=m.ProcessCreationById.from_dict({"processDefinitionId": "choosing"}))
    query = {"filter": {"processInstanceKey": made.process_instance_key, "type": "AD_HOC_SUB_PROCESS"}}
    [part] = client.search_element_instances(data=m.ElementInstanceSearchQuery.from_dict(query)).items

    wanted = {"elements": [{"elementId": "visit", "variables": {"who": "Li Na"}}, {"elementId": "call"}]}
    client.activate_ad_hoc_sub_process_activities(
        part.element_instance_key, data=m.AdHocSubProcessActivateActivitiesInstruction.from_dict(wanted)
    )

    query = {"filter": {"processInstanceKey": made.process_instance_key}}
    tasks = client.search_user_tasks(data=m.UserTaskSearchQuery.from_dict(query)).items
    assert sorted(task.element_id for task in tasks) == ["call", "visit"]
    query["filter"]["type"] = "AD_HOC_SUB_PROCESS_INNER_INSTANCE"
    assert len(client.search_element_instances(data=m.ElementInstanceSearchQuery.from_dict(query)).items) == 2
    wrong = m.AdHocSubProcessActivateActivitiesInstruction.from_dict({"elements": [{"elementId": "nobody"}]})
    with pytest.raises(Exception, match="400"):
        client.activate_ad_hoc_sub_process_activities(part.element_instance_key, data=wrong)
    for task in tasks:
        client.complete_user_task(task.user_task_key, data=m.UserTaskCompletionRequest.from_dict({}))
    assert client.get_process_instance(made.process_instance_key).state == "COMPLETED"


def test_an_instance_migrates_to_a_newer_version(client, tmp_path):
    path = tmp_path / "parcel.bpmn"

    def version(drawing):
        path.write_bytes(draw_xml(drawing, process="parcel"))
        return client.deploy_resources_from_files([path]).processes[0].process_definition_key

    version("start -> a[user] -> end")
    made = client.create_process_instance(data=m.ProcessCreationById.from_dict({"processDefinitionId": "parcel"}))
    key = made.process_instance_key
    target = version("start -> first[user] -> b[user] -> last[user] -> end")

    def migrate(*pairs):
        mapping = [{"sourceElementId": a, "targetElementId": b} for a, b in pairs]
        plan = {"targetProcessDefinitionKey": target, "mappingInstructions": mapping}
        client.migrate_process_instance(key, data=m.ProcessInstanceMigrationInstruction.from_dict(plan))

    with pytest.raises(Exception, match="409"):
        migrate()
    with pytest.raises(Exception, match="400"):
        migrate(("a", "nowhere"))
    migrate(("a", "b"))

    assert client.get_process_instance(key).process_definition_key == target
    assert "b" in waits(client, key)


def test_operations_are_found_in_the_audit_log(client):
    key = start(client).process_instance_key
    client.suspend_process_instance(key, data=m.SuspendProcessInstanceRequest.from_dict({}))
    client.resume_process_instance(key, data=m.ResumeProcessInstanceRequest.from_dict({}))

    def search(**filters):
        query = {"filter": {"processInstanceKey": key, **filters}, "sort": [{"field": "timestamp", "order": "ASC"}]}
        return client.search_audit_logs(data=m.AuditLogSearchQueryRequest.from_dict(query)).items

    assert [line.operation_type for line in search()] == ["SUSPEND", "RESUME"]
    [line] = search(operationType="SUSPEND")
    assert (line.actor_id, line.entity_type, line.entity_key) == ("admin", "PROCESS_INSTANCE", key)
    assert client.get_audit_log(line.audit_log_key).operation_type == "SUSPEND"
    assert search(actorId="nobody") == []


def over(client, key):
    """The batch operation, once it has ended."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = client.get_batch_operation(key)
        if found.state not in {"ACTIVE", "CREATED"}:
            return found
        time.sleep(0.05)  # bounded: it is worked off in the background
    raise AssertionError(f"Expected batch operation {key} to end, but it is {found.state}")


def some(client, many, business_id):
    data = {"processDefinitionId": "shipping", "businessId": business_id}
    return [
        client.create_process_instance(data=m.ProcessCreationById.from_dict(data)).process_instance_key
        for _ in range(many)
    ]


def test_instances_of_a_filter_are_suspended_moved_resumed_cancelled_and_deleted(client):
    keys = some(client, 3, "batch-a")
    wanted = {"filter": {"businessId": "batch-a"}}
    ask = m.ProcessInstanceSuspensionBatchOperationRequest.from_dict(wanted)
    made = client.suspend_process_instances_batch_operation(data=ask)
    assert made.batch_operation_type == "SUSPEND_PROCESS_INSTANCE"
    assert over(client, made.batch_operation_key).operations_completed_count == 3

    move = {**wanted, "moveInstructions": [{"sourceElementId": "pack", "targetElementId": "check"}]}
    ask = m.ProcessInstanceModificationBatchOperationRequest.from_dict(move)
    refused = over(client, client.modify_process_instances_batch_operation(data=ask).batch_operation_key)
    assert (refused.state, refused.operations_failed_count) == ("FAILED", 3)
    query = {"filter": {"batchOperationKey": refused.batch_operation_key, "state": "FAILED"}}
    items = client.search_batch_operation_items(data=m.BatchOperationItemSearchQuery.from_dict(query)).items
    assert {item.process_instance_key for item in items} == set(keys)
    assert "suspended" in items[0].error_message

    ask = m.ProcessInstanceResumptionBatchOperationRequest.from_dict(wanted)
    over(client, client.resume_process_instances_batch_operation(data=ask).batch_operation_key)
    ask = m.ProcessInstanceModificationBatchOperationRequest.from_dict(move)
    over(client, client.modify_process_instances_batch_operation(data=ask).batch_operation_key)
    assert [list(waits(client, key)) for key in keys] == [["check"]] * 3

    ask = m.ProcessInstanceCancellationBatchOperationRequest.from_dict(wanted)
    over(client, client.cancel_process_instances_batch_operation(data=ask).batch_operation_key)
    assert {client.get_process_instance(key).state for key in keys} <= {"TERMINATED", "CANCELED"}
    ask = m.ProcessInstanceDeletionBatchOperationRequest.from_dict(wanted)
    done = over(client, client.delete_process_instances_batch_operation(data=ask).batch_operation_key)
    assert (done.state, done.operations_total_count) == ("COMPLETED", 3)
    with pytest.raises(Exception, match="404"):
        client.get_process_instance(keys[0])


def test_batch_operations_are_found_and_stopped(client):
    some(client, 2, "batch-b")
    ask = m.ProcessInstanceCancellationBatchOperationRequest.from_dict({"filter": {"businessId": "batch-b"}})
    key = client.cancel_process_instances_batch_operation(data=ask).batch_operation_key
    over(client, key)

    query = {"filter": {"operationType": "CANCEL_PROCESS_INSTANCE", "batchOperationKey": key}}
    found = client.search_batch_operations(data=m.BatchOperationSearchQuery.from_dict(query)).items
    assert [(one.batch_operation_key, one.state, one.actor_id) for one in found] == [(key, "COMPLETED", "admin")]
    for verb in ("cancel", "suspend", "resume"):
        with pytest.raises(Exception, match="409"):
            getattr(client, f"{verb}_batch_operation")(key, data={})
        with pytest.raises(Exception, match="404"):
            getattr(client, f"{verb}_batch_operation")("8388608", data={})


def test_incidents_of_an_instance_are_resolved_at_once(client):
    key = start(client).process_instance_key
    job = next(j for j in activate(client) if j.process_instance_key == key)
    failure = {"retries": 0, "errorMessage": "x", "jobLeaseToken": job.job_lease_token}
    client.fail_job(job.job_key, data=m.JobFailRequest.from_dict(failure))

    done = over(client, client.resolve_process_instance_incidents(key).batch_operation_key)

    assert (done.batch_operation_type, done.operations_completed_count) == ("RESOLVE_INCIDENT", 1)


def test_instances_migrate_together_and_a_running_one_is_not_deleted(client, tmp_path):
    path = tmp_path / "crate.bpmn"

    def version(drawing):
        path.write_bytes(draw_xml(drawing, process="crate"))
        return client.deploy_resources_from_files([path]).processes[0].process_definition_key

    version("start -> a[user] -> end")
    data = m.ProcessCreationById.from_dict({"processDefinitionId": "crate"})
    keys = [client.create_process_instance(data=data).process_instance_key for _ in range(2)]
    target = version("start -> a[user] -> b[user] -> end")
    plan = {
        "targetProcessDefinitionKey": target,
        "mappingInstructions": [{"sourceElementId": "a", "targetElementId": "a"}],
    }
    ask = {"filter": {"processDefinitionId": "crate"}, "migrationPlan": plan}

    made = client.migrate_process_instances_batch_operation(
        data=m.ProcessInstanceMigrationBatchOperationRequest.from_dict(ask)
    )

    assert over(client, made.batch_operation_key).state == "COMPLETED"
    assert {client.get_process_instance(key).process_definition_key for key in keys} == {target}
    with pytest.raises(Exception, match="409"):
        client.delete_process_instance(keys[0], data=m.DeleteProcessInstanceRequest.from_dict({}))


def test_a_worker_decides_what_an_ad_hoc_sub_process_does(client, tmp_path):
    path = tmp_path / "agent.bpmn"
    drawing = "start -> part[ad-hoc]{type=agent} {\n call[user]\n visit[user]\n}\npart -> end"
    path.write_bytes(draw_xml(drawing, process="agent"))
    client.deploy_resources_from_files([path])
    made = client.create_process_instance(data=m.ProcessCreationById.from_dict({"processDefinitionId": "agent"}))

    def decide(**result):
        wanted = {"type": "agent", "timeout": 60_000, "maxJobsToActivate": 5, "requestTimeout": 5_000}
        [job] = client.activate_jobs(data=m.JobActivationRequest.from_dict(wanted)).jobs
        body = {"variables": {}, "result": {"type": "adHocSubProcess", **result}}
        client.complete_job(job.job_key, data=m.JobCompletionRequest.from_dict(body))

    decide(activateElements=[{"elementId": "call", "variables": {"who": "Li Na"}}])
    query = {"filter": {"processInstanceKey": made.process_instance_key, "state": "CREATED"}}
    [task] = client.search_user_tasks(data=m.UserTaskSearchQuery.from_dict(query)).items
    client.complete_user_task(task.user_task_key, data=m.UserTaskCompletionRequest.from_dict({}))
    decide(isCompletionConditionFulfilled=True)

    assert client.get_process_instance(made.process_instance_key).state == "COMPLETED"
