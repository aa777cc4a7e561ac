"""What goes wrong is told: syntax problems with place, expectation and hint; warnings with kind, place and values."""

import string

import pytest

from lingqu import feel
from lingqu.kernel.messages import catalogue

PROBLEMS = [
    ("x == 1", 1, 4, "one '='"),
    ("a && b", 1, 3, "'and'"),
    ("a || b", 1, 3, "'or'"),
    ("a and !b", 1, 7, "not("),
    ("x = 'IT'", 1, 5, "double quotes"),
    ("= 1 + 1", 1, 1, "marks an expression"),
    ("10 % 3", 1, 4, "modulo"),
    ("a <> b", 1, 4, "!="),
    ("if a ? 1 : 2", 1, 6, "if … then"),
    ("1 +", 1, 4, ""),
    ("[1, 2", 1, 6, ""),
    ("1 +\n  * 2", 2, 3, ""),
    ('"abc', 1, 5, ""),
    ("{a 1}", 1, 5, ""),
    ("for x in [1] x", 1, 14, ""),
    ("f(a: 1, 2)", 1, 9, ""),
    ("", 1, 1, ""),
    ("“x”", 1, 1, 'write " instead'),
    ("a =< 3", 1, 4, "<="),
    ("a => 3", 1, 4, ">="),
    ("if a then 1", 1, 12, "else null"),
    ("if a then b elseif c then d else e", 1, 22, "else if"),
    ("return 5", 1, 1, "without 'return'"),
    ("x is null", 1, 6, "x = null"),
    ("1,000 + 1", 1, 2, "1000"),
    ("a > 1 AND b > 2", 1, 7, "small letters"),
    ("a and b;", 1, 8, "semicolon"),
    ("sum(1，2)", 1, 6, "write , instead"),
    ("sum（1, 2）", 1, 6, "write ( instead"),
    ("amount＞100", 1, 7, "write > instead"),
    ("amount ＞ 100", 1, 8, "write > instead"),
    ("金额 ≥ 100", 1, 4, "write >= instead"),
    ("金额＝100", 1, 3, "write = instead"),
    ('status in ("A"、"B")', 1, 15, "write , instead"),
    ("{a：1}", 1, 5, "write : instead"),
    ("[1；2]", 1, 3, "write , instead"),
    ("１００ + 1", 1, 1, "write 1 instead"),
    ("x = ‘a’", 1, 5, "write ' instead"),
]


@pytest.mark.parametrize(("text", "line", "column", "hint"), PROBLEMS)
def test_a_syntax_problem_says_where_and_hints_at_the_usual_slips(text, line, column, hint):
    with pytest.raises(feel.SyntaxProblem) as raised:
        feel.compile(text)
    problem = raised.value
    assert (problem.line, problem.column) == (line, column)
    assert hint in problem.hint
    assert problem.expected or hint
    assert problem.message.text("zh") != problem.message.text("en")


NAMES = [
    ("True", "Write 'true'"),
    ("None", "Write 'null'"),
    ("not x", "not(...)"),
    ("a AND b", "'AND' is written 'and'"),
    ("a 并且 b", "written 'and'"),
    ("max（1）", "write ( instead"),
]


@pytest.mark.parametrize(("text", "hint"), NAMES)
def test_a_name_that_nobody_knows_gets_a_hint_if_it_looks_like_a_slip(text, hint):
    (warning,) = feel.compile(text).evaluate({}).warnings
    assert warning.kind == "no_variable"
    assert hint in warning.message.text("en")
    assert "{" not in warning.message.text("zh")


def test_a_name_with_chinese_signs_is_a_name_if_it_is_known():
    assert feel.compile("金额（元） > 100").evaluate({"金额（元）": 120}).value is True
    assert feel.compile("收，支 + 1", names=["收，支"]).evaluate({"收，支": 1}).value == 2


def test_warnings_tell_kinds_of_values_in_the_reader_s_language():
    message = feel.compile('1 + "a"').evaluate({}).warnings[0].message
    assert message.text("zh").startswith("数字与文本之间不能做 “+” 运算")
    assert "between a number and a text" in message.text("en")


WARNINGS = [
    ("missing", "no_variable", 1),
    ("a.b", "null_source", 2),
    ("{x: 1}.y", "no_entry", 7),
    ('1 + "x"', "cannot_calculate", 3),
    ('1 < "x"', "cannot_compare", 3),
    ("1 / 0", "divided_by_zero", 3),
    ("1 and true", "not_boolean", 1),
    ("nothing(1)", "no_function", 1),
    ("5(1)", "not_callable", 2),
    ("sqrt(-1)", "not_positive", 5),
    ('substring("abc")', "wrong_arguments", 10),
    ('date("2024-13-01")', "bad_literal", 5),
    ('@"soon"', "bad_literal", 1),
    ("[1, 2][3]", "bad_index", 7),
    ('matches("a", "(")', "bad_pattern", 8),
    ("1 instance of tMoney", "unknown_type", 15),
    ("{a: 1, a: 2}", "duplicate_key", 2),
    ('function(x) external {java: {class: "X"}}', "external_function", 1),
    ("random number()", "refused", 14),
    ('assert(1, 1 > 2, "too small")', "assertion", 7),
]


@pytest.mark.parametrize(("text", "kind", "column"), WARNINGS)
def test_a_warning_says_what_and_where(text, kind, column):
    result = feel.compile(text).evaluate({"a": None})
    kinds = {warning.kind: warning for warning in result.warnings}
    assert kind in kinds
    assert kinds[kind].position.column == column
    for language in ("zh", "en"):
        assert "{" not in kinds[kind].message.text(language).replace("{java", "")


def test_an_evaluation_without_trouble_has_no_warnings():
    assert feel.compile("if a = null then [] else [a]").evaluate({"a": None}).warnings == ()


def test_every_message_has_the_same_placeholders_in_both_languages():
    for code, (zh, en) in catalogue().items():
        if code.startswith("feel."):
            fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
            assert {name.removesuffix("_zh") for name in fields[0]} == {
                name.removesuffix("_en") for name in fields[1]
            }, code
