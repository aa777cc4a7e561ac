"""Variables of the reference: a name is looked for outward, a result goes to the nearest scope that knows its name."""

from __future__ import annotations

from typing import Any

from lingqu.feel import compile as compile_feel
from reference.visits import Visit


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
