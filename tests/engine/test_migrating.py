"""Migration to another version: what waits goes on waiting there, or it is said by element why it cannot."""

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.migration_plan import MigrationRefused, plan
from lingqu.kernel.errors import Conflict, Invalid

CHAIN = "start -> a[user] -> b[user] -> end"
SPLIT = """
    start -> fork[and] -> l[user] -> join[and] -> f[user] -> end
    fork -> r[user] -> join
"""
IN_SCOPE = """
    start -> first[user] -> sub[scope]{in.limit==10} {
        start -> x[user] -> y[user] -> end
    }
    sub -> last[user] -> end
    sub ~(late: timer PT1H)~> alarm[user] -> end
"""
FLAT = "start -> first[user] -> x[user] -> y[user] -> last[user] -> end"
ITEMS = "start -> each[user]{mi=items item=item out=results out-item==item} -> after[user] -> end"
ONE_BY_ONE = ITEMS.replace("mi=", "mi-sequential=")


def refused(case, drawing, *mapping, **more):
    with pytest.raises(MigrationRefused) as caught:
        case.migrate(drawing, *mapping, **more)
    return {problem.element: problem.message.code.removeprefix("engine.migrate_") for problem in caught.value.problems}


def test_a_task_goes_on_in_a_version_with_more_elements():
    case = given(CHAIN).start()
    task = case.task("a")

    case.migrate("start -> before[user] -> a[user] -> between[user] -> b[user] -> end")

    assert case.waits_at == ["a"]
    assert case.task("a") == task
    assert case.of(e.TaskCancelled) == []
    assert case.complete("a").waits_at == ["between"]


def test_the_mapping_can_be_given():
    case = given(CHAIN).start().migrate("start -> new[user] -> b[user] -> end", ("a", "new"))

    assert case.waits_at == ["new"]
    assert case.complete("new").complete("b").ended


def test_an_element_that_is_gone_is_told_by_its_id_and_nothing_happens():
    case = given(CHAIN).start()

    assert refused(case, "start -> new[user] -> b[user] -> end") == {"a": "unmapped"}
    assert case.complete("a").waits_at == ["b"]


def test_all_problems_are_told_at_once():
    case = given(SPLIT).start()

    assert refused(case, "start -> l[service]{type=x} -> end") == {"l": "kind", "r": "unmapped"}


def test_without_automatic_only_what_is_given_is_mapped():
    case = given(CHAIN).start()

    assert refused(case, CHAIN, automatic=False) == {"a": "unmapped"}
    assert case.migrate(CHAIN, ("a", "a"), automatic=False).complete("a").waits_at == ["b"]


def test_elements_that_are_not_there_cannot_be_mapped():
    case = given(CHAIN).start()
    with pytest.raises(Invalid):
        case.migrate(CHAIN, ("a", "nowhere"))
    with pytest.raises(Invalid):
        case.migrate(CHAIN, ("a", "a"), ("a", "b"))


def test_the_same_definition_is_no_migration():
    case = given(CHAIN).start()

    with pytest.raises(Conflict, match="another definition"):
        case.do(c.MigrateInstance(at=case.world.now, definition=case.case.definition))


def test_jobs_keep_their_retries_and_incidents_stay():
    case = given("start -> pack[service]{type=pack} -> end").start().fail("pack", retries=0)

    case.migrate("start -> pack[send]{type=pack} -> after[user] -> end")

    assert case.problems == ["job-no-retries"]
    assert case.resolve().complete("pack").waits_at == ["after"]


def test_tokens_that_wait_at_a_join_wait_there_too():
    case = given(SPLIT).start().complete("l")

    case.migrate("start -> x[task] -> " + SPLIT.strip().removeprefix("start -> "))

    assert case.complete("r").waits_at == ["f"]


def test_a_join_finds_its_flow_by_the_element_that_it_comes_from():
    after = """
        start -> fork[and] -> l[user] -> gather[and] -> f[user] -> end
        fork -> r[user] -> gather
    """
    case = given(SPLIT).start().complete("l")

    case.migrate(after, ("join", "gather"))

    assert case.complete("r").waits_at == ["f"]


