"""Commands: what may be asked of an instance, in imperatives. Time, ids and outside facts arrive in them.

`at` is ms since the epoch: the runtime has made it max(node clock, the instance's last time). `by` names the person
or client that asks. `numbers` are fresh instance keys for called instances; a command that runs out of them is
answered by Needs(numbers=…) and comes again with more.
"""

from lingqu.engine.commands.command import Command
from lingqu.engine.commands.instance import (
    AssignBusinessId,
    CancelInstance,
    ResumeInstance,
    StartInstance,
    SuspendInstance,
)
from lingqu.engine.commands.jobs import CompleteJob, Corrections, FailJob, SetJobRetries, ThrowJobError
from lingqu.engine.commands.letters import (
    CatchError,
    CatchEscalation,
    ChildCompleted,
    ChildFailed,
    ReturnError,
    ReturnEscalation,
)
from lingqu.engine.commands.many import ActivateAdHoc, AddItem, AdHocActivation, AdHocAnswer
from lingqu.engine.commands.operations import (
    Activation,
    MigrateInstance,
    ModifyInstance,
    Movement,
    ResolveIncident,
    Rewind,
    Setting,
    SetVariables,
    Termination,
)
from lingqu.engine.commands.tasks import AssignTask, CompleteTask, UpdateTask
from lingqu.engine.commands.waits import CorrelateMessage, FireTimer

__all__ = [
    "ActivateAdHoc",
    "Activation",
    "AdHocActivation",
    "AdHocAnswer",
    "AddItem",
    "AssignBusinessId",
    "AssignTask",
    "CancelInstance",
    "CatchError",
    "CatchEscalation",
    "ChildCompleted",
    "ChildFailed",
    "Command",
    "CompleteJob",
    "CompleteTask",
    "Corrections",
    "CorrelateMessage",
    "FailJob",
    "FireTimer",
    "MigrateInstance",
    "ModifyInstance",
    "Movement",
    "ResolveIncident",
    "ResumeInstance",
    "ReturnError",
    "ReturnEscalation",
    "Rewind",
    "SetJobRetries",
    "SetVariables",
    "Setting",
    "StartInstance",
    "SuspendInstance",
    "Termination",
    "ThrowJobError",
    "UpdateTask",
]
