"""External functions: a few pure Java methods are known, all others are refused by name; no Java runs."""

from decimal import Decimal

import pytest

from lingqu import feel


def called(owner, signature, arguments, count=1):
    parameters = ", ".join(f"a{n}" for n in range(count))
    mapping = f'{{java: {{class: "{owner}", method signature: "{signature}"}}}}'
    return feel.compile(f"{{f: function({parameters}) external {mapping}, r: f({arguments})}}.r").evaluate({})


@pytest.mark.parametrize(
    ("owner", "signature", "arguments", "count", "expected"),
    [
        ("java.lang.Math", "max(double, double)", "1.5, 2.25", 2, Decimal("2.25")),
        ("java.lang.Math", "min(int,int)", "3, -2", 2, -2),
        ("java.lang.Math", "max(float,float)", "123.46, 456.78", 2, Decimal("456.78")),
        ("java.lang.Math", "sqrt(double)", "16", 1, 4),
        ("java.lang.Math", "floor(double)", "-1.5", 1, -2),
        ("java.lang.Integer", "valueOf(java.lang.String)", '"-12"', 1, -12),
        ("java.lang.Integer", "parseInt(java.lang.String)", '"7"', 1, 7),
        ("java.lang.Double", "valueOf(java.lang.String)", '"1e3"', 1, 1000),
        ("java.lang.Byte", "valueOf(byte)", "127", 1, 127),
        ("java.lang.String", "valueOf(char)", '"a"', 1, "a"),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", '"%s: %d%%", "a", 5', 3, "a: 5%"),
    ],
)
def test_known_methods(owner, signature, arguments, count, expected):
    result = called(owner, signature, arguments, count)
    assert (result.value, result.warnings) == (expected, ())


@pytest.mark.parametrize(
    ("owner", "signature", "arguments"),
    [
        ("java.lang.Byte", "valueOf(byte)", "128"),
        ("java.lang.Integer", "valueOf(java.lang.String)", '"1.5"'),
        ("java.lang.Integer", "valueOf(java.lang.String)", '"2147483648"'),
        ("java.lang.Double", "valueOf(java.lang.String)", '"NaN"'),
        ("java.lang.Double", "valueOf(java.lang.String)", '"1_0"'),
        ("java.lang.Double", "valueOf(java.lang.String)", '"1e999999999"'),
        ("java.lang.Math", "sqrt(double)", "-1"),
        ("java.lang.Math", "exp(double)", "10**300"),
        ("java.lang.Math", "abs(int)", '"1"'),
        ("java.lang.String", "valueOf(char)", '"ab"'),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", '"%s"'),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", '"%1000000000s"'),
    ],
)
def test_what_a_method_does_not_take_is_null_with_a_warning(owner, signature, arguments):
    result = called(owner, signature, arguments)
    assert (result.value, [one.kind for one in result.warnings]) == (None, ["wrong_arguments"])


@pytest.mark.parametrize(
    ("owner", "signature"),
    [
        ("java.lang.Runtime", "exec(java.lang.String)"),
        ("java.lang.System", "exit(int)"),
        ("java.lang.Math", "random()"),
        ("java.lang.Math", "max(java.lang.String, java.lang.String)"),
        ("Math", ""),
    ],
)
def test_any_other_method_is_refused_by_name(owner, signature):
    result = called(owner, signature, "1")
    assert result.value is None
    assert result.warnings[0].kind == "no_external"
    assert owner in result.warnings[0].message.text("en")


def test_pmml_and_broken_mappings_are_refused():
    for mapping in ('{pmml: {document: "a", model: "b"}}', "{java: 1}", "1", "null"):
        result = feel.compile(f"(function(a) external {mapping})(1)").evaluate({})
        assert (result.value, result.warnings[0].kind) == (None, "external_function")
