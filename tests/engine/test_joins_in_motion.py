"""Joins in loops, with several tokens on a flow, and beside events that send more (BPMN 2.0.2, 13.4)."""

from engine.given import given


def test_an_inclusive_join_in_a_loop_counts_each_round_for_itself():
    case = given("""
        start -> m[xor] -> f[or] -(x)-> a[user] -> j[or] -> d[xor] -(again)-> m
        f -(y)-> b[user] -> j
        d -(default)-> end
    """).start(x=True, y=True, again=True)
    case.complete("a").complete("b")

    assert case.waits_at == ["a", "b"]
    assert case.complete("b", again=False).complete("a").ended


def test_an_inclusive_join_waits_while_a_token_goes_round_a_loop_before_it():
    case = given("""
        start -> f[and] -> a[user] -> j[or] -> z[user] -> end
        f -> b[user] -> x[xor] -(default)-> j
        x -(again)-> c[user] -> b
    """).start(again=True)
    case.complete("a").complete("b")

    assert case.waits_at == ["c"]
    assert case.complete("c").set(again=False).complete("b").waits_at == ["z"]


def test_a_token_that_leaves_by_the_boundary_of_a_scope_is_waited_for_no_more():
    case = given("""
        start -> f[and] -> a[user] -> j[or] -> z[user] -> end
        f -> s[scope] -> j
        s {
            start -> b[user] -> end
        }
        s ~(message m)~> q[user] -> end
    """).start()
    case.complete("a")

    assert case.waits_at == ["b"]
    assert case.message("m").waits_at == ["q", "z"]


def test_an_inclusive_join_waits_for_an_activity_whose_boundary_leads_to_it():
    case = given("""
        start -> f[and] -> a[user] -> j[or] -> z[user] -> end
        f -> b[user] -> end
        b ~(timer PT1H)~> k[user] -> j
    """).start()
    case.complete("a")

    assert case.waits_at == ["b"]
    assert case.complete("b").waits_at == ["z"]


def test_an_inclusive_join_waits_for_what_a_quiet_event_has_sent():
    case = given("""
        start -> f[and] -> a[user] -> j[or] -> z[user] -> end
        f -> b[user] -> j
        b ~(?timer R/PT1H)~> k[user] -> j
    """).start()
    case.complete("a").wait(hours=1).complete("b")

    assert case.waits_at == ["k"]
    assert case.complete("k").waits_at == ["z"]


def test_what_a_quiet_event_sends_to_a_join_is_no_reason_not_to_wait_for_its_activity():
    case = given("""
        start -> a[user] -> j[or] -> z[user] -> end
        a ~(?message m)~> j
    """).start()

    assert case.message("m").message("m").waits_at == ["a"]
    assert case.complete("a").waits_at == ["z", "z"]  # two tokens came along one flow, one along the other


def test_an_inclusive_join_waits_for_what_an_event_on_the_way_may_send():
    case = given("""
        start -> f[or] -(true)-> a[user] -> b[user] -> end
        f -(true)-> c[user] -> j[or] -> z[user] -> end
        b ~(message m)~> j
    """).start()

    assert case.complete("c").waits_at == ["a"]
    assert case.complete("a").waits_at == ["b"]
    assert case.message("m").waits_at == ["z"]


def test_an_event_sub_process_is_not_waited_for_by_joins_of_its_scope():
    case = given("""
        start -> f[or] -(true)-> a[user] -> j[or] -> z[user] -> end
        f -(false)-> b[user] -> j
        h[event-scope] {
            s[start? message m] -> q[user] -> end
        }
    """).start()

    assert case.message("m").complete("a").waits_at == ["q", "z"]


def test_two_tokens_on_one_flow_are_joined_once_by_a_parallel_gateway():
    case = given("""
        start -> f[and] -> a[user] -> m[xor] -> j[and] -> z[user] -> end
        f -> b[user] -> m
        f -> c[user] -> j
    """).start()
    case.complete("a").complete("b")

    assert case.waits_at == ["c"]
    assert case.complete("c").waits_at == ["z"]
    assert not case.complete("z").ended


def test_quantities_pass_a_parallel_join_pair_by_pair():
    case = given("""
        start -> f[and] -> a[user]{gives=2} -> j[and] -> z[user] -> end
        f -> b[user]{gives=2} -> j
    """).start()

    assert case.complete("a").complete("b").waits_at == ["z", "z"]


def test_what_quantities_leave_over_passes_an_inclusive_join_alone():
    case = given("""
        start -> f[and] -> a[user]{gives=2} -> j[or] -> z[user] -> end
        f -> b[user] -> j
    """).start()

    assert case.complete("a").complete("b").waits_at == ["z", "z"]


def test_a_discriminator_in_a_loop_resets_before_the_next_round():
    case = given("""
        start -> m[xor] -> f[and] -> a[user] -> j[complex]{when="=activationCount >= 1"} -> z[user] -> d[xor] -(again)-> m
        f -> b[user] -> j
        d -(default)-> end
    """).start(again=True)
    case.complete("a").complete("b")

    assert case.waits_at == ["z"]
    assert case.complete("z").waits_at == ["a", "b"]
    assert case.complete("b", again=False).complete("z").complete("a").ended


def test_several_flows_into_an_activity_do_not_wait_for_one_another():
    case = given("""
        start -> f[and] -> a[user] -> c[user] -> end
        f -> b[user] -> c
    """).start()

    assert case.complete("a").complete("b").waits_at == ["c", "c"]


def test_an_activity_begins_late_and_its_boundary_counts_from_then():
    case = given("""
        start -> f[and] -> a[user] -> c[user]{needs=2} -> end
        f -> b[user] -> c
        c ~(timer PT1H)~> d[user] -> end
    """).start()
    case.complete("a").wait(hours=3)

    assert case.waits_at == ["b"]
    assert case.complete("b").wait(minutes=59).waits_at == ["c"]
    assert case.wait(minutes=1).waits_at == ["d"]
