"""Hostile expressions: each ends by fuel or a bound, with a value, a warning or a syntax problem, and never hangs."""

import tracemalloc

import pytest

from lingqu import feel
from lingqu.feel.state import MAX_WARNINGS, State

MEGABYTE = 1_000_000

EXHAUSTING = [
    "for i in 1..10**12 return i",
    "for i in 1..1000000, j in 1..1000000 return i * j",
    "some x in 1..10**15 satisfies x < 0",
    "every x in 1..10**15 satisfies x > 0",
    '{f: function(s) f(s + s), r: f("aaaaaaaaaa")}.r',
    'for i in 1..100 return string join(for j in 1..100000 return "aaaaaaaaaaaaaaaaaaaa")',
    "for i in 1..1000000 return partial",
    "flatten(for i in 1..1000 return for j in 1..1000 return j)",
    "distinct values(for i in 1..3000 return [i])",
    'matches("' + "a" * 30 + '", "^(a)(a|a|b)*\\\\1c$")',
    'replace("' + "a" * 90_000 + '", "a(.*b)?", "x")',
    'string(for i in 1..100000 return "abcdefghijklmnop")',
    'for i in 1..30 return if i = 1 then "0123456789" else partial[-1] + partial[-1]',
    "for i in 1..30 return if i = 1 then [1, 2] else concatenate(partial[-1], partial[-1])",
    "string(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])",
    "flatten(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])",
    'for i in 1..3000 return for k in 1..3000 return for z in 1..3000 return "a" + "b"',
]
BOUNDED = [
    "10**5000000",
    "(10**6000) ** 99999",
    "exp(10**6)",
    "1.0000000001 ** (10**30)",
    "1e6144 * 10",
    "0 ** -1",
    "(-8) ** (1/3)",
    'date("999999999-12-31") + duration("P999999999D")',
    'duration("P999999999999999999999D")',
    '@"-999999999-01-01T00:00:00@Europe/Paris" - @"PT1H"',
    "for i in -(10**40)..10**40 return i",
    "[1,2,3][10**6000]",
    'substring("abc", 10**6000)',
    'matches("a", "(((a{1,1000}){1,1000}){1,1000})")',
    "product(for i in 1..5000 return i)",
    "time(1e30, 0, 0)",
    '@"P1D" * 1e6000',
    "{f: function(n) f(n + 1), r: f(0)}.r",
    "(function(x) x(x))(function(x) x(x))",
    'number("1e999999")',
    'range("[' + "-" * 400 + '1..2]")',
]
ENDING = [
    "(" * 99 + "1" + ")" * 99,
    "[" * 90 + "]" * 90,
    "{a:" * 98 + "1" + "}" * 98,
    "function(x) " * 90 + "x",
    "1" + "+1" * 4_900,
    " or ".join(["false"] * 4_900),
    "is defined(" * 90 + "1" + ")" * 90,
    'matches("' + "a" * 40 + '!", "(a+)+$")',
    'matches("' + "a" * 40 + '!", "^(([a-z])+.)+[A-Z]([a-z])+$")',
    'replace("aaaa", "(a|aa)+", "b")',
    'matches("x", "' + "(" * 900 + "x" + ")" * 900 + '")',
    'matches("x", "[\\p{L}-[a-z]]")',
    "for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]]",
    "sort(for i in 1..20000 return -i, function(a, b) a < b)",
    "modulo(10**6000, 3)",
    "decimal(1e-6100, 6176)",
    'split("' + "a;" * 20_000 + '", ";")',
]
TOO_COMPLEX = [
    "(" * 5000 + "1",
    "-" * 5000 + "1",
    "not(" * 3000,
    '{a: "x"}' + ".a" * 5000,
    "x" + "[1]" * 5000,
    "x" + "()" * 3000,
    "if true then " * 500 + "1",
    "x instance of " + "list<" * 3000,
    "[1.." * 2000,
    "[1.." * 25_000,
    "for " + ", ".join(f"i{at} in [1]" for at in range(1500)) + " return 1",
    "[" + "1," * 6_000 + "1]",
    "9" * 5000,
    "1e999999999",
    "a and " * 40_000 + "a",
]


@pytest.mark.parametrize("text", EXHAUSTING)
def test_an_expression_without_end_runs_out_of_fuel(text):
    result = feel.compile(text).evaluate({}, fuel=200_000)
    assert result.value is None
    assert result.warnings[-1].kind == "fuel"


@pytest.mark.parametrize("text", BOUNDED)
def test_a_result_beyond_all_bounds_is_null_with_a_warning(text):
    result = feel.compile(text).evaluate({})
    assert result.value is None
    assert result.warnings


@pytest.mark.parametrize("text", ENDING)
def test_a_laborious_expression_comes_to_its_end(text):
    assert feel.compile(text).evaluate({}).value is not None


@pytest.mark.parametrize("text", TOO_COMPLEX)
def test_a_text_too_deep_or_too_long_is_refused(text):
    with pytest.raises(feel.SyntaxProblem):
        feel.compile(text)


@pytest.mark.parametrize("text", EXHAUSTING[:8])
def test_exhaustion_leaves_no_great_memory(text):
    expression = feel.compile(text)
    tracemalloc.start()
    try:
        expression.evaluate({}, fuel=200_000)
        assert tracemalloc.get_traced_memory()[1] < 50 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_lists_that_hold_one_another_are_not_written_out_without_end():
    result = feel.compile("for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]]").evaluate({})
    value, warnings = result.as_json()
    assert value is None
    assert warnings[-1].kind == "too_large"


def test_the_end_of_the_fuel_is_told_even_after_many_other_warnings():
    result = feel.compile("for i in 1..10**12 return i + null").evaluate({}, fuel=10_000)
    assert result.warnings[-1].kind == "fuel"
    assert len(result.warnings) == MAX_WARNINGS


def test_a_result_says_what_it_took():
    short, long = (feel.compile(f"for i in 1..{size} return i").evaluate({}).spent for size in (10, 1000))
    assert 0 < short < long < 3000
    assert feel.compile("for i in 1..10**12 return i").evaluate({}, fuel=500).spent == 500


def test_the_fast_function_is_bounded_as_well():
    assert feel.compile("for i in 1..10**12 return i").function()({}) is None


@pytest.mark.parametrize("name", ["__class__", "_type", "_builtin", "v", "s", "__builtins__", "__import__"])
def test_names_of_the_machinery_are_ordinary_unknown_names(name):
    result = feel.compile(name).evaluate({})
    assert result.value is None
    assert result.warnings[0].kind == "no_variable"


def test_no_path_reaches_into_python_objects():
    variables = {"text": "x", "list": [1], "context": {}}
    for text in ("text.__class__", "list.append", "context.items", "abs.call", "(function(x) x).call", '@"P1D".nanos'):
        result = feel.compile(text).evaluate(variables)
        assert result.value in (None, [None])


def test_a_fresh_state_is_untouched_by_others():
    used = State()
    used.spend(10)
    used.warn("fuel", 0)
    assert State().fuel == State.fuel
    assert State().notes is None
