"""Retention: what has ended goes after its time, once, archived first where wished; what lives stays."""

import json
import subprocess
import sys

import pytest

from lingqu.kernel.keys import instance_key
from lingqu.runtime import Keeping, RowWork, Runtime
from lingqu.runtime import removal as removals
from lingqu.runtime.audit import audit
from lingqu.store.tables import metadata
from runtime.drawings import END, ONE_JOB, ONE_TASK, START, chain, drawing, service
from runtime.looking import rows, settled

DAY = 86_400_000
KEPT = '<bpmn:extensionElements><lingqu:history timeToLive="P10D"/></bpmn:extensionElements>'
SHORT = drawing("short", KEPT + chain(START, END))
WAITS = drawing("waits", KEPT + chain(START, service("work"), END))


@pytest.fixture
def node(runtime):
    runtime.deploy([("short.bpmn", SHORT), ("waits.bpmn", WAITS), ("one-job.bpmn", ONE_JOB)])
    return runtime


def start(node, process="short", **variables):
    return node.writer.call(node.start(process, variables=variables)).instance


def instances(node):
    return [row[0] for row in rows(node, "SELECT key FROM instance ORDER BY key")]


def finish(node, instance):
    from lingqu.engine.commands import CompleteJob

    (job,) = [row[0] for row in rows(node, "SELECT key FROM job WHERE instance = ?", instance)]
    node.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=10)
    node.writer.call(node.job_command(CompleteJob(at=0, job=job, variables={})))


def traces(node, instance):
    """Tables that still have rows of the instance."""
    return {
        table.name
        for table in metadata.sorted_tables
        if "instance" in table.columns
        and rows(node, f"SELECT 1 FROM {table.name} WHERE instance = ? LIMIT 1", instance)  # noqa: S608 - our own names
    }


def test_what_has_ended_goes_when_its_time_is_over_and_not_before(node, clock):
    gone = start(node, number=1)
    clock.forward(10 * DAY)
    node.retention.look()
    assert instances(node) == [gone]

    clock.forward(3 * DAY)
    node.retention.look()
    assert instances(node) == []
    assert traces(node, gone) == set()
    assert audit(node.db).differences == ()


def test_what_runs_stays_however_old(node, clock):
    lives = start(node, "waits")
    clock.forward(500 * DAY)
    node.retention.look()
    assert instances(node) == [lives]
    finish(node, lives)
    node.retention.look()
    assert instances(node) == [lives], "its time begins when it ends"


def test_without_a_word_of_process_or_settings_everything_stays(node, clock):
    kept = start(node, "one-job")
    finish(node, kept)
    clock.forward(5000 * DAY)
    node.retention.look()
    assert instances(node) == [kept]

    node.retention.keeping = Keeping(keep=30 * DAY)
    node.retention.look()
    assert instances(node) == []


def test_what_was_called_goes_with_its_caller(node, clock):
    callee = drawing("callee", chain(START, END))
    calls = (
        '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="callee"/>'
        "</bpmn:extensionElements></bpmn:callActivity>"
    )
    caller = drawing("caller", KEPT + chain(START, calls, service("work"), END))
    node.deploy([("callee.bpmn", callee), ("caller.bpmn", caller)])
    root = start(node, "caller")
    settled(node)
    clock.forward(50 * DAY)
    node.retention.keeping = Keeping(keep=DAY)
    node.retention.look()
    assert len(instances(node)) == 2, "the caller still runs"
    finish(node, root)
    clock.forward(15 * DAY)
    node.retention.look()
    assert instances(node) == []


def test_a_removal_leaves_one_audit_line_and_counts(node, clock):
    for _ in range(3):
        start(node)
    clock.forward(20 * DAY)
    node.retention.look()
    node.retention.look()
    (line,) = rows(node, "SELECT action, detail FROM audit_line")
    assert line[0] == "retention.removed"
    assert json.loads(bytes(line[1]))["instances"] == 3
    assert b"lingqu_retention_instances_total 3.0" in node.figures.text()


def test_a_large_instance_goes_in_slices(node, clock, monkeypatch):
    monkeypatch.setattr(removals, "SLICE", 3)
    many = drawing("many", KEPT + chain(START, service("a"), service("b"), service("c"), service("d"), END))
    node.deploy([("many.bpmn", many)])
    large = start(node, "many")
    for _ in range(4):
        (job,) = node.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=1)
        from lingqu.engine.commands import CompleteJob

        node.writer.call(node.job_command(CompleteJob(at=0, job=job.key, variables={})))
    clock.forward(20 * DAY)
    until = clock.at + DAY
    wanted = removals.Wanted(clock.at, definition=rows(node, "SELECT definition FROM instance")[0][0])
    one = node.writer.call(removals.choose(wanted, node.node, until, archived=False))
    first = node.writer.call(removals.remove(one.key, node.node, until, 10))
    assert first == 0
    assert instances(node) == [large]
    assert audit(node.db).differences == (), "what is being removed is not compared"
    node.retention.look()
    assert instances(node) == []
    assert traces(node, large) == set()


