"""Tasks: what passes, what waits for a worker or a person, what the engine does itself."""

from __future__ import annotations

import pytest

from drawing import draw_xml
from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.kernel.errors import Conflict, NotFound


@pytest.mark.parametrize("kind", ["task", "manual", "script"])
def test_what_asks_for_nothing_passes(kind):
    assert given(f"start -> a[{kind}] -> end").start().ended


def test_a_service_task_creates_a_job_with_type_and_retries():
    case = given("start -> pay[service]{type=bank retries=5} -> end").start()

    (job,) = case.of(e.JobCreated)
    assert (job.type, job.retries) == ("bank", 5)


def test_job_type_and_retries_may_be_formulas():
    case = given('start -> pay[service]{type="=kind + 1" retries==n} -> end').start(kind=6, n=2)
    assert case.problems == ["expression"]  # 7 is no text

    case.set(kind="x").resolve()

    assert case.problems == ["expression"]  # "x" + 1 is null


def test_a_job_type_from_a_variable():
    case = given("start -> pay[service]{type==kind} -> end").start(kind="bank")

    assert case.of(e.JobCreated)[0].type == "bank"


def test_completing_the_job_carries_on_with_its_variables():
    case = given("start -> pay[service] -> after[user] -> end").start().complete("pay", receipt="R-1")

    assert case.waits_at == ["after"]
    assert case.variables == {"receipt": "R-1"}


def test_a_job_that_is_gone_cannot_be_completed_again():
    case = given("start -> pay[service] -> after[user] -> end").start()
    job = case.job("pay")
    case.complete("pay")

    with pytest.raises(NotFound, match="open job"):
        case.do(c.CompleteJob(at=case.world.now, job=job))


def test_a_failed_job_with_retries_left_stays_open():
    case = given("start -> pay[service] -> end").start().fail("pay", 2, "bank is down")

    assert case.problems == []
    assert case.of(e.JobFailed)[0].error == "bank is down"
    assert case.complete("pay").ended


def test_a_failed_job_without_retries_is_an_incident():
    case = given("start -> pay[service] -> end").start().fail("pay", 0)

    assert case.problems == ["job-no-retries"]


def test_resolving_the_incident_of_a_job_gives_it_one_more_try():
    case = given("start -> pay[service] -> end").start().fail("pay", 0)

    case.resolve()

    assert case.of(e.JobRetriesSet)[-1].retries == 1
    assert case.of(e.IncidentResolved)[-1].job == case.job("pay")
    assert case.complete("pay").ended


def test_retries_that_were_set_are_kept_when_the_incident_is_resolved():
    case = given("start -> pay[service] -> end").start().fail("pay", 0)
    case.do(c.SetJobRetries(at=case.world.now, job=case.job("pay"), retries=4))

    case.resolve()

    assert [one.retries for one in case.of(e.JobRetriesSet)] == [4]


def test_completing_a_job_with_an_incident_clears_it():
    case = given("start -> pay[service] -> end").start().fail("pay", 0).complete("pay")

    assert case.ended
    assert case.case.state.head.open_incidents == 0


def test_variables_of_a_failed_job_are_local():
    case = given("start -> pay[service] -> end").start().fail("pay", 1, attempt=1)

    assert case.variables == {}
    assert case.case.local_variables("pay") == {"attempt": 1}


def test_a_script_puts_its_result_into_the_variable():
    case = given("start -> sum[script]{expression='=price * count' result=total} -> end").start(price=3, count=4)

    assert case.variables["total"] == 12


SEND = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
  <message id="m" name="paid">
    <extensionElements><zeebe:subscription correlationKey="=order"/></extensionElements>
  </message>
  <process id="process" isExecutable="true">
    <startEvent id="start"/>
    <sendTask id="tell" messageRef="m">
      <extensionElements>
        <zeebe:ioMapping><zeebe:input source="=order" target="id"/></zeebe:ioMapping>
      </extensionElements>
    </sendTask>
    <endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="tell"/>
    <sequenceFlow id="f2" sourceRef="tell" targetRef="end"/>
  </process>
