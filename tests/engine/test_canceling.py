"""Listeners that hear that a user task is cancelled: they hold up what ends it, wherever that comes from."""

from __future__ import annotations

import pytest

from engine.given import given
from engine.test_instructions import begin
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.state import Lifecycle, Status
from lingqu.kernel.errors import Conflict, NotFound

HEARD = "work[user]{on-canceling=heard}"


def listeners(case):
    return [job.listener for one in case.world.instances.values() for job in one.jobs if job.listener]


def answer(case, **given):
    """The oldest listener's job is completed, with what it says."""
    instance, job = next((one, job) for one in case.world.instances.values() for job in one.jobs if job.listener)
    case.world.do(instance.key, c.CompleteJob(at=case.world.now, job=job.n, **given))
    return case


def fire(case):
    """The timer that waits fires."""
    return case.do(c.FireTimer(at=case.world.now, timer=case.case.timers[0].n))


def nothing_left(case):
    return list(case.case.state.shelf.records()) == []


# ---- what ends it waits -------------------------------------------------------------------------------------------


def test_a_boundary_event_waits_for_the_listeners_one_after_the_other():
    case = given("start -> work[user]{on-canceling=c1,c2} -> end\nwork ~(message m)~> late[user] -> end").start()

    case.message("m", why="too slow")
    assert (listeners(case), case.waits_at) == (["canceling"], ["work"])
    assert case.case.subscriptions == []

    answer(case)
    assert (listeners(case), case.waits_at) == (["canceling"], ["work"])

    answer(case)
    assert (listeners(case), case.waits_at, case.variables) == ([], ["late"], {"why": "too slow"})
    assert case.complete("late").ended


def test_large_variables_of_what_interrupts_wait_too():
    big = "长" * 40_000
    case = given(f"start -> {HEARD} -> end\nwork ~(message m)~> late[user] -> end").start()

    assert answer(case.message("m", why=big)).variables == {"why": big}


def test_a_task_that_completes_asks_nobody_who_hears_of_cancelling():
    case = given(f"start -> {HEARD} -> end").start().complete("work")

    assert (case.ended, case.of(e.JobCreated)) == (True, [])


def test_all_around_ends_inside_out_when_nothing_in_it_is_held_up_any_more():
    case = given(
        f"""
        start -> outer[scope] {{
            start -> fork[and] -> inner[scope] {{
                start -> {HEARD} -> end
            }}
            inner -> end
            fork -> other[user]{{on-canceling=also}} -> end
            fork -> plain[service] -> end
        }}
        outer -> end
        outer ~(timer PT1H)~> late[user] -> end
        """
    ).start()

    fire(case)
    assert (case.waits_at, listeners(case)) == (["other", "work"], ["canceling", "canceling"])
    assert case.case.timers == []

    answer(case)
    assert case.waits_at in (["other"], ["work"])

    assert answer(case).waits_at == ["late"]
    assert case.complete("late").ended


def test_a_terminate_end_event_waits_and_meanwhile_no_event_sub_process_starts():
    case = given(
        f"""
        start -> fork[and] -> {HEARD} -> end
        fork -> stop[user] -> over[end terminate]
        beside[event-scope] {{
            start[start? message m] -> note[user] -> end
        }}
        """
    ).start()

    case.complete("stop")
    assert listeners(case) == ["canceling"]
    assert case.message("m").waits_at == ["work"]

    assert answer(case).ended
    assert nothing_left(case)


def test_an_interrupting_event_sub_process_starts_when_its_scope_is_empty():
    case = given(
        f"""
        start -> fork[and] -> {HEARD} -> end
        fork -> plain[user] -> end
        instead[event-scope] {{
            start[start message m] -> note[user] -> end
        }}
        """
    ).start()

    case.message("m", x=1)
    assert (case.waits_at, case.case.subscriptions) == (["work"], [])

    assert answer(case).waits_at == ["note"]
    assert case.variables == {"x": 1}
    assert case.complete("note").ended


def test_an_error_is_caught_when_the_scope_has_ended():
    case = given(
        f"""
        start -> part[scope] {{
            start -> fork[and] -> {HEARD} -> end
            fork -> job[service] -> end
        }}
        part -> end
        part ~(error E)~> mend[user] -> end
        """
    ).start()

    assert case.throw("job", "E").waits_at == ["work"]
    assert answer(case).waits_at == ["mend"]


def test_a_multi_instance_that_has_enough_waits_for_the_rest():
    case = given(
        "start -> work[user]{mi=[1,2,3] item=x out=all out-item==x until==x=2 on-canceling=heard} -> after[user] -> end"
    ).start()
    tasks = case.case.tasks

    case.do(c.CompleteTask(at=case.world.now, task=tasks[1].n))
    assert listeners(case) == ["canceling", "canceling"]

    assert "after" not in answer(case).waits_at
    assert answer(case).waits_at == ["after"]
    assert case.variables == {"all": [None, 2, None]}


