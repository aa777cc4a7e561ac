"""One file an element kind. Behaviours decide and emit; they never change state themselves.

To add a kind: a file here with its BEHAVIOUR and a line in the table below; what it reads in `program.Node` and
`compile_nodes`; its row in `unsupported_nodes`; drawn tests; its place in docs/reference/bpmn.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lingqu.engine import conditions
from lingqu.engine.behaviours.events import (
    cancel,
    compensation,
    error,
    escalation,
    link,
    multiple,
    none,
    signal,
    terminate,
)
from lingqu.engine.behaviours.gateways import complex_gateway, event_based, exclusive, inclusive, parallel
from lingqu.engine.behaviours.scopes import ad_hoc, call, loop, multi_instance, process, subprocess, undoing
from lingqu.engine.behaviours.tasks import decision, job, passing, receive, script, send, user
from lingqu.engine.turn import Behaviour

#: The behaviour of each kind of element; `compile` chooses by what is drawn.
BEHAVIOURS: Final[Mapping[str, Behaviour]] = {
    # tasks
    "passing": passing.BEHAVIOUR,
    "user": user.BEHAVIOUR,
    "job": job.BEHAVIOUR,
    "script": script.BEHAVIOUR,
    "decision": decision.BEHAVIOUR,
    "send": send.BEHAVIOUR,
    "receive": receive.BEHAVIOUR,
    # gateways
    "exclusiveGateway": exclusive.BEHAVIOUR,
    "parallelGateway": parallel.BEHAVIOUR,
    "inclusiveGateway": inclusive.BEHAVIOUR,
    "complexGateway": complex_gateway.BEHAVIOUR,
    "eventBasedGateway": event_based.BEHAVIOUR,
    # events
    "event": none.BEHAVIOUR,
    "catch": receive.BEHAVIOUR,
    "terminate": terminate.BEHAVIOUR,
    "errorThrow": error.BEHAVIOUR,
    "escalationThrow": escalation.BEHAVIOUR,
    "signalThrow": signal.BEHAVIOUR,
    "linkThrow": link.BEHAVIOUR,
    "compensate": compensation.BEHAVIOUR,
    "cancel": cancel.BEHAVIOUR,
    "multipleThrow": multiple.BEHAVIOUR,
    "conditions": conditions.BEHAVIOUR,
    # scopes
    "process": process.BEHAVIOUR,
    "subProcess": subprocess.BEHAVIOUR,
    "adHoc": ad_hoc.BEHAVIOUR,
    "adHocRun": ad_hoc.RUNNING,
    "undoing": undoing.BEHAVIOUR,
    "call": call.BEHAVIOUR,
    "multiInstance": multi_instance.BEHAVIOUR,
    "standardLoop": loop.BEHAVIOUR,
}
