"""What each kind of node of the reference does when a token has come to it (BPMN 2.0.2, 13.3 and 13.5)."""

from __future__ import annotations

from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import CallActivity, Event, Gateway, SubProcess, Task
from reference.visits import Visit, Wait


class Beginning:
    """The part of the interpreter that lets nodes do what they do."""

    def _begin(self, visit: Visit) -> None:
        node = visit.node
        if visit.whole_loop:
            self._begin_loop(visit)
        elif isinstance(node, SubProcess) and node.kind == "ad-hoc":
            self._begin_ad_hoc(visit)
        elif isinstance(node, SubProcess):
            begins = self.index.begins(node)
            self._enter_all(begins, visit)
            if not begins:
                self.agenda.append((self._rest, visit))
        elif isinstance(node, CallActivity):
            self._call(visit)
        elif isinstance(node, Task):
            self._begin_task(visit)
        elif isinstance(node, Gateway) and node.kind == "event-based":
            for flow in self.index.out[node.id]:
                target = self.index.nodes[flow.target]
                if isinstance(target, Event):
                    self._listen(visit, target)
                else:
                    visit.waits.append(self._receives(visit, target))
        elif isinstance(node, Event):
            self._begin_event(visit)
        else:
            self._complete(visit, {})

    def _begin_task(self, visit: Visit) -> None:
        node = visit.node
        script = node.extensions.one(zeebe.Script)
        if self.index.works(node):
            visit.waits.append(Wait("work", visit, node))
        elif node.kind == "receive":
            visit.waits.append(self._receives(visit, node))
        elif script is not None:
            value = self._evaluate(script.expression, visit)
            self._complete(visit, {script.result_variable: value} if script.result_variable else {})
        else:
            self._complete(visit, {})

    def _receives(self, visit: Visit, task: Task) -> Wait:
        name = self.index.document.message(task.message_ref).name
        return Wait("message", visit, task, name=name, key=self._key(task.message_ref, visit))

    def _begin_event(self, visit: Visit) -> None:
        node, kinds = visit.node, self.index.kinds(visit.node)
        if node.position == "catch" and "link" not in kinds:
            self._listen(visit, node)
        elif node.position not in ("throw", "end") or not kinds:
            self._complete(visit, {})
        elif "link" in kinds:
            self._leave(visit)
            self._enter(self.index.links[self.index.home[node.id].id, self.index.name(node)], visit.scope)
        else:
            self._throw_all(visit)