def test_a_token_whose_flow_is_gone_is_told_of():
    after = """
        start -> fork[and] -> l[user] -> m[user] -> join[and] -> f[user] -> end
        fork -> r[user] -> join
    """
    assert refused(given(SPLIT).start().complete("l"), after) == {"join": "flow_gone"}


def test_a_join_that_is_drawn_no_more_is_told_of():
    assert refused(given(SPLIT).start().complete("l"), "start -> r[user] -> end") == {"join": "unmapped"}


def test_elements_move_into_a_sub_process():
    case = given(FLAT).start().complete("first")

    case.migrate(IN_SCOPE)

    assert case.waits_at == ["x"]
    assert case.case.local_variables("sub") == {"limit": 10}
    assert [case.case.program.node(timer.element).id for timer in case.case.timers] == ["late"]
    assert case.complete("x").complete("y").waits_at == ["last"]


def test_two_tokens_move_into_the_same_sub_process():
    before = "start -> fork[and] -> x[user] -> join[xor] -> last[user] -> end\nfork -> y[user] -> join"
    after = """
        start -> sub[scope] {
            start -> fork[and] -> x[user] -> end
            fork -> y[user] -> end
        }
        sub -> last[user] -> end
    """
    case = given(before).start()

    case.migrate(after)

    assert case.complete("x").waits_at == ["y"]
    assert case.complete("y").waits_at == ["last"]


def test_elements_move_out_of_a_sub_process_and_its_variables_stay():
    case = given(IN_SCOPE).start().complete("first")

    case.migrate(FLAT)

    assert case.waits_at == ["x"]
    assert case.variables == {"limit": 10}
    assert case.case.timers == []
    assert case.complete("x").complete("y").complete("last").ended


def test_an_element_moves_out_of_a_sub_process_that_stays_drawn():
    after = """
        start -> first[user] -> sub[scope] {
            start -> y[user] -> end
        }
        sub -> x[user] -> last[user] -> end
    """
    case = given(IN_SCOPE).start().complete("first")

    case.migrate(after)

    assert case.waits_at == ["x"]
    assert case.case.timers == []
    assert case.complete("x").complete("last").ended


def test_a_timer_that_is_drawn_the_same_keeps_its_time():
    case = given(CHAIN + "\na ~(late: timer PT1H)~> alarm[user] -> end").start().wait(minutes=30)
    due = case.case.timers[0].due

    case.migrate("start -> a[user] -> b[user] -> end\na ~(late: timer PT1H)~> alarm[user] -> end\na -> end")

    assert [timer.due for timer in case.case.timers] == [due]
    assert case.wait(minutes=30).waits_at == ["alarm"]


def test_a_timer_that_is_drawn_otherwise_is_set_anew():
    case = given(CHAIN + "\na ~(late: timer PT1H)~> alarm[user] -> end").start().wait(minutes=30)

    case.migrate(CHAIN + "\na ~(late: timer PT2H)~> alarm[user] -> end")

    assert case.wait(minutes=100).waits_at == ["a"]
    assert case.wait(minutes=30).waits_at == ["alarm"]


def test_boundary_events_come_and_go_with_the_drawing():
    case = given(CHAIN + "\na ~(old: message stop =1)~> x[user] -> end").start()

    case.migrate(CHAIN + "\na ~(new: message go =2)~> y[user] -> end")

    assert [(one.name, one.key) for one in case.case.subscriptions] == [("go", "2")]
    assert case.message("go", "2").waits_at == ["y"]


def test_a_reminder_that_has_fired_is_not_set_again():
    drawing = CHAIN + "\na ~(?note: timer PT1H)~> remind[task] -> done[end]"
    case = given(drawing).start().wait(hours=1)

    case.migrate(drawing + "\nb -> done")

    assert case.case.timers == []
    assert case.wait(hours=2).times("remind") == 1


