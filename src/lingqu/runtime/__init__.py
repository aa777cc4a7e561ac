"""Load, step, save: one writer a node, group commit, letters, jobs, timers, messages.

The law: every change goes through the writer, an answer is durable and happens exactly once, nothing decides here:
`deciding.decide` (pure) does, projectors (pure) turn its events into rows, the batch writes them in one transaction.
"""

from lingqu.runtime.checking import FileReport, check_file, check_files
from lingqu.runtime.correlation import Correlated
from lingqu.runtime.deploy import Deployed, DeploymentDone, DeploymentRefused
from lingqu.runtime.due import TimerRow
from lingqu.runtime.health import Readiness
from lingqu.runtime.job_changes import JobChange
from lingqu.runtime.jobs import ActivatedJob
from lingqu.runtime.projection import Projection
from lingqu.runtime.proving import prove_within
from lingqu.runtime.retention import Keeping
from lingqu.runtime.runtime import Runtime
from lingqu.runtime.sources import FileProblem
from lingqu.runtime.starting import Started, start_work
from lingqu.runtime.traces import CALLER, Collector
from lingqu.runtime.work import AlreadyDone, CaseDone, CaseWork, GuardClaim, RowWork, Tx, Work
from lingqu.runtime.writer import Writer

__all__ = [
    "CALLER",
    "ActivatedJob",
    "AlreadyDone",
    "CaseDone",
    "CaseWork",
    "Collector",
    "Correlated",
    "Deployed",
    "DeploymentDone",
    "DeploymentRefused",
    "FileProblem",
    "FileReport",
    "GuardClaim",
    "JobChange",
    "Keeping",
    "Projection",
    "Readiness",
    "RowWork",
    "Runtime",
    "Started",
    "TimerRow",
    "Tx",
    "Work",
    "Writer",
    "check_file",
    "check_files",
    "prove_within",
    "start_work",
]
