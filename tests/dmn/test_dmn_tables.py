"""Decision tables: hit policies, defaults, allowed values, what is told when something is wrong."""

from decimal import Decimal

import pytest

from dmn.models import compiled, decision, given, one_table, table, told

RISK = """
    age, score -> risk
    < 18 | -        -> "refused"
    >= 18 | [0..50) -> "high"
    >= 18 | >= 50   -> "low"
"""
OVERLAPPING = """
    x -> out
    > 0  -> 3
    > 5  -> 1
    > 10 -> 3
"""


def out(model, **inputs):
    return model.evaluate("d", inputs)


def test_a_unique_table_gives_the_output_of_its_rule():
    assert out(one_table(RISK), age=30, score=Decimal("49.99")).value == "high"


def test_no_rule_gives_null_and_says_so():
    result = out(one_table(RISK), age=30, score=-1)
    assert (result.value, told(result)) == (None, ["no_rule"])


def test_a_unique_table_refuses_two_rules_and_names_them():
    result = out(one_table(OVERLAPPING), x=7)
    assert result.value is None
    assert result.warnings[0].message.text("en") == "Hit policy U allows one rule to match, but these match: 1, 2"
    assert result.warnings[0].place.message.text("en") == "'d'"


@pytest.mark.parametrize(
    ("policy", "aggregation", "x", "expected"),
    [
        ("FIRST", "", 11, 3),
        ("ANY", "", 11, None),
        ("ANY", "", 3, 3),
        ("RULE ORDER", "", 11, [3, 1, 3]),
        ("COLLECT", "", 11, [3, 1, 3]),
        ("COLLECT", "SUM", 11, 7),
        ("COLLECT", "MIN", 11, 1),
        ("COLLECT", "MAX", 7, 3),
        ("COLLECT", "COUNT", 11, 3),
        ("COLLECT", "", 0, None),
        ("COLLECT", "COUNT", 0, None),
        ("RULE ORDER", "", 0, None),
        ("OUTPUT ORDER", "", 0, None),
        ("COLLECT", "SUM", 0, None),
    ],
)
def test_hit_policies(policy, aggregation, x, expected):
    assert out(one_table(OVERLAPPING, policy=policy, aggregation=aggregation), x=x).value == expected


@pytest.mark.parametrize(("policy", "expected"), [("PRIORITY", 1), ("OUTPUT ORDER", [1, 3, 3])])
def test_priorities_are_the_order_of_the_output_values(policy, expected):
    assert out(one_table(OVERLAPPING, policy=policy, output_values=["1, 2, 3"]), x=11).value == expected


def test_several_outputs_make_a_context_and_the_first_column_has_the_higher_priority():
    model = one_table(
        """
        x -> a, b
        -   -> "low" | "new"
        > 1 -> "high" | "old"
        > 2 -> "high" | "new"
        """,
        policy="OUTPUT ORDER",
        output_values=['"high","low"', '"new","old"'],
    )
    assert out(model, x=3).value == [
        {"a": "high", "b": "new"},
        {"a": "high", "b": "old"},
        {"a": "low", "b": "new"},
    ]


def test_the_default_output_stands_in_when_no_rule_matches():
    model = one_table(OVERLAPPING, defaults=["9"])
    assert (out(model, x=0).value, told(out(model, x=0))) == (9, [])


def test_an_input_that_is_not_allowed_gives_null_and_names_the_column():
    result = out(one_table(OVERLAPPING, input_values=["[0..20]"]), x=21)
    assert (result.value, told(result)) == (None, ["input_not_allowed"])
    assert result.warnings[0].place.message.text("en") == "table 'd', column 'x'"


def test_a_list_is_allowed_if_all_its_items_are():
    model = one_table("x -> y\nlist contains(?, 2) -> 1", input_values=["1,2,3"])
    assert out(model, x=[1, 2]).value == 1
    assert told(out(model, x=[1, 2, 4])) == ["input_not_allowed"]


def test_an_output_that_is_not_allowed_is_null_and_names_the_cell():
    result = out(one_table('x -> y\n- -> "z"', output_values=['"a","b"']), x=1)
    assert (result.value, told(result)) == (None, ["output_not_allowed"])
    assert result.warnings[0].place.message.text("en") == "table 'd', rule 1, column 'y'"


def test_an_output_is_coerced_to_its_type():
    assert told(out(one_table('x -> y\n- -> "z"', types=["number"]), x=1)) == ["not_of_type"]


def test_a_cell_may_read_other_variables_and_the_value_itself():
    model = compiled(
        given("x"), given("limit"), decision("d", table("x -> y\n> limit -> 1\n? * 2 = limit -> 2"), "x", "limit")
    )
    assert [out(model, x=x, limit=10).value for x in (11, 5)] == [1, 2]