def test_a_catching_event_becomes_a_receive_task_and_waits_for_what_is_drawn_there():
    case = given("start -> w[catch message old =1] -> after[user] -> end").start()

    case.migrate("start -> w[receive]{message=new} -> after[user] -> end")

    assert case.case.subscriptions[0].name == "new"
    assert case.message("new").waits_at == ["after"]


def test_an_event_based_gateway_goes_on_with_the_events_of_the_new_drawing():
    before = "start -> g[event-gateway] -> m[message paid =1] -> x[user] -> end\ng -> t[timer PT1H] -> y[user] -> end"
    after = before.replace("PT1H", "PT3H") + "\ng -> s[catch signal stop] -> z[user] -> end"
    case = given(before).start()
    subscription = case.case.subscriptions[0].n

    case.migrate(after)
    assert subscription in [one.n for one in case.case.subscriptions]
    assert case.wait(hours=2).waits_at == ["g"]

    case.signal("stop")
    assert case.waits_at == ["z"]


def test_event_sub_processes_of_the_process_are_listened_for():
    after = (
        CHAIN
        + """
        on[event-scope] {
            start[start? message nudge] -> nudged[user] -> end
        }
    """
    )
    case = given(CHAIN).start().migrate(after)

    assert case.message("nudge").waits_at == ["a", "nudged"]


def test_a_multi_instance_keeps_its_runs_and_what_they_gave():
    case = given(ITEMS).start(items=[1, 2, 3]).complete("each")

    case.migrate("start -> x[task] -> " + ITEMS.removeprefix("start -> "))

    assert case.waits_at == ["each", "each"]
    case.complete("each").complete("each")
    assert case.waits_at == ["after"]
    assert case.variables["results"] == [1, 2, 3]


def test_a_sequential_multi_instance_that_becomes_parallel_starts_the_rest():
    case = given(ONE_BY_ONE).start(items=[1, 2, 3]).complete("each")

    case.migrate(ITEMS)

    assert case.waits_at == ["each", "each"]
    assert case.complete("each").complete("each").variables["results"] == [1, 2, 3]


def test_a_parallel_multi_instance_that_becomes_sequential_ends_with_its_last_run():
    case = given(ITEMS).start(items=[1, 2]).migrate(ONE_BY_ONE)

    assert case.complete("each").complete("each").waits_at == ["after"]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (ITEMS, "start -> each[user] -> end", "loop_removed"),
        ("start -> each[user] -> end", ITEMS, "loop_added"),
        (ITEMS, "start -> each[user]{while==true most=3} -> end", "loop_kind"),
    ],
)
def test_a_loop_neither_comes_nor_goes(before, after, reason):
    assert refused(given(before).start(items=[1]), after) == {"each": reason}


def test_nothing_moves_into_or_out_of_a_multi_instance():
    inside = "start -> each[scope]{mi=items} {\n start -> x[user] -> end\n}\neach -> end"
    flat = "start -> x[user] -> each[user] -> end"

    assert refused(given(inside).start(items=[1, 2]), flat)["x"] == "out_of_loop"
    assert refused(given("start -> x[user] -> end").start(), inside) == {"x": "into_loop"}


def test_a_call_activity_goes_on_waiting_for_what_it_has_called():
    case = given(process="start -> call[call]{process=child} -> end", child=CHAIN).start()

    case.migrate("start -> call[call]{process=child} -> after[user] -> end")

    assert case.complete("a").complete("b").waits_at == ["after"]


def test_what_can_be_compensated_must_be_so_there_too():
    before = """
        start -> book[task] -> wait[user] -> undo[throw compensation] -> end
        book ~(compensation)~> cancel[user]
    """
    case = given(before).start()
    assert refused(case, "start -> book[task] -> wait[user] -> end") == {"book": "compensation"}

    case.migrate(before.replace("start -> book", "start -> more[task] -> book"))
    assert case.complete("wait").waits_at == ["cancel"]


