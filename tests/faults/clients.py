"""Clients that start, complete, correlate and let time run out, and say what they were answered, one line an answer.

    started ID KEY · completed JOB · published ID

A client that was not answered asks again under the same id, as a good client does; a completion it does not repeat.
"""

import threading
import time

from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Busy, Conflict, Rejected
from lingqu.runtime import GuardClaim
from lingqu.store import DatabaseFailed, Lost
from runtime.drawings import (
    CALLS,
    END,
    ONE_JOB,
    START,
    catch_message,
    catch_timer,
    chain,
    drawing,
    message,
    service,
    user,
)

ORDER = drawing(
    "order",
    chain(START, service("work"), catch_message("wait", "paid"), catch_timer("rest", "PT0.05S"), END),
    message("paid"),
)
#: A task that nobody does: it ends when its time is over.
URGED = drawing(
    "urged",
    chain(START, user("decide"), END)
    + '<bpmn:boundaryEvent id="late" attachedToRef="decide"><bpmn:timerEventDefinition id="d_late">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT0.1S</bpmn:timeDuration></bpmn:timerEventDefinition>'
    '</bpmn:boundaryEvent><bpmn:endEvent id="over"/><bpmn:sequenceFlow id="g" sourceRef="late" targetRef="over"/>',
)
FILES = [("one.bpmn", ONE_JOB), ("calls.bpmn", CALLS), ("order.bpmn", ORDER), ("urged.bpmn", URGED)]
#: What a client starts in turn.
IN_TURN = ("order", "one-job", "urged", "order", "calls")
DAY = 86_400_000
#: What a lost connection or a busy node raises at a client: nobody knows whether it was done, so it is asked again.
PASSING = (Busy, Lost, DatabaseFailed)
#: ms that a worker has for a job: short, so that leases of dead and slow workers run out while others work.
LEASE = 2_000


class Clients:
    """`many` clients of one node, each in a thread of its own, until `stop` or a number of turns."""

    def __init__(self, node, name, say, *, many=4, turns=None):
        self._node = node
        self._name = name
        self._say = say
        self._stop = threading.Event()
        self._turns = turns
        self._failed = []
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(many)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._stop.set()

    def join(self, patience=120):
        """Wait for all, so many seconds for each; raises what went wrong in one."""
        for thread in self._threads:
            thread.join(patience)
            assert not thread.is_alive(), "Expected the client to end, but it hangs"
        assert self._failed == []

    def _run(self, number):
        turn = 0
        try:
            while not self._stop.is_set() and turn != self._turns:
                turn += 1
                self._turn(f"{self._name}/{number}/{turn}", turn)
        except Exception as wrong:  # noqa: BLE001 - told by `join`
            self._failed.append(wrong)

    def _turn(self, id_, turn):
        node = self._node
        process = IN_TURN[turn % len(IN_TURN)]
        started = self._asked(
            lambda: node.writer.call(node.start(process, variables={"order": id_}, guard=GuardClaim("client", id_)))
        )
        if started is None:
            return
        self._say(f"started {id_} {started.instance}")
        if process == "order" and self._asked(lambda: _publish(node, id_)):
            self._say(f"published {id_}")
        for job in self._once(lambda: node.activate_jobs(["work"], worker="w", timeout_ms=LEASE, limit=2)) or ():
            work = node.job_command(CompleteJob(at=0, job=job.key), lease=job.lease)
            if self._once(lambda work=work: node.writer.call(work)) is not None:
                self._say(f"completed {job.key}")

    def _asked(self, ask):
        """The answer, asked for again and again."""
        while not self._stop.is_set():
            try:
                return ask()
            except PASSING:
                self._stop.wait(0.02)  # as Retry-After asks
        return None

    @staticmethod
    def _once(ask):
        """The answer, or None if there was none or a refusal."""
        try:
            return ask()
        except (Rejected, Lost, DatabaseFailed):
            return None


def _publish(node, id_):
    """True once the message is there, by this call or by an earlier one that was not answered."""
    try:
        node.writer.call(node.publish("paid", id_, ttl_ms=DAY, message_id=id_))
    except Conflict as known:
        if known.code != "runtime.message_known":
            raise
    return True


def finish(node):
    """Do what is left to be done, as clients would who come back later; bounded."""
    end = time.monotonic() + 60
    while True:
        with node.db.reading() as c:
            left = c.row("SELECT count(*) FROM instance WHERE status = 0")[0]
            waiting = c.rows(
                "SELECT DISTINCT correlation FROM subscription WHERE start = 0 AND name = 'paid' ORDER BY 1 LIMIT 500"
            )
        if not left:
            return
        assert time.monotonic() < end, f"Expected everything to end, but {left} instances wait"
        for (id_,) in waiting:
            _publish(node, id_)
        for job in node.activate_jobs(["work"], worker="w", timeout_ms=LEASE, limit=200):
            node.writer.call(node.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
        node._post.sweep()
        time.sleep(0.02)  # timers and leases run out in real time
