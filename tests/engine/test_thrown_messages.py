"""Messages and signals that a process throws: who catches them, here and in other instances (BPMN 2.0.2, 10.5.6)."""

import pytest

from drawing import draw_xml
from engine.given import given
from lingqu.engine import events as e


def test_a_message_reaches_what_waits_in_the_instance_that_throws_it():
    case = given("""
        start -> f[and] -> c[message m] -> j[and] -> end
        f -> w[user] -> s[throw message m] -> j
    """).start()

    assert case.complete("w").ended


def test_a_message_end_event_reaches_another_instance():
    case = given("start -> c[message m] -> end", other="start -> e[end message m]").start()
    case.start("other")

    assert case.ended


def test_a_thrown_message_starts_another_process():
    case = given("start -> e[throw message m] -> end", other="s[start message m] -> u[user] -> end").start()

    assert case.ended
    assert case.waits_at == ["u"]


def test_a_thrown_message_interrupts_an_activity_beside_it():
    case = given("""
        start -> f[and] -> a[user] -> end
        f -> w[user] -> x[throw message m] -> end
        a ~(message m)~> b[user] -> end
    """).start()

    assert case.complete("w").waits_at == ["b"]


def test_a_thrown_message_decides_a_race_beside_it():
    case = given("""
        start -> f[and] -> g[event-gateway] -> c[message m] -> a[user] -> end
        g -> t[timer PT1H] -> b[user] -> end
        f -> w[user] -> x[throw message m] -> end
    """).start()

    assert case.complete("w").waits_at == ["a"]


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_what_is_thrown_can_interrupt_the_scope_of_its_thrower(kind):
    case = given(f"""
        start -> w[user] -> x[throw {kind} m] -> after[user] -> end
        h[event-scope] {{
            s[start {kind} m] -> b[user] -> end
        }}
    """).start()
    case.complete("w")

    assert case.waits_at == ["b"]
    assert case.complete("b").ended


def test_a_message_reaches_one_of_several_instances_of_a_process():
    case = given("start -> c[message m] -> end", other="start -> e[throw message m] -> end")
    case.start().start().start("other")

    assert case.waits_at == ["c"]


def test_a_signal_that_ends_a_scope_starts_the_event_sub_process_around_it():
    case = given("""
        start -> s[scope] -> z[user] -> end
        s {
            start -> a[user] -> e[end signal g]
        }
        h[event-scope] {
            x[start signal g] -> b[user] -> end
        }
    """).start()

    assert case.complete("a").waits_at == ["b"]
    assert case.complete("b").ended


def test_a_signal_that_ends_a_scope_is_heard_on_its_boundary():
    case = given("""
        start -> s[scope] -> z[user] -> end
        s {
            start -> a[user] -> e[end signal g]
        }
        s ~(signal g)~> b[user] -> end
    """).start()

    assert case.complete("a").waits_at == ["b"]


ONCE = "start -> x[throw message m =order]{message-id==order+order ttl=PT1H} -> end"
TAKES = "start -> c[message m =order] -> end"


def test_a_message_with_an_id_is_not_thrown_again_while_it_lives():
    case = given(TAKES, other=ONCE).start("other", order="A").start("other", order="A")
    case.start(order="A").start(order="A")
    assert case.waits_at == ["c"]

    case.wait(hours=2).start("other", order="A")
    assert case.waits_at == []


def test_a_message_id_that_is_no_key_is_an_incident():
    case = given("start -> x[throw message m]{message-id==lost} -> end").start()

    assert case.problems == ["expression"]
    assert case.of(e.MessagePublished) == []


def test_a_send_task_says_how_its_message_is_published():
    case = given("start -> x[send]{message-id=once message-key=K ttl=PT1H} -> end").start()
    assert case.waits_at == ["x"]  # a job of a worker

    sends = draw_xml("start -> x[send]{message-id=once message-key=K ttl=PT1H} -> end")
    sends = sends.replace(b'<bpmn:sendTask id="x" name="x">', b'<bpmn:sendTask id="x" name="x" messageRef="m">')
    sends = sends.replace(b'<zeebe:taskDefinition type="x"/>', b"").replace(
        b"<bpmn:process", b'<bpmn:message id="m" name="paid"/><bpmn:process'
    )
    (sent,) = given(sends).start().of(e.MessagePublished)
    assert (sent.name, sent.key, sent.id, sent.ttl) == ("paid", "K", "once", 3_600_000)
