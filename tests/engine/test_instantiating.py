"""What starts an instance from outside: receive tasks, event-based gateways, several triggers, conditions."""

from __future__ import annotations

from engine.given import given
from lingqu.engine import events as e

RECEIVES = "ask[receive]{message=question instantiate=true} -> answer[user] -> end"
RACE = """
    race[event-gateway]{instantiate=true} -> mail[message mail] -> read[user] -> end
    race -> call[receive]{message=call} -> talk[user] -> end
    race -> alarm[signal alarm] -> run[user] -> end
"""
BOTH = """
    both[event-gateway]{instantiate=true every=true} -> order[message order =id] -> pack[user] -> end
    both -> money[message money =id] -> book[user] -> end
"""
ALL = "go[start message order =id & message money =id] -> ship[user] -> end"


def test_a_receive_task_starts_an_instance_by_its_message():
    case = given(RECEIVES).message("question", text="why")
    case.key = next(iter(case.world.instances))

    assert case.waits_at == ["answer"]
    assert case.variables == {"text": "why"}
    assert case.times("ask") == 1
    assert case.complete("answer").ended


def test_each_event_behind_a_gateway_starts_an_instance_that_waits_for_no_other():
    case = given(RACE).message("mail", text="hello").message("call").signal("alarm")

    assert case.waits_at == ["read", "run", "talk"]
    assert [one.subscriptions for one in case.world.instances.values()] == [[], [], []]
    assert case.times("race") == 3
    first = next(iter(case.world.instances.values()))
    assert first.variables() == {"text": "hello"}


def test_the_first_message_of_a_parallel_gateway_starts_and_the_others_join_the_instance():
    case = given(BOTH).message("order", "7", id="7", goods="tea").message("money", "7", paid=5)

    assert len(case.world.instances) == 1
    case.key = next(iter(case.world.instances))
    assert case.waits_at == ["book", "pack"]
    assert case.variables == {"id": "7", "goods": "tea", "paid": 5}
    assert case.times("both") == 1
    assert case.complete("book").complete("pack").ended


def test_what_came_first_goes_on_at_once_and_the_instance_waits_for_the_rest():
    case = given(BOTH).message("money", "7", id="7")
    case.key = next(iter(case.world.instances))
    assert case.waits_at == ["book", "both"]

    case.complete("book")

    assert not case.ended
    assert case.message("order", "7").waits_at == ["pack"]
    assert case.complete("pack").ended


def test_a_message_with_another_key_starts_another_instance():
    case = given(BOTH).message("order", "7", id="7").message("money", "8", id="8")

    assert len(case.world.instances) == 2
    assert case.waits_at == ["book", "both", "both", "pack"]


def test_a_start_that_needs_all_its_triggers_waits_in_the_instance_that_the_first_has_made():
    case = given(ALL).message("money", "7", id="7", paid=5)
    case.key = next(iter(case.world.instances))
    assert case.waits_at == ["go"]

    case.message("order", "7", goods="tea")

    assert case.waits_at == ["ship"]
    assert case.variables == {"id": "7", "paid": 5, "goods": "tea"}
    assert len(case.world.instances) == 1


def test_a_key_that_cannot_be_read_is_an_incident_and_all_is_waited_for_when_it_is_resolved():
    case = given(ALL).message("money", "7")
    case.key = next(iter(case.world.instances))
    assert case.problems == ["expression"]

    case.set(id="7").resolve().message("order", "7")

    assert case.waits_at == ["ship"]


def test_the_instance_can_be_cancelled_while_it_waits_for_the_rest():
    case = given(ALL).message("money", "7", id="7")
    case.key = next(iter(case.world.instances))

    case.cancel()

    assert case.case.subscriptions == []
    assert len(case.of(e.TriggerSpent)) == 1


def test_mappings_of_a_start_event_see_what_all_triggers_have_brought():
    drawing = "go[start message a =id & message b =id]{out.sum='=x + y' out.id==id} -> end"
    case = given(drawing).message("a", "7", id="7", x=1)
    case.key = next(iter(case.world.instances))
    # what the first brought is not in the instance yet, so its key cannot be read from it
    assert case.problems == ["expression"]

    case.set(id="7").resolve().message("b", "7", y=2, id="7")

    assert case.variables == {"id": "7", "sum": 3}
    assert case.ended


