"""Multi-instance: one after the other, all at once, what goes in and what comes out."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.errors import Conflict, NotFound


@pytest.mark.parametrize(("kind", "waiting"), [("mi", 3), ("mi-sequential", 1)])
def test_one_inner_instance_for_each_item(kind, waiting):
    case = given(f"start -> work[user]{{{kind}=items}} -> after[user] -> end").start(items=["a", "b", "c"])
    assert case.waits_at == ["work"] * waiting

    case.complete("work").complete("work").complete("work")

    assert case.waits_at == ["after"]
    assert case.times("work") == 3


@pytest.mark.parametrize("kind", ["mi", "mi-sequential"])
def test_an_empty_collection_passes(kind):
    drawing = f"start -> work[user]{{{kind}=items out=results out-item==item}} -> end"

    case = given(drawing).start(items=[])

    assert case.ended
    assert case.variables["results"] == []


def test_outputs_keep_the_order_of_the_items():
    case = given("start -> work[user]{mi=items out=results out-item==answer} -> end").start(items=[1, 2, 3])
    tasks = [task.n for task in case.case.tasks]
    for task, answer in zip(reversed(tasks), ["third", "second", "first"], strict=True):
        case.do(c.CompleteTask(at=case.world.now, task=task, variables={"answer": answer}))

    assert case.variables == {"items": [1, 2, 3], "results": ["first", "second", "third"]}


def test_each_inner_instance_sees_its_item_and_counter():
    case = given(
        "start -> sum[script]{mi-sequential=items out=results out-item==y expression='=item * 10 + loopCounter' result=y}"
        " -> end"
    ).start(items=[1, 2, 3])

    assert case.variables["results"] == [11, 22, 33]
    assert "y" not in case.variables


def test_a_cardinality_gives_the_number():
    assert given("start -> work[user]{count=3} -> end").start().waits_at == ["work"] * 3


def test_a_cardinality_may_be_a_formula():
    assert given("start -> work[user]{count==n} -> end").start(n=2).waits_at == ["work"] * 2


def test_a_completion_condition_ends_the_rest():
    case = given("start -> work[user]{mi=items until='=numberOfCompletedInstances >= 2'} -> end").start(
        items=[1, 2, 3, 4]
    )

    case.complete("work").complete("work")

    assert case.ended
    assert len(case.of(e.TaskCancelled)) == 2


def test_a_completion_condition_sees_what_the_inner_instance_gave():
    case = given("start -> ask[user]{mi-sequential=items until==ok} -> end").start(items=[1, 2, 3])

    case.complete("ask", ok=False).complete("ask", ok=True)

    assert case.ended
    assert case.times("ask") == 2


def test_what_was_not_completed_is_null_in_the_outputs():
    case = given("start -> ask[user]{mi=items until==true out=results out-item==a} -> end").start(items=[1, 2])

    case.complete("ask", a="x")

    assert sorted(case.variables["results"], key=str) == [None, "x"]


def test_a_collection_that_is_none_is_an_incident_and_can_be_repaired():
    case = given("start -> work[user]{mi=items} -> end").start(items="a")
    assert case.problems == ["expression"]

    case.set(items=["a"]).resolve()

    assert case.waits_at == ["work"]


def test_a_boundary_event_belongs_to_the_whole():
    case = given("start -> work[user]{count=3} -> end\n work ~(timer PT1H)~> late[user] -> end").start()
    assert len(case.case.timers) == 1

    assert case.complete("work").wait(hours=1).waits_at == ["late"]


def test_a_subprocess_runs_once_for_each_item():
    case = given("""
        start -> part[scope]{mi=items out=results out-item==y} {
            start -> sum[script]{expression='=item + 1' result=y} -> a[user] -> end
        }
        part -> end
    """).start(items=[1, 2])
    assert case.waits_at == ["a", "a"]

    case.complete("a").complete("a")

    assert case.variables["results"] == [2, 3]


def test_a_crowd_of_inner_instances_is_counted_not_listed():
    case = given("start -> work[user]{count=100} -> end").start()
    body = case.case.live_element(
        case.visit("work") and min(n for n, *_ in case.case.lineage if n > 1 and case.case.live_element(n))
    )
    assert body is not None

    assert (body.crowd, body.children) == (100, ())
    assert case.cancel().waits_at == []


def test_pass_through_items_need_no_recursion():
    case = given("start -> work[task]{mi-sequential=items} -> end").start(items=list(range(300)))

    assert case.ended


def test_the_input_collection_is_one_large_value():
    case = given("start -> work[user]{mi=items} -> end").start(items=["a", "b"])

    assert case.of(e.LoopStarted)[0].items.size == len(b'["a","b"]')


def test_nested_multi_instances():
    case = given("""
        start -> part[scope]{mi=rows item=row} {
            start -> cell[user]{mi=row} -> end
        }
        part -> end
    """).start(rows=[[1, 2], [3]])

    assert case.waits_at == ["cell"] * 3
    assert case.complete("cell").complete("cell").complete("cell").ended


# ---- what instances throw when they complete ----------------------------------------------------------------------

HEARD = """
    start -> work[user]{{count=3 {throws}}} -> after[user] -> end
    work ~({quiet}signal s)~> heard[user] -> end
