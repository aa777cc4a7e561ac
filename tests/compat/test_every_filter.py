"""Every filter field of the client's models with every operator, every field to sort by, every way through the pages.

The client's own models say what there is to ask, so nothing is left out: a field is checked against the items that it
is a field of, or by a line of `BY_HAND`. What it must find is worked out here from all items, never asked of the server.
"""

import datetime as dt
import json
import re
import time

import pytest
from camunda_orchestration_sdk import models as m
from surface import body, fields, named, result, searches

from drawing import draw_xml

pytestmark = pytest.mark.filterwarnings("ignore")

GROUPS = {
    "audit_log", "batch_operation", "cluster_variable", "decision_definition", "decision_instance",
    "decision_requirements", "element_instance", "global_listener", "incident", "job", "message_subscription",
    "process_definition", "process_instance", "resource", "user_task", "variable",
}  # fmt: skip
SEARCHES = {
    name: (wanted, words)
    for name, (group, wanted, words) in searches().items()
    if group in GROUPS and result(name) is not None and "statistics" not in name
}
ORDERED = {
    "$gt": lambda a, b: a > b,
    "$gte": lambda a, b: a >= b,
    "$lt": lambda a, b: a < b,
    "$lte": lambda a, b: a <= b,
}
#: What the world of this test has one value of, or none: a value that nothing has must find nothing.
ALIKE = {
    "tenantId", "partitionId", "state", "source", "result", "actorType", "actorId", "category", "version", "versionTag",
    "processDefinitionVersion", "processDefinitionVersionTag", "messageSubscriptionState", "resolvedDate", "kind",
    "isDenied", "deniedReason", "toolName", "inboundConnectorType", "agentElementId", "decisionRequirementsVersion",
    "decisionDefinitionVersion", "rootDecisionDefinitionKey", "decisionRequirementsKey", "decisionRequirementsId",
    "decisionRequirementsName", "scope", "isTruncated", "errorMessage", "evaluationFailure", "inboundChannelType",
    "inboundChannelToolName", "relatedEntityKey", "relatedEntityType", "retries", "worker", "deadline", "endTime",
    "batchOperationType", "listenerEventType", "hasStartForm", "operationType", "entityType", "suspendedDate", "deploymentKey", "formKey", "resourceKey", "errorCode",
    "decisionDefinitionType", "elementId", "name", "externalFormReference", "messageName", "errorType", "type",
    "batchOperationKey", "decisionDefinitionId", "decisionDefinitionKey", "decisionEvaluationKey", "completionDate",
    "processInstanceKey", "processDefinitionKey", "processDefinitionId", "processDefinitionName", "businessId",
    "creationTime", "processedDate", "hasIncident", "elementName", "endDate",
}  # fmt: skip

