"""The naive interpreter of tests/reference where data, people and other systems choose freely, and values do not count.

What docs/explanation/soundness.md says is not looked at is not looked at here: values, signals that are thrown,
compensation. A loop runs twice.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Activity, Gateway, SubProcess
from reference.drawing_index import Index
from reference.interpreter import Reference
from reference.visits import Stuck, Visit, Wait

_OUTSIDE = ("timer", "message", "signal", "condition")
_THROWN = ("error", "escalation")


class FreeChoice(Reference):
    """One state of an instance; what is chosen freely in an act can be given, to try all."""

    def __init__(self, index: Index) -> None:
        super().__init__(index, {})
        self.picks: list[tuple[int, int]] = []  # what was chosen freely in this act: (which, of how many)
        self.given: list[int] = []  # what is to be chosen

    def pick(self, options: list[Any]) -> Any:
        at = len(self.picks)
        which = self.given[at] if at < len(self.given) else 0
        self.picks.append((which, len(options)))
        return options[which]

    def _chosen(self, visit: Visit) -> list[Any]:
        node, flows = visit.node, self.index.out[visit.node.id]
        kind = node.kind if isinstance(node, Gateway) else ""
        default = [flow for flow in flows if flow.id == getattr(node, "default", "")]
        if kind == "exclusive" and flows:
            return [self.pick(flows)]
        rest = [flow for flow in flows if flow not in default]
        free = [flow for flow in rest if flow.condition is not None]
        if kind == "parallel" or not flows or (not free and not (kind in ("inclusive", "complex") and len(flows) > 1)):
            return flows if kind == "parallel" else rest or default
        free = free or rest
        sure = [flow for flow in rest if flow not in free]
        options = [
            [*sure, *(flow for flow, taken in zip(free, chosen, strict=True) if taken)]
            for chosen in product([True, False], repeat=len(free))
        ]
        return self.pick([one for one in (option or default for option in options) if one])

    def _evaluate(self, text: str, visit: Visit, over: dict[str, Any] | None = None) -> Any:
        """Only what activates a complex gateway is asked for; it may always hold if it reads data."""
        return "activationCount" not in text or super()._evaluate(text, visit, over)

    def _listen(self, visit: Visit, event: Any) -> None:
        """One wait for all triggers of an event. On the border of work even what is thrown comes from outside."""
        kinds = self.index.kinds(event)
        work = isinstance(visit.node, Activity) and not isinstance(visit.node, SubProcess)
        if any(kind in _OUTSIDE or (kind in _THROWN and work) for kind in kinds):
            visit.waits.append(Wait("message", visit, event))

    def _judge_one(self, wait: Wait) -> None:
        pass

    def _signal(self, name: str, values: dict[str, Any]) -> None:
        pass

    def _remember(self, visit: Visit) -> None:
        pass

    def _compensate(self, visit: Visit, activity: str) -> None:
        self._throw_last(visit)

    def _call(self, visit: Visit) -> None:
        visit.waits.append(Wait("work", visit, visit.node))

    def _begin_ad_hoc(self, visit: Visit) -> None:
        pass

    def _gathered(self, body: Visit) -> dict[str, Any]:
        return {}

    def _ends_ad_hoc(self, visit: Visit) -> bool:
        return False

    def _throw_error(self, visit: Visit, code: str, values: dict[str, Any]) -> None:
        """Uncaught it ends everything."""
        try:
            super()._throw_error(visit, code, values)
        except Stuck:
            self._end_all(self.root)
            self.agenda.append((self._rest, self.root))

    def _begin_loop(self, visit: Visit) -> None:
        visit.count = {"total": 2, "started": 0, "completed": 0, "ended": 0}
        both = not getattr(visit.node.loop, "sequential", True)
        for number in range(1, 2 + both):
            self._run(visit, number)

    def _run(self, visit: Visit, number: int) -> None:
        visit.count["started"] += 1
        self._enter(visit.node, visit, number)

    def _is_last(self, visit: Visit) -> bool:
        return False

    def _counted(self, body: Visit, last: bool) -> None:  # noqa: FBT001
        count = body.count
        if count["completed"] + count["ended"] >= 2:
            self._complete(body, {})
        elif count["started"] < 2:
            self._run(body, 2)

    def _bring(self, visit: Visit, values: dict[str, Any]) -> None:
        pass

    def _mapped_in(self, node: Any, scope: Visit, given: dict[str, Any]) -> dict[str, Any]:
        return {}

    def _begin_task(self, visit: Visit) -> None:
        """What has events on its border may take its time, whatever it is."""
        if visit.waits and not self.index.works(visit.node) and visit.node.kind != "receive":
            visit.waits.append(Wait("work", visit, visit.node))
        elif visit.node.extensions.one(zeebe.Script) is not None:
            self._complete(visit, {})
        else:
            super()._begin_task(visit)