def test_an_instance_that_could_not_begin_begins_in_the_new_drawing():
    case = given(
        "start -> pick[script]{expression='=nothing.at.all + 1' result=x} -> gate[xor] -(x > 1)-> a[user] -> end"
    ).start()
    assert case.problems

    case.migrate(
        "start -> pick[script]{expression='=1' result=x} -> gate[xor] -(x > 1)-> a[user] -> end\ngate -(default)-> b[user] -> end"
    )

    assert case.resolve().waits_at == ["b"]


def test_a_suspended_instance_can_be_migrated():
    case = given("start -> pack[service]{type=pack} -> end").start()
    case.do(c.SuspendInstance(at=case.world.now)).complete("pack", x=1)

    case.migrate("start -> pack[service]{type=pack} -> after[user] -> end")
    case.do(c.ResumeInstance(at=case.world.now))

    assert case.waits_at == ["after"]
    assert case.variables == {"x": 1}


def test_a_run_can_be_taken_back_to_what_it_passed_before_the_migration():
    case = given(CHAIN).start().complete("a")
    case.migrate("start -> new[user] -> a[user] -> b[user] -> end")

    case.rewind("a")

    assert case.waits_at == ["a"]


def test_a_condition_that_holds_already_fires_in_the_new_drawing():
    case = given(CHAIN).start(ok=True).migrate(CHAIN + "\na ~(condition =ok)~> c[user] -> end")

    assert case.waits_at == ["c"]


def test_what_cannot_be_evaluated_there_is_told_by_its_element():
    assert refused(given(CHAIN).start(), CHAIN + "\na ~(late: timer =nothing)~> c[user] -> end") == {
        "late": "evaluation"
    }


def test_a_plan_tells_how_each_element_was_found():
    before, after = given(CHAIN), given("start -> a[user] -> c[user] -> d[service]{type=x} -> end")
    source, target = (next(iter(case.world.programs.values())) for case in (before, after))

    steps = {step.source: step for step in plan(source, target, (("b", "d"),)).steps}

    assert (steps["a"].target, steps["a"].how, steps["a"].problem) == ("a", "id", None)
    assert (steps["b"].target, steps["b"].how) == ("d", "given")
    assert steps["b"].problem.code == "engine.migrate_kind"


def test_many_children_move_with_a_crowded_scope():
    case = given(ITEMS).start(items=list(range(50)))

    case.migrate("start -> x[task] -> " + ITEMS.removeprefix("start -> "))

    for _ in range(50):
        case.complete("each")
    assert case.waits_at == ["after"]


def test_an_ad_hoc_sub_process_goes_on_with_what_waits_for_its_turn():
    before = """
        start -> part[ad-hoc]{ordering=Sequential active==["x","y"]} {
            x[user]
            y[user]
        }
        part -> last[user] -> end
    """
    case = given(before).start()
    assert case.waits_at == ["x"]

    case.migrate(before.replace("start ->", "start -> more[task] ->"))

    assert case.complete("x").waits_at == ["y"]
    assert case.complete("y").waits_at == ["last"]


def test_what_waits_for_one_of_several_triggers_is_told_of():
    several = CHAIN + "\na ~(both: message stop | signal off)~> x[user] -> end"
    case = given(several).start()

    assert refused(case, several.replace("b[user]", "b[service]")) == {"both": "several_triggers"}
    assert case.message("stop").waits_at == ["x"]


def test_an_event_with_several_triggers_that_is_drawn_anew_is_listened_for():
    case = given(CHAIN).start().migrate(CHAIN + "\na ~(both: message stop | signal off)~> x[user] -> end")

    assert case.signal("off").waits_at == ["x"]


def test_a_change_that_waits_for_listeners_which_are_gone_is_done():
    case = given("start -> a[user]{on-completing=c1,c2} -> b[user] -> end").start().complete("a")

    case.migrate(CHAIN)
    case.do(c.CompleteJob(at=case.world.now, job=case.case.jobs[0].n))

    assert case.waits_at == ["b"]
