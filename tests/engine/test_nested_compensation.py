"""Compensation across scopes, loops and transactions: what is undone, in which order (BPMN 2.0.2, 13.5.5)."""

from engine.given import given


def test_instances_of_a_scope_are_undone_side_by_side_each_from_its_end():
    case = given("""
        start -> s[scope]{count=2} -> x[throw compensation] -> end
        s {
            start -> a[user] -> b[user] -> end
            a ~(compensation)~> ua[user]
            b ~(compensation)~> ub[user]
        }
    """).start()
    case.complete("a").complete("b").complete("a").complete("b")

    assert case.waits_at == ["ub", "ub"]
    assert case.complete("ub").waits_at == ["ua", "ub"]
    assert case.complete("ub").complete("ua").complete("ua").ended


def test_instances_that_were_ended_early_are_not_undone():
    case = given("""
        start -> s[user]{count=3 until="=numberOfCompletedInstances >= 2"} -> x[throw compensation] -> end
        s ~(compensation)~> u[user]
    """).start()

    assert case.complete("s").complete("s").waits_at == ["u", "u"]


def test_scopes_in_scopes_are_undone_from_the_last_to_the_first():
    case = given("""
        start -> s[scope] -> x[throw compensation] -> z[user] -> end
        s {
            start -> t[scope] -> end
            t {
                start -> c[user] -> d[user] -> end
                c ~(compensation)~> uc[user]
                d ~(compensation)~> ud[user]
            }
        }
    """).start()
    case.complete("c").complete("d")

    assert case.waits_at == ["ud"]
    assert case.complete("ud").waits_at == ["uc"]
    assert case.complete("uc").waits_at == ["z"]


def test_of_a_scope_that_is_named_only_what_was_done_in_it_is_undone():
    case = given("""
        start -> s[scope] -> b[user] -> x[throw compensation s] -> z[user] -> end
        s {
            start -> c[user] -> g[xor] -(k)-> d[user] -> end
            g -(default)-> end
            c ~(compensation)~> uc[user]
            d ~(compensation)~> ud[user]
        }
        b ~(compensation)~> ub[user]
    """).start(k=False)
    case.complete("c").complete("b")

    assert case.waits_at == ["uc"]
    assert case.complete("uc").waits_at == ["z"]


def test_an_end_event_in_a_scope_undoes_nothing_outside_of_it():
    case = given("""
        start -> a[user] -> s[scope] -> end
        a ~(compensation)~> ua[user]
        s {
            start -> b[user] -> x[end compensation]
            b ~(compensation)~> ub[user]
        }
    """).start()

    assert case.complete("a").complete("b").waits_at == ["ub"]
    assert case.complete("ub").ended


def test_what_is_still_at_work_is_not_undone_and_goes_on():
    case = given("""
        start -> f[and] -> a[user] -> j[and] -> end
        a ~(compensation)~> ua[user]
        f -> b[user] -> x[throw compensation a] -> j
    """).start()

    assert case.complete("b").waits_at == ["a"]
    assert case.complete("a").ended


def test_of_two_that_ask_at_once_the_second_finds_nothing_left():
    case = given("""
        start -> a[user] -> f[and] -> x[throw compensation a] -> b[user] -> end
        a ~(compensation)~> ua[user]
        f -> y[throw compensation a] -> c[user] -> end
    """).start()

    assert case.complete("a").waits_at == ["c", "ua"]


def test_the_handler_may_be_a_scope():
    case = given("""
        start -> a[user] -> x[throw compensation] -> z[user] -> end
        a ~(compensation)~> u[scope]
        u {
            start -> u1[user] -> u2[user] -> end
        }
    """).start()

    assert case.complete("a").complete("u1").complete("u2").waits_at == ["z"]


def test_an_error_path_can_undo_what_completed_before():
    case = given("""
        start -> a[user] -> s[scope] -> end
        a ~(compensation)~> ua[user]
        s {
            start -> b[service] -> end
        }
        s ~(error E)~> x[throw compensation] -> q[user] -> end
    """).start()

    assert case.complete("a").throw("b", "E").waits_at == ["ua"]
    assert case.complete("ua").waits_at == ["q"]


def test_a_cancelled_transaction_undoes_in_scopes_that_run_first_then_what_came_before():
    case = given("""
        start -> t[transaction] -> z[user] -> end
        t {
            start -> a[user] -> f[and] -> s[scope] -> j[and] -> end
            a ~(compensation)~> ua[user]
            s {
                start -> b[user] -> c[user] -> end
                b ~(compensation)~> ub[user]
            }
            f -> d[user] -> e[end cancel]
        }
        t ~(cancel)~> q[user] -> end
    """).start()
    case.complete("a").complete("b").complete("d")

    assert case.waits_at == ["ub"]
    assert case.complete("ub").complete("ua").waits_at == ["q"]


def test_an_error_leaves_a_transaction_without_undoing_anything():
    case = given("""
        start -> t[transaction] -> z[user] -> end
        t {
            start -> a[user] -> b[service] -> end
            a ~(compensation)~> ua[user]
        }
        t ~(cancel)~> q[user] -> end
        t ~(error)~> r[user] -> end
    """).start()

    assert case.complete("a").throw("b", "X").waits_at == ["r"]


def test_a_cancelled_transaction_cancels_what_it_has_called():
    case = given(
        """
        start -> t[transaction] -> z[user] -> end
        t {
            start -> f[and] -> c[call]{process=sub} -> end
            f -> a[user] -> e[end cancel]
        }
        t ~(cancel)~> q[user] -> end
        """,
        sub="start -> u[user] -> end",
    ).start()

    assert case.complete("a").waits_at == ["q"]
