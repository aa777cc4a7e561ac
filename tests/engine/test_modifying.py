"""Modification: tokens are put, moved and taken away by an operator; scopes are made and end with them."""

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.kernel.errors import Conflict, Invalid, NotFound

CHAIN = "start -> a[user] -> b[user] -> c[user] -> end"
SCOPES = """
    start -> first[user] -> sub[scope]{in.limit==10} {
        start -> x[user] -> y[user] -> end
        on[event-scope] {
            start[start? message nudge] -> nudged[user] -> end
        }
    }
    sub -> last[user] -> end
    sub ~(late: timer PT1H)~> alarm[user] -> end
"""
ITEMS = """
    start -> first[user] -> each[scope]{mi=items item=item} {
        start -> p[user] -> q[user] -> end
    }
    each -> end
"""
SPLIT = """
    start -> fork[and] -> l[user] -> join[and] -> f[user] -> end
    fork -> r[user] -> join
"""


def modify(case, *, activate=(), move=(), terminate=()):
    command = c.ModifyInstance(
        at=case.world.now, activate=tuple(activate), move=tuple(move), terminate=tuple(terminate)
    )
    return case.do(command)


def to(source, target, **more):
    return c.Movement(source=source, target=target, **more)


def run_of(case, index):
    """The counter of an inner instance of a multi-instance."""
    return next(one.n for one in case.case.state.shelf.records() if getattr(one, "index", 0) == index)


def test_a_token_moves_from_one_element_to_another():
    case = given(CHAIN).start()

    modify(case, move=[to("a", "c")])

    assert case.waits_at == ["c"]
    assert case.complete("c").ended
    assert case.times("a") == 0


def test_a_token_moves_back():
    case = given(CHAIN).start().complete("a").complete("b")

    modify(case, move=[to("c", "a")])

    assert case.complete("a").complete("b").complete("c").ended


def test_what_is_activated_runs_beside_what_is_there():
    case = modify(given(CHAIN).start(), activate=[c.Activation(element="c")])

    assert case.waits_at == ["a", "c"]


def test_variables_come_with_an_activation_local_or_for_all():
    settings = (c.Setting(variables={"all": 1}), c.Setting(scope="b", variables={"own": 2}))

    case = modify(given(CHAIN).start(), activate=[c.Activation(element="b", settings=settings)])

    assert case.variables == {"all": 1}
    assert case.case.local_variables("b") == {"own": 2}


def test_variables_of_a_scope_that_is_not_around_the_element_are_refused():
    settings = (c.Setting(scope="c", variables={"x": 1}),)

    with pytest.raises(Invalid, match="scope around"):
        modify(given(CHAIN).start(), activate=[c.Activation(element="b", settings=settings)])


def test_the_scope_of_an_element_is_made_with_its_events_and_inputs():
    case = given(SCOPES).start()

    modify(case, move=[to("first", "y")])
    assert case.waits_at == ["y"]
    assert case.case.local_variables("sub") == {"limit": 10}

    case.message("nudge")
    assert case.waits_at == ["nudged", "y"]
    case.complete("nudged").wait(hours=1)
    assert case.waits_at == ["alarm"]


def test_a_scope_that_is_there_is_used():
    case = given(SCOPES).start().complete("first")

    modify(case, activate=[c.Activation(element="y")])

    assert case.waits_at == ["x", "y"]
    assert len([n for n, where, *_ in case.case.lineage if where == case.case.program.by_id["sub"]]) == 1


def test_two_activations_share_the_scope_that_is_made_for_them():
    case = given(SCOPES).start()

    modify(
        case,
        activate=[c.Activation(element="x"), c.Activation(element="y")],
        terminate=[c.Termination(element="first")],
    )

    assert case.waits_at == ["x", "y"]
    assert case.complete("x").complete("y").complete("y").waits_at == ["last"]


def test_a_scope_that_is_left_empty_ends_with_what_it_listens_for():
    case = given(SCOPES).start().complete("first")

    modify(case, move=[to("x", "last")])

    assert case.waits_at == ["last"]
    assert case.case.timers == []
    assert case.case.subscriptions == []


