"""Decisions deployed and called by processes: versions, bindings, incidents, rows, audit."""

import pytest

from dmn.models import decision, document, imported, literal, table
from drawing import draw_xml
from lingqu.kernel.errors import NotFound
from lingqu.kernel.values import LARGE
from lingqu.runtime import DeploymentRefused, Runtime
from lingqu.runtime.audit import audit
from runtime.looking import rows, status

TASK = "start -> decide[rule]{decision=_limit decision-result=limit} -> end"
LIMITS = document(decision("limit", table('amount -> limit\n< 100 -> "clerk"\n>= 100 -> "director"')))
HIGHER = LIMITS.replace(b"100", b"500")


def process(text=TASK):
    return draw_xml(text, "deciding")


def bound(how):
    return TASK.replace("decision-result", f"decision-binding={how} decision-tag=v1 decision-result")


def tagged(model, tag):
    return model.replace(
        b'<decision id="_limit" name="limit">',
        b'<decision id="_limit" name="limit"><extensionElements>'
        b'<z:versionTag xmlns:z="http://camunda.org/schema/zeebe/1.0" value="%s"/></extensionElements>' % tag,
    )


def start(runtime, **variables):
    return runtime.writer.call(runtime.start("deciding", variables=variables)).instance


def limit(runtime, instance):
    [(value,)] = rows(runtime, "SELECT value FROM variable WHERE instance = ? AND name = 'limit'", instance)
    return value


def serious(problems):
    return [one for one in problems if one.severity != "info"]


def kinds(done):
    return [(one.kind, one.id, one.version, one.unchanged) for one in done.definitions]


def test_process_and_decisions_are_deployed_together(runtime):
    done = runtime.deploy([("a.bpmn", process()), ("limits.dmn", LIMITS)])

    assert kinds(done) == [
        ("process", "deciding", 1, False),
        ("requirements", "d", 1, False),
        ("decision", "_limit", 1, False),
    ]
    assert done.definitions[2].requirements == done.definitions[1].key
    assert serious(done.problems) == []


def test_the_same_model_again_is_the_same_version_and_another_the_next(runtime):
    first = runtime.deploy([("limits.dmn", LIMITS)])
    again = runtime.deploy([("other name.dmn", LIMITS)])
    other = runtime.deploy([("limits.dmn", HIGHER)])

    assert [one.key for one in again.definitions] == [one.key for one in first.definitions]
    assert kinds(again) == [("requirements", "d", 1, True), ("decision", "_limit", 1, True)]
    assert kinds(other) == [("requirements", "d", 2, False), ("decision", "_limit", 2, False)]


def test_a_decision_that_another_file_took_over_is_new_with_its_whole_model(runtime):
    runtime.deploy([("limits.dmn", LIMITS)])
    elsewhere = LIMITS.replace(b'id="d"', b'id="elsewhere"')
    runtime.deploy([("elsewhere.dmn", elsewhere)])

    assert kinds(runtime.deploy([("limits.dmn", LIMITS)])) == [
        ("requirements", "d", 2, False),
        ("decision", "_limit", 3, False),
    ]


def test_one_broken_cell_refuses_all(runtime):
    broken = LIMITS.replace(b"&lt; 100", b"== 1")
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([("a.bpmn", process()), ("limits.dmn", broken)])

    [problem] = [one for one in refused.value.problems if one.severity == "error"]
    assert (problem.file, problem.element) == ("limits.dmn", "_limit")
    assert rows(runtime, "SELECT count(*) FROM definition") == [(0,)]


def test_two_files_with_one_decision_are_refused(runtime):
    with pytest.raises(Exception, match="_limit"):
        runtime.deploy([("a.dmn", LIMITS), ("b.dmn", HIGHER.replace(b'id="d"', b'id="e"'))])


def test_a_called_decision_that_is_not_there_is_a_warning_until_it_is(runtime):
    [warning] = serious(runtime.deploy([("a.bpmn", process())]).problems)
    assert (warning.code, warning.severity, warning.element) == ("runtime.decision_not_deployed", "warning", "decide")

    assert serious(runtime.deploy([("a.bpmn", process()), ("limits.dmn", LIMITS)]).problems) == []


