"""The conformance commands: test files of the test kit's format, whole and broken."""

import json

import pytest

from dmn.models import decision, document, given, imported, knowledge, literal
from lingqu.cli.conformance import dmn, feel

_HEAD = (
    '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
)
_SERVICE = (
    '<decisionService id="s" name="Service"><variable name="Service"/><outputDecision href="#_Greet"/>'
    '<inputData href="#_Person_name"/></decisionService>'
)


@pytest.fixture
def folder(tmp_path):
    """A model two folders down, and the one that imports it."""
    inner = tmp_path / "deep" / "er"
    inner.mkdir(parents=True)
    (inner / "a.dmn").write_bytes(
        document(
            given("Person name", "string"),
            decision("Greet", literal('"Hello " + Person name'), "Person name"),
            decision("Later", literal('today() > date("2021-01-01")')),
            knowledge("hi", ["who"], literal('"Hi " + who.name')),
            _SERVICE,
            namespace="urn:a",
        )
    )
    return tmp_path


def outcomes(folder, capsys, *cases, model="<modelName>a.dmn</modelName>", place="deep/er/t.xml"):
    (folder / place).write_text(f"{_HEAD}{model}{''.join(cases)}</testCases>", encoding="utf-8")
    dmn(folder, json=True)
    return [one["outcome"] for one in json.loads(capsys.readouterr().out)["cases"]]


def case(name, value, *inputs, more=""):
    return f'<testCase {more}>{"".join(inputs)}<resultNode name="{name}"><expected>{value}</expected></resultNode></testCase>'


def text(value):
    return f'<value xsi:type="xsd:string">{value}</value>'


def test_decisions_services_and_knowledge_models_are_run(folder, capsys):
    person = f'<inputNode name="Person name">{text("Z")}</inputNode>'
    who = f'<inputNode name="who"><component name="name">{text("Z")}</component></inputNode>'
    assert outcomes(
        folder,
        capsys,
        case("Greet", text("Hello Z"), person),
        case("Greet", text("Hello Z"), person, more='type="decisionService" invocableName="Service"'),
        case("hi", text("Hi Z"), who, more='type="bkm" invocableName="hi"'),
        case(" Greet", text("Hello Z"), person.replace(' name="Person', ' name=" Person  ')),
        case("Greet", text("Hello Q"), person),
    ) == ["passed", "passed", "passed", "passed", "failed"]


def test_the_present_day_is_handed_in(folder, capsys):
    assert outcomes(folder, capsys, case("Later", '<value xsi:type="xsd:boolean">true</value>')) == ["passed"]


def test_a_file_that_names_no_model_means_the_only_one_beside_it(folder, capsys):
    assert outcomes(folder, capsys, case("Later", "<value>x</value>"), model="") == ["failed"]
    assert outcomes(folder, capsys, case("Later", "<value>x</value>"), model="", place="t.xml") == ["failed", "error"]


def test_inputs_of_imported_models_are_given_inside_contexts_or_by_their_path(folder, capsys):
    (folder / "deep/er/b.dmn").write_bytes(
        document(
            decision("Name", literal("A.x.Person name"), "urn:a#_Person_name"),
            imports=imported("A.x", "urn:a"),
            namespace="urn:b",
        )
    )
    ways = [
        f'<inputNode name="A.x"><component name="Person name">{text("N")}</component></inputNode>',
        f'<inputNode name="A.x.Person name">{text("N")}</inputNode>',
        f'<inputNode name="Person name">{text("N")}</inputNode>',
        f'<inputNode name="Person name" namespace="urn:a">{text("N")}</inputNode>',
    ]
    cases = [case("Name", text("N"), one) for one in ways]
    assert outcomes(folder, capsys, *cases, model="<modelName>b.dmn</modelName>") == ["passed"] * 4


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ('<value xsi:type="xsd:decimal">abc</value>', "error"),
        ('<value xsi:type="xsd:date">2021-02-30</value>', "error"),
        ('<value xsi:type="xsd:double">INF</value>', "failed"),
        ('<value xsi:type="xsd:double">NaN</value>', "failed"),
        ('<value xsi:type="other:kind" xmlns:other="urn:o">x</value>', "failed"),
        ('<value xsi:nil="true"/>', "failed"),
        ('<list xsi:nil="true"/>', "failed"),
        ("<list><item/></list>", "failed"),
        ('<component/><component name="a" xsi:nil="true"/>', "failed"),
        ("", "failed"),
        ('<value xsi:type="xsd:boolean"> true </value>', "passed"),
    ],
)
def test_no_expected_value_stops_the_run(folder, capsys, value, outcome):
    assert outcomes(folder, capsys, case("Later", value)) == [outcome]


def test_what_cannot_be_run_is_an_outcome_of_its_own(folder, capsys):
    (folder / "broken.xml").write_text("<a", encoding="utf-8")
    (folder / "other.xml").write_text("<a/>", encoding="utf-8")
    assert outcomes(folder, capsys, case("Nothing", ""), case("", ""), case("x", "", more='type="bkm"')) == [
        *["error"] * 4
    ]
    assert outcomes(folder, capsys, case("x", ""), model="<modelName>no.dmn</modelName>") == ["error", "error"]


def test_lines_that_are_no_cases_are_outcomes_too(tmp_path, capsys):
    typed = {"t": "decimal", "v": "2"}
    whole = {"id": "g/1", "expr": "1 + 1", "inputs": {}, "expected": typed, "error": False, "result_type": "number"}
    lines = [
        whole,
        {**whole, "id": "g/2", "inputs": {"x": {"t": "decimal", "v": "two"}}},
        {**whole, "id": "g/3", "expected": {"t": "double", "v": "NaN"}},
        {**whole, "id": "g/4", "expr": 1},
        {"id": "g/5"},
        [],
    ]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert feel(tmp_path / "cases.jsonl", json=True) == 1
    found = json.loads(capsys.readouterr().out)["cases"]
    assert [one["outcome"] for one in found] == ["passed", "error", "failed", "error", "error", "error"]