</definitions>"""


def test_a_send_task_without_a_job_publishes_its_inputs_and_goes_on():
    case = given(SEND.encode()).start(order="A-1")

    (message,) = case.of(e.MessagePublished)
    assert (message.name, message.key, message.variables) == ("paid", "A-1", {"id": "A-1"})
    assert case.ended


def test_a_receive_task_waits_for_its_message():
    case = given("start -> wait[receive]{message=paid key==order} -> end").start(order="A-1")
    assert case.waits_at == ["wait"]

    assert not case.message("paid", "B-2").ended
    assert case.message("paid", "A-1", amount=5).ended
    assert case.variables["amount"] == 5


@pytest.mark.parametrize(("rank", "priority"), [("7", 7), ("=-amount", -5), ("=amount / 2 + 0.5", 3), ("", 0)])
def test_a_job_has_the_priority_that_its_element_says(rank, priority):
    case = given(f"start -> work[service]{{rank='{rank}'}} -> end").start(amount=5)

    (created,) = case.of(e.JobCreated)
    assert created.priority == priority


def test_a_priority_that_is_no_whole_number_is_an_incident():
    case = given("start -> work[service]{rank==rank} -> end").start(rank="high")
    assert case.problems == ["expression"]

    case.set(rank=1).resolve()
    assert case.waits_at == ["work"]


def test_jobs_that_say_no_priority_have_that_of_the_process():
    xml = draw_xml("start -> a[service] -> b[service]{rank=2} -> end")
    place = xml.index(b">", xml.index(b"<bpmn:process")) + 1
    usual = b'<bpmn:extensionElements><zeebe:jobPriorityDefinition priority="9"/></bpmn:extensionElements>'
    case = given(xml[:place] + usual + xml[place:]).start().complete("a")

    assert [created.priority for created in case.of(e.JobCreated)] == [9, 2]


# ---- user tasks ---------------------------------------------------------------------------------------------------


def test_a_user_task_evaluates_who_may_do_it():
    case = given(
        "start -> check[user]{assignee==boss users==helpers groups='finance, legal' form=f1 priority==50+30} -> end"
    ).start(boss="li.na", helpers=["wang", "zhao"])

    (task,) = case.of(e.TaskCreated)
    assert task.assignee == "li.na"
    assert task.candidate_users == ("wang", "zhao")
    assert task.candidate_groups == ("finance", "legal")
    assert (task.form, task.priority) == ("f1", 80)


def test_a_due_date_is_a_moment():
    case = given("start -> check[user]{due=2026-03-01T08:00:00Z} -> end").start()

    assert case.of(e.TaskCreated)[0].due == 1_772_352_000_000


def test_an_assignee_that_is_no_text_is_an_incident_and_can_be_repaired():
    case = given("start -> check[user]{assignee==boss} -> end").start(boss=7)
    assert case.problems == ["expression"]

    case.set(boss="li.na").resolve()

    assert case.of(e.TaskCreated)[0].assignee == "li.na"


def test_a_missing_assignee_leaves_the_task_to_its_candidates():
    case = given("start -> check[user]{assignee==boss} -> end").start()

    assert case.of(e.TaskCreated)[0].assignee == ""


def test_a_task_is_claimed_and_given_back():
    case = given("start -> check[user] -> end").start()
    task = case.task("check")

    case.do(c.AssignTask(at=case.world.now, task=task, assignee="li.na", action="claim"))
    assert case.case.tasks[0].assignee == "li.na"

    case.do(c.AssignTask(at=case.world.now, task=task, assignee="", action="unclaim"))
    assert case.case.tasks[0].assignee == ""


def test_a_claimed_task_is_not_taken_away_without_override():
    case = given("start -> check[user]{assignee=li.na} -> end").start()

    with pytest.raises(Conflict, match=r"li\.na"):
        case.do(c.AssignTask(at=case.world.now, task=case.task("check"), assignee="wang", allow_override=False))


def test_updating_a_task_tells_only_what_changes():
    case = given("start -> check[user] -> end").start()

    case.do(c.UpdateTask(at=case.world.now, task=case.task("check"), priority=90))

    (event,) = case.of(e.TaskUpdated)
    assert (event.priority, event.candidate_users) == (90, None)


def test_a_task_is_completed_once():
    case = given("start -> check[user] -> after[user] -> end").start()
    task = case.task("check")
    case.complete("check")

    with pytest.raises(NotFound, match="open task"):
        case.do(c.CompleteTask(at=case.world.now, task=task))


# ---- several outgoing flows -----------------------------------------------------------------------------------------


def test_an_activity_sends_a_token_along_every_flow():
    case = given("start -> a[task] -> b[user] -> end\n a -> c[user] -> end").start()

    assert case.waits_at == ["b", "c"]


def test_an_activity_takes_conditional_flows_that_hold_and_else_its_default():
    drawing = """
        start -> a[task] -(x > 1)-> b[user] -> end
                 a -(x > 2)-> c[user] -> end
                 a -(default)-> d[user] -> end
    """
    assert given(drawing).start(x=3).waits_at == ["b", "c"]
    assert given(drawing).start(x=0).waits_at == ["d"]


APPROVAL = b"""<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lingqu="urn:lingqu:bpmn:1">
  <process id="process" isExecutable="true">
    <startEvent id="start"/>
    <userTask id="sign">
      <extensionElements><lingqu:approval mode="all"><lingqu:seat who="head"/></lingqu:approval></extensionElements>
    </userTask>
    <endEvent id="end"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="sign"/>
    <sequenceFlow id="f2" sourceRef="sign" targetRef="end"/>
  </process>
</definitions>"""


def test_a_task_with_an_approval_policy_asks_for_seats():
    case = given(APPROVAL).start()

    (asked,) = case.of(e.SeatsRequested)
    assert asked.n == case.task("sign")
    assert asked.owner == case.visit("sign")
    assert case.complete("sign").ended


def test_a_task_without_one_asks_for_none():
    assert given("start -> a[user] -> end").start().of(e.SeatsRequested) == []


def test_a_task_whose_flows_cannot_be_taken_stays_until_they_can():
    case = given("start -> a[user] -(x)-> b[user] -> end").start().complete("a")
    assert case.problems == ["expression"]

    case.set(x=True).resolve()

    assert case.waits_at == ["b"]


def test_a_subprocess_whose_flows_cannot_be_taken_stays_until_they_can():
    case = (
        given("start -> p[scope] {\n start -> a[user] -> end\n }\n p -(x = 1)-> b[user] -> end").start().complete("a")
    )
    assert case.problems == ["no-flow-selected"]

    case.set(x=1).resolve()

    assert case.waits_at == ["b"]