def test_an_ad_hoc_sub_process_that_is_over_waits_for_the_rest():
    case = given(
        f"""
        start -> any[ad-hoc]{{active==wanted until=done}} {{
            {HEARD}
            quick[user]
        }}
        any -> after[user] -> end
        """
    ).start(wanted=["work", "quick"], done=False)

    assert case.complete("quick", done=True).waits_at == ["work"]
    assert answer(case).waits_at == ["after"]


def test_a_cancelled_transaction_is_undone_when_all_in_it_has_ended():
    case = given(
        f"""
        start -> deal[transaction] {{
            start -> fork[and] -> pay[service] -> end
            pay ~(compensation)~> refund[user]
            fork -> {HEARD} -> end
            fork -> decide[user] -> no[end cancel]
        }}
        deal -> end
        deal ~(cancel)~> off[user] -> end
        """
    ).start()
    case.complete("pay").complete("decide")
    assert listeners(case) == ["canceling"]

    assert "refund" in answer(case).waits_at
    assert case.complete("refund").waits_at == ["off"]


def test_the_whole_instance_is_cancelled_when_the_listeners_have_answered():
    case = given(f"start -> fork[and] -> {HEARD} -> end\nfork -> other[service] -> end").start()

    case.cancel()
    assert (case.case.status, listeners(case), case.waits_at) == (Status.RUNNING, ["canceling"], ["work"])
    with pytest.raises(Conflict):
        case.cancel()

    answer(case)
    assert (case.case.status, nothing_left(case)) == (Status.CANCELLED, True)


def test_what_a_caller_cancels_ends_by_itself_and_the_caller_goes_on():
    case = given(
        "start -> call[call]{process=part} -> end\ncall ~(timer PT1H)~> late[user] -> end",
        part=f"start -> {HEARD} -> end",
    )
    case.start("process")

    fire(case)
    assert case.waits_at == ["late", "work"]

    answer(case)
    part = next(one for one in case.world.instances.values() if one.key != case.key)
    assert (part.status, case.waits_at) == (Status.CANCELLED, ["late"])


# ---- the listeners ------------------------------------------------------------------------------------------------


def test_it_cannot_be_denied_but_corrected():
    case = given(f"start -> {HEARD} -> end").start().cancel()

    with pytest.raises(Conflict) as refused:
        answer(case, denied=True)
    assert refused.value.code == "engine.cannot_deny"

    answer(case, corrections=c.Corrections(priority=80, assignee="u2"))
    assert case.of(e.TaskUpdated)[-1].priority == 80
    assert case.of(e.TaskAssigned)[-1].assignee == "u2"
    assert case.case.status is Status.CANCELLED


def test_what_was_asked_about_before_is_forgotten():
    case = given("start -> work[user]{on-completing=c on-canceling=heard} -> end").start().complete("work", r=1)
    assert listeners(case) == ["completing"]

    case.cancel()
    assert listeners(case) == ["canceling"]

    answer(case)
    assert (case.case.status, case.of(e.TaskCompleted)) == (Status.CANCELLED, [])


def test_nobody_does_anything_with_a_task_that_is_being_cancelled():
    case = given(f"start -> {HEARD} -> end").start().cancel()

    for command in (
        c.CompleteTask(at=case.world.now, task=case.task("work")),
        c.AssignTask(at=case.world.now, task=case.task("work"), assignee="u1"),
        c.UpdateTask(at=case.world.now, task=case.task("work"), priority=1),
    ):
        with pytest.raises(Conflict):
            case.do(command)


def test_a_listener_without_retries_holds_it_up_until_an_operator_helps():
    case = given(f"start -> {HEARD} -> end\nwork ~(message m)~> late[user] -> end").start().message("m")
    case.do(c.FailJob(at=case.world.now, job=case.case.jobs[0].n, retries=0))
    assert (case.problems, case.waits_at) == (["job-no-retries"], ["work"])

    case.resolve()

    assert answer(case).waits_at == ["late"]


def test_a_type_that_cannot_be_read_is_mended_even_while_the_instance_is_cancelled():
    case = given("start -> work[user]{on-canceling==kind} -> end").start().cancel()
    assert case.problems == ["expression"]

    case.set(kind="heard").resolve()

    assert listeners(case) == ["canceling"]
    assert answer(case).case.status is Status.CANCELLED


# ---- meanwhile ----------------------------------------------------------------------------------------------------

NESTED = f"""
start -> part[scope] {{
    start -> {HEARD} -> end
    work ~(message m)~> late[user] -> end
}}
part -> end
part ~(message n)~> out[user] -> end
"""


def test_what_ends_more_takes_the_place_of_what_ended_less():
    case = given(NESTED).start().message("m")
    assert case.message("n").waits_at == ["work"]

    assert answer(case).waits_at == ["out"]
    assert case.complete("out").ended


def test_the_instance_can_be_cancelled_while_a_task_is():
    case = given(NESTED).start().message("m").cancel()

    answer(case)

    assert (case.case.status, nothing_left(case)) == (Status.CANCELLED, True)


