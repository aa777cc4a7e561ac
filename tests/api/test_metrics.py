"""/metrics: what it tells, and to whom."""

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families

from api_house import Person
from lingqu.bootstrap.settings import Settings
from lingqu.engine.commands import CompleteJob
from runtime.drawings import END, ONE_JOB, START, catch_timer, chain, drawing


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


def told(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, sample.labels.get("le", "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_the_node_does_is_counted_once_it_is_committed(house, client):
    house.runtime.deploy([("one-job.bpmn", ONE_JOB)], by="admin")
    before = told(client)
    house.runtime.writer.call(house.runtime.start("one-job"))
    [job] = house.runtime.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=5)
    house.runtime.writer.call(house.runtime.job_command(CompleteJob(at=0, job=job.key)))
    after = told(client)

    grown = {name: after[name, ""] - before[name, ""] for name, le in after if not le}
    for name in (
        "lingqu_instances_started_total",
        "lingqu_instances_completed_total",
        "lingqu_jobs_created_total",
        "lingqu_jobs_activated_total",
        "lingqu_jobs_completed_total",
    ):
        assert grown[name] == 1, name
    assert grown["lingqu_jobs_failed_total"] == 0
    assert grown["lingqu_writer_batch_works_count"] == grown["lingqu_writer_commit_seconds_count"] >= 3
    assert grown["lingqu_writer_batch_seconds_sum"] > grown["lingqu_writer_commit_seconds_sum"] > 0
    assert (after["lingqu_writer_waiting", ""], after["lingqu_instances_set_aside", ""]) == (0, 0)
    assert after["lingqu_node_ready", ""] == 1


def test_a_timer_is_counted_with_how_late_it_was(house, client):
    from api_house import soon

    nap = drawing("naps", chain(START, catch_timer("nap", "PT0.2S"), END))
    house.runtime.deploy([("naps.bpmn", nap)], by="admin")
    house.runtime.writer.call(house.runtime.start("naps"))

    found = soon(lambda: (known := told(client))["lingqu_timers_fired_total", ""] and known)
    assert found["lingqu_timer_lag_seconds_count", ""] == 1
    assert found["lingqu_timer_lag_seconds_sum", ""] >= 0


def test_they_are_guarded_where_others_can_connect(house, client):
    house.settings = msgspec.structs.replace(house.settings, host="10.0.0.1")

    assert client.get("/metrics").status_code == 401
    assert Person(client, "wang.min").call("GET", "/metrics").status_code == 403
    assert Person(client, "admin").call("GET", "/metrics").status_code == 200


@pytest.mark.parametrize(
    ("metrics", "host", "guarded"),
    [
        ("auto", "127.0.0.1", False),
        ("auto", "::1", False),
        ("auto", "10.0.0.1", True),
        ("public", "10.0.0.1", False),
        ("guarded", "127.0.0.1", True),
    ],
)
def test_the_setting_decides(metrics, host, guarded):
    assert Settings(metrics=metrics, host=host).metrics_guarded is guarded