def test_two_nodes_take_different_instances(postgres_database, clock):
    nodes = [Runtime(postgres_database, clock=clock) for _ in range(2)]
    for one in nodes:
        one.begin()
    try:
        nodes[0].deploy([("short.bpmn", SHORT)])
        for _ in range(5):
            start(nodes[0])
        clock.forward(20 * DAY)
        definition = rows(nodes[0], "SELECT key FROM definition")[0][0]
        wanted = removals.Wanted(clock.at, definition=definition)
        until = clock.at + DAY
        first = nodes[0].writer.call(removals.choose(wanted, nodes[0].node, until, archived=False))
        assert first.instances == 5
        assert nodes[1].writer.call(removals.choose(wanted, nodes[1].node, until, archived=False)) is None
        nodes[1].retention.look()
        assert len(instances(nodes[0])) == 5, "the other node has it"
        clock.forward(2 * DAY)
        nodes[1].retention.look()
        assert instances(nodes[0]) == [], "its lease was over"
    finally:
        for one in nodes:
            one.stop()


# ---- archive


def parquet(folder, table):
    from pyarrow import parquet

    return parquet.read_table(folder / table).to_pylist()


def test_rows_are_in_files_before_they_go(node, clock, tmp_path):
    folder = tmp_path / "archive"
    node.retention.keeping = Keeping(archive=str(folder))
    keys = [start(node, number=n, big="x" * 9000) for n in range(3)]
    events = [bytes(row[0]) for row in rows(node, "SELECT events FROM history ORDER BY instance")]
    clock.forward(20 * DAY)
    node.retention.look()

    assert instances(node) == []
    assert [row["key"] for row in parquet(folder, "instance")] == keys
    assert [row["events"].encode() for row in parquet(folder, "history")] == events
    assert {json.loads(row["body"]) for row in parquet(folder, "value")} == {"x" * 9000}
    assert {row["name"] for row in parquet(folder, "variable")} == {"number", "big"}
    (told,) = rows(node, "SELECT rows, digests, folder FROM removal")
    assert told[0] == sum(count for count, _ in json.loads(told[1]).values())
    assert told[2] == str(folder)


def test_without_a_file_nothing_goes(node, clock, tmp_path):
    (tmp_path / "archive").write_text("in the way")
    node.retention.keeping = Keeping(archive=str(tmp_path / "archive"))
    kept = start(node)
    clock.forward(20 * DAY)
    node.retention.look()
    assert instances(node) == [kept]
    assert b"lingqu_retention_failures_total 1.0" in node.figures.text()

    (tmp_path / "archive").unlink()
    node.retention.look()
    assert instances(node) == []


