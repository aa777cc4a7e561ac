"""Hostile models: every evaluation ends by fuel or a bound, every document is read or refused."""

import pytest

from dmn.models import compiled, decision, document, given, knowledge, literal, one_table, told
from lingqu import dmn
from lingqu.kernel.errors import Invalid
from lingqu.model.dmn import read
from lingqu.model.xml import Limits

FUEL = 50_000  # less than usual, so that the tests are quick


def test_a_loop_in_a_box_ends_by_fuel():
    logic = '<for iteratorVariable="i"><in>{}</in><return>{}</return></for>'.format(literal("[1..10**9]"), literal("i"))
    result = compiled(decision("d", logic)).evaluate("d", {}, fuel=FUEL)
    assert (result.value, told(result)) == (None, ["fuel"])


def test_loops_in_loops_share_the_fuel():
    inner = '<for iteratorVariable="j"><in>{}</in><return>{}</return></for>'.format(
        literal("[1..1000]"), literal("i*j")
    )
    logic = f'<for iteratorVariable="i"><in>{literal("[1..100000]")}</in><return>{inner}</return></for>'
    assert told(compiled(decision("d", logic)).evaluate("d", {}, fuel=FUEL)) == ["fuel"]


def test_functions_that_double_one_another_end_by_fuel():
    parts = [knowledge(f"f{n}", ["x"], literal(f"f{n + 1}(x) + f{n + 1}(x)"), f"!f{n + 1}") for n in range(40)]
    model = compiled(*parts, knowledge("f40", ["x"], literal("x")), decision("d", literal("f0(1)"), "!f0"))
    assert told(model.evaluate("d", {}, fuel=FUEL)) == ["fuel"]


def test_a_filter_and_a_quantifier_end_by_fuel():
    source = literal("for i in 1..1000 return i")
    kept = f"<filter><in>{source}</in><match>{literal('count(for k in 1..10000 return k) > 0')}</match></filter>"
    satisfies = f"<satisfies>{literal('count(for k in 1..10000 return k) > 0')}</satisfies></every>"
    for logic in (kept, f'<every iteratorVariable="i"><in>{source}</in>{satisfies}'):
        assert told(compiled(decision("d", logic)).evaluate("d", {}, fuel=FUEL)) == ["fuel"]


def test_a_table_in_a_loop_keeps_a_bounded_history():
    model = compiled(knowledge("t", ["x"], _TABLE), decision("d", literal("count(for i in 1..5000 return t(i))"), "!t"))
    result = model.evaluate("d", {})
    assert result.value == 5000
    assert len(result.decisions[0].tables) == 1000


_TABLE = (
    "<decisionTable><input><inputExpression><text>x</text></inputExpression></input><output/>"
    "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>"
)


def test_a_large_table_is_compiled_and_found_through_its_index():
    rules = "\n".join(f'"key {n}" | [{n}..{n + 10}] -> {n}' for n in range(5000))
    assert one_table(f"k, n -> out\n{rules}").evaluate("d", {"k": "key 4321", "n": 4325}).value == 4321


def test_the_history_before_the_end_of_the_fuel_is_kept():
    model = compiled(
        given("x"),
        decision("a", literal("x"), "x"),
        decision("d", literal("a + count(for i in 1..10**8 return i)"), "a"),
    )
    result = model.evaluate("d", {"x": 1}, fuel=FUEL)
    assert [one.name for one in result.decisions] == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "[" + "9" * 5000 + "..1]",
        '"' + "a" * 5000 + '"',
        "1," * 3000 + "1",
        "((((" * 60 + "1" + "))))" * 60,
        "]..[",
        "not(",
    ],
)
def test_odd_cells_compile_or_are_problems(text):
    model = one_table(f"x -> y\n{text} -> 1")
    assert model.evaluate("d", {"x": 1}).value in (None, 1)


def test_a_document_with_entities_is_refused():
    with pytest.raises(Invalid):
        read(b'<!DOCTYPE d [<!ENTITY x "y">]>' + document(decision("d", literal("1"))))


def test_boxes_inside_boxes_stop_at_the_depth_of_the_document():
    logic = "<list>" * 200 + "</list>" * 200
    with pytest.raises(Invalid, match="nested"):
        read(document(decision("d", logic)))


def test_boxes_at_the_allowed_depth_are_evaluated():
    depth = Limits().depth - 5
    model = dmn.compile(read(document(decision("d", "<list>" * depth + "</list>" * depth))))
    assert model.evaluate("d", {}).warnings == ()


def test_types_that_are_one_another_are_refused_by_coercion():
    definitions = '<itemDefinition name="a"><typeRef>b</typeRef></itemDefinition>'
    definitions += '<itemDefinition name="b"><typeRef>a</typeRef></itemDefinition>'
    model = compiled(definitions, given("x", "a"), decision("d", literal("x"), "x"))
    assert told(model.evaluate("d", {"x": 1})) == ["not_of_type"]