def test_a_quiet_boundary_event_with_all_triggers_goes_off_each_time_they_are_complete():
    case = given("start -> work[user] -> end\n work ~(?message a & message b)~> got[task] -> end").start()

    case.message("a").message("a").message("b")
    assert case.times("work-message") == 1
    case.message("b")
    assert case.times("work-message") == 1
    case.message("a")

    assert case.times("work-message") == 2


def test_what_all_triggers_brought_comes_together():
    case = given("start -> wait[catch message a & message b] -> end").start()

    case.message("a", x=1)
    assert case.variables == {}
    case.message("b", y=2)

    assert case.variables == {"x": 1, "y": 2}


def test_a_race_may_have_an_event_that_needs_several_triggers():
    drawing = """
        start -> race[event-gateway] -> both[catch message a & signal s] -> got[user] -> end
        race -> late[timer PT1H] -> over[user] -> end
    """
    assert given(drawing).start().message("a").wait(hours=1).waits_at == ["over"]
    assert given(drawing).start().message("a").signal("s").waits_at == ["got"]


def test_a_condition_that_must_come_with_a_message_may_come_first():
    case = given("start -> wait[catch condition =ready & message go] -> got[user] -> end").start(ready=True)

    assert case.waits_at == ["wait"]
    assert case.message("go").waits_at == ["got"]


def test_all_that_an_event_throws_is_thrown_messages_and_signals_first():
    drawing = """
        start -> part[scope] {
            start -> out[end escalation E | message m | signal s]
        }
        part -> end
        part ~(escalation E)~> over[user] -> end
    """
    case = given(drawing, a="start[start message m] -> a[user] -> end", b="start[start signal s] -> b[user] -> end")

    assert case.start().waits_at == ["a", "b", "over"]


def test_an_end_event_compensates_and_then_throws_its_error():
    drawing = """
        start -> part[scope] {
            start -> book[task] -> out[end compensation | error E | message m]
            book ~(compensation)~> unbook[user]
        }
        part -> end
        part ~(error E)~> over[user] -> end
    """
    case = given(drawing).start()

    assert case.waits_at == ["unbook"]
    assert len(case.of(e.MessagePublished)) == 1
    assert case.complete("unbook").waits_at == ["over"]


def test_an_event_in_a_called_process_goes_on_when_its_escalation_was_judged():
    child = "start -> book[task] -> out[throw escalation E | compensation] -> more[user] -> end\n book ~(compensation)~> undo[user]"
    case = given("start -> call[call]{process=child} -> end", child=child).start()

    assert case.waits_at == ["undo"]
    assert case.complete("undo").waits_at == ["more"]


def test_a_transaction_is_cancelled_by_an_event_that_tells_of_it():
    drawing = """
        start -> part[transaction] {
            start -> book[task] -> out[end cancel | signal off]
            book ~(compensation)~> unbook[user]
        }
        part -> end
        part ~(cancel)~> over[user] -> end
    """
    case = given(drawing, b="start[start signal off] -> b[user] -> end").start()

    assert case.waits_at == ["b", "unbook"]
    assert case.complete("unbook").waits_at == ["b", "over"]


def test_a_formula_that_cannot_be_read_keeps_all_from_being_thrown():
    case = given("start -> out[throw message m =key | signal s] -> end").start(key=[1])

    assert case.problems == ["expression"]
    assert case.of(e.SignalThrown) == []

    case.set(key="k").resolve()

    assert case.ended
    assert (len(case.of(e.MessagePublished)), len(case.of(e.SignalThrown))) == (1, 1)


def test_a_message_that_is_thrown_may_wait_for_who_comes_later():
    other = "start -> late[timer PT1H] -> wait[message m =id] -> got[user] -> end"
    case = given("start -> out[throw message m]{message-key==id ttl=PT2H} -> end", other=other)
    case.start("other", id="7").start("process", id="7")

    assert case.wait(hours=1).waits_at == ["got"]


def test_a_message_that_a_worker_throws_is_a_job():
    case = given("start -> out[throw message m]{type=tell} -> end").start()

    assert case.waits_at == ["out"]
    assert case.complete("out").times("out") == 1
    assert case.of(e.MessagePublished) == []


def test_a_condition_is_not_judged_by_anything_but_an_evaluation():
    case = given("go[start condition =x > 5] -> got[user] -> end")

    assert case.world.evaluate({"x": 5}) == []
    assert case.world.evaluate({"y": 5}) == []
    [key] = case.world.evaluate({"x": 6})
    case.key = key
    assert case.variables == {"x": 6}
    assert case.waits_at == ["got"]
