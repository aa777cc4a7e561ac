"""Boxed expressions: each kind, its types, its errors."""

import pytest

from dmn.models import compiled, decision, given, knowledge, literal, told


def entry(name, logic, kind=""):
    more = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{more}/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def value_of(logic, *parts, **inputs):
    return compiled(
        *(given(name) for name in inputs), *parts, decision("d", logic, *inputs, *_functions(parts))
    ).evaluate("d", inputs)


def _functions(parts):
    return [f"!{part.split('name=', 1)[1][1:].partition(chr(34))[0]}" for part in parts if part.startswith("<business")]


def test_a_context_knows_its_earlier_entries():
    logic = f"<context>{entry('a', literal('x + 1'))}{entry('b c', literal('a * 2'))}</context>"
    assert value_of(logic, x=1).value == {"a": 2, "b c": 4}


def test_the_last_entry_without_a_name_is_the_result():
    logic = f"<context>{entry('a', literal('2'))}{entry('', literal('a + 1'))}</context>"
    assert value_of(logic).value == 3


def test_an_entry_has_the_type_of_its_variable():
    logic = f"<context>{entry('a', literal('2'), 'string')}</context>"
    assert value_of(logic).value == {"a": None}
    assert value_of(logic).warnings[0].place.message.text("en") == "'d', a"


def test_an_entry_that_is_there_twice_is_a_problem():
    logic = f"<context>{entry('a', literal('1'))}{entry('a', literal('2'))}</context>"
    model = compiled(decision("d", logic))
    assert model.problems[0].code == "dmn.same_name"
    assert model.evaluate("d", {}).value is None


def test_a_list_and_a_relation():
    assert value_of(f"<list>{literal('1')}{literal('x')}</list>", x=2).value == [1, 2]
    relation = (
        '<relation><column name="n"/><column name="m" typeRef="number"/>'
        f"<row>{literal('1')}{literal('2')}</row><row>{literal('x')}{literal('4')}</row></relation>"
    )
    assert value_of(relation, x=3).value == [{"n": 1, "m": 2}, {"n": 3, "m": 4}]


def test_a_row_of_the_wrong_length_is_a_problem():
    logic = f'<relation><column name="n"/><row>{literal("1")}{literal("2")}</row></relation>'
    assert compiled(decision("d", logic)).problems[0].code == "dmn.cells"


def test_an_invocation_binds_by_name():
    logic = (
        f"<invocation>{literal('f')}<binding><parameter name='b'/>{literal('1')}</binding>"
        f"<binding><parameter name='a'/>{literal('x')}</binding></invocation>"
    )
    assert value_of(logic, knowledge("f", ["a", "b"], literal("a - b")), x=5).value == 4


def test_an_invocation_with_an_unknown_parameter_is_null_and_says_so():
    logic = f"<invocation>{literal('f')}<binding><parameter name='c'/>{literal('1')}</binding></invocation>"
    result = value_of(logic, knowledge("f", ["a"], literal("a")))
    assert (result.value, told(result)) == (None, ["wrong_arguments"])


def test_a_function_definition_closes_over_what_it_sees():
    function = (
        f'<functionDefinition><formalParameter name="a" typeRef="number"/>{literal("a + x")}</functionDefinition>'
    )
    logic = f"<context>{entry('f', function)}{entry('', literal('f(2)'))}</context>"
    assert value_of(logic, x=40).value == 42


def test_a_boxed_function_may_call_itself():
    body = literal("if n < 2 then 1 else n * fac(n - 1)")
    function = f'<functionDefinition><formalParameter name="n"/>{body}</functionDefinition>'
    assert value_of(f"<context>{entry('fac', function)}{entry('', literal('fac(4)'))}</context>").value == 24


def test_a_pmml_function_is_refused_with_a_message():
    logic = f'<functionDefinition kind="PMML">{literal("1")}</functionDefinition>'
    model = compiled(decision("d", logic))
    assert model.problems[0].message.text("en") == "Functions of kind PMML are not supported"
    assert told(model.evaluate("d", {})) == ["not_supported"]


