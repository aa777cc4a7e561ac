"""A library for who does the work of processes: handlers in Python, fed by a Lingqu server over HTTP.

    poll or stream → attempt (in: typed variables; out: result, BPMN error, failure) → settled in batches

The law: nothing is lost and nothing is done for a lease that is somebody else's. What a handler returned is sent until
the server has answered; a job that nobody began is given back. This room knows the kernel and no other room.
"""

from lingqu.worker.client import Access, Unreachable
from lingqu.worker.errors import BpmnError, JobError
from lingqu.worker.jobs import Job
from lingqu.worker.worker import Worker

__all__ = ["Access", "BpmnError", "Job", "JobError", "Unreachable", "Worker"]
