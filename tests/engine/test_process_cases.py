"""The runner of process cases: what passes, what fails with a reason, what is skipped by feature."""

from __future__ import annotations

from drawing import draw_xml
from lingqu.simulation.cases import run_case

#: A drawing that is no model of the standard's.
ODD = "start -> g[ad-hoc]{ordering=Any} {\n a[task]\n }\n g -> end"


def run(drawing: str, **case):
    return run_case(
        {"id": "c", "model": "m", "process": "process", "dialect": "zeebe", "tier": "core", **case},
        lambda _: draw_xml(drawing),
    )


def test_a_case_that_sees_what_it_expects_passes():
    result = run(
        "start -> a[user] -> end",
        start={"expect": {"active": {"a": 1}}},
        script=[{"op": "complete", "element": "a", "variables": {"x": 1}}],
        expect={"state": "completed", "completed": {"a": 1}, "variables": {"x": 1}, "absent_variables": ["y"]},
    )

    assert (result.outcome, result.tier) == ("passed", "core")


def test_a_case_that_sees_something_else_fails_with_the_place_and_the_story():
    result = run("start -> a[user] -> end", expect={"state": "completed"})

    assert result.outcome == "failed"
    assert result.message == "end: expected state completed, but it is active"
    assert "2026-01-01 00:00:00 process#1 a waits for a person" in result.story


def test_a_step_that_cannot_be_done_fails():
    result = run("start -> a[user] -> end", script=[{"op": "complete", "element": "b"}])

    assert result.message == "step 1 (complete): expected b to wait, but it does not"


def test_a_model_that_cannot_run_is_skipped_by_feature():
    result = run(ODD)

    assert result.outcome == "skipped"
    assert "ordering" in result.message


def test_a_case_that_expects_refusal_passes_when_the_model_is_refused():
    result = run(ODD, start={"none": True}, expect={"deploy_or_run": "rejected-or-incident"})

    assert result.outcome == "passed"


def test_an_unknown_expectation_is_never_passed_over():
    result = run("start -> end", expect={"colour": "red"})

    assert result.message == "end: expectation 'colour' is not known"


def test_an_unknown_operation_is_never_passed_over():
    assert "no such operation" in run("start -> end", script=[{"op": "dance"}]).message


def test_a_wrong_count_a_wrong_value_and_an_unwanted_completion_are_told():
    assert "to complete 2 times" in run("start -> a[task] -> end", expect={"completed": {"a": 2}}).message
    assert "x = 2" in run("start -> end", start={"variables": {"x": 1}}, expect={"variables": {"x": 2}}).message
    assert "never" in run("start -> a[task] -> end", expect={"never": ["a"]}).message


def test_one_is_not_true():
    assert run("start -> end", start={"variables": {"x": 1}}, expect={"variables": {"x": True}}).outcome == "failed"


def test_time_moves_only_when_told():
    result = run(
        "start -> wait[timer PT1H] -> end",
        script=[
            {"op": "advance", "duration": "PT59M", "expect": {"active": {"wait": 1}}},
            {"op": "fire_timer", "element": "wait", "expect": {"state": "completed"}},
        ],
    )

    assert result.outcome == "passed", result.message


def test_an_open_incident_is_not_active():
    result = run("start -> g[xor] -(x = 1)-> end", start={"variables": {"x": 2}}, expect={"state": "active"})

    assert result.message == "end: expected state active, but it is incident"


def test_a_file_that_cannot_be_read_is_a_refusal():
    case = {"id": "c", "model": "m", "process": "p", "start": {"none": True}}

    assert run_case(case, lambda _: b"<broken").outcome == "failed"
    wanted = {"deploy_or_run": "rejected-or-incident"}
    assert run_case({**case, "expect": wanted}, lambda _: b"<broken").outcome == "passed"


def test_without_a_key_a_message_is_taken_whatever_key_it_has():
    steps = [{"op": "message", "name": "m", "correlation_key": "any"}]
    result = run("start -> wait[message m] -> end", script=steps, expect={"state": "completed"})

    assert result.outcome == "passed", result.message