"""


def test_each_instance_throws_when_it_completes():
    case = given(HEARD.format(throws='throw-each="signal s"', quiet="?")).start().complete("work").complete("work")
    assert case.waits_at == ["heard", "heard", "work"]

    assert case.complete("work").waits_at == ["after", "heard", "heard", "heard"]


def test_the_first_instance_throws():
    case = given(HEARD.format(throws='throw-first="signal s"', quiet="?")).start().complete("work").complete("work")

    assert case.waits_at == ["heard", "work"]


def test_instances_throw_while_a_condition_holds():
    throws = 'throw-if="=numberOfCompletedInstances >= 2?signal s"'
    case = given(HEARD.format(throws=throws, quiet="?")).start().complete("work")
    assert case.waits_at == ["work", "work"]

    assert case.complete("work").complete("work").waits_at == ["after", "heard", "heard"]


def test_an_event_that_is_caught_on_the_boundary_can_end_it_all():
    case = given(HEARD.format(throws='throw-first="signal s"', quiet="")).start().complete("work")

    assert case.waits_at == ["heard"]
    assert case.complete("heard").ended


def test_an_escalation_and_its_numbers_reach_the_catcher():
    case = (
        given("""
        start -> work[user]{mi-sequential=items throw-each="escalation E"} -> end
        work ~(?escalation E)~> heard[user] -> end
    """)
        .start(items=["a", "b"])
        .complete("work")
    )

    assert case.variables["numberOfCompletedInstances"] == 1
    assert case.variables["numberOfInstances"] == 2
    assert case.waits_at == ["heard", "work"]


def test_a_message_is_published_with_its_numbers():
    case = given('start -> work[user]{mi=items throw-each="message done =item"} -> end').start(items=["a"])
    case.complete("work")

    [sent] = case.of(e.MessagePublished)
    assert (sent.name, sent.key, sent.variables["loopCounter"]) == ("done", "a", 1)


def test_a_condition_of_a_behaviour_that_is_neither_true_nor_false_is_an_incident():
    case = given('start -> work[user]{count=1 throw-if="=go?signal s"} -> end').start(go=5).complete("work")
    assert case.problems == ["expression"]

    assert case.set(go=True).resolve().ended
    assert len(case.of(e.SignalThrown)) == 1


@pytest.mark.parametrize("throws", ['throw-each="error E"', 'throw-if="?signal s"', 'throw-first="signal "'])
def test_behaviours_that_can_not_run_are_refused(throws):
    assert "w" in [one.element for one in unsupported(draw(f"start -> w[user]{{count=3 {throws}}} -> end"))]


# ---- items that come while it runs --------------------------------------------------------------------------------


def body(case):
    """The counter of the body of the multi-instance `work`."""
    ordinal = case.case.program.by_id["work"]
    return min(n for n, where, *_ in case.case.lineage if where == ordinal and case.case.live_element(n))


def add(case, item=None):
    return case.do(c.AddItem(at=case.world.now, body=body(case), item=item))


def test_an_added_item_runs_at_once_beside_the_others():
    case = given("start -> work[user]{mi=items out=results out-item==item} -> end").start(items=["a"])

    assert add(add(case, "b"), "c").waits_at == ["work"] * 3
    case.complete("work").complete("work").complete("work")

    assert case.ended
    assert case.variables == {"items": ["a"], "results": ["a", "b", "c"]}


def test_an_added_item_waits_for_its_turn_in_a_sequence():
    case = given("start -> work[user]{mi-sequential=items out=results out-item==[item,loopCounter]} -> end")
    case.start(items=["a", "b"])

    assert add(case, "c").waits_at == ["work"]
    case.complete("work").complete("work").complete("work")

    assert case.ended
    assert case.variables["results"] == [["a", 1], ["b", 2], ["c", 3]]


def test_an_added_item_counts():
    case = given("start -> work[user]{mi=items until='=numberOfInstances >= 3'} -> end").start(items=[1, 2])
    add(case, 3)

    assert case.complete("work").ended


def test_a_cardinality_grows_too():
    case = add(given("start -> work[user]{count=1} -> end").start())

    assert case.waits_at == ["work", "work"]
    assert case.complete("work").complete("work").ended


def test_a_large_item_is_kept_by_reference_and_all_goes_with_the_body():
    case = given("start -> work[user]{mi-sequential=items out=results out-item==item} -> after[user] -> end")
    case.start(items=["a"])
    add(case, "x" * 10_000)
    assert case.of(e.ItemAdded)[0].large is not None
    case.complete("work").complete("work")
    assert case.variables["results"][1] == "x" * 10_000

    case.complete("after")
    assert list(case.case.state.shelf.records()) == []


def test_cancelling_takes_added_items_along():
    case = add(given("start -> work[user]{mi-sequential=items} -> end").start(items=["a"]), "b").cancel()

    assert list(case.case.state.shelf.records()) == []


def test_items_are_added_only_to_a_multi_instance_that_runs():
    case = given("start -> work[user]{most=2} -> end").start()
    with pytest.raises(Conflict):
        add(case)
    case = given("start -> work[user]{count=2} -> end").start()
    with pytest.raises(Conflict):
        case.do(c.AddItem(at=case.world.now, body=case.visit("work")))
    with pytest.raises(NotFound):
        case.do(c.AddItem(at=case.world.now, body=999))
