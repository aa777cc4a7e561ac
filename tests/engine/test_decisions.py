"""Business rule tasks that call a decision: evaluated in the step, recorded, an incident when it cannot be."""

from decimal import Decimal

import pytest

from dmn.models import decision, document, literal, table
from dmn.models import given as input_data
from engine.given import given
from lingqu.engine import events as e
from lingqu.kernel.messages import Message
from lingqu.kernel.values import LARGE
from lingqu.model.dmn import read

TASK = "start -> decide[rule]{decision=_limit decision-result=limit} -> end"
LIMITS = document(decision("limit", table('amount -> limit\n< 100 -> "clerk"\n>= 100 -> "director"')))


def deciding(drawing, *models):
    case = given(drawing)
    case.world.decisions.deploy([read(one) for one in models])
    return case


def story(case):
    return [type(event).__name__ for event in case.events]


def test_the_value_of_the_decision_is_the_result_variable():
    case = deciding(TASK, LIMITS).start(amount=250)

    assert case.ended
    assert case.variables["limit"] == "director"


def test_what_it_saw_and_which_rule_matched_is_in_the_history():
    case = deciding(TASK, LIMITS).start(amount=250)

    [evaluated] = case.of(e.DecisionEvaluated)
    assert [kind for _, kind in evaluated.made] == ["decisionTable"]
    [made] = evaluated.details["decisions"]
    [found] = made["tables"]
    assert found["inputs"] == [{"id": "", "name": "amount", "value": 250}]
    assert [(rule["id"], rule["index"], rule["outputs"][0]["value"]) for rule in found["rules"]] == [
        ("r2", 2, "director")
    ]
    assert (made["value"], evaluated.failure) == ("director", {})


def test_an_input_mapping_gives_what_the_decision_reads():
    drawing = "start -> decide[rule]{decision=_limit decision-result=limit in.amount='=order.total'} -> end"
    case = deciding(drawing, LIMITS).start(order={"total": Decimal("99.99")})

    assert case.variables["limit"] == "clerk"
    assert "amount" not in case.variables


def test_an_output_mapping_takes_from_the_result():
    drawing = "start -> decide[rule]{decision=_limit decision-result=limit out.who='=upper case(limit)'} -> end"
    case = deciding(drawing, LIMITS).start(amount=1)

    assert case.variables["who"] == "CLERK"
    assert "limit" not in case.variables


def test_a_decision_sees_every_variable_of_its_task_and_what_it_requires_by_id_and_name():
    models = document(
        decision("risk", literal('if days > 30 then "high" else "low"')),
        decision("limit", literal("{ by_name: risk, by_id: _risk, day: days }"), "risk"),
    )
    case = deciding(TASK, models).start(days=40)

    assert case.variables["limit"] == {"by_name": "high", "by_id": "high", "day": 40}
    [evaluated] = case.of(e.DecisionEvaluated)
    assert [made["value"] for made in evaluated.details["decisions"]] == ["high", case.variables["limit"]]
    assert evaluated.made[-1][0] == evaluated.decision


def test_no_matching_rule_is_null_and_noted():
    model = document(decision("limit", table('amount -> limit\n< 100 -> "clerk"')))
    case = deciding(TASK, model).start(amount=250)

    assert case.variables["limit"] is None
    [evaluated] = case.of(e.DecisionEvaluated)
    assert any("No rule matches" in note["en"] for note in evaluated.details["notes"])


def test_a_missing_variable_matches_no_rule():
    assert deciding(TASK, LIMITS).start().variables["limit"] is None


def test_a_decision_that_is_not_deployed_is_an_incident_and_a_resolved_one_goes_on():
    case = deciding(TASK).start(amount=1)
    assert case.problems == ["called-decision-missing"]

    case.world.decisions.bound.clear()
    case.world.decisions.deploy([read(LIMITS)])
    case.resolve()

    assert case.ended
    assert case.variables["limit"] == "clerk"


@pytest.mark.parametrize(
    ("logic", "wrong"),
    [
        (table('amount -> limit\n> 1 -> "a"\n> 2 -> "b"'), "Hit policy U allows one rule to match"),
        (table("amount -> limit\n> 1 -> 1 / zero"), "table 'limit', rule 1, column 'limit'"),
        (table('amount -> limit\n> 1 -> "a"', input_values=["< 5"]), "not one of the allowed values"),
        (literal("assert(amount, amount < 5)"), "assertion"),
        (literal("for i in 1..1000000 return i"), "more work than allowed"),
        (literal("function(x) x"), "cannot be kept as JSON"),
    ],
)
def test_what_went_wrong_is_an_incident_that_names_the_place(logic, wrong):
    case = deciding(TASK, document(decision("limit", logic))).start(amount=10, zero=0)

    assert case.problems == ["decision"]
    incident = case.of(e.IncidentRaised)[0]
    assert wrong in Message(code=incident.code, params=incident.params).text("en")
    [evaluated] = case.of(e.DecisionEvaluated)
    assert wrong in evaluated.failure["en"]