def test_an_instance_that_is_left_empty_ends():
    case = modify(given(CHAIN).start(), terminate=[c.Termination(element="a")])

    assert case.case.status.name == "CANCELLED"


def test_a_move_to_the_end_completes_the_instance():
    assert modify(given(CHAIN).start(), move=[to("a", "end")]).ended


def test_an_element_instance_is_named_by_its_counter():
    case = given(SPLIT).start()

    modify(case, terminate=[c.Termination(instance=case.visit("r"))])

    assert case.waits_at == ["l"]


def test_a_gateway_that_is_activated_waits_for_nobody():
    case = given(SPLIT).start().complete("l")

    modify(case, move=[to("r", "join")])

    assert "f" in case.waits_at


def test_an_inner_instance_of_a_multi_instance_is_chosen_by_its_ancestor():
    case = given(ITEMS).start(items=["u", "v"]).complete("first")
    with pytest.raises(Invalid, match="name one"):
        modify(case, activate=[c.Activation(element="q")])
    inner = run_of(case, 2)

    modify(case, activate=[c.Activation(element="q", ancestor=inner)])
    assert case.waits_at == ["p", "p", "q"]


def test_a_move_within_each_run_of_a_multi_instance():
    case = given(ITEMS).start(items=["u", "v"]).complete("first")

    modify(case, move=[to("p", "q", within="parent")])

    assert case.waits_at == ["q", "q"]
    assert case.complete("q").complete("q").ended


def test_an_inferred_ancestor_is_what_stands_around_the_source():
    case = given(ITEMS).start(items=["u", "v"]).complete("first")

    modify(case, move=[to("p", "q", within="inferred")])

    assert case.waits_at == ["q", "q"]


def test_a_run_that_is_ended_leaves_the_others_to_their_work():
    case = given(ITEMS).start(items=["u", "v"]).complete("first")
    inner = run_of(case, 1)

    modify(case, terminate=[c.Termination(instance=inner)])

    assert case.waits_at == ["p"]
    assert case.complete("p").complete("q").ended


def test_a_run_of_a_multi_instance_cannot_be_made():
    with pytest.raises(Invalid, match="cannot be made"):
        modify(given(ITEMS).start(items=[]), move=[to("first", "q")])


def test_a_called_instance_is_not_ended_by_a_modification():
    case = given(process="start -> call[call]{process=child} -> end", child=CHAIN).start()
    child = next(one for one in case.world.instances.values() if one.key != case.key)

    with pytest.raises(Conflict, match="caller"):
        case.world.do(child.key, c.ModifyInstance(at=case.world.now, terminate=(c.Termination(element="a"),)))


def test_a_moved_call_activity_cancels_what_it_has_called():
    case = given(process="start -> call[call]{process=child} -> b[user] -> end", child=CHAIN).start()

    modify(case, move=[to("call", "b")])

    assert case.waits_at == ["b"]
    assert {one.status.name for one in case.world.instances.values()} == {"RUNNING", "CANCELLED"}


@pytest.mark.parametrize(
    ("element", "reason"),
    [("start", "start event"), ("late", "boundary"), ("on", "event sub-process"), ("nowhere", "none")],
)
def test_what_cannot_be_activated_is_refused(element, reason):
    with pytest.raises(Invalid, match=reason):
        modify(given(SCOPES).start(), activate=[c.Activation(element=element)])


def test_what_is_not_there_cannot_be_moved_and_nothing_is_not_asked_for():
    case = given(CHAIN).start()
    with pytest.raises(NotFound):
        modify(case, move=[to("b", "c")])
    with pytest.raises(Invalid):
        modify(case)
    with pytest.raises(NotFound):
        modify(case, terminate=[c.Termination(instance=99)])


def test_the_lineage_of_what_was_moved_leads_to_its_source():
    case = given(CHAIN).start()
    a = case.visit("a")

    modify(case, move=[to("a", "c")])

    assert case.case.lineage[-1][3] == ((-1, a),)
    assert case.of(e.InstanceCancelled) == []


def test_a_message_that_comes_for_what_was_ended_is_refused():
    case = given("start -> w[receive]{message=paid key==o} -> b[user] -> end").start(o="1")

    modify(case, move=[to("w", "b")])

    assert case.case.subscriptions == []