def test_a_decision_wanted_beside_the_process_must_be_there(runtime):
    runtime.deploy([("limits.dmn", LIMITS)])
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([("a.bpmn", process(bound("deployment")))])
    assert [one.code for one in serious(refused.value.problems)] == ["runtime.decision_not_beside"]


def test_a_task_is_decided_and_the_rows_tell_how(runtime):
    done = runtime.deploy([("a.bpmn", process()), ("limits.dmn", LIMITS)])
    instance = start(runtime, amount=250)

    assert status(runtime, instance) == 1
    assert limit(runtime, instance) == '"director"'
    [found] = rows(
        runtime,
        "SELECT definition, asked, requirements, kind, failed, value, process FROM decision WHERE instance = ?",
        instance,
    )
    process_key, model, key = (one.key for one in done.definitions)
    assert found == (key, key, model, "decisionTable", 0, '"director"', process_key)
    assert audit(runtime.db).differences == ()


def test_the_newest_version_counts_and_a_tag_keeps_its_own(runtime):
    runtime.deploy([("a.bpmn", process()), ("limits.dmn", tagged(LIMITS, b"v1"))])
    runtime.deploy([("b.bpmn", draw_xml(bound("versionTag"), "tagged")), ("limits.dmn", HIGHER)])

    assert limit(runtime, start(runtime, amount=250)) == '"clerk"'
    old = runtime.writer.call(runtime.start("tagged", variables={"amount": 250})).instance
    assert limit(runtime, old) == '"director"'


def test_a_decision_beside_the_process_stays_with_its_version(runtime):
    files = [("a.bpmn", process(bound("deployment"))), ("limits.dmn", LIMITS)]
    first = runtime.deploy(files).definitions[0]
    runtime.deploy([("limits.dmn", HIGHER)])
    assert limit(runtime, start(runtime, amount=250)) == '"director"'

    second = runtime.deploy([files[0], ("limits.dmn", HIGHER)]).definitions[0]
    assert (first.version, second.version) == (1, 2)
    assert limit(runtime, start(runtime, amount=250)) == '"clerk"'
    old = runtime.writer.call(runtime.start("deciding", version=1, variables={"amount": 250})).instance
    assert limit(runtime, old) == '"director"'


def test_a_missing_decision_is_an_incident_and_goes_on_once_deployed(runtime):
    runtime.deploy([("a.bpmn", process())])
    instance = start(runtime, amount=5)
    [(incident, kind)] = rows(runtime, "SELECT key, kind FROM incident WHERE instance = ?", instance)
    assert kind == "called-decision-missing"

    runtime.deploy([("limits.dmn", LIMITS)])
    runtime.writer.call(runtime.resolve_incident(incident))

    assert status(runtime, instance) == 1
    assert limit(runtime, instance) == '"clerk"'


def test_a_failure_is_kept_with_the_incident(runtime):
    model = document(decision("limit", table("amount -> limit\n- -> amount / zero")))
    runtime.deploy([("a.bpmn", process()), ("limits.dmn", model)])
    instance = start(runtime, amount=5, zero=0)

    assert rows(runtime, "SELECT kind FROM incident WHERE instance = ?", instance) == [("decision",)]
    [(failed, failure)] = rows(runtime, "SELECT failed, failure FROM decision WHERE instance = ?", instance)
    assert failed == 1
    assert "table 'limit', rule 1, column 'limit'" in failure
    assert audit(runtime.db).differences == ()


def test_a_large_evaluation_lies_in_the_values(runtime):
    model = document(decision("limit", literal("for line in lines return line + 1")))
    runtime.deploy([("a.bpmn", process()), ("limits.dmn", model)])
    instance = start(runtime, lines=list(range(LARGE)))

    [(value, details, hash_)] = rows(runtime, "SELECT value, details, hash FROM decision WHERE instance = ?", instance)
    assert value.startswith("[1,2,")
    assert len(value) == 8192
    assert bytes(details) == b""
    assert rows(runtime, "SELECT count(*) FROM value WHERE instance = ? AND hash = ?", instance, hash_) == [(1,)]
    assert audit(runtime.db).differences == ()


LIBRARY = document(decision("rate", literal("0.1")), namespace="urn:lib", name="library")
IMPORTING = document(
    '<decision id="_limit" name="limit"><variable name="limit"/><informationRequirement>'
    '<requiredDecision href="urn:lib#_rate"/></informationRequirement>' + literal("lib.rate * amount") + "</decision>",
    imports=imported("lib", "urn:lib"),
)


