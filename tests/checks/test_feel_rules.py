"""What the rules about FEEL know of variables, and what they keep quiet about."""

import pytest

from drawing import draw, draw_xml
from lingqu.checks import check
from lingqu.model import forms
from lingqu.model.bpmn import read

FORM = forms.read(
    '{"type": "default", "id": "order", "components": ['
    '{"type": "number", "key": "amount"}, {"type": "checkbox", "key": "urgent"},'
    '{"type": "datetime", "key": "due"}, {"type": "number", "key": "pieces", "serializeToString": true}]}'
)


def found(drawing, forms=None):
    problems = check(drawing, forms=forms)
    return [(one.element, one.code) for one in problems if one.code in ("feel_types", "feel_names")]


def flow(before, condition):
    return draw(f"start -> {before} -> g[xor] -({condition})-> end\ng -(default)-> other[end]")


@pytest.mark.parametrize(
    ("before", "condition"),
    [
        ("s[script]{expression='=1 + 1' result=total}", 'total = "2"'),
        ("s[script]{expression='=[1, 2]' result=list}", 'list[1] = "1"'),
        ("s[script]{expression='=1 + 1' result=found}", "found"),
        ("s[script]{expression='=today()' result=day}", "day > 5"),
        ("s[service]{type=x out.done==true}", "done > 5"),
        ("s[user]{form=order groups=a}", 'amount = "5"'),
        ("s[user]{form=order groups=a}", "urgent > 5"),
        ("s[user]{form=order groups=a}", "due > today()"),
        ("s[user]{form=order groups=a}", "pieces > 1"),
        ("s[script]{expression='=x' result=r mi==list item=one out=both out-item==1}", 'both = "1"'),
        ("s[task]", "frobnicate(x)"),
        ("s[task]", 'upper case(txt: "x")'),
    ],
)
def test_what_the_drawing_says_of_a_variable_is_held_against_its_expressions(before, condition):
    assert found(flow(before, condition), {"order": FORM}) == [("g-end", "feel_types")]


@pytest.mark.parametrize(
    ("before", "condition"),
    [
        ("s[service]{type=x out.total==answer}", 'total = "2"'),
        ("s[service]{type=x in.total==1}", 'total = "2"'),
        ("s[script]{expression='=1' result=total} -> t[script]{expression='=\"x\"' result=total}", 'total = "2"'),
        ("f[xor] -(a = 1)-> s[script]{expression='=1' result=total}", "total > 2"),
        ("s[user]{form=unknown groups=a}", 'amount = "5"'),
        ("s[user]{form=order groups=a}", "amount > 5 and urgent and date(due) > today()"),
    ],
)
def test_what_may_be_otherwise_is_not_told(before, condition):
    assert found(flow(before, condition), {"order": FORM}) == []


def test_a_variable_that_another_way_leads_past_may_be_anything():
    drawing = draw(
        """
        start -> f[xor] -(a = 1)--> s[script]{expression='=1' result=total} -> j[xor] -> g[xor] -(total = "x")-> end
                 f      -(default)->                                          j
        g -(default)-> other[end]
        """
    )
    assert found(drawing) == []


def test_a_boundary_event_leaves_before_the_result_is_there():
    drawing = draw(
        """
        start -> s[script]{expression='=1' result=total} -> end
        s ~(error E1)~> g[xor] -(total = "x")-> a[end]
        g -(default)-> b[end]
        """
    )
    assert found(drawing) == []


def test_a_declared_type_holds_everywhere():
    data = draw_xml("start -> g[xor] -(due > 5)-> end\ng -(default)-> other[end]").decode()
    at = data.index(">", data.index("<process") if "<process" in data else data.index(":process")) + 1
    declared = (
        '<extensionElements xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        '<variable xmlns="urn:lingqu:bpmn:1" name="due" type="date"/></extensionElements>'
    )
    assert found(read((data[:at] + declared + data[at:]).encode())) == [("g-end", "feel_types")]


def test_the_items_of_a_multi_instance_have_their_type():
    drawing = draw("start -> s[script]{expression='=item + 1' result=r mi='=[\"a\"]' item=item} -> end")
    assert found(drawing) == [("s", "feel_types")]
    counted = draw("start -> s[script]{expression='=loopCounter = \"1\"' result=r mi='=[\"a\"]'} -> end")
    assert found(counted) == [("s", "feel_types")]


@pytest.mark.parametrize("name", ["ammount", "amuont", "Amount", "amont"])
def test_a_slip_in_a_name_is_told(name):
    assert found(flow("s[script]{expression='=1' result=amount}", f"{name} > 1")) == [("g-end", "feel_names")]


@pytest.mark.parametrize("name", ["amounts", "mount", "amount2", "discount", "account", "total"])
def test_another_name_is_not_taken_for_a_slip(name):
    assert found(flow("s[script]{expression='=1' result=amount}", f"{name} > 1")) == []


def test_a_name_that_is_read_twice_is_meant():
    drawing = draw(
        """
        start -> s[script]{expression='=1' result=amount} -> g[xor] -(ammount > 1)-> a[end]
        g -(ammount > 2)-> b[end]
        g -(default)-> c[end]
        """
    )
    assert found(drawing) == []
