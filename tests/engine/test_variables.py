"""Variables, scopes and mappings, as Camunda 8 defines them; large values; titles."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.kernel.errors import Invalid


def test_an_input_mapping_makes_a_local_variable():
    case = given("start -> work[user]{in.total==price*2} -> end").start(price=5)

    assert case.case.local_variables("work") == {"total": 10}
    assert case.variables == {"price": 5}


def test_an_input_mapping_sees_those_before_it():
    case = given("start -> work[user]{in.a==1 in.b==a+1} -> end").start()

    assert case.case.local_variables("work") == {"a": 1, "b": 2}


def test_a_mapping_to_a_path_makes_a_context():
    case = given("start -> work[user]{in.order.id==7 in.order.sum==8} -> end").start()

    assert case.case.local_variables("work") == {"order": {"id": 7, "sum": 8}}


def test_a_result_without_output_mapping_goes_out_to_the_root():
    case = given("start -> work[user] -> end").start().complete("work", answer=1)

    assert case.variables == {"answer": 1}


def test_a_result_goes_to_the_nearest_scope_that_knows_the_name():
    case = (
        given("""
        start -> part[scope]{in.answer==0} {
            start -> work[user] -> a[user] -> end
        }
        part -> end
    """)
        .start(answer=9)
        .complete("work", answer=1)
    )

    assert case.variables == {"answer": 9}
    assert case.case.local_variables("part") == {"answer": 1}


def test_with_output_mappings_only_their_targets_go_out():
    case = given("start -> work[user]{out.total==sum+1} -> end").start().complete("work", sum=1, noise="x")

    assert case.variables == {"total": 2}


def test_a_local_variable_hides_the_outer_one():
    case = given("start -> work[script]{in.x==2 expression==x+1 result=y} -> end").start(x=10)

    assert case.variables == {"x": 10, "y": 3}


def test_numbers_keep_their_digits():
    case = given("start -> work[user] -> end").start(sum=Decimal("12.50"))

    assert str(case.variables["sum"]) == "12.50"


def test_what_is_no_json_is_refused():
    with pytest.raises(Invalid):
        given("start -> end").start(when=object())


def test_a_float_from_outside_becomes_a_decimal():
    assert given("start -> a[user] -> end").start(x=0.1).variables == {"x": Decimal("0.1")}


def test_a_date_is_kept_as_its_text():
    case = given("""start -> s[script]{expression='=date("2026-01-31") + duration("P1D")' result=day} -> end""").start()

    assert case.variables["day"] == "2026-02-01"


def test_setting_what_is_there_already_tells_nothing():
    case = given("start -> a[user] -> end").start(x="same").set(x="same")

    assert case.last == ()


def test_variables_may_be_set_in_one_scope_only():
    case = given("start -> a[user] -> end").start(x=1)

    case.set(case.visit("a"), local=True, x=2)

    assert case.variables == {"x": 1}
    assert case.case.local_variables("a") == {"x": 2}


def test_a_large_value_is_kept_beside_the_events():
    text = "x" * 5000
    case = given("start -> a[user]{in.y==x} -> end").start(x=text)

    created = case.of(e.VariableCreated)
    assert [one.value for one in created] == [None, None]
    assert created[0].large == created[1].large
    assert case.variables["x"] == text


def test_a_large_value_is_read_by_a_condition():
    case = given("""
        start -> g[xor] -(count(x) > 4000)-> many[user] -> end
                 g -(default)-> few[user] -> end
    """).start(x=list(range(5000)))

    assert case.waits_at == ["many"]


# ---- titles -------------------------------------------------------------------------------------------------------

TITLED = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lingqu="urn:lingqu:bpmn:1">
  <process id="process" isExecutable="true">
    <extensionElements><lingqu:title template="=order + &quot; of &quot; + supplier"/></extensionElements>
    <startEvent id="start"/>
    <userTask id="a"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="a"/>
  </process>
</definitions>"""


def test_the_title_is_made_from_the_start_variables():
    case = given(TITLED).start(order="PO-1", supplier="East")

    assert case.of(e.InstanceStarted)[0].title == "PO-1 of East"
    assert case.of(e.InstanceTitled) == []


def test_a_changed_variable_changes_the_title():
    case = given(TITLED).start(order="PO-1", supplier="East").set(supplier="West")

    assert [one.title for one in case.of(e.InstanceTitled)] == ["PO-1 of West"]


def test_another_variable_leaves_the_title_alone():
    case = given(TITLED).start(order="PO-1", supplier="East").set(note="x")

    assert case.of(e.InstanceTitled) == []


def test_who_started_it_is_told():
    case = given("start -> a[user] -> end")
    key = case.world.new_key()
    case.world.do(
        key, c.StartInstance(at=5, definition=next(iter(case.world.programs)), by="li.na", business_id="PO-1")
    )

    started = case.world.instances[key].history[0][2][0]
    assert isinstance(started, e.InstanceStarted)
    assert (started.started_by, started.business_id) == ("li.na", "PO-1")


def test_a_mapping_that_gives_no_value_is_an_incident_before_the_work_begins():
    case = given("start -> work[user]{in.f==pick} -> end").start(pick=1)
    assert case.waits_at == ["work"]

    case = given("start -> work[user]{in.f='=function(x) x'} -> end").start()
    assert case.problems == ["io-mapping"]
    assert case.case.tasks == []


def test_an_output_mapping_that_gives_no_value_leaves_the_element_completing():
    case = (
        given("start -> work[user]{out.f='=if ok then 1 else function(x) x'} -> end").start().complete("work", ok=False)
    )
    assert case.problems == ["io-mapping"]

    case.set(case.visit("work"), ok=True).resolve()

    assert case.ended
    assert case.variables == {"f": 1}
