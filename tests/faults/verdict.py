"""The verdict after every fault: what was answered is there exactly once, the rest whole or not at all, nothing left."""

from collections import Counter

from faults.clients import finish
from lingqu.engine.events import JobCompleted
from lingqu.kernel.values import decode
from lingqu.runtime import Runtime, blobs
from lingqu.runtime.audit import audit
from lingqu.store import open_database

#: What must be empty once every instance has ended.
LEFT = {
    "letters": "SELECT count(*) FROM letter",
    "open jobs": "SELECT count(*) FROM job WHERE state IN (0, 2, 5)",
    "timers": "SELECT count(*) FROM timer WHERE plane <> 2",
    "subscriptions": "SELECT count(*) FROM subscription WHERE start = 0",
    "open tasks": "SELECT count(*) FROM task WHERE state = 0",
    "open incidents": "SELECT count(*) FROM incident WHERE resolved_at IS NULL",
    "open activities": "SELECT count(*) FROM activity WHERE left_at IS NULL",
    "rows of batches that never were": (
        "SELECT count(*) FROM history h WHERE NOT EXISTS"
        " (SELECT 1 FROM batch b WHERE b.node = h.node AND b.number = h.batch)"
    ),
    "claims of clients without an answer": "SELECT count(*) FROM guard WHERE scope = 'client' AND answer IS NULL",
    "ids of messages without a message": (
        "SELECT count(*) FROM guard g WHERE g.scope = 'message' AND NOT EXISTS"
        " (SELECT 1 FROM message m WHERE g.id = m.tenant || '/' || m.name || '/' || m.correlation || '/' || m.message_id)"
    ),
    "ids with two messages": (
        "SELECT count(*) FROM (SELECT 1 FROM message WHERE message_id <> '' GROUP BY name, correlation, message_id"
        " HAVING count(*) > 1) AS twice"
    ),
}


def check(url, said):
    """Compare what clients were told with what is there; then a new node finishes what was begun."""
    database = open_database(url)
    nothing_torn(database)
    counts = told(database, said)
    node = Runtime(database)
    node.begin()
    finish(node)
    node.stop()
    nothing_left(database)
    done_once(database)
    told(database, said)
    database.close()
    return counts


def nothing_torn(database):
    assert audit(database).differences == ()


def nothing_left(database):
    nothing_torn(database)
    with database.reading() as c:
        assert {what: c.row(sql)[0] for what, sql in LEFT.items()} == dict.fromkeys(LEFT, 0)


def done_once(database):
    """No job is completed twice in what has happened, whoever was answered."""
    with database.reading() as c:
        told = c.rows("SELECT instance, format, events FROM history WHERE command = 'CompleteJob'")
    done = Counter(
        (instance, event.n)
        for instance, format_, events in told
        for event in blobs.history.decode(format_, bytes(events))
        if isinstance(event, JobCompleted)
    )
    assert [job for job, many in done.items() if many > 1] == []


def told(database, said):
    """Every answer is there exactly once; how many starts, completions and messages were answered."""
    lines = [line.split() for line in said]
    strange = [
        line
        for line in lines
        if len(line) != {"started": 3, "completed": 2, "published": 2, "done": 2}.get(line[0] if line else "")
    ]
    assert strange == [], strange
    started = {line[1]: int(line[2]) for line in lines if line[0] == "started"}
    completed = [int(line[1]) for line in lines if line[0] == "completed"]
    published = {line[1] for line in lines if line[0] == "published"}
    with database.reading() as c:
        there = Counter(
            decode(value.encode())
            for (value,) in c.rows(
                "SELECT v.value FROM variable v JOIN instance i ON i.key = v.instance"
                " WHERE v.name = 'order' AND i.parent = 0 AND v.scope = 0"
            )
        )
        instances = {key for (key,) in c.rows("SELECT key FROM instance")}
        done = dict(c.rows("SELECT key, state FROM job WHERE key IN ??", [completed]))
        messages = {id_ for (id_,) in c.rows("SELECT message_id FROM message")}
    assert [id_ for id_, many in there.items() if many > 1] == [], "an id was started twice"
    assert set(started) <= set(there), "an instance that was answered is gone"
    assert set(started.values()) <= instances
    assert len(set(started.values())) == len(started)
    assert [key for key, many in Counter(completed).items() if many > 1] == [], "a job was done twice with success"
    assert {key for key in completed if done.get(key) != 1} == set(), "a completion that was answered is gone"
    assert published <= messages, "a message that was answered is gone"
    return len(started), len(completed), len(published)