RULES = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="{0}_model" name="{0} model" namespace="n">
<decision id="{0}" name="{0} decision"><variable name="{0}" /><literalExpression><text>{1}</text></literalExpression></decision>
</definitions>"""
DRAWN = {
    "order": "start -> pack[service]{type=pack retries=3} -> check[user]{groups=sales,clerks users=anna} -> end",
    "claim": "start -> hear[message paid =order] -> end",
    "visit": "start -> ring[service]{type=ring on-start=before} -> decide[rule]{decision=size decision-result=r} -> end",
    "outer": "start -> call[call]{process=order} -> end",
    "begun": "begin[start message begins] -> do[user] -> end",
    "later": "start -> both[and] -> nap[timer PT9H] -> end\nboth -> call2[signal all] -> end",
}


@pytest.fixture(scope="module")
def world(anywhere, tmp_path_factory):
    """A client whose server holds a little of everything, in different states, at rest."""
    client = anywhere
    deploy(client, tmp_path_factory.mktemp("drawn"))
    made = {
        "one": create(client, "order", businessId="PO-1", tags=["urgent"], variables={"amount": 5, "city": "Xi'an"}),
        "two": create(client, "order", businessId="PO-2", tags=["urgent", "eu"], variables={"amount": 12}),
        "three": create(client, "order", variables={"city": "Wuhan"}),
        "four": create(client, "claim", variables={"order": "a"}),
        "five": create(client, "claim", variables={"order": "b"}),
        "six": create(client, "visit"),
        "seven": create(client, "outer", businessId="PO-7"),
        "eight": create(client, "later"),
        "nine": create(client, "claim", variables={"order": "c"}),
        "ten": create(client, "claim", variables={"order": "d"}),
    }
    jobs = {job.process_instance_key: job.job_key for job in activate(client, "pack")}
    client.complete_job(jobs[made["one"]], data=m.JobCompletionRequest.from_dict({"variables": {"box": 7}}))
    client.fail_job(jobs[made["two"]], data=m.JobFailRequest.from_dict({"retries": 0, "errorMessage": "torn paper"}))
    client.fail_job(
        jobs[made["three"]],
        data=m.JobFailRequest.from_dict({"retries": 2, "errorMessage": "no ink", "retryBackOff": 600_000}),
    )
    [before] = activate(client, "before")
    client.complete_job(before.job_key, data=m.JobCompletionRequest.from_dict({}))
    [ring] = activate(client, "ring")
    client.complete_job(ring.job_key, data=m.JobCompletionRequest.from_dict({}))
    client.evaluate_decision(
        data=m.DecisionEvaluationByID.from_dict({"decisionDefinitionId": "weight", "variables": {"x": 1}})
    )
    for order in ("a", "c"):
        correlation = {"name": "paid", "correlationKey": order}
        client.correlate_message(data=m.MessageCorrelationRequest.from_dict(correlation))
    changeset = {"changeset": {"retries": 4, "priority": 20}}
    client.update_job(jobs[made["three"]], data=m.JobUpdateRequest.from_dict(changeset))
    client.suspend_process_instance(made["eight"], data=m.SuspendProcessInstanceRequest.from_dict({}))
    query = m.UserTaskSearchQuery.from_dict({"filter": {"processInstanceKey": made["one"]}})
    [task] = client.search_user_tasks(data=query).items
    changes = {"changeset": {"priority": 80, "dueDate": "2031-01-02T00:00:00Z", "followUpDate": "2030-01-02T00:00:00Z"}}
    client.update_user_task(task.user_task_key, data=m.UserTaskUpdateRequest.from_dict(changes))
    client.assign_user_task(task.user_task_key, data=m.UserTaskAssignmentRequest.from_dict({"assignee": "anna"}))
    other = create(client, "order", businessId="PO-9")
    [job] = activate(client, "pack", other)
    client.complete_job(job.job_key, data=m.JobCompletionRequest.from_dict({}))
    place = next(
        one for one in every(client, "search_element_instances")
        if one["processInstanceKey"] == other and one["elementId"] == "check"
    )  # fmt: skip
    local = {"variables": {"near": "here"}, "local": True}
    client.create_element_instance_variables(place["elementInstanceKey"], data=m.SetVariableRequest.from_dict(local))
    broken = create(client, "visit")
    [before] = activate(client, "before")
    client.fail_job(before.job_key, data=m.JobFailRequest.from_dict({"retries": 0, "errorMessage": "no voice"}))
    gone, away = (create(client, "order", businessId=f"PO-8{letter}") for letter in "ab")
    cancel = m.ProcessInstanceCancellationBatchOperationRequest
    key = client.cancel_process_instances_batch_operation(
        data=cancel.from_dict({"filter": {"processInstanceKey": {"$in": [gone, away]}}})
    ).batch_operation_key
    until(lambda: client.get_batch_operation(key).state == "COMPLETED")
    kind = m.ProcessInstanceResumptionBatchOperationRequest
    client.resume_process_instances_batch_operation(data=kind.from_dict({"filter": {"businessId": "nobody"}}))
    for name, value in (("rate", {"v": 3}), ("label", {"v": "blue"})):
        client.create_global_cluster_variable(
            data=m.CreateClusterVariableRequest.from_dict({"name": name, "value": value, "metadata": {"unit": name}})
        )
    for id_, events, priority in (("first", ["creating"], 3), ("second", ["updating", "assigning"], 4)):
        asked = {"id": id_, "eventTypes": events, "type": f"{id_}-type", "priority": priority, "retries": priority}
        asked["afterNonGlobal"] = id_ == "second"
        client.create_global_task_listener(data=m.CreateGlobalTaskListenerRequest.from_dict(asked))
    return client, {**made, "other": other, "broken": broken, "gone": gone, "away": away, "batch": key}


def deploy(client, folder):
    """Decisions, a form, files and processes, one of them in two versions."""
    paths = []
    for name, text in (("size", "1 + 1"), ("weight", "2 + 2")):
        paths.append(folder / f"{name}.dmn")
        paths[-1].write_text(RULES.format(name, text))
    paths.append(folder / "sheet.form")
    paths[-1].write_text('{"id": "sheet", "type": "default", "schemaVersion": 16, "components": []}')
    for name in ("note", "hint"):
        paths.append(folder / f"{name}.txt")
        paths[-1].write_text(f"a resource called {name}")
    for name, drawn in DRAWN.items():
        paths.append(folder / f"{name}.bpmn")
        paths[-1].write_bytes(
            draw_xml(drawn, process=name).replace(b"<bpmn:process ", f'<bpmn:process name="The {name}" '.encode(), 1)
        )
    client.deploy_resources_from_files(paths)
    paths[-1].write_bytes(draw_xml(DRAWN["later"].replace("PT9H", "PT8H"), process="later"))
    client.deploy_resources_from_files(paths[-1:])


def create(client, process, **more):
    data = m.ProcessCreationById.from_dict({"processDefinitionId": process, **more})
    return client.create_process_instance(data=data).process_instance_key


def activate(client, kind, key=None):
    wanted = {"type": kind, "timeout": 600_000, "maxJobsToActivate": 50, "requestTimeout": 5_000, "worker": "w"}
    jobs = client.activate_jobs(data=m.JobActivationRequest.from_dict(wanted)).jobs
    return [job for job in jobs if key is None or job.process_instance_key == key]


def until(fact, seconds=30):
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "Expected it to come true, but it did not"
        time.sleep(0.05)


def ask(client, name, **query):
    """The items that a search answers, as JSON, and its page."""
    answer = getattr(client, name)(data=body(name).from_dict(query)).to_dict()
    return answer["items"], answer["page"]


def every(client, name):
    return ask(client, name, page={"limit": 1000})[0]


def same(found, expected, *asked):
    """The same items, in whatever order."""
    texts = [sorted(json.dumps(item, sort_keys=True, default=str) for item in items) for items in (found, expected)]
    assert texts[0] == texts[1], asked


def comparable(value):
    """Times as moments: there are several ways to write one."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", value):
        return dt.datetime.fromisoformat(value)
    return value


