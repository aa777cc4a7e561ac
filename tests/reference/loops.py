"""Loops of the reference: multi-instance and standard loops (BPMN 2.0.2, 13.3.6 and 13.3.7)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import StandardLoop
from reference.visits import RUN, Visit


class Loops:
    """The part of the interpreter that runs an activity more than once."""

    def _begin_loop(self, visit: Visit) -> None:
        loop = visit.node.loop
        visit.count = {"total": 0, "started": 0, "completed": 0, "ended": 0}
        if isinstance(loop, StandardLoop):
            first = not loop.test_before or self._again(visit, 0)
            self.agenda.append((self._run, visit, 1) if first else (self._end_loop, visit))
            return
        items = self._items(visit)
        visit.count["total"] = len(items)
        visit.outputs = [None] * len(items)
        if not items:
            self.agenda.append((self._end_loop, visit))
        for number in range(1, 2 if loop.sequential and items else len(items) + 1):
            self.agenda.append((self._run, visit, number))

    def _items(self, visit: Visit) -> list[Any]:
        loop = visit.node.loop
        given = loop.extensions.one(zeebe.LoopCharacteristics)
        if given is not None:
            return self._evaluate(given.input_collection, visit)
        return [None] * int(loop.cardinality.text)

    def _run(self, visit: Visit, number: int) -> None:
        if visit.dead:
            return
        values = {"loopCounter": number}
        loop = visit.node.loop
        given = None if isinstance(loop, StandardLoop) else loop.extensions.one(zeebe.LoopCharacteristics)
        if given is not None and given.input_element:
            values[given.input_element] = self._items(visit)[number - 1]
        if given is not None and given.output_element.removeprefix("=").isidentifier():
            values.setdefault(given.output_element.removeprefix("="), None)  # a plain name is each run's own
        visit.count["started"] += 1
        self._enter(visit.node, visit, number, values)

    def _again(self, visit: Visit, runs: int) -> bool:
        loop = visit.node.loop
        if loop.maximum and runs >= int(loop.maximum):
            return False
        return loop.condition is None or self._evaluate(loop.condition.text, visit, {"loopCounter": runs}) is True

    def _run_completed(self, visit: Visit, *, last: bool) -> None:
        """One run of a loop, or of an ad-hoc sub-process, is over: the next one, or the end."""
        body = visit.scope
        if visit.index == RUN:
            self._gather_output(visit)
        self._leave(visit)
        if visit.index == RUN:
            self.agenda.append((self._run_counted, body, last))
            return
        body.count["completed"] += 1
        self.agenda.append((self._counted, body, last))

    def _counted(self, body: Visit, last: bool) -> None:  # noqa: FBT001
        if body.dead:
            return
        loop, count = body.node.loop, body.count
        if last:
            self._end_all(body)
            self._end_loop(body)
        elif isinstance(loop, StandardLoop):
            self._run(body, count["started"] + 1)
        elif count["completed"] + count["ended"] >= count["total"]:
            self._end_loop(body)
        elif loop.sequential:
            self._run(body, count["started"] + 1)

    def _is_last(self, visit: Visit) -> bool:
        """Whether the loop is over with this run, whose output is taken."""
        if visit.index == RUN:
            return self._satisfied(visit.node, visit)
        body, loop = visit.scope, visit.node.loop
        if isinstance(loop, StandardLoop):
            return not self._again(visit, visit.index)
        given = loop.extensions.one(zeebe.LoopCharacteristics)
        if given is not None and given.output_collection:
            body.outputs[visit.index - 1] = self._evaluate(given.output_element, visit)
        if loop.completion_condition is None:
            return False
        count = body.count
        now = {
            "numberOfInstances": count["total"],
            "numberOfActiveInstances": count["started"] - count["completed"] - count["ended"] - 1,
            "numberOfCompletedInstances": count["completed"] + 1,
        }
        return self._evaluate(loop.completion_condition.text, visit, now) is True

    def _end_loop(self, body: Visit) -> None:
        if body.dead:
            return
        loop = body.node.loop
        given = None if isinstance(loop, StandardLoop) else loop.extensions.one(zeebe.LoopCharacteristics)
        if given is not None and given.output_collection:
            self._write(body.scope, {given.output_collection: body.outputs})
        self._guarded(self._complete, body, {})
