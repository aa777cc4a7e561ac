"""SIGKILL in the middle of a batch operation: it goes on after the restart, and every item is done exactly once."""

import subprocess
import sys
import time
from pathlib import Path

from lingqu.runtime import Runtime
from lingqu.runtime.audit import audit
from lingqu.runtime.batches import State
from lingqu.store import open_database
from runtime.drawings import END, START, chain, drawing, user
from runtime.looking import rows

NODE = Path(__file__).parent / "batch_node.py"
MANY = 400


def address(database):
    return f"sqlite:///{database.address.target}" if database.dialect == "sqlite" else database.address.target


def killed_after(database, many):
    """Let a node work until so many items are done, then kill it; how many it had told of."""
    process = subprocess.Popen([sys.executable, NODE, address(database)], stdout=subprocess.PIPE, text=True)
    done = 0
    for line in process.stdout:
        done = int(line)
        if done >= many:
            break
    process.kill()
    process.communicate()
    return done


def test_every_item_is_done_exactly_once_whatever_is_killed(database):
    node = Runtime(database)
    node.begin()
    node.deploy([("tasks.bpmn", drawing("tasks", chain(START, user("a"), user("b"), END)))])
    for _ in range(MANY):
        node.writer.submit(node.start("tasks"))
    node.stop()
    database.close()

    told = [killed_after(database, many) for many in (1, 60, 150)]

    after = Runtime(open_database(address(database)))
    after.begin()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        [found] = rows(after, "SELECT state, total, done, failed FROM batch_operation")
        if found[0] != State.ACTIVE:
            break
        time.sleep(0.05)  # bounded: it takes the operation over when the dead node's lease is over
    assert found == (State.COMPLETED, MANY, MANY, 0)
    assert max(told) < MANY, "the node was killed too late to show anything"
    moves = "SELECT count(*) FROM history WHERE command = 'ModifyInstance' GROUP BY instance"
    assert sorted(rows(after, moves)) == [(1,)] * MANY
    assert rows(after, "SELECT count(*) FROM operation_log WHERE operation = 'MODIFY'") == [(MANY,)]
    assert rows(after, "SELECT count(*) FROM task t WHERE state = 0") == [(MANY,)]
    after.stop()
    after.db.close()
    assert audit(database).differences == ()