def operators(annotation):
    """The operators that a filter field takes; () if it takes a plain value only."""
    for model in named(annotation):
        if "eq" in {one.lstrip("$") for one in getattr(model, "__attrs_attrs__", ()) and fields(model)}:
            return tuple(fields(model))
    return ()


# ---- filters


@pytest.mark.parametrize("name", SEARCHES)
def test_every_filter_finds_what_it_must(world, name):
    client, _ = world
    items = every(client, name)
    assert len(items) > 1, "Expected the world to hold several of them"
    shown = fields(result(name))
    for field, annotation in fields(SEARCHES[name][0]).items():
        if field in shown and not annotation.startswith("list") and field != "metadata":
            _check_field(client, name, field, annotation, items)
        else:
            assert (name, field) in BY_HAND, f"Expected a line for {name} {field}"


def _check_field(client, name, field, annotation, items):
    values = [comparable(item[field]) for item in items]
    known = sorted({one for one in values if one is not None}, key=lambda one: (str(type(one)), one))
    assert len(known) > 1 or (known and None in values) or field in ALIKE, f"Expected several values of {name} {field}"
    for model in named(annotation):
        for word in getattr(model, "__members__", {}).values():
            same(
                ask(client, name, filter={field: word.value}, page={"limit": 1000})[0],
                _those(items, values, word.value),
                field,
                word,
            )
    if not known:
        return
    first, last = known[0], known[-1]
    for value in {first, last}:
        same(_found(client, name, field, _sent(value)), _those(items, values, value), field, value)
    for operator in operators(annotation):
        for given, holds in _cases(operator, first, last):
            found = _found(client, name, field, {operator: given})
            same(
                found, [item for item, value in zip(items, values, strict=True) if holds(value)], field, operator, given
            )


