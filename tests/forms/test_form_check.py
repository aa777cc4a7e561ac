"""What of a submission may be written, and what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lingqu.forms import schema
from lingqu.forms.check import check, validate
from lingqu.forms.messages import register  # noqa: F401 - the texts of the codes
from lingqu.forms.rights import rights, visible
from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message
from lingqu.kernel.values import decode, encode


def form(*components):
    return schema.read(encode({"type": "default", "id": "f", "components": list(components)}))


def text(key="name", **more):
    return {"type": "textfield", "key": key, "validate": more.pop("validate", {}), **more}


def number(key="amount", **more):
    return {"type": "number", "key": key, "validate": more.pop("validate", {}), **more}


def wrong(form_, submitted, given=(), current=None, now=0):
    """{field: code without the room}"""
    found = validate(form_, submitted, rights(given), current or {}, now)
    return {problem.field: problem.code.removeprefix("forms.") for problem in found}


def test_what_is_right_is_taken_as_it_is():
    checked = check(form(text(), number()), {"name": "阀门", "amount": Decimal("12.50")}, {}, {})
    assert (checked.values, checked.problems) == ({"name": "阀门", "amount": Decimal("12.50")}, ())


@pytest.mark.parametrize(
    ("component", "value", "code"),
    [
        (text(validate={"required": True}), "", "required"),
        (text(validate={"required": True}), None, "required"),
        (text(), 5, "expected_text"),
        (text(validate={"minLength": 3}), "ab", "too_short"),
        (text(validate={"maxLength": 3}), "abcd", "too_long"),
        (text(validate={"pattern": "^[A-Z]{2}-[0-9]+$"}), "po-1", "no_match"),
        (text(validate={"validationType": "email"}), "a@b", "expected_email"),
        (text(validate={"validationType": "phone"}), "call me", "expected_phone"),
        (number(), "5", "expected_number"),
        (number(), True, "expected_number"),
        (number(validate={"min": 1}), 0, "too_small"),
        (number(validate={"max": Decimal("0.3")}), Decimal("0.30000000000000000001"), "too_large"),
        (number(decimalDigits=2), Decimal("1.005"), "too_many_decimals"),
        (number(validate={"max": "=limit"}), 11, "too_large"),
        ({"type": "checkbox", "key": "name", "validate": {"required": True}}, False, "required"),
        ({"type": "checkbox", "key": "name"}, "yes", "expected_yes_or_no"),
        ({"type": "select", "key": "name", "values": [{"label": "A", "value": "a"}]}, "b", "not_an_option"),
        ({"type": "radio", "key": "name", "values": [{"label": "1", "value": 1}]}, True, "not_an_option"),
        ({"type": "select", "key": "name", "valuesKey": "offered"}, "z", "not_an_option"),
        ({"type": "checklist", "key": "name", "values": [{"label": "A", "value": "a"}]}, ["a", "b"], "not_an_option"),
        ({"type": "taglist", "key": "name", "valuesExpression": "=offered"}, "x", "expected_list"),
        ({"type": "datetime", "subtype": "date", "key": "name"}, "2026-02-30", "expected_moment"),
        ({"type": "datetime", "subtype": "time", "key": "name"}, "25:00", "expected_moment"),
        ({"type": "datetime", "subtype": "datetime", "key": "name"}, "2026-02-03", "expected_moment"),
    ],
)
def test_each_rule_is_enforced(component, value, code):
    current = {"limit": 10, "offered": ["x", {"label": "Y", "value": "y"}]}
    assert wrong(form(component), {component["key"]: value}, current=current) == {component["key"]: code}


@pytest.mark.parametrize(
    ("component", "value"),
    [
        (number(decimalDigits=2), Decimal("1.500")),
        (number(serializeToString=True), "12345678901234567890.12"),
        ({"type": "select", "key": "name", "valuesKey": "offered"}, "y"),
        ({"type": "datetime", "subtype": "date", "key": "name"}, "2026-02-28"),
        ({"type": "datetime", "subtype": "time", "key": "name"}, "09:30+08:00"),
        ({"type": "datetime", "subtype": "datetime", "key": "name"}, "2026-02-03T09:30Z"),
        (text(validate={"pattern": "PO"}), "a PO number"),
        (text(validate={"validationType": "phone"}), "+86 21 5555-0101"),
    ],
)
def test_what_the_rule_allows_passes(component, value):
    current = {"offered": ["x", {"label": "Y", "value": "y"}]}
    assert wrong(form(component), {component["key"]: value}, current=current) == {}


def test_digits_stay_exact_from_json_to_the_variable():
    submitted = decode(b'{"amount": 0.10000000000000000000001}')
    assert str(check(form(number()), submitted, {}, {}).values["amount"]) == "1.0000000000000000000001E-1".replace(
        "1.0000000000000000000001E-1", "0.10000000000000000000001"
    )


def test_a_day_that_is_past_is_refused_where_the_form_says_so():
    drawn = form({"type": "datetime", "subtype": "date", "key": "day", "disallowPassedDates": True})
    noon = 1_793_275_200_000  # 2026-10-29T12:00Z
    assert wrong(drawn, {"day": "2026-10-01"}, now=noon) == {"day": "in_the_past"}
    assert wrong(drawn, {"day": "2026-10-29"}, now=noon) == {}


def test_a_required_field_that_is_there_already_need_not_come_again():
    assert wrong(form(text(validate={"required": True})), {}, current={"name": "x"}) == {}


def test_a_hidden_field_is_not_written():
    assert wrong(form(text()), {"name": "x"}, [("name", "hidden")]) == {"name": "hidden"}


def test_a_read_only_field_may_come_back_unchanged_but_not_changed():
    drawn = form(text())
    assert wrong(drawn, {"name": "x"}, [("name", "read")], {"name": "x"}) == {}
    assert wrong(drawn, {"name": "y"}, [("name", "read")], {"name": "x"}) == {"name": "read_only"}


def test_a_field_that_the_step_requires_must_be_filled_in():
    assert wrong(form(text()), {}, [("name", "required")]) == {"name": "required"}


def test_a_field_that_the_form_itself_keeps_read_only_is_not_changed():
    drawn = form(text(readonly=True, defaultValue="d"))
    assert wrong(drawn, {"name": "d"}) == {}
    assert wrong(drawn, {"name": "e"}) == {"name": "read_only"}
    assert wrong(form(text(readonly="=locked")), {"name": "e"}, current={"locked": True}) == {"name": "read_only"}


def test_a_name_that_the_form_does_not_have_is_refused():
    assert wrong(form(text()), {"name": "x", "isAdmin": True}) == {"isAdmin": "unknown_field"}


def test_what_a_condition_hides_is_neither_required_nor_written():
    drawn = form({"type": "checkbox", "key": "own"}, text(validate={"required": True}, conditional={"hide": "=own"}))
    checked = check(drawn, {"own": True, "name": "left over"}, {}, {})
    assert (checked.values, checked.problems) == ({"own": True}, ())
    assert wrong(drawn, {"own": False}) == {"name": "required"}


def test_fields_nest_by_their_path_and_unseen_ones_survive():
    drawn = form({"type": "group", "path": "supplier", "components": [text("name"), number("terms.days")]})
    current = {"supplier": {"name": "a", "rating": 5, "terms": {"days": 30, "net": True}}}
    checked = check(drawn, {"supplier": {"name": "b", "terms": {"days": 60}}}, {}, current)
    assert checked.problems == ()
    assert checked.values == {"supplier": {"name": "b", "rating": 5, "terms": {"days": 60, "net": True}}}


def test_a_hidden_field_in_a_group_is_named_by_its_path():
    drawn = form({"type": "group", "path": "supplier", "components": [text("name")]})
    assert wrong(drawn, {"supplier": {"name": "b"}}, [("supplier.name", "hidden")]) == {"supplier.name": "hidden"}
    assert wrong(drawn, {"supplier": {"vip": 1}}) == {"supplier.vip": "unknown_field"}


def test_a_group_without_a_path_only_looks_like_one():
    drawn = form({"type": "group", "components": [text("name"), number("a.b")]})
    checked = check(drawn, {"name": "x", "a": {"b": 1}}, {}, {"a": {"c": 2}})
    assert (checked.values, checked.problems) == ({"name": "x", "a": {"b": 1, "c": 2}}, ())


LINES = {
    "type": "dynamiclist",
    "path": "lines",
    "components": [
        text("item", validate={"required": True}),
        number("price", validate={"min": 0}),
        text("why", validate={"required": True}, conditional={"hide": "=this.price <= 100"}),
    ],
}


def test_every_entry_of_a_list_is_checked_and_named_by_its_place():
    lines = [{"item": "a", "price": 5}, {"price": -1}, {"item": "c", "price": 500}]
    assert wrong(form(LINES), {"lines": lines}) == {
        "lines[1].item": "required",
        "lines[1].price": "too_small",
        "lines[2].why": "required",
    }


def test_an_entry_keeps_what_its_writer_does_not_see():
    current = {"lines": [{"item": "a", "price": 5, "cost": 3}]}
    checked = check(form(LINES), {"lines": [{"item": "b"}]}, rights([("lines.price", "read")]), current)
    assert (checked.values, checked.problems) == ({"lines": [{"item": "b", "price": 5, "cost": 3}]}, ())
    assert wrong(form(LINES), {"lines": [{"item": "b", "price": 6}]}, [("lines.price", "read")], current) == {
        "lines[0].price": "read_only"
    }


@pytest.mark.parametrize("value", ["x", {"a": 1}, [1]])
def test_a_list_is_a_list_of_entries(value):
    assert wrong(form(LINES), {"lines": value}) == {"lines": "expected_list"}


def test_a_computed_field_is_computed_here_whatever_was_sent():
    drawn = form(number("net"), {"type": "expression", "key": "gross", "expression": "=net * 1.13"})
    assert check(drawn, {"net": 100, "gross": 1}, {}, {}).values["gross"] == Decimal("113.00")


def test_only_what_changes_is_written():
    assert check(form(text(), number()), {"name": "x", "amount": 1}, {}, {"name": "x"}).values == {"amount": 1}


def test_a_reader_does_not_get_what_is_hidden():
    variables = {"a": 1, "s": {"x": 1, "y": 2}, "l": [{"p": 1, "q": 2}]}
    given = rights([("a", "hidden"), ("s.x", "hidden"), ("l.q", "hidden"), ("b", "read")])
    assert visible(variables, given) == {"s": {"y": 2}, "l": [{"p": 1}]}
    assert variables == {"a": 1, "s": {"x": 1, "y": 2}, "l": [{"p": 1, "q": 2}]}


def test_an_access_that_nobody_knows_hides_the_field():
    assert rights([("a", "wirte")]) == {"a": "hidden"}


def test_what_could_not_be_enforced_is_said_at_deployment():
    drawn = form(
        {"type": "hologram", "id": "h1"},
        text("a", validate={"pattern": "(?=look)"}),
        text("b", conditional={"hide": "=if then"}),
    )
    assert [(p.field, p.code) for p in schema.problems(drawn)] == [
        ("h1", "forms.unknown_component"),
        ("a", "forms.bad_pattern"),
        ("b", "forms.bad_expression"),
    ]


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"components": 3}', b'{"components": [{"type": "textfield"}]}'])
def test_what_is_no_form_is_refused(body):
    with pytest.raises(Invalid):
        schema.read(body)


def test_a_form_that_nests_without_end_is_refused():
    inner = {"type": "group", "components": []}
    for _ in range(50):
        inner = {"type": "group", "components": [inner]}
    with pytest.raises(Invalid):
        form(inner)


def test_each_problem_reads_well_in_both_languages():
    found = validate(form(number(validate={"min": 5})), {"amount": 1}, {}, {})[0]
    message = Message(code=found.code, params=found.params)
    assert (message.text("zh"), message.text("en")) == ("不能小于 5", "Expected 5 or more")
