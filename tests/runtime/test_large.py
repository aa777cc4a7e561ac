"""Large values on their way between instances: history holds references, letters and messages the bytes."""

import json

import pytest

from drawing import draw_xml
from lingqu.engine.commands import CompleteJob, SetVariables
from lingqu.kernel.values import LARGE
from lingqu.runtime import CaseWork, RowWork
from lingqu.runtime.audit import audit
from runtime.looking import rows, settled, status

BIG = "长" * 40_000
CALLS = draw_xml("start -> sub[call]{process=child} -> end", "calls")
CHILD = draw_xml("start -> work[service]{type=work} -> end", "child")
TELLS = draw_xml("start -> tell[throw message paid =id]{in.text==text} -> end", "tells")
SHOUTS = draw_xml("start -> tell[throw signal closing]{in.text==text} -> end", "shouts")
HEARS = draw_xml("start -> wait[signal closing] -> end", "hears")
WAITS = draw_xml("start -> wait[message paid =id] -> end", "waits")
READS = draw_xml("start -> work[service]{type=work out.size='=string length(text)'} -> end", "reads")
CALLS_LATE = draw_xml("start -> first[service]{type=first} -> sub[call]{process=child} -> end", "calls-late")


@pytest.fixture
def begin(runtime):
    files = {"a": CALLS, "b": CHILD, "c": TELLS, "d": SHOUTS, "e": HEARS, "f": WAITS, "g": READS, "h": CALLS_LATE}
    runtime.deploy([(f"{name}.bpmn", xml) for name, xml in files.items()])

    def run(process, **variables):
        return runtime.writer.call(runtime.start(process, variables=variables)).instance

    return run


def take(runtime, type_="work"):
    [job] = runtime.activate_jobs([type_], worker="w", timeout_ms=1000, limit=5)
    return job


def finish(runtime, job, **variables):
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key, variables=variables)))


def value(runtime, instance, name):
    """A variable as its rows tell it, large ones from their value row."""
    [(shown, hash_)] = rows(runtime, "SELECT value, hash FROM variable WHERE instance = ? AND name = ?", instance, name)
    if hash_:
        [(shown,)] = rows(runtime, "SELECT body FROM value WHERE instance = ? AND hash = ?", instance, hash_)
    return json.loads(bytes(shown) if not isinstance(shown, str) else shown)


def small_and_right(runtime):
    """No history row holds a large value, and history tells what the rows say."""
    assert max(len(bytes(row[0])) for row in rows(runtime, "SELECT events FROM history")) < 2 * LARGE
    assert audit(runtime.db).differences == ()


def test_a_large_value_goes_down_into_a_called_process_and_comes_up_again(runtime, begin):
    calling = begin("calls", down=BIG)
    job = take(runtime)
    assert job.variables == {"down": BIG}

    finish(runtime, job, up=BIG + "!")

    assert (status(runtime, job.instance), status(runtime, calling)) == (1, 1)
    assert (value(runtime, calling, "up"), value(runtime, job.instance, "down")) == (BIG + "!", BIG)
    assert rows(runtime, "SELECT count(*) FROM letter") == [(0,)]
    small_and_right(runtime)


def test_a_large_value_that_came_long_ago_goes_down_too(runtime, begin):
    begin("calls-late", down=BIG)
    runtime._cache.clear()

    finish(runtime, take(runtime, "first"))

    assert take(runtime).variables == {"down": BIG}
    small_and_right(runtime)


def test_a_large_value_of_a_message_reaches_who_waits(runtime, begin):
    waiting = begin("waits", id="7")

    thrower = begin("tells", id="7", text=BIG)
    settled(runtime)

    assert (status(runtime, thrower), status(runtime, waiting)) == (1, 1)
    assert value(runtime, waiting, "text") == BIG
    small_and_right(runtime)


def test_a_large_value_of_a_signal_reaches_who_waits(runtime, begin):
    waiting = begin("hears")

    begin("shouts", text=BIG)
    settled(runtime)

    assert value(runtime, waiting, "text") == BIG
    small_and_right(runtime)


def test_a_message_is_whole_after_the_thrower_has_lost_its_values(runtime, begin):
    thrower = begin("tells", id="7", text=BIG)
    forget(runtime, thrower)

    [(kept,)] = rows(runtime, "SELECT variables FROM message")

    assert json.loads(bytes(kept))["text"] == BIG


def test_a_letter_that_waits_is_whole_after_the_sender_has_lost_its_values(postgres_database, clock):
    from lingqu.runtime import Runtime

    runtime = Runtime(postgres_database, clock=clock)
    runtime.begin()
    runtime.deploy([("a.bpmn", CALLS), ("b.bpmn", CHILD)])
    calling = runtime.writer.call(runtime.start("calls", variables={})).instance
    job = take(runtime)
    other = postgres_database.writing()
    other.begin()
    other.lock_rows("instance", "key", [calling])
    finish(runtime, job, up=BIG)
    assert rows(runtime, "SELECT target FROM letter") == [(calling,)]

    forget(runtime, job.instance)
    other.rollback()
    other.close()
    runtime._post.sweep()
    settled(runtime)

    assert value(runtime, calling, "up") == BIG
    assert rows(runtime, "SELECT count(*) FROM letter") == [(0,)]
    runtime.stop()


def test_what_a_command_set_the_next_one_in_the_same_transaction_reads(runtime, begin):
    instance = begin("reads")
    job = take(runtime)

    def both(tx):
        tx.also(CaseWork(instance=instance, command=SetVariables(at=0, variables={"text": BIG})))
        tx.also(CaseWork(instance=instance, command=CompleteJob(at=0, job=job.key)))

    runtime.writer.call(RowWork(run=both))

    assert value(runtime, instance, "size") == len(BIG)
    small_and_right(runtime)


def test_history_still_tells_the_state_after_the_values_are_deleted(runtime, begin):
    calling = begin("calls", down=BIG)
    job = take(runtime)
    finish(runtime, job, up=BIG)

    forget(runtime, calling)
    forget(runtime, job.instance)

    assert audit(runtime.db).differences == ()


def test_a_deleted_value_is_null_for_its_instance_alone(runtime, begin):
    one, two = begin("reads", text=BIG), begin("reads", text=BIG)
    forget(runtime, one)
    jobs = {job.instance: job for job in runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)}

    def both(tx):
        for instance in (one, two):
            tx.also(CaseWork(instance=instance, command=CompleteJob(at=0, job=jobs[instance].key)))

    runtime.writer.call(RowWork(run=both))

    assert (value(runtime, one, "size"), value(runtime, two, "size")) == (None, len(BIG))


def forget(runtime, instance):
    """Personal data is deleted: the bytes go, hash and size stay."""

    def run(tx):
        tx.c.run("DELETE FROM value WHERE instance = ?", [instance])
        tx.c.run("UPDATE variable SET value = '' WHERE instance = ? AND hash <> ''", [instance])

    runtime.writer.call(RowWork(run=run))
    runtime._cache.clear()