def _cases(operator, first, last):
    """What an operator is given, and for which values it holds."""
    if operator == "$eq":
        return [(_sent(last), lambda value: value == last)]
    if operator == "$neq":
        return [(_sent(last), lambda value: value != last), (_sent(first), lambda value: value != first)]
    if operator == "$exists":
        return [(True, lambda value: value is not None), (False, lambda value: value is None)]
    if operator == "$in":
        return [
            ([_sent(first), _sent(last)], lambda value: value in (first, last)),
            ([_sent(last)], lambda v: v == last),
        ]
    if operator == "$notIn":
        return [([_sent(first)], lambda value: value != first)]
    if operator == "$like":
        return [
            (
                _plain(last[:-1]) + "?",
                lambda value: value is not None and re.fullmatch(re.escape(last[:-1]) + ".", value),
            ),
            (f"*{_plain(first[1:])}", lambda value: value is not None and value.endswith(first[1:])),
            (_plain(last).swapcase() + "x", lambda value: False),
        ]
    return [
        (_sent(middle), lambda value, middle=middle: value is not None and ORDERED[operator](value, middle))
        for middle in (first, last)
    ]


def _sent(value):
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _plain(text):
    return re.sub(r"([*?\\])", r"\\\1", text)


def _those(items, values, wanted):
    return [item for item, value in zip(items, values, strict=True) if value == wanted]


def _found(client, name, field, given):
    return ask(client, name, filter={field: given}, page={"limit": 1000})[0]


#: What is no field of an item: (operation, field) -> what is given and what it must find, as pairs.
INSTANCE = "search_process_instances"
TASK = "search_user_tasks"
BY_HAND = {
    (INSTANCE, "variables"): [
        ([{"name": "amount", "value": "12"}], {"two"}),
        ([{"name": "amount", "value": {"$in": ["5", "12"]}}], {"one", "two"}),
        ([{"name": "city", "value": {"$like": '"Xi*'}}, {"name": "amount", "value": "5"}], {"one"}),
        ([{"name": "amount", "value": {"$neq": "5"}}], {"two"}),
    ],
    (INSTANCE, "tags"): [(["urgent"], {"one", "two"}), (["urgent", "eu"], {"two"}), (["urg"], set())],
    (INSTANCE, "batchOperationKey"): [("batch", {"gone", "away"}), ("8388608", set())],
    (INSTANCE, "batchOperationId"): [("batch", {"gone", "away"}), ("8388608", set())],
    (INSTANCE, "errorMessage"): [({"$like": "*torn*"}, {"two"}), ({"$like": "*ink*"}, set())],
    (INSTANCE, "incidentErrorHashCode"): [("hash", {"two"}), (1, set())],
    (INSTANCE, "hasRetriesLeft"): [(True, {"three"})],
    (INSTANCE, "elementId"): [("hear", {"four", "five", "nine", "ten"}), ({"$like": "na?"}, {"eight"})],
    (INSTANCE, "hasElementInstanceIncident"): [(True, {"two", "broken"})],
    (INSTANCE, "elementInstanceState"): [("TERMINATED", {"gone", "away"})],
    (INSTANCE, "$or"): [([{"businessId": "PO-1"}, {"elementId": "nap"}], {"one", "eight"}), ([{"tags": ["eu"]}], {"two"})],
    (TASK, "processInstanceVariables"): [([{"name": "box", "value": "7"}], {"one"}), ([{"name": "near", "value": '"here"'}], set())],
    (TASK, "localVariables"): [([{"name": "near", "value": '"here"'}], {"other"}), ([{"name": "box", "value": "7"}], set())],
    (TASK, "tags"): [(["urgent"], {"one"}), (["eu"], set())],
    (TASK, "candidateGroup"): [("sales", {"one", "other"}), ({"$in": ["clerks"]}, {"one", "other"}), ({"$neq": "sales"}, set())],
    (TASK, "candidateUser"): [("anna", {"other"}), ("bob", set())],
    (TASK, "$or"): [([{"priority": 80}, {"assignee": "bob"}], {"one"}), ([{"businessId": "PO-9"}], {"other"})],
    ("search_process_definitions", "isLatestVersion"): [(False, 1), (True, 6)],
    ("search_decision_definitions", "isLatestVersion"): [(True, 2), (False, 0)],
    ("search_decision_instances", "decisionRequirementsKey"): [("8388608", 0)],
    ("search_element_instances", "elementInstanceScopeKey"): [("one", {"one"}), ("four", {"four"})],
    ("search_element_instances", "$or"): [([{"elementId": "nap"}, {"elementId": "hear"}], {"four", "five", "nine", "ten", "eight"})],
    ("search_element_instance_wait_states", "waitStateType"): [("TIMER", {"eight"}), ("MESSAGE", {"five", "ten"})],
    ("search_batch_operations", "operationType"): [("CANCEL_PROCESS_INSTANCE", 1), ("RESUME_PROCESS_INSTANCE", 1)],
    ("search_global_task_listeners", "eventTypes"): [(["creating"], 1), (["updating", "assigning"], 1), (["all"], 0)],
    ("search_resources", "deploymentKey"): [("8388607", 0)],
    ("search_cluster_variables", "metadata"): [({"unit": {"$eq": "rate"}}, 1), ({"unit": {"$like": "*"}}, 2)],
}  # fmt: skip


