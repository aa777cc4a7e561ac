"""What a check answers: problems with element, line, severity and both languages, in a stable order."""

import pytest

from drawing import draw, draw_xml
from lingqu.checks import ALL_RULES, RULES, Problem, check
from lingqu.kernel.messages import Message, catalogue
from lingqu.model.bpmn import read

BROKEN = "start -> g[xor] -(x >)-> a[service] -> end\ng -(default)-> b[user]{groups=x} -> end"


def codes(problems, severity="error"):
    return [(one.element, one.code) for one in problems if one.severity == severity]


def test_a_fair_drawing_has_no_errors_and_no_warnings():
    drawn = draw("start -> g[xor] -(x > 1)-> a[service] -> end\ng -(default)-> b[user]{groups=x} -> end")
    assert [one for one in check(drawn) if one.severity != "info"] == []


def test_a_problem_names_element_line_and_reason_in_both_languages():
    data = draw_xml(BROKEN)
    (problem,) = [one for one in check(read(data)) if one.severity == "error"]
    assert (problem.element, problem.code) == ("g-a", "feel_syntax")
    assert b'id="g-a"' in data.splitlines()[problem.line - 1]
    assert "conditionExpression" in problem.message.text("en")
    assert "表达式" in problem.message.text("zh")


def test_errors_come_first_then_the_order_of_the_document():
    found = check(draw(BROKEN + "\nlost[task]"))
    ranks = [("error", "warning", "info").index(one.severity) for one in found]
    assert ranks == sorted(ranks)
    assert [one.ordinal for one in found if one.severity == "info"] == sorted(
        one.ordinal for one in found if one.severity == "info"
    )


def test_the_same_drawing_gives_the_same_problems():
    assert check(draw(BROKEN)) == check(draw(BROKEN))


def test_what_is_not_meant_to_run_has_no_errors():
    data = draw_xml("a[call] -> b[receive]").replace(b'isExecutable="true"', b"")
    assert "error" not in {one.severity for one in check(read(data))}


def test_a_problem_of_an_event_definition_is_shown_at_its_event():
    found = check(draw("start -> wait[timer soon] -> end"))
    assert codes(found) == [("wait", "timer_text")]


def test_the_caller_can_add_what_its_engine_does_not_run():
    def unsupported(drawn):
        gateway = drawn.processes[0].elements[1]
        yield Problem(
            element=gateway.id,
            code="unsupported",
            severity="error",
            message=Message(code="engine.unsupported"),
            line=gateway.line,
            ordinal=gateway.ordinal,
        )

    found = check(draw("start -> c[complex] -> end"), supported=unsupported)
    assert codes(found) == [("c", "unsupported")]


def test_a_choice_of_rules():
    house = [rule for rule in ALL_RULES if rule.code == "no_inclusive_gateway"]
    assert [one.code for one in check(draw("start -> o[or] -> end"), rules=house)] == ["no_inclusive_gateway"]
    assert "no_inclusive_gateway" not in {rule.code for rule in RULES}


def test_no_two_rules_share_a_code():
    assert len({rule.code for rule in ALL_RULES}) == len(ALL_RULES)


@pytest.mark.parametrize("code", [rule.code for rule in ALL_RULES])
def test_a_rule_has_texts_in_both_languages_or_hands_on_those_of_another_room(code):
    if code in {"boundary_misplaced", "wrong_direction", "approval_policy"}:
        return  # each of their findings has a text of its own
    zh, en = catalogue()[f"checks.{code}"]
    assert zh != en
    assert any("一" <= mark <= "鿿" for mark in zh)
