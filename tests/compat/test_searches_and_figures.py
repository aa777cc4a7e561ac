"""Searches and figures through the official Python client: each asked twice, with different right answers."""

import datetime as dt
import time

import pytest
from camunda_orchestration_sdk import models as m

from drawing import draw_xml

pytestmark = pytest.mark.filterwarnings("ignore")

SHIPPING = "start -> pack[service]{type=pack} -> check[user] -> end"
WAITING = "start -> hear[message paid =order] -> end"
CALLING = "start -> call[call]{process=shipping} -> end"
EVER = {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
BEFORE = {"from": "2000-01-01T00:00:00Z", "to": "2000-01-02T00:00:00Z"}


@pytest.fixture(scope="module")
def told(anywhere, tmp_path_factory):
    """A client and what was done with it: one shipping failed, one packed, one as it began; two that wait."""
    folder = tmp_path_factory.mktemp("drawn")
    form = folder / "ask.form"
    form.write_text('{"id": "ask", "type": "default", "schemaVersion": 16, "components": []}')
    paths = [form]
    for name, drawn in (("shipping", SHIPPING), ("waiting", WAITING), ("calling", CALLING)):
        path = folder / f"{name}.bpmn"
        path.write_bytes(draw_xml(drawn, process=name))
        paths.append(path)
    deployed = anywhere.deploy_resources_from_files(paths)
    made = [start(anywhere, "shipping", number=n) for n in range(3)]
    jobs = {job.process_instance_key: job for job in activate(anywhere)}
    failed, packed, fresh = (one.process_instance_key for one in made)
    anywhere.fail_job(jobs[failed].job_key, data=m.JobFailRequest.from_dict({"retries": 0, "errorMessage": "torn"}))
    anywhere.complete_job(jobs[packed].job_key, data=m.JobCompletionRequest.from_dict({"variables": {"box": 7}}))
    waiting = [start(anywhere, "waiting", order=order).process_instance_key for order in ("A", "B")]
    return {
        "client": anywhere,
        "failed": failed,
        "packed": packed,
        "fresh": fresh,
        "waiting": waiting,
        "jobs": jobs,
        "form": deployed.forms[0].form_key,
    }


def start(client, process, **variables):
    data = m.ProcessCreationById.from_dict({"processDefinitionId": process, "variables": variables})
    return client.create_process_instance(data=data)


def activate(client):
    wanted = {"type": "pack", "timeout": 60_000, "maxJobsToActivate": 50, "requestTimeout": 5_000, "worker": "anna"}
    return client.activate_jobs(data=m.JobActivationRequest.from_dict(wanted)).jobs


def asked(kind, **wanted):
    return kind.from_dict({"filter": wanted})


def keys(found, name="process_instance_key"):
    return sorted(getattr(one, name) for one in found.items)


# ---- jobs


def test_jobs_are_found_by_state_and_by_instance(told):
    client = told["client"]
    assert keys(client.search_jobs(data=asked(m.JobSearchQuery, state="FAILED"))) == [told["failed"]]
    assert keys(client.search_jobs(data=asked(m.JobSearchQuery, state="COMPLETED"))) == [told["packed"]]
    [job] = client.search_jobs(data=asked(m.JobSearchQuery, processInstanceKey=told["fresh"])).items
    assert (job.type_, job.worker, job.state, job.error_message) == ("pack", "anna", "CREATED", None)
    assert job.deadline is not None


def test_global_figures_of_jobs(told):
    client = told["client"]
    ever = client.get_global_job_statistics(from_=moment(EVER["from"]), to=moment(EVER["to"]))
    assert (ever.created.count, ever.completed.count, ever.failed.count) == (3, 1, 1)
    none = client.get_global_job_statistics(from_=moment(EVER["from"]), to=moment(EVER["to"]), job_type="other")
    assert none.created.count == 0


def moment(text):
    return dt.datetime.fromisoformat(text)


def test_figures_by_type_worker_error_and_time(told):
    client = told["client"]
    [by_type] = client.get_job_type_statistics(data=asked(m.JobTypeStatisticsQuery, **EVER)).items
    assert (by_type.job_type, by_type.created.count, by_type.workers) == ("pack", 3, 1)
    assert client.get_job_type_statistics(data=asked(m.JobTypeStatisticsQuery, **BEFORE)).items == []
    [by_worker] = client.get_job_worker_statistics(data=asked(m.JobWorkerStatisticsQuery, **EVER, jobType="pack")).items
    assert (by_worker.worker, by_worker.failed.count) == ("anna", 1)
    assert client.get_job_worker_statistics(data=asked(m.JobWorkerStatisticsQuery, **EVER, jobType="no")).items == []
    [by_error] = client.get_job_error_statistics(data=asked(m.JobErrorStatisticsQuery, **EVER, jobType="pack")).items
    assert (by_error.error_message, by_error.workers) == ("torn", 1)
    other = asked(m.JobErrorStatisticsQuery, **EVER, jobType="pack", errorMessage="worn")
    assert client.get_job_error_statistics(data=other).items == []
    series = asked(m.JobTimeSeriesStatisticsQuery, **EVER, jobType="pack", resolution="P365D")
    assert [one.created.count for one in client.get_job_time_series_statistics(data=series).items] == [3]
    early = asked(m.JobTimeSeriesStatisticsQuery, **BEFORE, jobType="pack")
    assert client.get_job_time_series_statistics(data=early).items == []


# ---- incidents


def test_incidents_of_an_instance_and_of_an_element(told):
    client = told["client"]
    query = m.IncidentSearchQuery.from_dict({})
    [incident] = client.search_process_instance_incidents(told["failed"], data=query).items
    assert client.search_process_instance_incidents(told["fresh"], data=query).items == []
    element = incident.element_instance_key
    assert keys(client.search_element_instance_incidents(element, data=query)) == [told["failed"]]
    with pytest.raises(Exception, match="404"):
        client.search_process_instance_incidents("8388608", data=query)


def test_instances_by_what_their_incident_says(told):
    client = told["client"]
    [error] = client.get_process_instance_statistics_by_error(
        data=m.IncidentProcessInstanceStatisticsByErrorQuery.from_dict({})
    ).items
    assert (error.active_instances_with_error_count, "torn" in error.error_message) == (1, True)
    kind = m.IncidentProcessInstanceStatisticsByDefinitionQuery
    [one] = client.get_process_instance_statistics_by_definition(
        data=asked(kind, errorHashCode=error.error_hash_code)
    ).items
    assert (one.process_definition_id, one.active_instances_with_error_count) == ("shipping", 1)
    assert client.get_process_instance_statistics_by_definition(data=asked(kind, errorHashCode=1)).items == []


# ---- processes and instances


def definition(told, process):
    query = asked(m.ProcessDefinitionSearchQuery, processDefinitionId=process)
    [found] = told["client"].search_process_definitions(data=query).items
    return found.process_definition_key


def test_running_instances_by_process_and_version(told):
    client = told["client"]
    query = m.ProcessDefinitionInstanceStatisticsQuery.from_dict({})
    found = {
        one.process_definition_id: (
            one.active_instances_with_incident_count,
            one.active_instances_without_incident_count,
        )
        for one in client.get_process_definition_instance_statistics(data=query).items
    }
    assert found == {"shipping": (1, 2), "waiting": (0, 2)}
    kind = m.ProcessDefinitionInstanceVersionStatisticsQuery
    [one] = client.get_process_definition_instance_version_statistics(
        data=asked(kind, processDefinitionId="waiting")
    ).items
    assert (one.process_definition_version, one.active_instances_without_incident_count) == (1, 2)
    none = client.get_process_definition_instance_version_statistics(data=asked(kind, processDefinitionId="calling"))
    assert none.items == []


def test_visits_by_element_of_a_process_and_of_an_instance(told):
    client = told["client"]
    key = definition(told, "shipping")
    query = m.ProcessDefinitionElementStatisticsQuery
    found = {one.element_id: one for one in client.get_process_definition_statistics(key, data=asked(query)).items}
    assert (found["pack"].active, found["pack"].completed, found["pack"].incidents) == (2, 1, 1)
    hurt = client.get_process_definition_statistics(key, data=asked(query, hasIncident=True)).items
    assert {one.element_id: one.active for one in hurt} == {"start": 0, "pack": 1}
    own = {one.element_id: one.active for one in client.get_process_instance_statistics(told["packed"]).items}
    assert own["check"] == 1


def test_open_subscriptions_by_process_and_names_of_variables(told):
    client = told["client"]
    query = m.ProcessDefinitionMessageSubscriptionStatisticsQuery.from_dict({})
    [one] = client.get_process_definition_message_subscription_statistics(data=query).items
    assert (one.process_definition_id, one.active_subscriptions) == ("waiting", 2)
    only = asked(m.ProcessDefinitionMessageSubscriptionStatisticsQuery, correlationKey="A")
    [one] = client.get_process_definition_message_subscription_statistics(data=only).items
    assert (one.active_subscriptions, one.process_instances_with_active_subscriptions) == (1, 1)
    none = asked(m.ProcessDefinitionMessageSubscriptionStatisticsQuery, messageName="other")
    assert client.get_process_definition_message_subscription_statistics(data=none).items == []
    kind = m.ProcessDefinitionVariableNameSearchQuery
    names = client.search_process_definition_variable_names(definition(told, "shipping"), data=kind.from_dict({}))
    assert [one.name for one in names.items] == ["box", "number"]
    some = client.search_process_definition_variable_names(
        definition(told, "shipping"), data=asked(kind, name={"$like": "b*"})
    )
    assert [one.name for one in some.items] == ["box"]


def test_who_called_whom_and_which_flows_were_taken(told):
    client = told["client"]
    calling = start(client, "calling").process_instance_key
    query = asked(m.ProcessInstanceSearchQuery, parentProcessInstanceKey=calling)
    [child] = client.search_process_instances(data=query).items
    chain = client.get_process_instance_call_hierarchy(child.process_instance_key)
    assert [one.process_instance_key for one in chain] == [calling, child.process_instance_key]
    flows = {one.element_id for one in client.get_process_instance_sequence_flows(told["packed"]).items}
    assert flows > {one.element_id for one in client.get_process_instance_sequence_flows(told["fresh"]).items}
    client.cancel_process_instance(calling, data=m.CancelProcessInstanceRequest.from_dict({}))


# ---- what waits


def test_message_subscriptions_by_key_and_instance(told):
    client = told["client"]
    kind = m.MessageSubscriptionSearchQuery
    [one] = client.search_message_subscriptions(data=asked(kind, correlationKey="A")).items
    assert (one.process_instance_key, one.message_name) == (told["waiting"][0], "paid")
    two = client.search_message_subscriptions(data=asked(kind, messageName="paid"))
    assert keys(two) == sorted(told["waiting"])
    assert client.search_message_subscriptions(data=asked(kind, messageSubscriptionType="START_EVENT")).items == []


def test_waits_of_elements(told):
    client = told["client"]
    kind = m.ElementInstanceWaitStateQuery
    [job] = client.search_element_instance_wait_states(data=asked(kind, processInstanceKey=told["fresh"])).items
    assert (job.element_id, job.details.to_dict()["waitStateType"]) == ("pack", "JOB")
    messages = client.search_element_instance_wait_states(data=asked(kind, waitStateType="MESSAGE")).items
    assert {one.process_instance_key for one in messages} == set(told["waiting"])
    [here] = client.get_process_instance_wait_state_statistics(told["packed"]).items
    assert (here.element_id, here.waiting_count) == ("check", 1)


# ---- forms, variables of tasks, expressions, signals, the system


def test_a_form_by_its_key(told):
    client = told["client"]
    assert client.get_form_by_key(told["form"]).form_id == "ask"
    with pytest.raises(Exception, match="404"):
        client.get_form_by_key("8388608")


def test_variables_that_a_task_sees(told):
    client = told["client"]
    [task] = client.search_user_tasks(data=asked(m.UserTaskSearchQuery, processInstanceKey=told["packed"])).items
    query = m.UserTaskVariableSearchQueryRequest
    found = client.search_user_task_variables(task.user_task_key, data=query.from_dict({}))
    assert {one.name: one.value for one in found.items} == {"number": "1", "box": "7"}
    one = client.search_user_task_variables(task.user_task_key, data=asked(query, name="box"))
    assert [variable.value for variable in one.items] == ["7"]
    effective = m.UserTaskEffectiveVariableSearchQueryRequest
    both = client.search_user_task_effective_variables(task.user_task_key, data=effective.from_dict({}))
    assert [variable.name for variable in both.items] == ["box", "number"]


def test_expressions_see_the_variables_of_a_scope(told):
    client = told["client"]
    kind = m.ExpressionEvaluationRequest
    plain = client.evaluate_expression(
        data=kind.from_dict({"expression": "=x + 1", "variables": {"x": 2}, "scopeKey": told["failed"]})
    )
    assert plain.result == 3
    scoped = {"expression": "=number + x", "scopeKey": told["packed"], "variables": {"x": 2}}
    assert client.evaluate_expression(data=kind.from_dict(scoped)).result == 3
    with pytest.raises(Exception, match="400"):
        client.evaluate_expression(data=kind.from_dict({"expression": "=1 +", "scopeKey": told["failed"]}))


def test_a_signal_reaches_who_waits_for_it(told, tmp_path):
    client = told["client"]
    path = tmp_path / "listening.bpmn"
    path.write_bytes(draw_xml("start -> hear[signal all] -> end", process="listening"))
    client.deploy_resources_from_files([path])
    key = start(client, "listening").process_instance_key
    other = m.SignalBroadcastRequest.from_dict({"signalName": "others"})
    assert client.broadcast_signal(data=other).signal_key
    assert client.get_process_instance(key).state == "ACTIVE"
    client.broadcast_signal(data=m.SignalBroadcastRequest.from_dict({"signalName": "all", "variables": {"v": 1}}))
    until(lambda: client.get_process_instance(key).state == "COMPLETED")


def until(fact, seconds=20):
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "Expected it to come true, but it did not"
        time.sleep(0.05)


def test_the_clock_is_pinned_and_reset(told, tmp_path):
    client = told["client"]
    path = tmp_path / "sleeping.bpmn"
    path.write_bytes(draw_xml("start -> nap[timer P10D] -> end", process="sleeping"))
    client.deploy_resources_from_files([path])
    key = start(client, "sleeping").process_instance_key
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=11)
    try:
        client.pin_clock(data=m.ClockPinRequest.from_dict({"timestamp": int(later.timestamp() * 1000)}))
        until(lambda: client.get_process_instance(key).state == "COMPLETED")
    finally:
        client.reset_clock()