@pytest.mark.parametrize(("name", "field"), BY_HAND)
def test_what_is_asked_of_no_field_finds_what_it_must(world, name, field):
    client, made = world
    keys = {key: label for label, key in made.items()}
    for given, expected in BY_HAND[name, field]:
        if given == "hash":
            by_error = m.IncidentProcessInstanceStatisticsByErrorQuery.from_dict({})
            told = client.get_process_instance_statistics_by_error(data=by_error).items
            [given] = [one.error_hash_code for one in told if "torn" in one.error_message]  # noqa: PLW2901
        found = _found(client, name, field, made.get(given, given) if isinstance(given, str) else given)
        if isinstance(expected, int):
            assert len(found) == expected, (given, found)
        else:
            assert {keys.get(item["processInstanceKey"], "") for item in found} == expected, given


# ---- order and pages


@pytest.mark.parametrize("name", SEARCHES)
def test_every_field_can_be_sorted_by(world, name):
    client, _ = world
    items = every(client, name)
    shown = fields(result(name))
    for field in SEARCHES[name][1]:
        up, down = (
            ask(client, name, sort=[{"field": field, "order": order}], page={"limit": 1000})[0]
            for order in ("ASC", "DESC")
        )
        same(up, items)
        same(down, items)
        if field in shown:
            values = [comparable(item[field]) for item in up]
            assert [comparable(item[field]) for item in down] == values[::-1]
            known = [value for value in values if value is not None]
            numbers = all(str(value).isdigit() for value in known)
            if numbers or not isinstance(known[0], str):
                assert known == sorted(known, key=int if numbers else None)


@pytest.mark.parametrize("name", SEARCHES)
def test_pages_lead_through_everything_forward_backward_and_by_offset(world, name):
    client, _ = world
    sort = [{"field": SEARCHES[name][1][-1], "order": "DESC"}]
    items, page = ask(client, name, sort=sort, page={"limit": 1000})
    assert (page["totalItems"], page["hasMoreTotalItems"]) == (len(items), False)
    forward, after = [], None
    while True:
        some, told = ask(client, name, sort=sort, page={"limit": 2, **({"after": after} if after else {})})
        if not some:
            break
        forward, after = [*forward, *some], told["endCursor"]
    assert forward == items
    backward, before = [], page["endCursor"]
    while True:
        some, told = ask(client, name, sort=sort, page={"limit": 2, "before": before})
        if not some:
            break
        backward, before = [*some, *backward], told["startCursor"]
    assert [*backward, items[-1]] == items
    assert ask(client, name, sort=sort, page={"from": 1, "limit": 1})[0] == items[1:2]
