"""An instance that fails by a defect again and again is set aside; nothing else notices, and nothing of it is lost."""

import pytest

from lingqu.engine.commands import CompleteJob, SetVariables
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.kernel.values import decode
from lingqu.runtime import RowWork
from lingqu.runtime.aside import PATIENCE
from lingqu.runtime.audit import audit
from runtime.drawings import END, ONE_JOB, START, chain, drawing
from runtime.looking import rows, settled

HOUR = 3_600_000
WAITS = drawing(
    "waits",
    chain(
        START,
        '<bpmn:intermediateCatchEvent id="hour"><bpmn:timerEventDefinition>'
        '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
        END,
    ),
)


def damage(runtime, key):
    """Make the instance's page unreadable, as a defect would; what mends it again."""
    (body,) = (row[0] for row in rows(runtime, "SELECT body FROM page WHERE instance = ? AND number = 0", key))
    write(runtime, "UPDATE page SET body = ? WHERE instance = ? AND number = 0", [b"?", key])
    runtime._cache.clear()
    return lambda: write(runtime, "UPDATE page SET body = ? WHERE instance = ? AND number = 0", [bytes(body), key])


def write(runtime, sql, params):
    runtime.writer.call(RowWork(run=lambda tx: tx.c.run(sql, params)))


def state(runtime, key):
    return rows(runtime, "SELECT status, incidents FROM instance WHERE key = ?", key)[0]


@pytest.fixture
def poisoned(runtime, clock):
    runtime.deploy([("waits.bpmn", WAITS), ("one.bpmn", ONE_JOB)])
    bad, good = (runtime.writer.call(runtime.start("waits")).instance for _ in range(2))
    mend = damage(runtime, bad)
    clock.forward(HOUR)
    for _ in range(PATIENCE):
        runtime.fire_due_timers()
        settled(runtime)
    return bad, good, mend


def test_the_others_go_on_and_the_damaged_one_has_an_incident_in_both_languages(runtime, poisoned):
    bad, good, _ = poisoned
    assert state(runtime, good) == (1, 0)
    assert state(runtime, bad) == (0, 1)
    ((kind, code, params),) = rows(runtime, "SELECT kind, code, params FROM incident WHERE instance = ?", bad)
    assert kind == "set-aside"
    told = Message(code=code, params=decode(bytes(params)))
    assert "搁置" in told.text("zh")
    assert "Set aside" in told.text("en")
    assert runtime.ready().ok
    assert runtime.ready().notes == ("1 instances are set aside after defects",)


def test_its_timer_waits_and_fires_once_the_incident_is_resolved(runtime, poisoned):
    bad, _, mend = poisoned
    runtime.fire_due_timers()
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM timer WHERE instance = ?", bad) == [(1,)]
    mend()
    ((incident,),) = rows(runtime, "SELECT key FROM incident WHERE instance = ?", bad)
    runtime.writer.call(runtime.retry_incident(incident))
    runtime.fire_due_timers()
    settled(runtime)
    assert state(runtime, bad) == (1, 0)
    assert runtime.ready().notes == ()
    assert audit(runtime.db).differences == ()


def test_a_node_that_starts_anew_knows_what_is_set_aside(runtime, poisoned):
    bad, _, _ = poisoned
    runtime.aside.keys = frozenset()
    runtime.aside.look()
    assert bad in runtime.aside


def test_a_command_that_succeeds_takes_it_back(runtime, poisoned):
    bad, _, mend = poisoned
    mend()
    runtime.writer.call(runtime.command(bad, SetVariables(at=0, variables={"x": 1}, scope=0)))
    settled(runtime)
    assert bad not in runtime.aside
    assert state(runtime, bad) == (0, 0)
    assert audit(runtime.db).differences == ()


def test_refusals_set_nothing_aside(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    key = runtime.writer.call(runtime.start("one-job")).instance
    for _ in range(PATIENCE + 1):
        with pytest.raises(Rejected):
            runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=key + 99)))
    assert key not in runtime.aside
