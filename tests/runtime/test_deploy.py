"""Deployment: all or none, the same content the same version, what cannot run is said."""

import pytest

from lingqu.kernel.errors import Invalid
from lingqu.runtime import DeploymentRefused
from runtime.drawings import APPROVAL, END, ONE_JOB, ONE_TASK, START, WAITS, chain, drawing
from runtime.looking import rows

FORM = b'{"type": "default", "id": "leave", "components": []}'


def test_the_same_content_is_the_same_version(runtime):
    first = runtime.deploy([("one.bpmn", ONE_JOB)]).definitions[0]
    again = runtime.deploy([("other name.bpmn", ONE_JOB)]).definitions[0]
    assert (again.key, again.version, again.unchanged) == (first.key, 1, True)
    assert rows(runtime, "SELECT count(*) FROM deployment") == [(1,)]


def test_other_content_is_the_next_version(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    second = runtime.deploy([("one.bpmn", ONE_JOB.replace(b'name="one-job"', b'name="new"'))]).definitions[0]
    assert (second.version, second.unchanged) == (2, False)
    started = runtime.writer.call(runtime.start("one-job", variables={}))
    assert started.definition == second.key


def test_an_old_version_can_still_be_started(runtime):
    first = runtime.deploy([("one.bpmn", ONE_JOB)]).definitions[0]
    runtime.deploy([("one.bpmn", ONE_JOB.replace(b'name="one-job"', b'name="new"'))])
    assert runtime.writer.call(runtime.start("one-job", version=1, variables={})).definition == first.key
    assert runtime.writer.call(runtime.start(definition=first.key, variables={})).definition == first.key


def never(done):
    return among(done.problems)


def among(problems):
    return [(one.element, one.severity) for one in problems if one.code == "runtime.never_thrown"]


def thrower(name='"paid"', process="throws"):
    throw = '<bpmn:endEvent id="tell"><bpmn:messageEventDefinition id="d" messageRef="m"/></bpmn:endEvent>'
    return drawing(process, chain(START, throw), f"<bpmn:message id='m' name={name}/>")


def test_a_message_that_nobody_throws_is_said(runtime):
    done = runtime.deploy([("waits.bpmn", WAITS)])

    assert never(done) == [("wait", "info")]
    (problem,) = (one for one in done.problems if one.code == "runtime.never_thrown")
    assert "paid" in problem.message.text("zh")


def test_the_same_is_said_before_anything_is_deployed(runtime):
    assert among(runtime.check([("waits.bpmn", WAITS)])) == [("wait", "info")]

    runtime.deploy([("throws.bpmn", thrower())])
    assert among(runtime.check([("waits.bpmn", WAITS)])) == []
    assert among(runtime.check([("waits.bpmn", WAITS)], tenant="another")) == [("wait", "info")]


@pytest.mark.parametrize("name", ['"paid"', '"=kind"'])
def test_a_message_is_thrown_beside_or_by_what_is_deployed(runtime, name):
    assert never(runtime.deploy([("waits.bpmn", WAITS), ("throws.bpmn", thrower(name))])) == []

    again = WAITS.replace(b'name="waits"', b'name="again"')
    assert never(runtime.deploy([("waits.bpmn", again)])) == []


def test_a_message_that_another_room_publishes_is_not_missed(runtime):
    runtime.publishers = lambda tenant: ["paid"] if not tenant else []

    assert never(runtime.deploy([("waits.bpmn", WAITS)])) == []


def test_a_message_that_somebody_publishes_is_not_missed(runtime):
    runtime.writer.call(runtime.publish("paid", "A", ttl_ms=1000, variables={}))

    assert never(runtime.deploy([("waits.bpmn", WAITS)])) == []


def test_the_version_before_throws_nothing_any_more(runtime):
    runtime.deploy([("throws.bpmn", thrower())])
    runtime.deploy([("throws.bpmn", thrower('"other"'))])

    assert never(runtime.deploy([("waits.bpmn", WAITS)])) == [("wait", "info")]


def test_one_bad_file_refuses_all(runtime):
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([("one.bpmn", ONE_JOB), ("bad.bpmn", b"<not xml")])
    assert [problem.file for problem in refused.value.problems if problem.severity == "error"] == ["bad.bpmn"]
    assert rows(runtime, "SELECT count(*) FROM definition") == [(0,)]


def test_an_element_that_does_not_run_is_named(runtime):
    stop = (
        '<bpmn:intermediateThrowEvent id="stop"><bpmn:terminateEventDefinition id="d"/></bpmn:intermediateThrowEvent>'
    )
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([("x.bpmn", drawing("x", chain(START, stop, END)))])
    assert "stop" in {problem.element for problem in refused.value.problems if problem.severity == "error"}


def test_an_approval_that_means_nothing_is_refused(runtime):
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([("x.bpmn", APPROVAL.replace(b'mode="all"', b'mode="all" passRule="maybe"'))])
    assert "check" in {problem.element for problem in refused.value.problems if problem.severity == "error"}


@pytest.mark.parametrize(
    "files", [[], [("readme", b"hello")], [("model.xml", b"<a/>")], [("a.bpmn", ONE_JOB), ("b.bpmn", ONE_JOB)]]
)
def test_what_is_no_deployment_is_refused(runtime, files):
    with pytest.raises((Invalid, DeploymentRefused)):
        runtime.deploy(files)


def test_forms_are_kept_beside_processes(runtime):
    done = runtime.deploy([("one.bpmn", ONE_TASK), ("leave.form", FORM)])
    assert [(one.kind, one.id, one.version) for one in done.definitions] == [
        ("process", "one-task", 1),
        ("form", "leave", 1),
    ]


def test_elements_and_flows_stand_behind_their_ordinals(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    found = rows(runtime, "SELECT id, kind FROM element ORDER BY ordinal")
    assert ("work", "serviceTask") in found
    assert ("f0", "sequenceFlow") in found


def test_tenants_do_not_meet(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)], tenant="a")
    other = runtime.deploy([("one.bpmn", ONE_JOB)], tenant="b").definitions[0]
    assert (other.version, other.unchanged) == (1, False)
