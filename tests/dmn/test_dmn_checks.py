"""What is told of a decision model before it runs: types that never fit, names that nothing requires."""

import pytest

from dmn.models import compiled, decision, given, knowledge, literal, table


def problems(*parts):
    return [(one.code, one.severity) for one in compiled(*parts).problems]


TOLD = [("dmn.told", "warning")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount + 1", []),
        ("amout + 1", TOLD),
        ("frobnicate(amount)", TOLD),
        ('amount = "1"', TOLD),
        ("if amount then 1 else 2", TOLD),
        ("fee(amount)", []),
        ("fee()", TOLD),
        ("fee(base: amount)", []),
        ("fee(bsae: amount)", TOLD),
        ("fee(amount) = 5", []),
        ('fee(amount) = "5"', TOLD),
    ],
)
def test_an_expression_is_checked_against_what_its_decision_requires(text, expected):
    fee = knowledge("fee", ["base"], literal("base * 2"), kind="number")
    assert problems(given("amount", "number"), fee, decision("d", literal(text), "amount", "!fee")) == expected


def test_a_decision_that_requires_nothing_sees_whatever_it_is_given():
    assert problems(decision("d", literal("season + 1"))) == []


def test_a_value_that_is_never_of_the_type_of_its_decision_is_told():
    assert problems(decision("d", literal('"a"'), kind="number")) == [("dmn.never_of_type", "warning")]
    assert problems(decision("d", literal("[1]"), kind="number")) == []
    assert problems(decision("d", literal('date("2024-01-01")'), kind="dateTime")) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("> 5", []),
        ("5, 6", []),
        ("[1..5)", []),
        ("null", []),
        ('"a"', [("dmn.never_matches", "warning")]),
        ('not("a")', [("dmn.never_matches", "warning")]),
        ('5, "a"', [("dmn.never_matches", "warning")]),
        ('date("2024-01-01")', [("dmn.never_matches", "warning")]),
    ],
)
def test_a_cell_that_its_column_can_never_match_is_told(cell, expected):
    rules = table(f"a -> x\n{cell} -> 1")
    assert problems(given("a", "number"), decision("d", rules, "a")) == expected


def test_an_output_that_is_never_of_the_type_of_its_column_is_told_with_rule_and_column():
    rules = table('a -> x\n1 -> 5\n2 -> "b"', types=["number"])
    (told,) = compiled(given("a", "number"), decision("d", rules, "a")).problems
    assert (told.code, told.place.rule, told.place.column) == ("dmn.never_of_type", 2, "x")
    assert told.message.text("en") == (
        "table 'd', rule 2, column 'x': expected number, but the expression always gives string; the result is null"
    )


def test_what_is_told_does_not_keep_a_model_from_being_evaluated():
    model = compiled(given("a", "number"), decision("d", literal("if a > 5 then amout else a"), "a"))
    assert [one.code for one in model.problems] == ["dmn.told"]
    assert model.evaluate("d", {"a": 1}).value == 1
