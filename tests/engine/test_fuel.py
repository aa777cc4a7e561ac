"""Expressions that take too long: they end as an incident, not as a node that stands still."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu import feel
from lingqu.engine import commands as c
from lingqu.engine.formulas import FUEL, TURN_FUEL

HOSTILE = "count(for a in 1..500, b in 1..500 return a * b)"


def test_the_example_takes_more_than_the_engine_allows_and_less_than_feel_does():
    assert not feel.compile(HOSTILE).evaluate({}).warnings
    assert feel.compile(HOSTILE).evaluate({}, fuel=FUEL).warnings[0].kind == "fuel"


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        ("start -> work[user]{in.x='=HOSTILE'} -> end", "io-mapping"),
        ("start -> work[script]{expression='=HOSTILE' result=x} -> end", "expression"),
        ("start -> work[xor] -(HOSTILE > 1)-> end", "expression"),
        ("start -> work[timer =HOSTILE] -> end", "expression"),
        ("start -> work[user]{assignee='=HOSTILE'} -> end", "expression"),
        ("start -> work[service]{type='=HOSTILE'} -> end", "expression"),
        ("start -> work[message paid =HOSTILE] -> end", "expression"),
        ("start -> work[user]{mi='for a in 1..500 return HOSTILE'} -> end", "expression"),
    ],
)
def test_a_hostile_expression_is_an_incident_where_it_stands(drawing, kind):
    case = given(drawing.replace("HOSTILE", HOSTILE)).start()

    assert case.problems == [kind]
    assert case.case.element_of(case.case.incidents[0]) == "work"


def test_a_hostile_result_mapping_leaves_the_element_where_it_is():
    case = given(f"start -> work[user]{{out.x='={HOSTILE}'}} -> end").start().complete("work")

    assert case.problems == ["io-mapping"]
    case.cancel()
    assert not case.case.incidents


def test_all_expressions_of_a_command_share_a_budget():
    work = "count(for a in 1..n, b in 1..n return a * b)"
    chain = " -> ".join(f"s{at}[script]{{expression='={work}' result=x}}" for at in range(40))
    case = given(f"start -> {chain} -> end")
    expression = feel.compile(work)
    each = expression.evaluate({"n": 350}).spent
    assert each < FUEL

    case.start(n=350)

    assert case.problems == ["expression"]
    assert case.case.element_of(case.case.incidents[0]) == f"s{TURN_FUEL // each}"

    case.resolve()  # another command, another budget

    assert case.case.element_of(case.case.incidents[0]) == f"s{2 * (TURN_FUEL // each)}"


def test_the_incident_tells_why():
    case = given(f"start -> work[script]{{expression='={HOSTILE}' result=x}} -> end").start()

    [raised] = [event for event in case.events if type(event).__name__ == "IncidentRaised"]
    assert raised.params["text"].endswith(HOSTILE)
    assert "more work than allowed" in raised.params["reason_en"]


def test_what_can_be_evaluated_after_all_goes_on():
    case = given("start -> work[script]{expression='=count(for a in 1..n, b in 1..n return a * b)' result=x} -> end")
    case.start(n=500)

    case.do(c.SetVariables(at=case.world.now, variables={"n": 2})).resolve()

    assert case.ended
    assert case.variables["x"] == 4
