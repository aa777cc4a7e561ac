"""What a run of cases leaves for others: JUnit XML, coverage, the report page."""

import json
from xml.etree import ElementTree as ET

import pytest

from drawing import draw_xml
from lingqu.cli.test import run_cases
from lingqu.simulation.cases import CaseResult
from lingqu.simulation.coverage import Coverage
from lingqu.simulation.expectations import miss
from lingqu.testing.files import run_file
from lingqu.testing.junit import junit
from lingqu.testing.report import html

CHOICE = "start -> g[xor] -(if x > 1 then true else false)-> a[task] -> end\ng -(default)-> b[task] -> end"
DIAGRAM = """<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI">
 <bpmndi:BPMNPlane bpmnElement="process">
 <bpmndi:BPMNShape bpmnElement="a"><dc:Bounds x="10" y="20" width="100" height="80"/></bpmndi:BPMNShape>
 <bpmndi:BPMNShape bpmnElement="b"><dc:Bounds x="10" y="120" width="100" height="80"/></bpmndi:BPMNShape>
 <bpmndi:BPMNEdge bpmnElement="g-a"><di:waypoint x="0" y="0"/><di:waypoint x="10" y="40"/></bpmndi:BPMNEdge>
 </bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"""

DECISION = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="ds" name="ds" namespace="n">
 <decision id="d" name="d"><variable id="v" name="d"/><decisionTable id="t">
  <input id="i"><inputExpression id="ie"><text>x</text></inputExpression></input><output id="o" name="o"/>
  <rule id="r1"><inputEntry id="i1"><text>&lt; 3</text></inputEntry><outputEntry id="o1"><text>"low"</text></outputEntry></rule>
  <rule id="r2"><inputEntry id="i2"><text>&gt;= 3</text></inputEntry><outputEntry id="o2"><text>"high"</text></outputEntry></rule>
 </decisionTable></decision></definitions>"""


@pytest.fixture
def case(tmp_path):
    xml = draw_xml(CHOICE).decode().replace("</bpmn:definitions>", DIAGRAM)
    (tmp_path / "m.bpmn").write_text(xml, encoding="utf-8")
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"model": "m.bpmn", "process": "process", "start": {"variables": {"x": 5}}}), "utf-8")
    return path


def test_junit_tells_what_failed_and_what_was_skipped():
    results = [
        CaseResult(id="a", outcome="passed", tier="core"),
        CaseResult(id="b", outcome="failed", why=miss("never", element="x\x00<>"), told=(miss("story_started"),)),
        CaseResult(id="c", outcome="skipped", why=miss("not_supported", features="y")),
    ]

    suite = ET.fromstring(junit(results, 1.5))[0]  # noqa: S314 - our own

    assert {name: suite.get(name) for name in ("tests", "failures", "skipped", "time")} == {
        "tests": "3", "failures": "1", "skipped": "1", "time": "1.500",
    }  # fmt: skip
    failure = suite[1].find("failure")
    assert "expected x?<> never to complete" in failure.get("message")
    assert "the instance starts" in failure.text
    assert suite[2].find("skipped") is not None


def test_coverage_counts_nodes_flows_and_both_ways_of_an_if(case):
    covered = Coverage()

    assert run_file(case, covered).outcome == "passed"

    (one,) = covered.processes.values()
    assert one.nodes["a"] == 1
    assert one.nodes["b"] == 0
    assert {one.flows["g-a"], one.flows["g-b"]} == {0, 1}
    assert {(branch.held, count) for branch, count in one.branches.items()} == {(True, 1), (False, 0)}


def test_the_report_is_one_page_that_needs_no_network(case):
    covered = Coverage()
    run_file(case, covered)

    page = html(covered)

    assert 'class="hit"' in page
    assert 'class="miss"' in page
    assert "<script" not in page
    assert "http" not in page


def test_coverage_counts_the_rules_that_matched(tmp_path, capsys):
    (tmp_path / "m.bpmn").write_bytes(draw_xml("start -> rate[rule]{decision=d decision-result=r} -> end"))
    (tmp_path / "d.dmn").write_text(DECISION, "utf-8")
    case = {"model": "m.bpmn", "decisions": ["d.dmn"], "process": "process", "start": {"variables": {"x": 5}}}
    (tmp_path / "one.json").write_text(json.dumps(case), "utf-8")

    assert run_cases(tmp_path, json=True, coverage=True, html=tmp_path / "out") == 0

    assert json.loads(capsys.readouterr().out)["rules"] == {"d": {"1": 0, "2": 1}}
    assert "decision rules" in html_of(tmp_path)


def html_of(folder):
    return (folder / "out" / "index.html").read_text("utf-8").replace("决策规则", "decision rules")


def test_the_command_writes_both_and_prints_the_shares(case, tmp_path, capsys):
    code = run_cases(case, json=True, coverage=True, junit=tmp_path / "r.xml", html=tmp_path / "out")

    told = json.loads(capsys.readouterr().out)["coverage"][0]
    assert code == 0
    assert told["process"] == "process"
    assert told["branches"] == {"touched": 1, "total": 2}
    assert (tmp_path / "r.xml").read_bytes().startswith(b"<?xml")
    assert "<svg" in (tmp_path / "out" / "index.html").read_text("utf-8")
