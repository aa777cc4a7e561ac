"""The language by example: what each kind of expression gives."""

from decimal import Decimal

import pytest

from lingqu import feel
from lingqu.kernel.values import normalise

ORDER = {
    "amount": Decimal("1200.50"),
    "dept": "IT",
    "lines": [{"item name": "bolt", "price": 3, "qty": 2}, {"item name": "nut", "price": Decimal("1.5"), "qty": 10}],
    "owner": None,
    "count": 5,
    "a-b": {"c d": 5},
}

VALUES = [
    ("1 + 2 * 3", 7),
    ("(1 + 2) * 3", 9),
    ("0.1 + 0.2", Decimal("0.3")),
    ("-5 ** 2", 25),
    ("10 / 4", Decimal("2.5")),
    ('"a" + "b"', "ab"),
    ('amount > 1000 and dept = "IT"', True),
    ("amount >= 1000 or owner.name = 1", True),
    ("owner > 3 and false", False),
    ("owner > 3", None),
    ("if owner > 3 then 1 else 2", 2),
    ("lines.price", [3, Decimal("1.5")]),
    ("lines[price > 2].item name", ["bolt"]),
    ("lines[1].qty", 2),
    ("lines[-1].qty", 10),
    ("sum(for line in lines return line.price * line.qty)", Decimal("21.0")),
    ("some line in lines satisfies line.qty > 5", True),
    ("every line in lines satisfies line.qty > 5", False),
    ("count(lines)", 2),
    ("count", 5),
    ("count > 4 and count(lines) = 2", True),
    ('dept in ("HR", "IT")', True),
    ("amount in [1000..2000)", True),
    ("amount in (< 10, > 1000)", True),
    ("1 in (for a in [1], b in [2] return a)[1]", True),
    ("3 in (1 + 1) + 1", True),
    ("amount between 1 and 1200.5", True),
    ("{a: 1, b: a + 1}.b", 2),
    ('{"a b": 1}.a b', 1),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", 120),
    ("(function(a, b) a - b)(b: 1, a: 3)", 2),
    ("for a in [1, 2], b in [a, a * 10] return a + b", [2, 11, 4, 22]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ("[1, 2, 3][item > 1]", [2, 3]),
    ("[[1, 2], [3]][count(item) > 1]", [[1, 2]]),
    ("5 instance of number", True),
    ("[1] instance of list<string>", False),
    ('{a: "x"} instance of context<a: string>', True),
    ('(function() "foo") instance of function<>->string', True),
    ('(function() "foo") instance of function<>->number', False),
    ('(function(a: string, b: string) "foo") instance of function<string>->string', False),
    ("(function(a: context<a: string>) a.a) instance of function<context<a: string, b: number>>->string", True),
    ("(function(a: context<a: string, b: string>) 1) instance of function<context<a: string>>->number", False),
    ('(function() {b: "b"}) instance of function<>->context<b: string, c: string>', False),
    ("(=10) = [10..10]", True),
    ("(< 10) = (< 10.0)", True),
    ("(< 10) = (<= 10)", False),
    ("(<= 10) = (null..10]", False),
    ("null instance of Null", True),
    ('get or else(owner.name, "nobody")', "nobody"),
    ("is defined(owner)", False),
    ("is defined(missing.part)", False),
    ("is defined(amount)", True),
    ('string join(["a", "b"], ", ")', "a, b"),
    ('string length("\\uD83D\\uDCA9")', 1),
    ('string(date("2024-02-29") + duration("P1Y"))', "2025-02-28"),
    ('date("2024-12-31").weekday', 2),
    (
        'string(date and time("2024-03-31T01:30:00@Europe/Paris") + duration("PT1H"))',
        "2024-03-31T03:30:00@Europe/Paris",
    ),
    ('@"2002-04-02T12:00:00-01:00" = @"2002-04-02T17:00:00+04:00"', True),
    ('is(@"2002-04-02T12:00:00-01:00", @"2002-04-02T17:00:00+04:00")', False),
    ('duration("P1D") > duration("PT23H")', True),
    ("1 // to the end\n + /* inside */ 2", 3),
    ("modulo(-12, 5)", 3),
    ("decimal(2.5, 0)", 2),
    ("round half up(2.5, 0)", 3),
    ('replace("abc", "(b)", "[$1]")', "a[b]c"),
    ('matches("x", "[a-z-[aeiou]]")', True),
    ('matches("e", "[a-z-[aeiou]]")', False),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
    ('matches("abcba", "(a)(b)c\\\\2\\\\1")', True),
    ('matches("abcab", "^(a)(b)c\\\\2\\\\1$")', False),
    ('matches("aA", "^(a)\\\\1$", "i")', True),
    ('replace("aabbc", "(.)\\\\1", "<$1>")', "<a><b>c"),
    ('split("a--b==c-d", "([-=])\\\\1")', ["a", "b", "c-d"]),
    ('matches("xyzxyzxyz", "^([a-z]+?)(\\\\1)*$")', True),
    ('matches("aab", "^(?:(a|ab)(b|)\\\\1?){1,2}$")', True),
    ('matches("h", "(.)\\\\2")', None),
    ("`a-b`.`c d` + `a-b`[1].`c d`", 10),
    ('to json({a: [1.50, @"P1D"]})', '{"a":[1.50,"P1D"]}'),
    ("from json(to json({a: 1.50})).a", Decimal("1.50")),
    ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
    ("overlaps([1..5], [5..8])", True),
    ("overlaps([1..5], (5..8])", False),
    ('range("[1..3)") = [1..3)', True),
    ("string([abs])", "[function abs]"),
    ('number("1.234,5", ".", ",")', Decimal("1234.5")),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_an_expression_gives_its_value(text, expected):
    assert feel.compile(text).evaluate(ORDER).value == expected


def test_numbers_are_exact_and_keep_34_digits():
    value = feel.compile("1 / 3").evaluate({}).value
    assert value == Decimal("0." + "3" * 34)
    assert feel.compile("9999999999999999999999999999999999 + 1").evaluate({}).value == Decimal("1E+34")


def test_names_with_spaces_and_operators_are_the_longest_that_is_in_scope():
    variables = {"a": 5, "b": 3, "a-b": 100, "Full Name": "Li", "date of birth": "x", "Phase 2": 7}
    value = lambda text: feel.compile(text, names=variables).evaluate(variables).value  # noqa: E731
    assert value("a-b") == 100
    assert value("a - b") == 2
    assert value('"Hello " + Full Name') == "Hello Li"
    assert value("Phase 2 + 1") == 8
    assert feel.compile("date of birth").evaluate(variables).value == "x"


def test_an_expression_knows_which_variables_it_may_read():
    text = "sum(for line in order.lines return line.price * rate)[item > limit] + count(x) + {a: y, b: a}.b"
    assert feel.compile(text).names == {"order", "rate", "limit", "x", "y"}


def test_a_variable_hides_a_built_in_of_its_name_only_where_it_is_no_call():
    assert feel.compile("abs(-1) + abs").evaluate({"abs": 10}).value == 11


def test_now_and_today_read_the_time_that_is_handed_in():
    new_year = 1_704_067_200_000 - 3_600_000  # 2023-12-31T23:00:00Z
    expression = feel.compile("[string(now()), string(today()), now().timezone]")
    assert expression.evaluate({}, now=new_year, zone="Asia/Shanghai").value == [
        "2024-01-01T07:00:00@Asia/Shanghai",
        "2024-01-01",
        "Asia/Shanghai",
    ]
    assert expression.evaluate({}, now=new_year).value == ["2023-12-31T23:00:00Z", "2023-12-31", None]


def test_the_result_as_json_holds_texts_for_dates_and_whole_numbers():
    result = feel.compile('{d: @"2024-01-01", p: @"P1D", n: 1.0 + 1, w: 2 + 1, f: function() 1}').evaluate({})
    value, warnings = result.as_json()
    assert value == {"d": "2024-01-01", "p": "P1D", "n": Decimal("2.0"), "w": 3, "f": None}
    assert [each.kind for each in warnings] == ["not_json"]
    assert type(feel.compile("6 / 2").evaluate({}).json) is int


@pytest.mark.parametrize("text", ["10**500", "1 / 10**500", '"a\\u0000"', '{"\\u0000": 1}', "[1..2]", "abs"])
def test_what_the_store_would_refuse_is_null_and_told(text):
    value, warnings = feel.compile(f"[{text}, 1]").evaluate({}).as_json()
    assert value == [None, 1]
    assert normalise(value) == value
    assert [each.kind for each in warnings] == ["not_json"]


UNARY = [
    ("-", 1, True),
    ("", None, None),
    ("5", 5, True),
    ('"a", "b"', "b", True),
    ('not("a", "b")', "b", False),
    ("< 10", 3, True),
    ("[1..5], > 100", 7, False),
    ("[1..5], > 100", 101, True),
    ("? > limit and ? < 10", 7, True),
    ("limit", 5, True),
    ("[1, 5, 7]", 5, True),
    ("limit > 3", "anything", True),
    ("true", False, False),
    ("null", None, True),
    ("< 10", None, None),
    ('date("2024-01-01")', "x", None),
]


@pytest.mark.parametrize(("text", "value", "expected"), UNARY)
def test_unary_tests_look_at_the_input_value(text, value, expected):
    if not text:
        with pytest.raises(feel.SyntaxProblem):
            feel.compile_unary(text)
        return
    assert feel.compile_unary(text, names=["limit"]).evaluate({"?": value, "limit": 5}).value is expected
