"""The requirement graph: scopes, functions, services, imports, circles."""

import pytest

from dmn.models import compiled, decision, document, given, imported, knowledge, literal, told
from lingqu.kernel.errors import Invalid, NotFound

SERVICE = (
    '<decisionService id="_s" name="s"><variable name="s"/>'
    '<outputDecision href="#_out"/><inputDecision href="#_in"/><inputData href="#_x"/></decisionService>'
)


def test_a_decision_sees_what_it_requires_and_nothing_else():
    model = compiled(given("a"), given("b"), decision("d", literal("a + b"), "a"))
    result = model.evaluate("d", {"a": 1, "b": 2})
    assert (result.value, told(result)) == (None, ["no_variable", "cannot_calculate"])


def test_names_with_spaces_are_names():
    model = compiled(given("net amount"), decision("with tax", literal("net amount * 2"), "net amount"))
    assert model.evaluate("with tax", {"net amount": 3}).value == 6


def test_a_decision_is_evaluated_once_and_the_history_has_it_before_those_that_need_it():
    model = compiled(
        given("x"),
        decision("base", literal("x + 1"), "x"),
        decision("left", literal("base * 2"), "base"),
        decision("right", literal("base * 3"), "base"),
        decision("top", literal("left + right"), "left", "right"),
    )
    result = model.evaluate("top", {"x": 1})
    assert result.value == 10
    assert [one.name for one in result.decisions] == ["base", "left", "right", "top"]
    assert [(one.name, one.value) for one in result.decisions[-1].inputs] == [("left", 4), ("right", 6)]


def test_everything_can_be_evaluated_at_once():
    model = compiled(given("x"), decision("a", literal("x"), "x"), decision("b", literal("a + 1"), "a"))
    assert model.evaluate_all({"x": 1}).value == {"a": 1, "b": 2}


def test_an_input_is_coerced_to_its_type_and_a_missing_one_is_told():
    model = compiled(given("x", "string"), decision("d", literal("x"), "x"))
    assert told(model.evaluate("d", {"x": 1})) == ["not_of_type"]
    assert told(model.evaluate("d", {})) == ["no_input"]
    assert model.evaluate("d", {"x": ["one"]}).value == "one"


def test_a_knowledge_model_is_a_function_and_may_call_itself():
    model = compiled(
        knowledge("fac", ["n"], literal("if n < 2 then 1 else n * fac(n - 1)")),
        decision("d", literal("fac(5)"), "!fac"),
    )
    assert model.evaluate("d", {}).value == 120


def test_endless_recursion_ends_with_a_warning():
    model = compiled(knowledge("f", ["n"], literal("f(n)")), decision("d", literal("f(1)"), "!f"))
    result = model.evaluate("d", {})
    assert (result.value, told(result)) == (None, ["depth"])


def test_the_result_of_a_knowledge_model_has_the_type_of_its_variable():
    model = compiled(knowledge("f", ["n"], literal("n"), kind="string"), decision("d", literal("f(1)"), "!f"))
    assert told(model.evaluate("d", {})) == ["not_of_type"]


def test_a_service_sees_what_it_is_given_only():
    model = compiled(
        given("x"),
        decision("in", literal('"not asked"')),
        decision("out", literal('x + " " + in'), "x", "in"),
        SERVICE,
        decision("caller", literal('s("1", "2") + " " + x'), "x", "!s"),
    )
    assert model.evaluate("caller", {"x": "3"}).value == "1 2 3"
    assert model.evaluate_service("s", {"x": "1", "in": "2"}).value == {"out": "1 2"}


def test_a_circle_of_requirements_is_refused_by_names():
    with pytest.raises(Invalid) as refused:
        compiled(decision("a", literal("b"), "b"), decision("b", literal("c"), "c"), decision("c", literal("a"), "a"))
    assert refused.value.message.params["names"] == "a → b → c → a"


def test_a_decision_that_requires_itself_is_refused():
    with pytest.raises(Invalid, match="without a circle"):
        compiled(decision("a", literal("a"), "a"))


def test_requirements_that_go_too_deep_are_refused():
    chain = [decision(f"d{n}", literal("1"), *([f"d{n + 1}"] if n < 150 else [])) for n in range(151)]
    with pytest.raises(Invalid, match="at most 100 deep"):
        compiled(*chain)


