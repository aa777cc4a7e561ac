"""A story that a node lives through, killed by SIGKILL before its n-th statement; told again it goes on where it was.

Run as: python story.py. Each line on its input is `N ROUND URL`: a child of this process lives through the story on that
database and is killed by its own hand before the N-th statement of its writer (0: never), or right after the N-th if
that one was a COMMIT. It says what it was answered; then the line `end STATUS STATEMENTS` follows.
"""

import os
import signal
import sys
import threading

import structlog

from faults.clients import DAY
from lingqu.engine.commands import CancelInstance, CompleteJob
from lingqu.kernel.errors import Conflict, Rejected
from lingqu.runtime import GuardClaim, Runtime
from lingqu.store import flight, open_database
from lingqu.store.flight import Flight
from lingqu.store.postgres import PostgresConnection
from lingqu.store.sqlite import SqliteConnection
from runtime.drawings import CALLS, END, ONE_JOB, START, catch_message, catch_timer, chain, drawing, message, service
from runtime.looking import settled

ORDER = drawing(
    "order",
    chain(START, service("work"), catch_message("wait", "paid"), catch_timer("rest", "PT1H"), END),
    message("paid"),
)
LEFT = drawing("left", chain(START, service("work", "nobody"), END))
FILES = [("one.bpmn", ONE_JOB), ("calls.bpmn", CALLS), ("order.bpmn", ORDER), ("left.bpmn", LEFT)]
BEGIN = 1_750_000_000_000
HOUR = 3_600_000


class Counter:
    """Counts what the writing connections do; the wanted statement is never reached.

    SQLite is asked statement by statement. To PostgreSQL they fly together: there the places are those before each
    statement of a flight (all before it are on the wire), after the last one, and between the answers.
    """

    def __init__(self, wanted):
        self.count = 0
        self._wanted = wanted
        for name in ("rows", "run", "run_many", "begin", "commit"):
            setattr(SqliteConnection, name, self._counted(getattr(SqliteConnection, name), commits=name == "commit"))
        self._aboard = threading.local()  # whether what flies in this thread writes
        PostgresConnection.__init__ = self._marked(PostgresConnection.__init__)
        Flight.land = self._aboard_of(Flight.land)
        Flight._send = self._departing(Flight._send)
        flight.send = self._followed(flight.send)
        flight.fetch_many = self._followed(flight.fetch_many)

    def _counted(self, original, *, commits):
        def method(connection, *arguments, **options):
            if not connection.writes:
                return original(connection, *arguments, **options)
            self._step()
            answer = original(connection, *arguments, **options)
            if commits:
                self._step()
            return answer

        return method

    @staticmethod
    def _marked(original):
        def init(connection, *arguments, **options):
            original(connection, *arguments, **options)
            connection._flight.writes = connection.writes

        return init

    def _aboard_of(self, land):
        def method(flying):
            self._aboard.writes = getattr(flying, "writes", False)
            try:
                return land(flying)
            finally:
                self._aboard.writes = False

        return method

    def _departing(self, send):
        def method(flying, *arguments):
            if self._aboard.writes:
                while flying._c.pgconn.flush():  # what is before it has left this process
                    pass
                self._step()
            return send(flying, *arguments)

        return method

    def _followed(self, original):
        def generator(*arguments):
            answer = yield from original(*arguments)
            if getattr(self._aboard, "writes", False):
                self._step()
            return answer

        return generator

    def _step(self):
        self.count += 1
        if self.count == self._wanted:
            os.kill(os.getpid(), signal.SIGKILL)


class Story:
    def __init__(self, url, round_):
        self._at = BEGIN + round_ * DAY  # a day later the leases of the dead are over
        self._node = Runtime(open_database(url), clock=lambda: self._at)

    def tell(self):
        node = self._node
        node.begin()
        node.deploy(FILES)
        for id_, process in (("a", "order"), ("b", "calls"), ("c", "one-job")):
            self._start(process, id_)
        self._work()
        try:
            node.writer.call(node.publish("paid", "a", ttl_ms=30 * DAY, message_id="a"))
        except Conflict as known:
            if known.code != "runtime.message_known":
                raise
        say("published a")
        self._cancel(self._start("left", "d"))
        settled(node)
        self._at += 2 * HOUR
        node.fire_due_timers()
        node._post.sweep()
        node._correlator.sweep()
        settled(node)
        node.stop()
        node.db.close()

    def _start(self, process, id_):
        work = self._node.start(process, variables={"order": id_}, guard=GuardClaim("story", id_))
        found = self._node.writer.call(work)
        say(f"started {id_} {found.instance}")
        return found.instance

    def _work(self):
        while jobs := self._node.activate_jobs(["work"], worker="w", timeout_ms=HOUR, limit=9):
            for job in jobs:
                self._node.writer.call(self._node.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
                say(f"completed {job.key}")

    def _cancel(self, instance):
        try:
            self._node.writer.call(self._node.command(instance, CancelInstance(at=0)))
        except Rejected as over:
            if over.code != "engine.instance_not_running":
                raise


def say(line):
    os.write(1, f"{line}\n".encode())


def main():
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # a line of the log is no answer
    for line in sys.stdin:
        wanted, round_, url = line.split()
        child = os.fork()
        if not child:
            counter = Counter(int(wanted))
            try:
                Story(url, int(round_)).tell()
                say(f"done {counter.count}")
                os._exit(0)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        say(f"end {os.waitstatus_to_exitcode(status)}")


main()