def test_a_modification_goes_on_at_once_and_the_listeners_beside_it():
    case = given(f"start -> {HEARD} -> after[user] -> end").start()

    case.do(c.ModifyInstance(at=case.world.now, move=(c.Movement(source="work", target="after"),)))
    assert case.waits_at == ["after", "work"]

    assert not case.complete("after").ended
    assert answer(case).ended


def test_a_modification_that_leaves_nothing_cancels_the_instance_when_the_listeners_have_answered():
    case = given(f"start -> part[scope] {{\nstart -> {HEARD} -> end\n}}\npart -> end").start()

    case.do(c.ModifyInstance(at=case.world.now, terminate=(c.Termination(element="work"),)))
    assert case.case.status is Status.RUNNING

    assert answer(case).case.status is Status.CANCELLED


def test_a_multi_instance_goes_on_when_one_of_it_was_taken_out():
    case = given("start -> work[user]{mi-sequential=[1,2] on-canceling=heard} -> end").start()
    inner = case.case.tasks[0].owner

    case.do(c.ModifyInstance(at=case.world.now, terminate=(c.Termination(instance=inner),)))
    assert len(case.case.tasks) == 1

    answer(case)
    assert case.case.tasks[0].owner != inner
    assert case.complete("work").ended


def test_nothing_is_put_into_a_scope_that_is_being_emptied():
    drawing = f"""
    start -> fork[and] -> {HEARD} -> end
    fork -> stop[user] -> over[end terminate]
    other[user] -> end
    """
    case = given(drawing).start().complete("stop")

    with pytest.raises(Conflict) as refused:
        case.do(c.ModifyInstance(at=case.world.now, activate=(c.Activation(element="other"),)))
    assert refused.value.code == "engine.scope_ending"
    with pytest.raises(Conflict):
        case.rewind("stop")


def test_the_event_that_empties_a_scope_can_be_taken_out_by_an_operator():
    drawing = f"start -> fork[and] -> {HEARD} -> end\nfork -> stop[user] -> over[end terminate]"
    case = given(drawing).start().complete("stop")

    case.do(c.ModifyInstance(at=case.world.now, terminate=(c.Termination(element="over"),)))

    assert answer(case).case.status is Status.CANCELLED


def test_while_the_instance_is_cancelled_its_tokens_stay_where_they_are():
    case = given(f"start -> {HEARD} -> after[user] -> end").start().cancel()

    with pytest.raises(Conflict):
        case.do(c.ModifyInstance(at=case.world.now, activate=(c.Activation(element="after"),)))
    with pytest.raises(Conflict):
        case.migrate(f"start -> {HEARD} -> more[user] -> end")
    with pytest.raises(Conflict):
        case.rewind("work")


def test_a_task_that_is_being_cancelled_does_not_go_over_to_another_version():
    drawing = f"start -> {HEARD} -> end\nwork ~(message m)~> late[user] -> end"
    case = given(drawing).start().message("m")

    with pytest.raises(Conflict):
        case.migrate(drawing)

    answer(case)
    assert case.migrate(drawing).complete("late").ended


def test_a_return_goes_on_at_once_and_the_listeners_beside_it():
    case = given(f"start -> first[user] -> {HEARD} -> end").start().complete("first")

    case.rewind("first")
    assert case.waits_at == ["first", "work"]

    answer(case).complete("first")
    assert case.complete("work").ended


def test_a_suspended_instance_that_is_cancelled_goes_on_for_its_listeners():
    case = given(f"start -> {HEARD} -> end").start()
    case.do(c.SuspendInstance(at=case.world.now))

    case.cancel()
    [resumed] = case.of(e.InstanceResumed)
    assert len(resumed.jobs) == 1

    assert answer(case).case.status is Status.CANCELLED


def test_what_a_listener_says_waits_while_the_instance_is_suspended():
    case = given(f"start -> {HEARD} -> end\nwork ~(message m)~> late[user] -> end").start().message("m")
    case.do(c.SuspendInstance(at=case.world.now))

    answer(case)
    assert case.of(e.TaskCancelled) == []

    assert case.do(c.ResumeInstance(at=case.world.now)).waits_at == ["late"]


def test_an_instance_that_was_told_where_to_stop_waits_for_the_listeners():
    case = begin(f"start -> fork[and] -> {HEARD} -> end\nfork -> stop[user] -> end", stops=("stop",))

    case.complete("stop")
    assert (case.case.status, listeners(case)) == (Status.RUNNING, ["canceling"])

    assert answer(case).case.status is Status.CANCELLED


def test_its_state_is_told():
    case = given(f"start -> {HEARD} -> end").start().cancel()

    owner = case.case.tasks[0].owner
    place = case.case.state.shelf.page(owner >> 4)[owner]
    assert place.state is Lifecycle.TERMINATING
    with pytest.raises((Conflict, NotFound)):
        case.do(c.ModifyInstance(at=case.world.now, terminate=(c.Termination(instance=owner),)))
