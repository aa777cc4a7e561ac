"""Instances that start by several messages, by a signal and a message, by a condition: in the database."""

import pytest

from drawing import draw_xml
from lingqu.kernel.errors import NotFound
from lingqu.runtime.audit import audit
from runtime.looking import rows, settled

BOTH = """
    both[event-gateway]{instantiate=true every=true} -> order[message order =id] -> pack[service]{type=pack} -> end
    both -> money[message money =id] -> book[service]{type=book} -> end
"""


def publish(runtime, name, key="", **variables):
    runtime.writer.call(runtime.publish(name, key, ttl_ms=1000, variables=variables))
    settled(runtime)


def jobs(runtime):
    return [row[0] for row in rows(runtime, "SELECT type FROM job WHERE state = 0 ORDER BY type")]


def test_the_second_message_reaches_the_instance_that_the_first_has_started(runtime):
    runtime.deploy([("both.bpmn", draw_xml(BOTH))])

    publish(runtime, "order", "7", id="7")
    publish(runtime, "money", "7")

    assert rows(runtime, "SELECT count(*) FROM instance") == [(1,)]
    assert jobs(runtime) == ["book", "pack"]
    assert rows(runtime, "SELECT count(*) FROM subscription WHERE start = 0") == [(0,)]
    assert audit(runtime.db).differences == ()


def test_a_signal_reaches_the_instance_that_waits_for_it_and_starts_no_other(runtime):
    runtime.deploy(
        [
            ("all.bpmn", draw_xml("go[start message m =id & signal s] -> work[service]{type=work} -> end", "all")),
            ("throws.bpmn", draw_xml("start -> out[end signal s]", "throws")),
        ]
    )
    publish(runtime, "m", id="7")

    runtime.writer.call(runtime.start("throws"))
    settled(runtime)

    assert jobs(runtime) == ["work"]
    assert rows(
        runtime, "SELECT count(*) FROM instance i JOIN definition d ON d.key = i.definition WHERE d.id = 'all'"
    ) == [(1,)]
    assert audit(runtime.db).differences == ()


def test_a_condition_starts_an_instance_of_the_newest_version_when_it_is_evaluated(runtime):
    runtime.deploy([("c.bpmn", draw_xml("go[start condition =x > 9] -> work[service]{type=old} -> end"))])
    done = runtime.deploy([("c.bpmn", draw_xml("go[start condition =x > 5] -> work[service]{type=new} -> end"))])
    [definition] = [one.key for one in done.definitions]

    nothing = runtime.writer.call(runtime.evaluate_conditionals({"x": 5}))
    evaluated = runtime.writer.call(runtime.evaluate_conditionals({"x": 12}, definition=definition))

    assert nothing.started == ()
    assert [key for key, _ in evaluated.started] == [definition]
    assert jobs(runtime) == ["new"]


def test_a_definition_without_a_conditional_start_cannot_be_evaluated(runtime):
    with pytest.raises(NotFound):
        runtime.evaluate_conditionals({}, definition=5)


def test_an_error_of_a_called_instance_goes_up_and_cancels_it_in_the_database(runtime):
    caller = "start -> sub[call]{process=child} -> end\n sub ~(error E)~> heard[service]{type=heard} -> end"
    child = "start -> fork[and] -> work[service]{type=work} -> end\n fork -> broken[end error E]"
    runtime.deploy([("caller.bpmn", draw_xml(caller, "caller")), ("child.bpmn", draw_xml(child, "child"))])

    runtime.writer.call(runtime.start("caller"))
    settled(runtime)

    assert jobs(runtime) == ["heard"]
    assert rows(runtime, "SELECT count(*) FROM letter") == [(0,)]
    assert audit(runtime.db).differences == ()


def test_an_error_that_nobody_catches_is_an_incident_of_the_called_instance_in_the_database(runtime):
    caller = "start -> sub[call]{process=child} -> end"
    runtime.deploy(
        [
            ("caller.bpmn", draw_xml(caller, "caller")),
            ("child.bpmn", draw_xml("start -> broken[end error E]", "child")),
        ]
    )

    runtime.writer.call(runtime.start("caller"))
    settled(runtime)

    found = rows(
        runtime,
        "SELECT d.id, x.kind FROM incident x JOIN instance i ON i.key = x.instance"
        " JOIN definition d ON d.key = i.definition",
    )
    assert found == [("child", "unhandled-error")]
    assert audit(runtime.db).differences == ()
