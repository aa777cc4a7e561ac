"""Event sub-processes within and beside one another: who listens when, and what ends whom (BPMN 2.0.2, 13.5.4)."""

from engine.given import given


def test_a_quiet_one_runs_as_often_as_it_is_asked_and_keeps_its_scope_open():
    case = given("""
        start -> a[user] -> end
        h[event-scope] {
            s[start? message m] -> b[user] -> end
        }
    """).start()
    case.message("m").message("m").complete("a").message("m")

    assert case.waits_at == ["b", "b", "b"]
    assert case.complete("b").complete("b").complete("b").ended


def test_an_interrupting_one_listens_no_more_but_the_boundary_does():
    case = given("""
        start -> s[scope] -> z[user] -> end
        s {
            start -> a[user] -> end
            h[event-scope] {
                x[start message m] -> b[user] -> end
            }
        }
        s ~(timer PT1H)~> q[user] -> end
    """).start()
    case.message("m").message("m")

    assert case.waits_at == ["b"]
    assert case.wait(hours=2).waits_at == ["q"]


def test_an_interrupting_one_ends_the_quiet_ones_that_run():
    case = given("""
        start -> s[scope] -> z[user] -> end
        s {
            start -> a[user] -> end
            h[event-scope] {
                x[start? message m] -> b[user] -> end
            }
            k[event-scope] {
                x[start message n] -> c[user] -> end
            }
        }
    """).start()

    assert case.message("m").message("n").waits_at == ["c"]
    assert case.complete("c").waits_at == ["z"]


def test_one_within_another_listens_while_that_runs():
    case = given("""
        start -> a[user] -> end
        h[event-scope] {
            s[start message m] -> b[user] -> end
            k[event-scope] {
                s[start message n] -> c[user] -> end
            }
        }
    """).start()
    case.message("n")

    assert case.waits_at == ["a"]
    assert case.message("m").message("n").waits_at == ["c"]
    assert case.complete("c").ended


def test_what_it_throws_again_goes_to_the_boundary_of_its_scope():
    case = given("""
        start -> s[scope] -> z[user] -> end
        s {
            start -> a[service] -> end
            h[event-scope] {
                x[start error E] -> b[user] -> e[end error E]
            }
        }
        s ~(error E)~> q[user] -> end
    """).start()

    assert case.throw("a", "E").waits_at == ["b"]
    assert case.complete("b").waits_at == ["q"]


def test_a_terminate_event_in_it_ends_only_that_run_of_it():
    case = given("""
        start -> a[user] -> end
        h[event-scope] {
            s[start? message m] -> b[user] -> t[terminate]
        }
    """).start()

    assert case.message("m").message("m").complete("b").waits_at == ["a", "b"]


def test_a_cycle_starts_it_as_often_as_it_says():
    case = given("""
        start -> a[user] -> end
        h[event-scope] {
            x[start? timer R3/PT1H] -> b[user] -> end
        }
    """).start()

    assert case.wait(hours=10).waits_at == ["a", "b", "b", "b"]


def test_it_frees_a_scope_in_which_tokens_only_wait_for_one_another():
    case = given("""
        start -> j[and] -> end
        other[task] -> j
        h[event-scope] {
            s[start message m] -> b[user] -> end
        }
    """).start()

    assert case.waits_at == []
    assert case.message("m").complete("b").ended


def test_a_quiet_one_can_undo_what_completed_around_it_while_the_rest_goes_on():
    case = given("""
        start -> a[user] -> w[user] -> end
        a ~(compensation)~> ua[user]
        h[event-scope] {
            s[start? message m] -> x[throw compensation a] -> b[user] -> end
        }
    """).start()

    assert case.complete("a").message("m").waits_at == ["ua", "w"]
    assert case.complete("ua").waits_at == ["b", "w"]
