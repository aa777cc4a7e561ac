"""Joins of the reference: parallel, inclusive, complex, and activities that gather (BPMN 2.0.2, 13.4)."""

from __future__ import annotations

from typing import Any

from lingqu.model.bpmn.elements import Gateway
from reference.visits import Visit


class Joining:
    """The part of the interpreter in which tokens wait for one another."""

    def _gather(self, scope: Visit, node: Any) -> None:
        if scope.dead or node.kind in ("inclusive", "complex"):
            return
        if not isinstance(node, Gateway):
            waiting = scope.parked.get(node.id, [])
            if len(waiting) >= node.start_quantity:
                self._join(scope, node, waiting[: node.start_quantity])
            return
        flows = self.index.into[node.id]
        if all(flow in scope.parked.get(node.id, ()) for flow in flows):
            self._join(scope, node, flows)

    def _join(self, scope: Visit, node: Any, flows: list[Any]) -> None:
        for flow in flows:
            self._unpark(scope, node, flow)
        self._enter(node, scope)

    def _unpark(self, scope: Visit, node: Any, flow: Any) -> None:
        scope.parked[node.id].remove(flow)
        if not scope.parked[node.id]:
            del scope.parked[node.id]

    def _open_patient_join(self) -> bool:
        """Let the first inclusive or complex join go on that can, now that everything else is at rest."""
        for scope in self.visits():
            for name in (*scope.parked, *(one for one in scope.opened if one not in scope.parked)):
                node = self.index.nodes[name]
                kind = node.kind if isinstance(node, Gateway) else ""
                if (kind == "inclusive" and self._open_inclusive(scope, node)) or (
                    kind == "complex" and self._open_complex(scope, node)
                ):
                    return True
        return False

    def _open_inclusive(self, scope: Visit, node: Any) -> bool:
        """Table 13.3: no token can come any more along a flow that has none."""
        waiting = self._waiting(scope, node)
        if self._can_come(scope, node, {flow.id for flow in waiting}):
            return False
        self._join(scope, node, waiting)
        return True

    def _open_complex(self, scope: Visit, node: Any) -> bool:
        """Table 13.5: activated by its condition, then reset when no token can come along the other flows."""
        if any(one.node is node for one in scope.inside):
            return False  # it is at work, or waits for help
        waiting = self._waiting(scope, node)
        served = scope.opened.get(node.id)
        if served is None:
            condition = node.activation_condition
            if not waiting or (
                condition is not None and self._evaluate(condition.text, scope, self._counts(scope, node)) is not True
            ):
                return False
            scope.opened[node.id] = {flow.id for flow in waiting}
            self._join(scope, node, waiting)
            return True
        if self._can_come(scope, node, served | {flow.id for flow in waiting}):
            return False
        late = [flow for flow in waiting if flow.id not in served]
        del scope.opened[node.id]
        for flow in late:
            self._unpark(scope, node, flow)
        if node.default or any(flow.condition for flow in self.index.out[node.id]):
            raise NotImplementedError("A reset that goes on by a condition is drawn by hand only")
        self.agenda.append((self._rest, scope))
        return True

    def _counts(self, scope: Visit, node: Any) -> dict[str, Any]:
        parked = scope.parked.get(node.id, [])
        return {"activationCount": len(parked)}

    def _waiting(self, scope: Visit, node: Any) -> list[Any]:
        """The flows into a join that have a token."""
        return [flow for flow in self.index.into[node.id] if flow in scope.parked.get(node.id, ())]

    def _can_come(self, scope: Visit, node: Any, served: set[str]) -> bool:
        """Whether a token elsewhere can come along a flow that is not served, and along none that is."""
        places = {one.node.id for one in scope.inside} | scope.parked.keys()
        ways = [way for place in places - {node.id} for way in self.index.ways_from(place, node.id)]
        return any(way and not way & served for way in ways)
