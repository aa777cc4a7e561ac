"""A node that moves the tokens of all instances by a batch operation, and says how far it is, until it is killed.

Run as: python batch_node.py <database address>
"""

import sys
import time

from lingqu.engine.commands import ModifyInstance, Movement
from lingqu.runtime import Runtime
from lingqu.runtime.batches import Wanted
from lingqu.store import open_database

MOVE = ModifyInstance(at=0, by="ops", move=(Movement(source="a", target="b", within="parent"),))


def main(address: str) -> None:
    node = Runtime(open_database(address))
    node.begin()
    with node.db.reading() as c:
        there = c.row("SELECT key FROM batch_operation")
    if there is None:
        node.start_batch(
            Wanted(kind="MODIFY_PROCESS_INSTANCE", command=MOVE, where="1 = 1", params=(), tenant="", by="ops")
        )
    while True:
        with node.db.reading() as c:
            done = c.row("SELECT done FROM batch_operation")
        sys.stdout.write(f"{done[0] if done else 0}\n")
        sys.stdout.flush()
        time.sleep(0.005)  # until it is killed


main(*sys.argv[1:])
