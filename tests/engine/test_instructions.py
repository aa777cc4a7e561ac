"""What whoever starts an instance may say beside its variables: where it begins, after which elements it ends."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import given
from engine.test_listeners import done, process
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.state import Status
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.errors import Invalid, Unprocessable

LINE = "start -> pick[user] -> pack[user] -> ship[user] -> end"
NESTED = """
    start -> part[scope] {
        in1[start] -> pick[user] -> pack[user] -> out[end]
    }
    part -> ship[user] -> end
"""


def begin(drawing, **told):
    case = given(drawing)
    world = case.world
    case.key = world.new_key()
    world.do(case.key, c.StartInstance(at=world.now, definition=world.processes.newest("process"), **told))
    return case


def test_it_begins_at_the_elements_that_were_chosen():
    case = begin(LINE, places=("pack", "ship"), variables={"a": 1})
    assert sorted(case.waits_at) == ["pack", "ship"]
    assert [one for one in case.of(e.ElementActivated) if case.case.program.node(one.element).id == "start"] == []

    case.complete("pack")
    assert case.waits_at == ["ship", "ship"]


def test_scopes_around_a_chosen_element_are_opened():
    case = begin(NESTED, places=("pack",))
    assert case.waits_at == ["pack"]

    case.complete("pack")
    assert case.waits_at == ["ship"]


def test_what_cannot_be_chosen_is_refused_by_name():
    with pytest.raises(Invalid, match="nowhere"):
        begin(LINE, places=("nowhere",))
    with pytest.raises(Invalid, match="nowhere"):
        begin(LINE, stops=("nowhere",))


def test_it_ends_when_an_element_has_completed_and_nothing_after_it_begins():
    case = begin(LINE, stops=("pack",))
    case.complete("pick")
    assert case.waits_at == ["pack"]

    case.complete("pack")
    assert case.case.state.head.status is Status.CANCELLED
    assert case.waits_at == []


def test_it_ends_with_all_else_that_runs_when_an_element_was_terminated():
    case = begin("start -> both[and] -> a[user] -> end\nboth -> b[user] -> end", stops=("a",))
    case.do(c.ModifyInstance(at=case.world.now, terminate=(c.Termination(element="a"),)))
    assert case.case.state.head.status is Status.CANCELLED


def test_a_multi_instance_ends_it_as_a_whole():
    case = begin("start -> each[user]{mi==items} -> after[user] -> end", stops=("each",), variables={"items": [1, 2]})
    case.complete("each")
    assert case.case.state.head.status is Status.RUNNING

    case.complete("each")
    assert case.case.state.head.status is Status.CANCELLED


def test_a_business_id_is_given_later():
    case = begin(LINE)
    case.do(c.AssignBusinessId(at=case.world.now, business_id="PO-1"))
    assert [one.business_id for one in case.of(e.BusinessIdAssigned)] == ["PO-1"]


def test_the_listeners_of_the_process_come_before_what_was_chosen():
    case = process(LINE)
    case.key = case.world.new_key()
    start = c.StartInstance(at=case.world.now, definition=case.world.processes.newest("process"), places=("ship",))
    case.world.do(case.key, start)
    while case.case.jobs:
        assert case.waits_at == []
        done(case)
    assert case.waits_at == ["ship"]


# ---- several start events -----------------------------------------------------------------------------------------

SEVERAL = """
    phone[start] -> call[user] -> end
    mail[start] -> read[user] -> end
    start[start message order] -> check[user] -> end
"""


def test_of_several_plain_start_events_one_is_chosen():
    assert unsupported(draw(SEVERAL)) == ()

    assert begin(SEVERAL, places=("mail",)).waits_at == ["read"]
    assert begin(SEVERAL, places=("phone",)).complete("call").ended


def test_without_a_choice_the_start_is_refused_and_names_them():
    with pytest.raises(Unprocessable) as refused:
        begin(SEVERAL)

    assert refused.value.code == "engine.choose_start"
    assert refused.value.message.params["starts"] == "phone, mail"


def test_a_start_event_with_a_trigger_cannot_be_chosen():
    with pytest.raises(Invalid):
        begin(SEVERAL, places=("start",))


def test_what_has_a_trigger_starts_as_ever():
    case = given(SEVERAL).message("order")

    assert case.waits_at == ["check"]


def test_the_only_plain_start_event_can_be_named():
    assert begin(LINE, places=("start",)).waits_at == ["pick"]


def test_start_listeners_come_before_the_chosen_start_event():
    case = process(SEVERAL)
    case.key = case.world.start("process", at="mail")
    assert case.waits_at == []

    assert done(case).waits_at == ["read"]


def test_a_call_activity_cannot_choose():
    case = given("start -> call[call]{process=part} -> end", part=SEVERAL).start("process")

    assert case.problems == ["called-process-missing"]