def test_an_import_is_found_among_the_files_and_among_what_is_deployed(runtime, database):
    runtime.deploy(
        [("lib.dmn", LIBRARY.replace(b'id="d"', b'id="lib"')), ("a.bpmn", process()), ("main.dmn", IMPORTING)]
    )
    assert limit(runtime, start(runtime, amount=50)) == "5.0"

    changed = IMPORTING.replace(b"* amount", b"* amount + 1")
    runtime.deploy([("main.dmn", changed)])
    assert limit(runtime, start(runtime, amount=50)) == "6.0"
    assert rows(runtime, "SELECT count(*) FROM decision") == [(4,)]
    assert audit(runtime.db).differences == ()


def test_an_import_that_is_nowhere_refuses_the_model(runtime):
    with pytest.raises(DeploymentRefused) as refused:
        runtime.deploy([("main.dmn", IMPORTING)])
    assert "dmn.unknown_import" in {one.code for one in refused.value.problems if one.severity == "error"}


def test_a_changed_import_is_a_new_version_of_who_imports_it(runtime):
    library = LIBRARY.replace(b'id="d"', b'id="lib"')
    runtime.deploy([("lib.dmn", library), ("main.dmn", IMPORTING)])
    same = runtime.deploy([("lib.dmn", library), ("main.dmn", IMPORTING)])
    other = runtime.deploy([("lib.dmn", library.replace(b"0.1", b"0.2")), ("main.dmn", IMPORTING)])

    assert {one.unchanged for one in same.definitions} == {True}
    assert {one.version for one in other.definitions} == {2}


def test_another_node_and_a_restarted_one_find_the_decision(runtime, database, clock):
    runtime.deploy([("a.bpmn", process()), ("limits.dmn", LIMITS)])
    runtime.stop()
    node = Runtime(database, clock=clock)
    node.definitions.warm = node.decisions.warm = lambda: 0
    node.begin()
    try:
        assert limit(node, start(node, amount=250)) == '"director"'
    finally:
        node.stop()


def test_tenants_do_not_share_decisions(runtime):
    runtime.deploy([("limits.dmn", LIMITS)], tenant="a")
    runtime.deploy([("a.bpmn", process())], tenant="b")
    instance = runtime.writer.call(runtime.start("deciding", tenant="b", variables={"amount": 1})).instance
    assert rows(runtime, "SELECT kind FROM incident WHERE instance = ?", instance) == [("called-decision-missing",)]


def test_a_forgotten_evaluation_leaves_the_history_and_the_audit_in_peace(runtime):
    model = document(decision("limit", literal("for line in lines return line + 1")))
    runtime.deploy([("a.bpmn", process()), ("limits.dmn", model)])
    lines = list(range(LARGE))
    once, twice = start(runtime, lines=lines), start(runtime, lines=lines)
    [(evaluation, hash_)] = rows(runtime, "SELECT evaluation, hash FROM decision WHERE instance = ?", once)

    runtime.forget_evaluation(evaluation)

    assert rows(runtime, "SELECT instance FROM decision") == [(twice,)]
    assert rows(runtime, "SELECT instance FROM value WHERE hash = ?", hash_) == [(twice,)]
    assert audit(runtime.db).differences == ()
    with pytest.raises(NotFound):
        runtime.forget_evaluation(evaluation)


def test_a_decision_asked_for_from_outside_is_kept_without_an_instance(runtime, clock):
    runtime.deploy([("limits.dmn", LIMITS)])

    small = runtime.evaluate_decision({"amount": 5}, name="_limit")
    large = runtime.evaluate_decision({"amount": 5, "other": "x" * LARGE}, name="_limit")

    assert (small.evaluation.value, large.evaluation.value) == ("clerk", "clerk")
    found = rows(runtime, "SELECT evaluation, instance, at, value, hash FROM decision ORDER BY evaluation")
    assert found == [(one.key, 0, clock(), '"clerk"', "") for one in (small, large)]
    assert audit(runtime.db).differences == ()
    with pytest.raises(NotFound):
        runtime.evaluate_decision({}, name="nobody")