def java(owner, signature):
    described = f"<context>{entry('class', literal(owner))}{entry('method signature', literal(signature))}</context>"
    return f'<functionDefinition kind="Java"><formalParameter name="a"/>{described}</functionDefinition>'


def test_a_known_pure_java_method_is_a_function():
    function = java('"java.lang.Math"', '"abs(int)"')
    assert value_of(f"<context>{entry('f', function)}{entry('', literal('f(-2)'))}</context>").value == 2


def test_any_other_java_method_is_refused_by_name():
    function = java('"java.lang.Runtime"', '"exec(java.lang.String)"')
    result = value_of(f"<context>{entry('f', function)}</context>")
    assert result.value == {"f": None}
    assert "java.lang.Runtime.exec(java.lang.String)" in result.warnings[0].message.text("en")


@pytest.mark.parametrize(
    ("condition", "expected", "warnings"),
    [("true", 1, []), ("false", 2, []), ("null", 2, []), ('"yes"', None, ["not_boolean"])],
)
def test_a_conditional(condition, expected, warnings):
    logic = f"<conditional><if>{literal(condition)}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"
    result = value_of(logic)
    assert (result.value, told(result)) == (expected, warnings)


@pytest.mark.parametrize(
    ("match", "expected"), [("item.n > 1", [{"n": 2}]), ("n > 1", [{"n": 2}]), ("n > 9", []), ('"yes"', None)]
)
def test_a_filter(match, expected):
    logic = f"<filter><in>{literal('[{n: 1}, {n: 2}]')}</in><match>{literal(match)}</match></filter>"
    assert value_of(logic).value == expected


def test_a_filter_of_null_is_null_and_says_so():
    logic = f"<filter><in>{literal('null')}</in><match>{literal('true')}</match></filter>"
    result = value_of(logic)
    assert (result.value, told(result)) == (None, ["null_filter"])


def test_a_parameter_that_an_invocation_does_not_bind_is_null():
    call = "<literalExpression><text>function(a, b) [a, b]</text></literalExpression>"
    bound = f'<binding><parameter name="b"/>{literal("1")}</binding>'
    assert value_of(f"<invocation>{call}{bound}</invocation>").value == [None, 1]


@pytest.mark.parametrize(
    ("source", "body", "expected"),
    [("[1..3]", "i * x", [2, 4, 6]), ("[1,2,3]", "i + count(partial)", [1, 3, 5]), ("null", "i", None)],
)
def test_a_for(source, body, expected):
    logic = f'<for iteratorVariable="i"><in>{literal(source)}</in><return>{literal(body)}</return></for>'
    assert value_of(logic, x=2).value == expected


@pytest.mark.parametrize(
    ("kind", "test", "expected"),
    [
        ("some", "i > 2", True),
        ("some", "i > 3", False),
        ("every", "i > 0", True),
        ("every", "i > 1", False),
        ("every", "if i = 1 then true else null", None),
        ("some", "if i = 3 then true else null", True),
        ("some", 'if i = 3 then true else "no truth"', None),
    ],
)
def test_quantified_expressions(kind, test, expected):
    logic = f'<{kind} iteratorVariable="i"><in>{literal("[1,2,3]")}</in><satisfies>{literal(test)}</satisfies></{kind}>'
    assert value_of(logic).value is expected


def test_another_expression_language_is_a_problem():
    logic = '<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'
    model = compiled(decision("d", logic))
    assert model.problems[0].message.text("en") == "'d': expected FEEL, but the expression language is javascript"


def test_an_unknown_type_is_a_problem_and_changes_nothing():
    model = compiled(decision("d", literal("1"), kind="tMissing"))
    assert (model.problems[0].code, model.evaluate("d", {}).value) == ("dmn.unknown_type", 1)
