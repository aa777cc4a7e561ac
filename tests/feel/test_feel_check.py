"""Static checks: what can be said of an expression before it runs."""

import pytest

from lingqu import feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.check import check
from lingqu.feel.coercion import is_instance
from lingqu.feel.examples import EXAMPLES
from lingqu.feel.joining import alternatives
from lingqu.feel.state import State
from lingqu.feel.static import names
from lingqu.feel.types import ANY, NULL, NUMBER, STRING, ContextOf, ListOf, show_type

ORDER = ContextOf({"amount": NUMBER, "customer": STRING, "lines": ListOf(ContextOf({"price": NUMBER}))})
SCOPE = {"order": ORDER, "limit": NUMBER, "anything": ANY}


def findings(text):
    return [(each.kind, each.position.column) for each in check(feel.compile(text, names=SCOPE), SCOPE).findings]


@pytest.mark.parametrize(
    "text",
    [
        "order.amount > limit",
        "sum(for line in order.lines return line.price) > 3",
        "order.lines[price > limit].price",
        "anything[colour = 1].x.y.z",
        "[{item: 1}, {item: 2}][item >= 2]",
        "{a: limit, b: a + 1, f: function(n) f(n)}.b",
        "some x in order.lines satisfies x.price = 1",
        'if anything then order.customer = "x" else false',
        'date(order.customer) = date("2024-01-01")',
        "sum(1, 2, 3) > count(anything)",
        "string length(anything) = 5 or contains(anything.x, anything)",
        'substring(string: "abc", start position: 2) = "bc"',
        'sum([1]) = 1 and abs(duration("P1D")) = duration("P1D")',
    ],
)
def test_a_sound_expression_has_no_findings(text):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oder.amount", [("unknown_name_near", 1)]),
        ("xyz + 1", [("unknown_name", 1)]),
        ("order.amuont", [("unknown_entry_near", 6)]),
        ("order.lines[prize > 1]", [("unknown_name_near", 13)]),
        ('order.amount = "5"', [("never_comparable", 14)]),
        ("order.customer > 5", [("never_comparable", 16)]),
        ("for x in order.lines return y", [("unknown_name", 29)]),
        ('"a" < 1', [("never_comparable", 5)]),
        ('date("2024-01-01") = 5', [("never_comparable", 20)]),
        ('count(order.lines) = "3"', [("never_comparable", 20)]),
        ("upper case(limit)", [("never_fitting", 11)]),
        ("upper case(string: limit)", [("never_fitting", 11)]),
        ('upper case(strng: "a")', [("unknown_parameter_near", 11)]),
        ('substring(string: "a")', [("never_fitting", 10)]),
        ('sustring("a", 1)', [("unknown_function_near", 1)]),
        ("{f: function(a: number) a, g: f(1, 2)}", [("never_fitting", 32)]),
        ('{f: function(a: number) a, g: f("x")}', [("never_fitting", 32)]),
        ("{f: function(size: number) size, g: f(sise: 1)}", [("unknown_parameter_near", 38)]),
        ("function(a: strin) a", [("unknown_type_near", 13)]),
        ("limit instance of list", [("bare_type", 19)]),
        ("limit instance of strng", [("unknown_type_near", 19)]),
        ("if order.amount then 1 else 2", [("never_boolean", 9)]),
        ("limit > 1 and order.customer", [("never_boolean", 20)]),
        ("some x in order.lines satisfies x.price", [("never_boolean", 34)]),
        ('order.lines["x"]', [("never_filter", 13)]),
        ("order.customer + 1", [("never_calculable", 16)]),
        ("-order.customer", [("never_negated", 1)]),
        ('order.customer between 1 and "x"', [("never_comparable", 24)]),
        ('limit in ["a".."z"]', [("never_comparable", 10)]),
        ('limit in (< "a", 5)', [("never_comparable", 11)]),
        ('[1.."z"]', [("never_range", 1)]),
        ("for x in true..3 return x", [("never_range", 10)]),
        ("(today()).yaer", [("unknown_property_near", 10)]),
        ('duration("P1D").years', [("unknown_property", 16)]),
        ('@"2024-02-30"', [("bad_literal", 1)]),
        ("{a: 1, a: 2}", [("duplicate_key", 8)]),
        ('upper case("a", "b")', [("never_fitting", 11)]),
    ],
)
def test_what_is_probably_not_meant_is_found(text, expected):
    assert findings(text) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("order.amount", "number"),
        ("order.lines.price", "list<number>"),
        ("order.lines[1]", "context<price: number>"),
        ("order.amount > 1", "boolean"),
        ('"a" + "b"', "string"),
        ("for x in order.lines return x.price", "list<number>"),
        ("{a: 1}", "context<a: number>"),
        ("anything", "Any"),
        ("count(anything)", "number"),
        ('split(anything, ";")', "list<string>"),
        ("date(anything)", "date"),
        ("abs(limit)", "number"),
        ('abs(@"P1D")', "days and time duration"),
        ("abs(anything)", "number | days and time duration | years and months duration"),
        ("sum(order.lines.price)", "number"),
        ("min(1, 2)", "number"),
        ('max(["a", "b"])', "string"),
        ("append(order.lines.price, 1)", "list<number>"),
        ('append([1], "a")', "list<number | string>"),
        ("concatenate([1], [2], order.lines.price)", "list<number>"),
        ("flatten([[1], [[2]]])", "list<number>"),
        ("sort(order.lines, function(x, y) x.price < y.price)", "list<context<price: number>>"),
        ("distinct values(order.lines.price)", "list<number>"),
        ("partition([1, 2, 3], 2)", "list<list<number>>"),
        ('get value(order, "amount")', "number"),
        ('get value(order, ["lines", "price"])', "Any"),
        ("get value(order, anything)", "Any"),
        ('context put({a: 1}, "b", "x")', "context<a: number, b: string>"),
        ('context put({a: {b: 1}}, ["a", "b"], "x")', "context<a: context<b: string>>"),
        ("context merge([{a: 1}, {a: 2}])", "context<a: number>"),
        ("get entries(order)[1].key", "string"),
        ("get or else(anything, 0)", "Any"),
        ('get or else(order.amount, "none")', "number | string"),
        ('duration("P1Y")', "years and months duration"),
        ("if anything then 1 else null", "number"),
        ('if anything then 1 else "a"', "number | string"),
        ("for x in 1..3 return x * 2", "list<number>"),
        ("order.lines[price > 1]", "list<context<price: number>>"),
        ("order.lines[limit]", "context<price: number>"),
        ("order.lines[1].price + 1", "number"),
        ("anything - 1", "number"),
        ('@"2024-01-01" - @"2023-01-01"', "days and time duration"),
        ('@"2024-01-01" + anything', "date"),
        ("today().year", "number"),
        ('substring(start position: 1, string: "a")', "string"),
        ("(function(a: number) a + 1)(2)", "number"),
        ("function(a: number) a > 1", "function<number>->boolean"),
        ("[1..5]", "range<number>"),
        ("anything instance of number", "boolean"),
        ("null", "Null"),
    ],
)
def test_the_type_of_the_result_is_told_where_it_is_known(text, shown):
    assert show_type(check(feel.compile(text, names=SCOPE), SCOPE).type) == shown


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_built_in_gives_the_type_that_is_told_of_its_example(name):
    expression = feel.compile(EXAMPLES[name])
    value = expression.evaluate({}, now=1_700_000_000_000, zone="Europe/Paris").value
    told = check(expression, {}).type
    assert value is None or any(is_instance(State(), value, kind) for kind in alternatives(told) or (NULL,))
    assert told != ANY or name == "from json"


def test_every_example_of_a_built_in_has_no_findings():
    for text in EXAMPLES.values():
        expression = feel.compile(text)
        scope = {name: ANY for name in names(expression.node) if name not in BUILTINS}
        assert [each for each in check(expression, scope).findings if each.kind.startswith("never")] == [], text
