"""A node that works until it is killed: starts and completes, and says on its output what it was answered.

Run as: python busy_node.py <database address> <name>
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Rejected
from lingqu.runtime import GuardClaim, Runtime
from lingqu.store import open_database


def main(address: str, name: str) -> None:
    node = Runtime(open_database(address))
    node.begin()

    def client(number: int) -> None:
        turn = 0
        while True:
            turn += 1
            id_ = f"{name}/{number}/{turn}"
            started = node.writer.call(
                node.start("calls" if turn % 3 == 0 else "one-job", variables={"id": id_}, guard=GuardClaim("c", id_))
            )
            say(f"started {id_} {started.instance}")
            for job in node.activate_jobs(["work"], worker=name, timeout_ms=60_000, limit=2):
                try:
                    node.writer.call(node.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
                except Rejected:
                    continue
                say(f"completed {job.key}")

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(client, number) for number in range(4)]:
            done.result()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


main(*sys.argv[1:])
