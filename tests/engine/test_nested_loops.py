"""Standard loops and multi-instances around one another and with events on them (BPMN 2.0.2, 13.3.6 and 13.3.7)."""

from engine.given import given


def test_a_loop_in_a_scope_that_loops_starts_anew_each_time():
    case = given("""
        start -> s[scope]{most=2} -> end
        s {
            start -> t[user]{while="=again"} -> end
        }
    """).start()
    case.complete("t", again=True).complete("t", again=False)

    assert case.waits_at == ["t"]
    assert case.complete("t", again=False).ended
    assert case.times("t") == 3


def test_a_quiet_event_on_a_loop_listens_through_all_runs():
    case = given("""
        start -> t[user]{most=3} -> end
        t ~(?message m)~> x[user] -> end
    """).start()
    case.message("m").complete("t").message("m")

    assert case.waits_at == ["t", "x", "x"]
    assert case.complete("t").complete("t").complete("x").complete("x").ended


def test_an_error_in_one_run_ends_the_whole_loop():
    case = given("""
        start -> s[scope]{most=3} -> end
        s {
            start -> t[service] -> end
        }
        s ~(error E)~> b[user] -> end
    """).start()
    case.complete("t").throw("t", "E")

    assert case.waits_at == ["b"]
    assert case.times("t") == 1


def test_tested_before_the_maximum_holds_too():
    case = given("""start -> t[user]{while="=true" most=2 test-before=true} -> end""").start()

    assert case.complete("t").complete("t").ended


def test_a_call_activity_calls_again_in_each_run():
    case = given("start -> t[call]{process=sub most=2} -> end", sub="start -> u[user] -> end").start()
    case.complete("u")

    assert case.waits_at == ["u"]
    assert case.complete("u").ended


def test_a_loop_gives_its_tokens_once_when_it_is_over():
    case = given("start -> a[user]{gives=2 most=2} -> z[user] -> end").start()

    assert case.complete("a").complete("a").waits_at == ["z", "z"]


def test_an_ad_hoc_sub_process_loops_with_its_list():
    case = given("""
        start -> h[ad-hoc]{most=2 active='=["a"]'} -> z[user] -> end
        h {
            a[user] -> b[user]
            c[user]
        }
    """).start()
    case.complete("a").complete("b")

    assert case.waits_at == ["a"]
    assert case.complete("a").complete("b").waits_at == ["z"]


def test_each_inner_instance_has_its_own_event_sub_process():
    case = given("""
        start -> s[scope]{count=2} -> z[user] -> end
        s {
            start -> a[user] -> end
            h[event-scope] {
                x[start signal g] -> b[user] -> end
            }
        }
    """).start()
    case.complete("a").signal("g")

    assert case.waits_at == ["b"]
    assert case.complete("b").waits_at == ["z"]


def test_a_terminate_event_ends_its_own_inner_instance_only():
    case = given("""
        start -> s[scope]{count=2} -> z[user] -> end
        s {
            start -> f[and] -> a[user] -> end
            f -> b[user] -> t[terminate]
        }
    """).start()
    case.complete("b")

    assert case.waits_at == ["a", "b"]
    assert case.complete("b").waits_at == ["z"]


def test_quiet_events_on_a_sequence_listen_until_its_condition_ends_it():
    case = given("""
        start -> t[user]{mi-sequential=[1,2,3] until="=numberOfCompletedInstances >= 2"} -> z[user] -> end
        t ~(?message m)~> q[user] -> end
    """).start()
    case.message("m").complete("t").message("m").complete("t").message("m")

    assert case.waits_at == ["q", "q", "z"]


def test_a_quiet_cycle_on_a_multi_instance_fires_for_the_whole():
    case = given("""
        start -> s[user]{count=3} -> z[user] -> end
        s ~(?timer R2/PT1H)~> b[user] -> end
    """).start()

    assert case.wait(hours=5).waits_at == ["b", "b", "s", "s", "s"]


def test_an_error_in_one_called_instance_ends_all_of_them():
    case = given(
        """
        start -> c[call]{process=sub count=3} -> z[user] -> end
        c ~(error F)~> d[user] -> end
        """,
        sub="start -> u[user] -> e[end error F]",
    ).start()

    assert case.waits_at == ["u", "u", "u"]
    assert case.complete("u").waits_at == ["d"]


def test_an_event_on_a_multi_instance_of_calls_cancels_those_that_run():
    case = given(
        """
        start -> c[call]{process=sub count=3} -> z[user] -> end
        c ~(message m)~> q[user] -> end
        """,
        sub="start -> u[user] -> end",
    ).start()

    assert case.complete("u").message("m").waits_at == ["q"]