def test_a_reference_that_leads_nowhere_is_a_problem_by_name():
    model = compiled(decision("d", literal("1"), "nowhere"))
    assert model.problems[0].message.text("en") == "'d' requires #_nowhere, which is not there"


def test_an_unknown_decision_is_not_found():
    with pytest.raises(NotFound):
        compiled(decision("d", literal("1"))).evaluate("e", {})


def test_a_decision_without_logic_is_null_and_says_so():
    assert told(compiled(decision("d", "")).evaluate("d", {})) == ["no_logic"]


# imported models
LIBRARY = document(
    '<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef></itemComponent>'
    "</itemDefinition>",
    given("person", "tPerson"),
    knowledge("greet", ["p"], literal('"Hello " + p.full name')),
    decision("greeting", literal("greet(person)"), "person", "!greet"),
    namespace="urn:library",
    name="library",
)
PERSON = {"full name": "Li"}


def test_elements_and_types_of_an_import_are_reached_by_its_name():
    model = compiled(
        given("someone", "lib.tPerson"),
        decision("d", literal("lib.greet(someone)"), "someone", "!urn:library#_greet"),
        imports=imported("lib", "urn:library"),
        others=[LIBRARY],
    )
    assert model.problems == ()
    assert model.evaluate("d", {"someone": PERSON}).value == "Hello Li"
    assert told(model.evaluate("d", {"someone": {"name": "Li"}}))[0] == "not_of_type"


@pytest.mark.parametrize("inputs", [{"lib": {"person": PERSON}}, {"person": PERSON}])
def test_inputs_of_an_import_stand_under_its_name_or_at_the_root(inputs):
    model = compiled(
        decision("d", literal("lib.greeting"), "urn:library#_greeting"),
        imports=imported("lib", "urn:library"),
        others=[LIBRARY],
    )
    assert model.evaluate("d", inputs).value == "Hello Li"
    assert model.evaluate("urn:library#greeting", inputs).value == "Hello Li"


def test_one_model_reached_by_two_ways_has_inputs_for_each():
    left, right = (
        document(
            decision("said", literal(f'"{name}: " + lib.greeting'), "urn:library#_greeting"),
            namespace=f"urn:{name}",
            name=name,
            imports=imported("lib", "urn:library"),
        )
        for name in ("left", "right")
    )
    model = compiled(
        decision("d", literal('l.said + ", " + r.said'), "urn:left#_said", "urn:right#_said"),
        imports=imported("l", "urn:left") + imported("r", "urn:right"),
        others=[left, right, LIBRARY],
    )
    inputs = {"l": {"lib": {"person": {"full name": "A"}}}, "r": {"lib": {"person": {"full name": "B"}}}}
    assert model.evaluate("d", inputs).value == "left: Hello A, right: Hello B"


def test_an_import_without_a_name_brings_its_elements_as_they_are():
    model = compiled(
        given("someone", "tPerson"),
        decision("d", literal("greet(someone)"), "someone", "!urn:library#_greet"),
        imports=imported("", "urn:library"),
        others=[LIBRARY],
    )
    assert model.evaluate("d", {"someone": PERSON}).value == "Hello Li"


def test_an_import_that_was_not_given_is_a_problem():
    model = compiled(decision("d", literal("1")), imports=imported("lib", "urn:library"))
    assert model.problems[0].code == "dmn.unknown_import"


def test_imports_that_form_a_circle_are_refused():
    other = document(namespace="urn:other", name="other", imports=imported("t", "urn:test"))
    with pytest.raises(Invalid, match="imports without a circle"):
        compiled(imports=imported("o", "urn:other"), others=[other])


def test_two_documents_of_one_namespace_are_refused():
    with pytest.raises(Invalid, match="its own namespace"):
        compiled(others=[document(namespace="urn:test")])


def test_json_is_lifted_to_the_types_of_the_inputs():
    model = compiled(given("day", "date"), given("text", "string"), decision("d", literal("day.year"), "day"))
    inputs = model.from_json({"day": "2024-05-06", "text": "2024-05-06", "other": "2024-05-06"})
    assert model.evaluate("d", inputs).value == 2024
    assert inputs["text"] == inputs["other"] == "2024-05-06"