def test_a_crash_after_the_files_writes_them_again_and_removes_once(node, clock, tmp_path):
    folder = tmp_path / "archive"
    keys = [start(node) for _ in range(2)]
    clock.forward(20 * DAY)
    wanted = removals.Wanted(clock.at, definition=rows(node, "SELECT definition FROM instance")[0][0])
    one = node.writer.call(removals.choose(wanted, node.node + 1, clock.at, archived=True))
    order = json.dumps(
        {"url": node.db.address.alchemy, "removal": one.key, "instances": 2, "folder": str(folder)}
    ).encode()
    done = subprocess.run(
        [sys.executable, "-m", "lingqu.runtime.archive_files"], input=order, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["failed"] == ""  # and here the node dies: nobody has noted it
    clock.forward(1)
    node.retention.keeping = Keeping(archive=str(folder))
    node.retention.look()
    assert instances(node) == []
    assert [row["key"] for row in parquet(folder, "instance")] == keys
    assert len(list((folder / "instance").iterdir())) == 1


def test_files_are_not_written_anew_once_deletion_has_begun(node, clock, tmp_path):
    folder = tmp_path / "archive"
    for _ in range(2):
        start(node)
    clock.forward(20 * DAY)
    wanted = removals.Wanted(clock.at, definition=rows(node, "SELECT definition FROM instance")[0][0])
    one = node.writer.call(removals.choose(wanted, node.node, clock.at + DAY, archived=False))
    node.writer.call(removals.remove(one.key, node.node, clock.at + DAY, 1))
    from lingqu.runtime.archive_files import Changed, Order, write

    with pytest.raises(Changed):
        write(Order(node.db.address.alchemy, one.key, 2, str(folder)))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_node_that_lost_its_lease_does_not_begin_to_delete(node, clock):
    start(node)
    clock.forward(20 * DAY)
    wanted = removals.Wanted(clock.at, definition=rows(node, "SELECT definition FROM instance")[0][0])
    one = node.writer.call(removals.choose(wanted, node.node, clock.at, archived=True))
    clock.forward(1)
    other = node.node + 1
    assert node.writer.call(removals.take(node.db, other, clock.at, clock.at + DAY)).key == one.key
    assert not node.writer.call(removals.written(one.key, node.node, "", {}))
    assert node.writer.call(removals.written(one.key, other, "", {}))


# ---- partitions


@pytest.fixture
def cluster_node(postgres_database, clock):
    node = Runtime(postgres_database, clock=clock)
    node.begin()
    node.writer.call(RowWork(run=lambda tx: tx.c.run("UPDATE stretch SET begun_at = ? WHERE first = 0", [clock.at])))
    node.deploy([("short.bpmn", SHORT), ("waits.bpmn", WAITS)])
    yield node
    node.stop()


def partitions(node):
    return [
        row[0].removeprefix("history_")
        for row in rows(
            node,
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'history'::regclass ORDER BY length(c.relname), c.relname",
        )
    ]


def home(node, instance):
    return rows(node, "SELECT DISTINCT tableoid::regclass::text FROM history WHERE instance = ?", instance)[0][0]


def test_a_month_gets_its_partition_and_the_next_one_is_made_ahead(cluster_node, clock):
    node = cluster_node
    before = start(node, "waits")
    node.retention.look()
    stretches = [row[0] for row in rows(node, "SELECT first FROM stretch ORDER BY first")]
    assert len(stretches) == 2

    clock.forward(35 * DAY)
    node.retention.look()
    after = start(node)
    assert home(node, before) == "history_0"
    assert home(node, after) == f"history_{stretches[1]}"
    assert after >= instance_key(stretches[1])
    assert len(rows(node, "SELECT 1 FROM stretch WHERE begun_at IS NULL")) == 1
    assert len(partitions(node)) == 4


def test_a_month_that_is_past_its_time_is_dropped_with_its_partitions(cluster_node, clock):
    node = cluster_node
    old = [start(node) for _ in range(3)]
    clock.forward(35 * DAY)
    node.retention.look()
    young = start(node)
    node.retention.look()
    assert instances(node) == [young]
    assert "0" not in partitions(node)
    assert rows(node, "SELECT 1 FROM history WHERE instance = ?", old[0]) == []
    assert audit(node.db).differences == ()
    assert b"lingqu_retention_partitions_total 1.0" in node.figures.text()


def test_a_long_lived_instance_keeps_its_partition_and_the_others_go_row_by_row(cluster_node, clock):
    node = cluster_node
    lives, gone = start(node, "waits"), start(node)
    clock.forward(35 * DAY)
    node.retention.look()
    assert instances(node) == [lives]
    assert "0" in partitions(node)
    assert traces(node, gone) == set()
    assert home(node, lives) == "history_0"


def test_what_has_no_partition_is_written_all_the_same(cluster_node):
    node = cluster_node
    node.writer.call(RowWork(run=lambda tx: tx.c.run("UPDATE series SET next = ?", [1 << 30])))
    node.numbers.leave(1 << 30)
    node.writer.call(RowWork(run=lambda tx: None))
    lost = start(node)
    assert home(node, lost) == "history_rest"
    node.retention.look()
    node.retention.look()
    assert audit(node.db).differences == ()


def test_two_nodes_tend_at_once(cluster_node, clock):
    from concurrent.futures import ThreadPoolExecutor

    from lingqu.runtime import stretches
    from lingqu.store import Transient

    node = cluster_node
    clock.forward(35 * DAY)

    def tend(_):
        try:
            return stretches.tend(node.db, clock.at)
        except Transient:
            return None

    with ThreadPoolExecutor(4) as pool:
        told = {one for one in pool.map(tend, range(8)) if one is not None}
    assert len(told) == 1
    assert len(partitions(node)) == 4


def test_the_task_of_somebody_is_archived_too(node, clock, tmp_path):
    node.deploy([("one-task.bpmn", ONE_TASK)])
    instance = start(node, "one-task")
    from lingqu.engine.commands import CancelInstance

    node.writer.call(node.command(instance, CancelInstance(at=0, by="root")))
    node.retention.keeping = Keeping(keep=0, archive=str(tmp_path))
    clock.forward(1)
    node.retention.look()
    assert [row["assignee"] for row in parquet(tmp_path, "task")] == ["anna"]


def test_removals_of_long_ago_are_forgotten_unless_they_have_files(node, clock, monkeypatch):
    monkeypatch.setattr(removals, "_PORTION", 2)
    columns = ("key", "state", "instances", "rows", "folder", "digests", "taken_by", "taken_until", "created_at")
    c = node.db.writing()
    for key, state, folder, ended in (
        *((key, 2, "", clock.at) for key in (1, 2, 3)),
        (4, 2, "/archive", clock.at),
        (5, 1, "", None),
        (6, 2, "", clock.at + DAY),
    ):
        c.insert("removal", (*columns, "ended_at"), [(key, state, 1, 0, folder, "{}", 0, 0, 0, ended)])
    c.close()

    def left():
        return [key for (key,) in rows(node, "SELECT key FROM removal ORDER BY key")]

    clock.forward(removals.TOLD)
    node.retention.forget()
    assert left() == [1, 2, 3, 4, 5, 6]
    clock.forward(1)
    node.retention.forget()
    assert left() == [1, 2, 3, 4, 5, 6], "it had its turn today"
    node.retention._forgets = 0.0
    node.retention.forget()
    assert left() == [4, 5, 6]
