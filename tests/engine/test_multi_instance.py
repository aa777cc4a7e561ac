"""Multi-instance: one after the other, all at once, what goes in and what comes out."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import events as e


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
    from lingqu.engine import commands as c

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

    assert (body.crowd, body.children) == (100, [])
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
