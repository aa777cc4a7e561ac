"""Ad-hoc sub-processes: activated by list and by command, over by themselves or by a condition."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import Given, given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.errors import Conflict, Invalid, NotFound


def ad_hoc(options: str = "", inside: str = "a[user]\n b[user] -> b2[user]\n c[task]", outside: str = "") -> Given:
    return given(f"""
        start -> part[ad-hoc]{{{options}}} {{
            {inside}
        }}
        part -> after[user] -> end
        {outside}
    """)


def activate(case: Given, *elements: str, cancel: bool = False, **variables: object) -> Given:
    """Activate elements of the sub-process `part`."""
    body = next(
        n
        for n, where, *_ in case.case.lineage
        if where == case.case.program.by_id["part"] and case.case.live_element(n)
    )
    chosen = tuple(c.AdHocActivation(element=one, variables=variables) for one in elements)
    return case.do(c.ActivateAdHoc(at=case.world.now, ad_hoc=body, elements=chosen, cancel_remaining=cancel))


def test_what_the_list_names_is_activated_and_when_all_is_done_it_is_over():
    case = ad_hoc("active==wanted").start(wanted=["a", "b"])
    assert case.waits_at == ["a", "b"]

    case.complete("a").complete("b")
    assert case.waits_at == ["b2"]

    assert case.complete("b2").waits_at == ["after"]
    assert case.times("part") == 1


@pytest.mark.parametrize("options", ["", "active==[]"])
def test_without_a_list_it_waits_for_commands(options):
    case = ad_hoc(options).start()
    assert case.waits_at == []

    activate(case, "a")
    assert case.waits_at == ["a"]
    assert case.complete("a").waits_at == ["after"]


def test_elements_can_be_activated_many_times():
    case = ad_hoc('active==["a","a"]').start()
    activate(case, "a", "c")

    assert case.waits_at == ["a", "a", "a"]
    assert case.times("c") == 1


@pytest.mark.parametrize("wanted", ["a", ["x"], ["b2"], [1], None])
def test_a_list_that_names_something_else_is_an_incident_and_can_be_repaired(wanted):
    case = ad_hoc("active==wanted").start(wanted=wanted)
    assert case.problems == ["expression"]

    assert case.set(wanted=["a"]).resolve().waits_at == ["a"]


def test_a_completion_condition_ends_the_rest():
    case = ad_hoc('active==["a","b"] until==ready').start()
    case.complete("a", ready=True)

    assert case.waits_at == ["after"]
    assert len(case.of(e.TaskCancelled)) == 1


def test_a_completion_condition_that_does_not_hold_leaves_it_open():
    case = ad_hoc('active==["a"] until==ready').start().complete("a", ready=False)
    assert case.waits_at == []

    activate(case, "a")
    assert case.complete("a", ready=True).waits_at == ["after"]


def test_the_condition_is_judged_after_each_activity_also_in_the_middle_of_a_path():
    case = ad_hoc('active==["b"] until==ready').start().complete("b", ready=True)

    assert case.waits_at == ["after"]
    assert case.times("b2") == 0


def test_what_still_runs_may_be_waited_for():
    case = ad_hoc('active==["a","b"] until==ready cancel=false').start().complete("a", ready=True)
    assert case.waits_at == ["b"]
    with pytest.raises(Conflict):
        activate(case, "a")

    assert case.complete("b").complete("b2").waits_at == ["after"]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident_of_what_completes():
    case = ad_hoc('active==["a"] until==ready').start().complete("a", ready=7)
    assert case.problems == ["expression"]

    assert case.set(ready=True).resolve().waits_at == ["after"]


def test_a_sequential_one_goes_through_the_list_one_by_one():
    case = ad_hoc('ordering=Sequential active==["a","b","a"]').start()
    seen = []
    while case.waits_at != ["after"]:
        seen += case.waits_at
        case.complete(case.waits_at[0])

    assert seen == ["a", "b", "b2", "a"]


def test_a_sequential_one_takes_one_activation_at_a_time():
    case = ad_hoc("ordering=Sequential").start()
    with pytest.raises(Conflict):
        activate(case, "a", "b")
    activate(case, "a")
    with pytest.raises(Conflict):
        activate(case, "b")

    assert activate(case, "b", cancel=True).waits_at == ["b"]


def test_variables_of_an_activation_stay_in_its_run():
    case = ad_hoc("", "b[user] -> b2[script]{expression='=what + 1' result=got} -> b3[user]").start()
    activate(case, "b", what=1)
    activate(case, "b", what=10)

    case.complete("b")
    assert case.variables["got"] == 2
    case.complete("b")

    assert case.variables["got"] == 11
    assert "what" not in case.variables


def test_each_run_gives_its_output_to_the_collection():
    case = ad_hoc('active==["a","b"] collect=results collected==answer').start().complete("a", answer=1)
    case.complete("b", answer=2).complete("b2", answer=3)

    assert case.variables["results"] == [1, 3]
    assert "answer" not in case.variables


def test_the_condition_sees_what_was_collected():
    case = ad_hoc('''active==["a","a","a"] collect=results collected==answer until="=count(results) >= 2"''').start()

    assert case.complete("a", answer=1).waits_at == ["a", "a"]
    assert case.complete("a", answer=2).waits_at == ["after"]
    assert case.variables["results"] == [1, 2]


def test_an_activation_can_cancel_what_runs():
    case = ad_hoc('active==["a","b"]').start()

    assert activate(case, "b", cancel=True).waits_at == ["b"]


def test_events_and_gateways_inside_work_as_anywhere():
    case = ad_hoc(
        'active==["t","f"]',
        """t[timer PT1H] -> late[user]
           f[and] -> x[user] -> j[and] -> y[user]
           f -> z[user] -> j
           x ~(timer PT2H)~> gone[user]""",
    ).start()
    assert case.waits_at == ["t", "x", "z"]

    case.wait(hours=1).complete("late").complete("z")
    assert case.waits_at == ["x"]
    case.complete("x").complete("y")

    assert case.waits_at == ["after"]


def test_a_boundary_event_on_it_ends_all_runs():
    case = ad_hoc('active==["a","b"]', outside="part ~(timer PT1H)~> late[user] -> end").start().wait(hours=1)

    assert case.waits_at == ["late"]
    assert case.complete("late").ended


def test_an_error_inside_is_caught_on_its_boundary():
    case = ad_hoc('active==["s"]', "s[service]", "part ~(error E)~> late[user] -> end").start().throw("s", "E")

    assert case.waits_at == ["late"]


def test_an_event_sub_process_in_it_can_interrupt_or_run_beside():
    inside = """a[user]
        beside[event-scope] {
            begin[start? message m] -> m1[user] -> m2[end]
        }
        instead[event-scope] {
            begin2[start message n] -> n1[user] -> n2[end]
        }"""
    case = ad_hoc('active==["a"]', inside).start().message("m")
    assert case.waits_at == ["a", "m1"]
    assert case.complete("a").waits_at == ["m1"]
    assert case.complete("m1").waits_at == ["after"]

    case = ad_hoc('active==["a"] until==ready', inside).start().message("n")
    assert case.waits_at == ["n1"]
    assert case.complete("n1").waits_at == ["after"]


def test_an_event_sub_process_beside_does_not_end_what_was_never_begun():
    inside = """a[user]
        beside[event-scope] {
            begin[start? message m] -> m1[user] -> m2[end]
        }"""
    case = ad_hoc("", inside).start().message("m").complete("m1")
    assert case.waits_at == []
    assert case.case.running


def test_a_condition_that_is_true_on_entry_takes_the_place_of_the_runs():
    inside = """a[user]
        instead[event-scope] {
            begin2[start condition =go] -> n1[user] -> n2[end]
        }"""
    case = ad_hoc('active==["a"]', inside).start(go=True)
    assert case.waits_at == ["n1"]

    assert case.complete("n1").waits_at == ["after"]


def test_a_multi_instance_of_it_has_its_own_runs():
    case = ad_hoc("mi=items active==item collect=got collected==answer", outside="").start(items=[["a"], ["a", "b"]])
    assert case.waits_at == ["a", "a", "b"]

    case.complete("a").complete("a").complete("b").complete("b2")

    assert case.waits_at == ["after"]
    assert case.times("part") == 2


def test_a_loop_of_it_runs_again():
    case = ad_hoc('most=2 active==["a"]').start().complete("a")
    assert case.waits_at == ["a"]

    assert case.complete("a").waits_at == ["after"]


def test_multi_instances_and_scopes_inside_it():
    case = ad_hoc(
        'active==["m","s"] until==ready',
        """m[user]{count=2} -> m2[user]
        s[scope] {
            start -> i[user] -> end
        }""",
    ).start()
    assert case.waits_at == ["i", "m", "m"]

    case.complete("i").complete("m").complete("m")
    assert case.waits_at == ["m2"]
    assert case.complete("m2", ready=True).waits_at == ["after"]


def test_what_completed_in_its_runs_is_undone_the_latest_first():
    case = given("""
        start -> part[ad-hoc]{active==wanted} {
            a[user] ~(compensation)~> undo-a[user]
            b[user] ~(compensation)~> undo-b[user]
        }
        part -> undo[throw compensation] -> after[user] -> end
    """).start(wanted=["a", "b"])
    case.complete("b").complete("a")
    assert case.waits_at == ["undo-a"]

    assert case.complete("undo-a").waits_at == ["undo-b"]
    assert case.complete("undo-b").waits_at == ["after"]


def test_mappings_belong_to_the_whole():
    case = ad_hoc('in.x==base+1 out.y==x+z active==["a"]').start(base=1).complete("a", z=5)

    assert case.variables["y"] == 7
    assert "x" not in case.variables


def test_it_can_be_cancelled_and_rewound_within_a_run():
    case = ad_hoc('active==["b"]').start().complete("b").rewind("b")
    assert case.waits_at == ["b"]

    assert case.cancel().waits_at == []
    assert list(case.case.state.shelf.records()) == []


def test_refused_activations():
    case = ad_hoc('active==["a"]').start()
    for element in ("b2", "after", "nobody", "part"):
        with pytest.raises(Invalid):
            activate(case, element)
    with pytest.raises(NotFound):
        case.do(c.ActivateAdHoc(at=case.world.now, ad_hoc=999, elements=()))
    with pytest.raises(Conflict):
        case.do(c.ActivateAdHoc(at=case.world.now, ad_hoc=case.visit("a"), elements=()))


@pytest.mark.parametrize(
    ("options", "inside"),
    [
        ("", "start -> a[task]"),
        ("", "a[task] -> end"),
        ("", "e[throw]"),
        ("ordering=Any", "a[task]"),
        ("until='1 +'", "a[task]"),
        ("active=a", "a[task]"),
    ],
)
def test_what_an_ad_hoc_sub_process_can_not_have_is_refused(options, inside):
    found = unsupported(draw(f"start -> part[ad-hoc]{{{options}}} {{\n{inside}\n}}\npart -> end"))

    assert "part" in [one.element for one in found]


def test_an_instance_is_modified_inside_a_run_not_around_it():
    case = ad_hoc('active==["b"]').start()
    move = c.Movement(source="b", target="b2")

    case.do(c.ModifyInstance(at=case.world.now, move=(move,)))

    assert case.waits_at == ["b2"]
    with pytest.raises(Invalid, match="ad-hoc"):
        case.do(c.ModifyInstance(at=case.world.now, activate=(c.Activation(element="a"),)))
    assert case.complete("b2").waits_at == ["after"]


# ---- a worker decides ---------------------------------------------------------------------------------------------


def answer(case: Given, *elements: str, fulfilled: bool = False, cancel: bool = False, **variables: object) -> Given:
    """The worker of `part` answers."""
    chosen = tuple(c.AdHocActivation(element=one, variables={"by": "worker"}) for one in elements)
    said = c.AdHocAnswer(elements=chosen, fulfilled=fulfilled, cancel_remaining=cancel)
    return case.do(c.CompleteJob(at=case.world.now, job=case.job("part"), variables=variables, ad_hoc=said))


def test_a_worker_chooses_what_is_activated_and_is_asked_again_after_each_run():
    case = ad_hoc("type=agent").start()
    assert [job.type for job in case.of(e.JobCreated)] == ["agent"]
    elements = next(one for one in case.of(e.VariableCreated) if one.name == "adHocSubProcessElements")
    assert [one["elementId"] for one in elements.value] == ["a", "b", "c"]

    answer(case, "a", "b", plan="both")
    assert (case.waits_at, case.variables["plan"]) == (["a", "b"], "both")
    case.complete("a")
    assert len(case.case.jobs) == 1
    case.complete("b").complete("b2")
    assert len(case.case.jobs) == 1, "a new question takes the place of one that is still open"

    assert answer(case, fulfilled=True).waits_at == ["after"]


def test_a_worker_can_end_what_still_runs_or_wait_for_it():
    case = answer(ad_hoc("type=agent").start(), "a", "b").complete("a")
    assert answer(case, fulfilled=True, cancel=True).waits_at == ["after"]

    case = answer(ad_hoc("type=agent").start(), "a", "b").complete("a")
    assert answer(case, fulfilled=True).waits_at == ["b"]
    assert case.complete("b").complete("b2").waits_at == ["after"]


def test_an_answer_that_names_what_is_not_there_is_refused_and_the_job_stays():
    case = ad_hoc("type=agent").start()
    with pytest.raises(Invalid):
        answer(case, "nobody")
    with pytest.raises(Invalid):
        answer(case, "a", fulfilled=True)

    assert len(case.case.jobs) == 1


def test_an_error_of_the_worker_is_caught_on_the_boundary():
    case = ad_hoc("type=agent", outside="part ~(error E)~> late[user] -> end").start().throw("part", "E")

    assert case.waits_at == ["late"]


def test_a_job_that_can_not_be_created_again_is_asked_for_after_the_repair():
    case = ad_hoc("type==kind collect=got collected==x").start(kind="agent")
    answer(case, "a").set(kind=7).complete("a", x=1)
    assert case.problems == ["expression"]

    case.set(kind="agent").resolve()
    answer(case, fulfilled=True)

    assert case.variables["got"] == [1]


@pytest.mark.parametrize("options", ["type=agent until==x", "type=agent active==x"])
def test_a_worker_decides_alone(options):
    found = unsupported(draw(f"start -> part[ad-hoc]{{{options}}} {{\na[task]\n}}\npart -> end"))

    assert [one.code for one in found] == ["engine.unsupported_feature"]
