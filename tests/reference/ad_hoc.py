"""Ad-hoc sub-processes of the reference (BPMN 2.0.2, 13.3.5): each activation is a run, a scope of its own."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Activity, SubProcess
from reference.visits import RUN, Visit


class AdHoc:
    """The part of the interpreter that activates what nothing leads to."""

    def activatable(self) -> list[tuple[Visit, str]]:
        """What can be activated now: ad-hoc sub-processes that are open, and an element in each."""
        return [
            (visit, one.id)
            for visit in self.visits()
            if isinstance(visit.node, SubProcess) and visit.node.kind == "ad-hoc"
            if not (visit.whole_loop or visit.index == RUN or visit.closed or visit.stuck or visit.undoing)
            if not (visit.node.ordering == "Sequential" and (self._runs(visit) or visit.queue))
            for one in self.index.begins(visit.node)
        ]

    def activate(self, body: Visit, element: str) -> None:
        self.agenda.append((self._begin_run, body, element))
        self.settle()

    def _begin_ad_hoc(self, visit: Visit) -> None:
        given = visit.node.extensions.one(zeebe.AdHoc)
        if given is not None and given.output_collection:
            visit.values[given.output_collection] = []
        text = "" if given is None else given.active_elements_collection
        listed = list(self._evaluate(text, visit)) if text else []
        now = listed[:1] if visit.node.ordering == "Sequential" else listed
        visit.queue = listed[len(now) :]
        for element in now:
            self.agenda.append((self._begin_run, visit, element))

    def _begin_run(self, body: Visit, element: str) -> None:
        if body.dead or body.closed:
            return
        run = Visit(body.node, body, RUN)
        body.inside.append(run)
        self._enter(self.index.nodes[element], run)

    def _run_counted(self, body: Visit, last: bool) -> None:  # noqa: FBT001
        """A run has completed: close, or start what waits for its turn."""
        if body.dead:
            return
        if last:
            self._close(body)
        elif body.queue:
            self.agenda.append((self._begin_run, body, body.queue.pop(0)))
        elif body.node.completion_condition is None and not self._runs(body):
            body.closed = True
        self.agenda.append((self._rest, body))

    def _gather_output(self, run: Visit) -> None:
        """What a run that completes gives."""
        given = run.node.extensions.one(zeebe.AdHoc)
        if given is not None and given.output_collection:
            gathered = run.scope.values[given.output_collection]
            self._write(run, {given.output_collection: [*gathered, self._evaluate(given.output_element, run)]})

    def _gathered(self, body: Visit) -> dict[str, Any]:
        """What all runs gave goes outward."""
        given = body.node.extensions.one(zeebe.AdHoc)
        name = "" if given is None else given.output_collection
        return {name: body.values.pop(name)} if name else {}

    def _runs(self, body: Visit) -> list[Visit]:
        return [one for one in body.inside if one.index == RUN]

    def _satisfied(self, node: Any, visit: Visit) -> bool:
        condition = node.completion_condition
        return condition is not None and self._evaluate(condition.text, visit) is True

    def _ends_ad_hoc(self, visit: Visit) -> bool:
        """Whether the completion of an activity that others follow ends the ad-hoc sub-process around it."""
        run = visit.scope
        return isinstance(visit.node, Activity) and run.index == RUN and self._satisfied(run.node, visit)

    def _close_around(self, run: Visit) -> bool:
        """Close the sub-process around a run; whether that has ended the run."""
        self._close(run.scope)
        if run.dead:
            self.agenda.append((self._rest, run.scope))
        return run.dead

    def _close(self, body: Visit) -> None:
        """No more activations; what runs is cancelled, or waited for if the drawing says so."""
        if body.closed:
            return
        body.closed = True
        body.queue = []
        if body.node.cancel_remaining:
            self._end_all(body)