def test_the_system_tells_of_itself(told):
    client = told["client"]
    assert client.get_license().license_type == "Apache-2.0"
    assert client.get_system_configuration().deployment.is_multi_tenancy_enabled is False
    used = client.get_usage_metrics(start_time=moment(EVER["from"]), end_time=moment(EVER["to"]))
    assert used.process_instances >= 5
    early = client.get_usage_metrics(start_time=moment(BEFORE["from"]), end_time=moment(BEFORE["to"]))
    assert early.process_instances == 0
    assert client.get_cluster_status().status == "HEALTHY"
    assert client.get_cluster_upgrade_status().status == "MIGRATED"
    assert client.get_cluster_topology().cluster_size == 1


def test_a_start_that_awaits_the_end_answers_with_the_variables(told, tmp_path):
    client = told["client"]
    path = tmp_path / "quick.bpmn"
    path.write_bytes(draw_xml("start -> pause[timer PT0.3S] -> end", process="quick"))
    client.deploy_resources_from_files([path])
    wanted = {"processDefinitionId": "quick", "variables": {"a": 1, "b": [2]}, "awaitCompletion": True}
    whole = client.create_process_instance(data=m.ProcessCreationById.from_dict(wanted))
    assert whole.variables.to_dict() == {"a": 1, "b": [2]}
    some = client.create_process_instance(
        data=m.ProcessCreationById.from_dict({**wanted, "fetchVariables": ["b"], "requestTimeout": 20_000})
    )
    assert some.variables.to_dict() == {"b": [2]}
    assert client.get_process_instance(some.process_instance_key).state == "COMPLETED"
    with pytest.raises(Exception, match="504"):
        client.create_process_instance(
            data=m.ProcessCreationById.from_dict({**wanted, "processDefinitionId": "shipping", "requestTimeout": 100})
        )
