"""Item definitions: contexts, collections, constraints on items and on the whole, functions, DMN 1.1's prefixes."""

import pytest

from dmn.models import compiled, decision, given, literal, told


def item(name, inner, collection="false"):
    return f'<itemDefinition name="{name}" isCollection="{collection}">{inner}</itemDefinition>'


def kind(name):
    return f"<typeRef>{name}</typeRef>"


def allowed(text, tag="allowedValues"):
    return f"<{tag}><text>{text}</text></{tag}>"


def coerced(definitions, value, name="t"):
    model = compiled(definitions, given("x", name), decision("d", literal("x"), "x"))
    assert model.problems == ()
    result = model.evaluate("d", {"x": value})
    return result.value if not told(result) else told(result)[0]


@pytest.mark.parametrize(("value", "expected"), [("a", "a"), ("c", "not_of_type"), (1, "not_of_type"), (["b"], "b")])
def test_allowed_values(value, expected):
    assert coerced(item("t", kind("string") + allowed('"a","b"')), value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(["a", "b"], ["a", "b"]), (["a", "c"], "not_of_type"), ("a", ["a"]), ([], [])]
)
def test_allowed_values_of_a_collection_are_those_of_its_items(value, expected):
    assert coerced(item("t", kind("string") + allowed('"a","b"'), "true"), value) == expected


@pytest.mark.parametrize(("value", "expected"), [([1, 2], [1, 2]), ([1, 2, 3], "not_of_type")])
def test_a_type_constraint_is_on_the_whole_collection(value, expected):
    constraint = allowed("count(?) &lt; 3", "typeConstraint")
    assert coerced(item("t", kind("number") + constraint, "true"), value) == expected


def test_allowed_values_of_a_type_that_is_a_list_already_are_those_of_its_items():
    definitions = item("list", kind("string"), "true") + item("t", kind("list") + allowed('"a","b"'))
    assert coerced(definitions, ["a", "b"]) == ["a", "b"]
    assert coerced(definitions, ["a", "z"]) == "not_of_type"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"from day": 1, "to": 2}, {"from day": 1, "to": 2}),
        ({"from day": 2, "to": 1}, "not_of_type"),
        ({"from day": None, "to": 1}, "not_of_type"),
    ],
)
@pytest.mark.parametrize("tag", ["allowedValues", "typeConstraint"])
def test_a_constraint_may_name_the_entries_beside_it(value, expected, tag):
    parts = f'<itemComponent name="from day">{kind("number")}</itemComponent>'
    parts += f'<itemComponent name="to">{kind("number")}{allowed("? &gt;= from day", tag)}</itemComponent>'
    assert coerced(item("t", parts), value) == expected


def test_a_constraint_of_items_may_name_the_entries_beside_the_list():
    parts = f'<itemComponent name="limit">{kind("number")}</itemComponent>'
    parts += f'<itemComponent name="all" isCollection="true">{kind("number")}{allowed("&lt;= limit")}</itemComponent>'
    assert coerced(item("t", parts), {"limit": 3, "all": [1, 3]}) == {"limit": 3, "all": [1, 3]}
    assert coerced(item("t", parts), {"limit": 3, "all": [1, 4]}) == "not_of_type"


def test_a_context_may_have_more_than_its_type_says():
    part = f'<itemComponent name="n">{kind("number")}</itemComponent>'
    assert coerced(item("t", part), {"n": 1, "more": 2}) == {"n": 1, "more": 2}
    assert coerced(item("t", part), {"more": 2}) == "not_of_type"


def test_types_may_refer_to_later_ones_and_to_themselves():
    definitions = item("t", f'<itemComponent name="next">{kind("t")}</itemComponent>')
    assert coerced(definitions, {"next": {"next": None}}) == {"next": {"next": None}}
    assert coerced(item("t", kind("u")) + item("u", kind("number")), 1) == 1


def test_instance_of_knows_the_types_of_the_model():
    model = compiled(
        item("t", kind("number") + allowed("&gt; 5")), decision("d", literal("[6 instance of t, 5 instance of t]"))
    )
    assert model.evaluate("d", {}).value == [True, False]


def test_a_date_becomes_a_date_and_time():
    model = compiled(decision("d", literal('@"2024-01-02"'), kind="date and time"))
    assert model.evaluate("d", {}).json == "2024-01-02T00:00:00Z"


def test_dmn_1_1_writes_types_with_a_prefix():
    model = compiled(
        item("t", kind("feel:string")),
        given("x", "t"),
        decision("d", literal("x"), "x", kind="feel:string"),
        version="1.1",
    )
    assert model.problems == ()
    assert told(model.evaluate("d", {"x": 1})) == ["not_of_type"]


_FUNCTIONS = (
    item("tAge", kind("number"))
    + item("tSmall", kind("number") + allowed("[0..10]"))
    + item("tNode", f'<itemComponent name="next">{kind("tNode")}</itemComponent>')
    + "".join(
        f'<itemDefinition name="{name}"><functionItem outputTypeRef="{result}">'
        f'<parameters name="a" typeRef="{parameter}"/></functionItem></itemDefinition>'
        for name, parameter, result in (
            ("ofNumber", "number", "number"),
            ("ofAge", "tAge", "tAge"),
            ("ofSmall", "tSmall", "tSmall"),
            ("ofNode", "tNode", "tNode"),
        )
    )
)


@pytest.mark.parametrize(
    ("text", "wanted", "fits"),
    [
        ("function(a: number) a + 1", "ofAge", True),
        ("function(a: tAge) a + 1", "ofNumber", True),
        ("function(a) a + 1", "ofAge", True),
        ("function(a: string) a", "ofAge", False),
        ("function(a: number) a", "ofSmall", True),
        ("function(a: tSmall) a", "ofNumber", False),
        ("function(a: tNode) a.next", "ofNode", True),
        ('function(a: tNode) "x"', "ofNode", False),
        ("abs", "ofAge", True),
    ],
)
def test_functions_conform_by_what_named_types_mean(text, wanted, fits):
    """DMN 1.5, 10.3.2.9.2 and 10.3.2.9.3: parameters contravariant, results covariant, named types by their meaning."""
    model = compiled(_FUNCTIONS, decision("d", literal(text), kind=wanted))
    assert told(model.evaluate("d", {})) == ([] if fits else ["not_of_type"])


def test_types_that_refer_to_one_another_are_compared_in_a_bounded_time():
    def tangle(letter, size=14):
        parts = "".join(f'<itemComponent name="f{n}">{kind(f"{letter}{n}")}</itemComponent>' for n in range(size))
        return "".join(item(f"{letter}{n}", parts) for n in range(size))

    function = '<functionItem outputTypeRef="t0"><parameters name="a" typeRef="t0"/></functionItem>'
    wanted = f'<itemDefinition name="f">{function}</itemDefinition>'
    model = compiled(tangle("t") + tangle("u") + wanted, decision("d", literal("function(a: u0) a"), kind="f"))
    assert told(model.evaluate("d", {})) == []
