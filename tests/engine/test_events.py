"""Events: times, messages, signals, links, terminate."""

from __future__ import annotations

from drawing import draw
from engine.given import given
from lingqu.engine import events as e
from lingqu.engine.turn import LOOP_LIMIT
from lingqu.simulation.virtual import Virtual

HOUR = 3_600_000


def test_a_timer_event_waits_until_it_is_due():
    case = given("start -> wait[timer PT1H] -> after[user] -> end").start()
    assert case.waits_at == ["wait"]

    assert case.wait(59).waits_at == ["wait"]
    assert case.wait(1).waits_at == ["after"]


def test_a_duration_may_be_a_formula():
    case = given("start -> wait[timer =delay] -> end").start(delay="PT2H")

    assert case.of(e.TimerScheduled)[0].due == case.world.now + 2 * HOUR


def test_a_date_in_the_past_fires_at_once():
    case = given("start -> wait[timer 2020-01-01T00:00:00Z] -> end").start()

    assert case.wait(0).ended


def test_a_duration_that_is_none_is_an_incident_and_can_be_repaired():
    case = given("start -> wait[timer =delay] -> end").start(delay="soon")
    assert case.problems == ["expression"]

    case.set(delay="PT1H").resolve()

    assert case.wait(hours=1).ended


def test_a_message_event_waits_for_its_name_and_key():
    case = given("start -> wait[message paid =order] -> end").start(order=42)

    assert case.of(e.SubscriptionOpened)[0].key == "42"
    assert not case.message("paid", "43").ended
    assert case.message("paid", "42", sum=5).ended
    assert case.variables == {"order": 42, "sum": 5}


def test_a_correlation_key_that_is_null_is_an_incident():
    case = given("start -> wait[message paid =order] -> end").start()
    assert case.problems == ["expression"]

    case.set(order="A").resolve()

    assert case.message("paid", "A").ended


def test_a_published_message_waits_as_long_as_it_lives():
    case = given("start -> a[user] -> wait[message paid =order] -> end").start(order="A")
    case.message("paid", "A", ttl=HOUR)

    assert case.complete("a").ended


def test_a_message_that_came_too_early_without_time_to_live_is_gone():
    case = given("start -> a[user] -> wait[message paid =order] -> end").start(order="A").message("paid", "A")

    assert not case.complete("a").ended


def test_a_message_start_event_starts_an_instance_with_its_variables():
    case = given("start[start message ordered] -> a[user] -> end").message("ordered", sum=5)

    (instance,) = case.world.instances.values()
    assert instance.variables() == {"sum": 5}
    assert instance.waiting() == ["a"]


def test_a_timer_start_event_starts_an_instance_each_time():
    case = given("start[start timer R3/PT1H] -> a[user] -> end").wait(hours=10)

    assert case.waits_at == ["a", "a", "a"]


def test_a_signal_reaches_all_who_wait():
    case = given("start -> wait[signal go] -> end").start().start()

    case.signal("go")

    assert [one.running for one in case.world.instances.values()] == [False, False]


def test_a_signal_that_is_thrown_reaches_the_own_instance_before_the_flow_goes_on():
    case = given("""
        start -> fork[and] -> wait[signal go] -> heard[user] -> end
                 fork -> throw[throw signal go] -> end
    """).start()

    assert case.waits_at == ["heard"]


def test_a_signal_end_event_reaches_other_instances():
    case = given("start -> wait[signal go] -> end", other="start -> end[end signal go]").start()

    case.start("other")

    assert case.ended


def test_a_link_goes_on_at_its_other_end():
    case = given("start -> jump[throw link far]\n land[link far] -> a[user] -> end").start()

    assert case.waits_at == ["a"]


def test_a_terminate_event_ends_everything_in_its_scope():
    case = given("start -> fork[and] -> a[user] -> end\n fork -> b[user] -> stop[terminate]").start()

    case.complete("b")

    assert case.ended
    assert case.times("a") == 0
    assert case.case.state.shelf.numbers() == {
        n for n in case.case.state.shelf.numbers() if not case.case.state.shelf.page(n)
    }


def test_a_terminate_event_in_a_subprocess_ends_only_that():
    case = given("""
        start -> part[scope] {
            start -> fork[and] -> a[user] -> end
            fork -> stop[terminate]
        }
        part -> after[user] -> end
    """).start()

    assert case.waits_at == ["after"]


def test_the_first_event_behind_an_event_gateway_decides():
    drawing = """
        start -> first[event-gateway] -> paid[message paid =order] -> thanks[user] -> end
                 first -> late[timer PT1H] -> remind[user] -> end
    """
    case = given(drawing).start(order="A").message("paid", "A", sum=1)
    assert case.waits_at == ["thanks"]
    assert case.variables["sum"] == 1
    assert case.case.timers == []

    case = given(drawing).start(order="A").wait(hours=1)
    assert case.waits_at == ["remind"]
    assert case.case.subscriptions == []


def test_an_event_based_gateway_works_inside_an_event_sub_process():
    case = given("""
        start -> wait[user] -> end
        late[event-scope] {
        start[start timer PT1H] -> first[event-gateway] -> paid[message paid] -> thanks[user] -> end
        first -> given-up[timer PT1H] -> end
        }
    """).start()
    case.wait(hours=1)

    case.message("paid")

    assert case.waits_at == ["thanks"]
    assert case.times("paid") == 1
    assert case.of(e.ElementActivated)[-1].scope == case.visit("late")


def test_a_signal_that_makes_itself_heard_for_ever_is_stopped_soon():
    world = Virtual()
    world.deploy(
        draw("""
        start -> call[throw signal s] -> end
        echo[event-scope] {
        start[start? signal s] -> again[throw signal s] -> end
        }
    """)
    )

    case = world.instances[world.start("process")]

    assert "loop-limit" in case.incident_kinds.values()
    assert case.completed["start-2"] < LOOP_LIMIT / 4  # each signal looks through all that waits: it counts for more
