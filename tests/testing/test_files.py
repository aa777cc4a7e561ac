"""Case files: JSON and YAML, where models are found, and that no file whatever makes the runner fall over."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawing import draw_xml
from lingqu.cli.test import run_cases
from lingqu.testing.files import is_case, read_case, run_file

MODEL = draw_xml("start -> a[user] -> end")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(MODEL)
    return tmp_path


def written(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


CASE = {"model": "m.bpmn", "process": "process", "expect": {"active": {"a": 1}}}


def test_a_json_file_is_a_case_named_as_the_file(folder):
    result = run_file(written(folder, "one.json", CASE))

    assert (result.id, result.outcome) == ("one", "passed"), result.message


def test_models_are_named_from_the_folder_that_holds_cases(folder):
    assert run_file(written(folder, "cases/deep/one.json", CASE)).outcome == "passed"


def test_yaml_keeps_numbers_and_words_as_they_are_written(folder):
    path = written(
        folder, "one.yaml", "model: m\nstart: {variables: {a: 12.50, b: no, c: 2024-01-01, d: 010, e: 12:30}}\n"
    )

    variables = read_case(path)["start"]["variables"]

    assert {name: str(value) for name, value in variables.items()} == {
        "a": "12.50", "b": "no", "c": "2024-01-01", "d": "010", "e": "12:30",
    }  # fmt: skip


def test_other_json_that_lies_about_is_no_case(folder):
    assert run_file(written(folder, "package.json", {"name": "x", "version": "1"})) is None
    assert not is_case({"name": "x"})


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "{", "JSON"),
        ("a.json", "[1]", "Expected an object, got list"),
        ("a.json", '{"process": "p"}', "missing required field `model`"),
        ("a.json", '{"model": 5}', "Expected `str`, got `int` - at `$.model`"),
        ("a.json", '{"model": "gone.bpmn"}', "gone.bpmn"),
        ("a.json", '{"model": "m.bpmn\\u0000"}', "NUL"),
        ("a.json", '{"model": "m.bpmn", "process": "other"}', "other"),
        ("a.json", '{"model": "m.bpmn", "expects": {}}', "unknown field `expects`"),
        ("a.json", '{"model": "m.bpmn", "script": [{"op": "complete"}]}', "complete needs element"),
        ("a.json", '{"model": "m.bpmn", "script": [{"op": "cancel", "element": "a"}]}', "cancel knows no element"),
        ("a.json", '{"model": "m.bpmn", "script": [7]}', "Expected `object`, got `int` - at `$.script[0]`"),
        ("a.json", '{"model": "m.bpmn", "process": "process", "expect": {"state": 5}}', "'state' is malformed"),
        ("a.json", '{"model": "m.bpmn", "process": "process", "expect": {"state": "done"}}', "'state' is malformed"),
        ("a.json", '{"model": "m.bpmn", "process": "process", "expect": {"never": ["b"]}}', "names b"),
        (
            "a.json",
            '{"model": "m.bpmn", "process": "process", "script": [{"op": "advance", "duration": "soon"}]}',
            "step 1 (advance)",
        ),
        (
            "a.json",
            '{"model": "m.bpmn", "process": "process", "script": [{"op": "message", "name": "m", "correlation_key": []}]}',
            "correlation key",
        ),
        ("a.yaml", "model: [", "YAML"),
        ("a.yaml", "a: &x [1]\nb: *x\nmodel: m", "alias"),
        ("a.yaml", "model: !!python/object:os.system m", "YAML"),
        ("a.yaml", "model: m.bpmn\nstart: {variables: {1: x}}", "text"),
        ("a.yaml", "model: m\n---\nmodel: m", "YAML"),
        ("a.yaml", "\x00", "YAML"),
        ("a.yaml", "[" * 3000, "YAML"),
        ("a.json", "[" * 3000, ""),
    ],
)  # fmt: skip
def test_a_malformed_file_fails_with_the_reason(folder, name, text, says):
    result = run_file(written(folder, name, text))

    assert result.outcome == "failed"
    assert says in result.message
    assert "Traceback" not in result.message


def test_a_clock_that_would_run_for_ever_is_stopped(folder):
    (folder / "t.bpmn").write_bytes(draw_xml("start -> a[user] -> end\na ~(?timer R/PT1S)~> b[task] -> end"))
    case = {"model": "t.bpmn", "process": "process", "script": [{"op": "advance", "duration": "P9Y"}]}

    assert "come to rest" in run_file(written(folder, "one.json", case)).message


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["a", "m.bpmn", "process", "PT1H", "=1", "", "\x7f"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "name", "x"]), inner, max_size=2),
    max_leaves=4,
)
WORDS = [
    "op",
    "element",
    "elements",
    "variables",
    "duration",
    "name",
    "expect",
    "as",
    "code",
    "retries",
    "message",
    "ttl",
]
OPS = ["start", "complete", "complete_any", "fire_timer", "advance", "message", "signal", "set_variables", "cancel"]
STEPS = st.dictionaries(st.sampled_from(WORDS), json_values, max_size=4).flatmap(
    lambda step: st.sampled_from(OPS).map(lambda op: {**step, "op": op})
)
EXPECT = st.dictionaries(
    st.sampled_from(
        ["state", "active", "completed", "never", "variables", "incident", "instances", "per_instance", "x"]
    ),
    json_values | st.sampled_from([{"a": 1}, ["a"], "active", {"a": {"a": 1}}]),
    max_size=3,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {"model": st.just("m.bpmn") | json_values},
        optional={
            "process": st.just("process") | json_values,
            "start": json_values | st.fixed_dictionaries({}, optional={"variables": json_values, "expect": EXPECT}),
            "script": json_values | st.lists(STEPS, max_size=3),
            "expect": json_values | EXPECT,
            "mocks": json_values,
            "decisions": json_values,
            "dialect": st.sampled_from(["core", "feel", "zeebe", 1]),
        },
    )
)
def test_whatever_a_case_says_the_runner_answers(folder, case):
    result = run_file(written(folder, "any.json", case))

    assert result.outcome in ("passed", "failed", "skipped")
    assert "the run broke" not in result.message


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from([".json", ".yaml"]))
def test_whatever_bytes_a_file_holds_the_runner_answers(folder, data, suffix):
    path = folder / f"any{suffix}"
    path.write_bytes(data)

    result = run_file(path)

    assert result is None or "the run broke" not in result.message


def test_a_folder_is_searched_and_the_exit_code_tells(folder, capsys):
    written(folder, "cases/good.json", CASE)
    written(folder, "cases/notes.json", {"name": "no case"})
    assert run_cases(folder, json=True) == 0
    written(folder, "cases/bad.yaml", "model: m.bpmn\nprocess: process\ntier: core\nexpect: {state: completed}\n")
    capsys.readouterr()

    assert run_cases(folder, json=True) == 1

    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("passed", "failed", "skipped")} == {"passed": 1, "failed": 1, "skipped": 0}
    assert told["cases"][0] == {
        "id": "bad", "outcome": "failed", "tier": "core", "message": "end: expected state completed, but it is active",
    }  # fmt: skip


def test_a_failing_case_prints_its_story_and_the_expectation(folder, capsys, monkeypatch):
    monkeypatch.setenv("LINGQU_LANGUAGE", "en")
    written(folder, "bad.json", {**CASE, "expect": {"state": "completed"}})

    run_cases(Path(folder))

    told = capsys.readouterr().out
    assert told.index("a waits for a person") < told.index("expected state completed, but it is active")