def test_a_warning_in_a_cell_names_rule_column_and_position():
    result = out(one_table('x -> y\n- -> 1\n? + "a" = 1 -> 2', policy="COLLECT"), x=1)
    warning = result.warnings[0]
    assert (warning.place.rule, warning.place.column, warning.position.column) == (2, "x", 3)
    assert warning.place.message.text("zh") == "决策表 “d” 第 2 条规则, 列 “x”"


def test_a_cell_that_is_not_feel_never_holds_and_is_a_problem_of_the_model():
    model = one_table("x -> y\n== 1 -> 1\n- -> 2")
    assert model.problems[0].message.text("en").startswith("table 'd', rule 1, column 'x': Line 1, column 2")
    assert out(model, x=1).value == 2


def test_a_rule_with_too_few_cells_is_a_problem():
    model = compiled(given("x"), given("z"), decision("d", table("x, z -> y\n1 -> 2"), "x", "z"))
    assert model.problems[0].message.text("en") == "'d': expected rule 1 to have 2 cells, but it has 1"
    assert told(out(model, x=1, z=1)) == ["not_compiled"]


def test_an_unknown_hit_policy_is_a_problem():
    assert one_table("x -> y\n- -> 1", policy="BEST").problems[0].code == "dmn.hit_policy"


def test_the_history_tells_inputs_matched_rules_and_outputs():
    (evaluated,) = out(one_table(RISK), age=30, score=60).decisions
    (evaluated_table,) = evaluated.tables
    assert evaluated.kind == "decisionTable"
    assert [(one.name, one.value) for one in evaluated_table.inputs] == [("age", 30), ("score", 60)]
    (rule,) = evaluated_table.matched
    assert (rule.index, rule.id, rule.outputs[0].name, rule.outputs[0].value) == (3, "r3", "risk", "low")


@pytest.mark.parametrize(
    ("cell", "value", "holds"),
    [
        ("-", None, True),
        ("", 1, True),
        ("1, 2", 2, True),
        ("(1..2]", 1, False),
        ("]1..2[", Decimal("1.5"), True),
        ('"a","b"', "b", True),
        ('"a"', 1, False),
        ("not(1)", 2, True),
        ("true", True, True),
        ("null", None, True),
        ("-1.5", Decimal("-1.50"), True),
        ("< -1", -2, True),
        ('date("2020-01-01")', None, False),
        ("< 5, > 10", 7, False),
    ],
)
def test_cells(cell, value, holds):
    assert (out(one_table(f"x -> y\n{cell} -> 1"), x=value).value == 1) is holds


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ('[1..5] | "a" -> 1\n[5..9] | "a" -> 2', [(1, 2)]),
        ('[1..5) | "a" -> 1\n[5..9] | "a" -> 2', []),
        ('[1..5] | "a" -> 1\n[5..9] | "b" -> 2', []),
        ('- | "a" -> 1\n> 5 | "a","b" -> 2\n< 0 | - -> 3', [(1, 2), (1, 3)]),
        ("true | - -> 1\nfalse | - -> 2\n- | - -> 3", [(1, 3), (2, 3)]),
        ("? > 1 | - -> 1\n> 1 | - -> 2", []),
    ],
)
def test_rules_of_a_unique_table_that_can_match_together_are_told(rows, pairs):
    found = one_table(f"x, y -> out\n{rows}").problems
    assert [(one.message.params["first"], one.message.params["second"]) for one in found] == pairs
    assert {one.severity for one in found} <= {"warning"}


def test_rules_of_other_hit_policies_may_match_together():
    assert one_table(OVERLAPPING, policy="COLLECT").problems == ()


@pytest.mark.parametrize(
    ("given", "found"), [(True, "yes"), (False, "no"), (None, None), (5, None), ([True], None), ("true", None)]
)
def test_a_cell_that_says_true_asks_for_the_input_true(given, found):
    """DMN 1.5, 7.3.2: a constant holds where the input equals it; only what is calculated may be true by itself."""
    model = one_table('a -> o\ntrue -> "yes"\nfalse -> "no"')
    assert model.evaluate("d", {"a": given}).value == found


@pytest.mark.parametrize(("given", "found"), [(1, "much"), (None, "much"), (True, "much"), (False, "little")])
def test_a_cell_that_is_calculated_without_the_input_may_be_true_by_itself(given, found):
    model = one_table('a, b -> o\nb > 3 | - -> "much"\n- | - -> "little"', policy="FIRST")
    assert model.evaluate("d", {"a": given, "b": 5}).value == found
