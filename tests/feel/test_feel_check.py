"""Static checks: what can be said of an expression before it runs."""

import pytest

from lingqu import feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.check import check
from lingqu.feel.coercion import is_instance
from lingqu.feel.examples import EXAMPLES
from lingqu.feel.results import RESULTS
from lingqu.feel.state import State
from lingqu.feel.static import names
from lingqu.feel.types import ANY, NUMBER, STRING, ContextOf, ListOf, show_type

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
        ("order.amuont", [("unknown_name_near", 6)]),
        ("order.lines[prize > 1]", [("unknown_name_near", 13)]),
        ('order.amount = "5"', [("never_comparable", 14)]),
        ("order.customer > 5", [("never_comparable", 16)]),
        ("for x in order.lines return y", [("unknown_name", 29)]),
        ('"a" < 1', [("never_comparable", 5)]),
        ('date("2024-01-01") = 5', [("never_comparable", 20)]),
        ('count(order.lines) = "3"', [("never_comparable", 20)]),
        ("upper case(limit)", [("never_fitting", 11)]),
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
    ],
)
def test_the_type_of_the_result_is_told_where_it_is_known(text, shown):
    assert show_type(check(feel.compile(text, names=SCOPE), SCOPE).type) == shown


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_a_built_in_gives_the_type_that_is_declared(name):
    text = f"{name}()" if name in ("now", "today") else EXAMPLES[name]
    value = feel.compile(text).evaluate({}, now=1_700_000_000_000, zone="Europe/Paris").value
    assert value is None or is_instance(State(), value, RESULTS[name])


def test_every_example_of_a_built_in_has_no_findings():
    for text in EXAMPLES.values():
        expression = feel.compile(text)
        scope = {name: ANY for name in names(expression.node) if name not in BUILTINS}
        assert [each for each in check(expression, scope).findings if each.kind.startswith("never")] == [], text