def test_after_the_data_is_corrected_the_decision_is_made_again():
    model = document(decision("limit", table('amount -> limit\n< 100 -> "clerk"', input_values=["[0..1000]"])))
    case = deciding(TASK, model).start(amount=5000)
    assert case.problems == ["decision"]

    case.set(amount=50).resolve()

    assert case.ended
    assert case.variables["limit"] == "clerk"
    assert [bool(one.failure) for one in case.of(e.DecisionEvaluated)] == [True, False]


def test_the_record_of_a_failure_ends_with_the_decision_that_failed():
    models = document(
        decision("risk", table("days -> risk\n> 1 -> days / 0")),
        decision("limit", literal("risk"), "risk"),
    )
    case = deciding(TASK, models).start(days=40)

    [evaluated] = case.of(e.DecisionEvaluated)
    assert len(evaluated.made) == 1
    assert evaluated.made[0][0] != evaluated.decision


def test_large_values_go_in_and_come_out_by_reference():
    model = document(decision("limit", literal("for line in lines return line + 1")))
    case = deciding(TASK, model).start(lines=list(range(LARGE)), other="x" * LARGE)

    assert case.variables["limit"] == list(range(1, LARGE + 1))
    [evaluated] = case.of(e.DecisionEvaluated)
    assert evaluated.large is not None
    assert evaluated.details is None


@pytest.mark.parametrize("binding", ["latest", "deployment", "versionTag"])
def test_every_binding_finds_its_version(binding):
    tagged = LIMITS.replace(
        b'<decision id="_limit" name="limit">',
        b'<decision id="_limit" name="limit"><extensionElements>'
        b'<z:versionTag xmlns:z="http://camunda.org/schema/zeebe/1.0" value="v1"/></extensionElements>',
    )
    drawing = f"start -> decide[rule]{{decision=_limit decision-result=limit decision-binding={binding} decision-tag=v1}} -> end"
    assert deciding(drawing, tagged).start(amount=1).variables["limit"] == "clerk"


def test_a_version_tag_that_nobody_deployed_is_an_incident():
    drawing = "start -> decide[rule]{decision=_limit decision-result=limit decision-binding=versionTag decision-tag=v9} -> end"
    case = deciding(drawing, LIMITS).start(amount=1)

    incident = case.of(e.IncidentRaised)[0]
    assert incident.kind == "called-decision-missing"
    assert "v9" in Message(code=incident.code, params=incident.params).text("zh")


def test_the_called_decision_may_be_an_expression():
    drawing = "start -> decide[rule]{decision='=\"_\" + which' decision-result=limit} -> end"
    assert deciding(drawing, LIMITS).start(amount=1, which="limit").variables["limit"] == "clerk"


def test_each_item_of_a_multi_instance_is_decided():
    drawing = (
        "start -> decide[rule]{decision=_limit decision-result=limit mi=amounts item=amount"
        " out=limits out-item='=limit'} -> end"
    )
    case = deciding(drawing, LIMITS).start(amounts=[1, 500])

    assert case.variables["limits"] == ["clerk", "director"]
    assert len(case.of(e.DecisionEvaluated)) == 2


def test_columns_of_another_plain_type_are_taken_as_they_are_and_noted():
    columns = """<decisionTable><input><inputExpression typeRef="string"><text>amount</text></inputExpression></input>
    <output name="limit" typeRef="string"/><rule><inputEntry><text>&gt; 100</text></inputEntry>
    <outputEntry><text>amount * 2</text></outputEntry></rule></decisionTable>"""
    case = deciding(TASK, document(decision("limit", columns))).start(amount=250)

    assert case.variables["limit"] == 500
    [evaluated] = case.of(e.DecisionEvaluated)
    assert len([note for note in evaluated.details["notes"] if "column's type string" in note["en"]]) == 2


def test_a_value_that_does_not_fit_the_decisions_own_type_is_an_incident():
    case = deciding(TASK, document(decision("limit", literal("amount"), kind="string"))).start(amount=250)
    assert case.problems == ["decision"]


def test_typed_inputs_take_dates_as_their_texts():
    model = document(input_data("due", "date"), decision("limit", literal("due.year"), "due"))
    assert deciding(TASK, model).start(due="2026-03-04").variables["limit"] == 2026


def test_a_business_rule_task_with_a_job_is_still_a_workers():
    case = given("start -> decide[rule]{type=rules} -> end").start()
    assert case.waits_at == ["decide"]

    assert case.complete("decide", limit=1).ended
    assert "DecisionEvaluated" not in story(case)
