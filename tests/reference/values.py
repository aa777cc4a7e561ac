"""Variables of the reference: a name is looked for outward, a result goes to the nearest scope that knows its name.

Input mappings give a node its own variables; with output mappings only their targets travel (as in Camunda 8).
"""

from __future__ import annotations

from typing import Any

from lingqu.feel import compile as compile_feel
from lingqu.model.bpmn import zeebe
from reference.visits import RUN, Visit


class Values:
    """The part of the interpreter that reads and writes variables."""

    def _seen_from(self, visit: Visit) -> dict[str, Any]:
        chain = []
        at: Visit | None = visit
        while at is not None:
            chain.append(at)
            at = at.scope
        found: dict[str, Any] = {}
        for one in reversed(chain):
            found |= one.values
        return found

    def _evaluate(self, text: str, visit: Visit, over: dict[str, Any] | None = None) -> Any:
        text = text.strip()
        if not text.startswith("="):
            return text
        return compile_feel(text[1:]).evaluate({**self._seen_from(visit), **(over or {})}).json

    def _write(self, visit: Visit, values: dict[str, Any]) -> None:
        """Each value goes to the nearest scope outward that knows its name, else to the instance."""
        for name, value in values.items():
            at = visit
            while at.scope is not None and name not in at.values:
                at = at.scope
            at.values[name] = value
            self.changed = True

    def _bring(self, visit: Visit, values: dict[str, Any]) -> None:
        """What a node's work gave, or what is mapped of it, goes outward."""
        mappings = [] if visit.whole_loop or visit.index == RUN else self._mappings(visit.node, "outputs")
        if not mappings:
            self._write(visit, values)
            return
        visit.values |= values
        self._write(visit.scope, self._mapped(mappings, visit, {}))

    def _mapped_in(self, node: Any, scope: Visit, given: dict[str, Any]) -> dict[str, Any]:
        return self._mapped(self._mappings(node, "inputs"), scope, given)

    def _mapped(self, mappings: list[Any], visit: Visit, given: dict[str, Any]) -> dict[str, Any]:
        """What the mappings give; each sees what those before it gave."""
        found: dict[str, Any] = {}
        for one in mappings:
            found[one.target] = self._evaluate(one.source, visit, {**given, **found})
        return found

    def _mappings(self, node: Any, way: str) -> list[Any]:
        mapping = node.extensions.one(zeebe.IoMapping)
        return [] if mapping is None else list(getattr(mapping, way))
