"""Reading forms: form-js JSON as components, wrong types refused with their path."""

import json
from decimal import Decimal

import pytest

from lingqu.kernel.errors import Invalid
from lingqu.model import forms


def read(*components, **form):
    return forms.read(json.dumps({"type": "default", "components": list(components), **form}))


def test_a_field_with_its_rules():
    form = forms.read(
        b'{"id": "f", "schemaVersion": 18, "components": [{"type": "number", "key": "amount", "label": "Amount",'
        b' "validate": {"required": true, "min": 0.10, "max": 9999}, "decimalDigits": 2}]}'
    )
    (field,) = form.components
    assert (form.id, form.schema_version) == ("f", 18)
    assert (field.type, field.key, field.label) == ("number", "amount", "Amount")
    assert field.validation == forms.Validation(required=True, minimum=Decimal("0.10"), maximum=9999)
    assert field.rest == {"decimalDigits": 2}


def test_the_options_of_a_select():
    (field,) = read({"type": "select", "key": "k", "values": [{"label": "A", "value": "a"}]}).components
    assert field.options == (forms.Option(label="A", value="a"),)


def test_what_hides_a_field():
    (field,) = read({"type": "textfield", "key": "k", "conditional": {"hide": "=x > 1"}}).components
    assert field.hide == "=x > 1"


def test_groups_nest():
    form = read({"type": "dynamiclist", "path": "rows", "components": [{"type": "textfield", "key": "k"}]})
    assert [one.type for one in forms.walk(form.components)] == ["dynamiclist", "textfield"]
    assert form.components[0].path == "rows"


def test_two_fields_may_share_a_key():
    form = read({"type": "text", "key": "k", "conditional": {"hide": "=a"}}, {"type": "number", "key": "k"})
    assert [one.key for one in form.components] == ["k", "k"]


def test_the_source_is_complete():
    form = read({"type": "text", "text": "hello"}, exporter={"name": "x"})
    assert form.source["exporter"] == {"name": "x"}
    assert form.source["components"][0]["text"] == "hello"


@pytest.mark.parametrize(
    ("component", "path"),
    [
        ({"type": 1}, "components[0].type"),
        ({"key": "k"}, "components[0].type"),
        ({"type": "textfield", "key": 1}, "components[0].key"),
        ({"type": "textfield", "validate": {"required": "yes"}}, "components[0].validate.required"),
        ({"type": "textfield", "validate": {"maxLength": "ten"}}, "components[0].validate.maxLength"),
        ({"type": "select", "values": [1]}, "components[0].values[0]"),
        ({"type": "group", "components": [{"type": "text", "label": []}]}, "components[0].components[0].label"),
        ("text", "components[0]"),
    ],
)
def test_wrong_types_are_refused_with_their_path(component, path):
    with pytest.raises(Invalid) as refused:
        read(component)
    assert refused.value.params["path"] == path


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"type": "page"}', b'{"components": {}}', b"\xff"])
def test_what_is_no_form_is_refused(data):
    with pytest.raises(Invalid):
        forms.read(data)


def test_nesting_has_a_limit():
    component = {"type": "group", "components": []}
    for _ in range(25):
        component = {"type": "group", "components": [component]}
    with pytest.raises(Invalid) as refused:
        read(component)
    assert refused.value.code == "model.form_too_deep"
