"""Decisions of the virtual world: models that were deployed, and fixed values that stand for a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from lingqu import dmn
from lingqu.engine.decisions import Bound, DeployedDecision, deployed
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json, encode, normalise
from lingqu.model.bpmn.parts import Text
from lingqu.model.dmn import Definitions, version_tag
from lingqu.model.dmn.elements import Decision, LiteralExpression


class Decisions:
    """What is deployed. All of it counts as deployed together, so every binding finds it."""

    def __init__(self, new_key: Callable[[], int]) -> None:
        self._new_key = new_key
        self._newest: dict[tuple[str, str], int] = {}  # (id, version tag or "") -> key
        self._fixed: dict[str, int] = {}
        self.known: dict[int, DeployedDecision] = {}
        self.bound: dict[Bound, int] = {}  # what was looked up so far

    def deploy(self, documents: Sequence[Definitions]) -> None:
        """Deploy decision models, which may import one another; the newest of a name counts. Raises Invalid."""
        keys = [{one.id: (self._new_key(), 1) for one in document.decisions} for document in documents]
        members = {
            (document.namespace, name): key
            for document, versions in zip(documents, keys, strict=True)
            for name, (key, _) in versions.items()
        }
        for document, versions in zip(documents, keys, strict=True):
            model = _compiled(document, documents)
            self.known |= deployed(model, self._new_key(), versions, members)
            for one in document.decisions:
                for tag in {"", version_tag(one)}:
                    self._newest[one.id, tag] = versions[one.id][0]
        self.bound.clear()

    def fix(self, values: Mapping[str, Json]) -> None:
        """These decisions give these values from now on, whatever is deployed."""
        for name, value in values.items():
            document = _fixed(name, value)
            self._fixed[name] = key = self._new_key()
            self.known |= deployed(_compiled(document, ()), self._new_key(), {name: (key, 1)}, {})
        self.bound.clear()

    def look_up(self, wanted: Iterable[Bound]) -> None:
        """Settle which decisions are meant; 0 for none."""
        for bound in wanted:
            self.bound[bound] = self._fixed.get(bound.id) or self._newest.get((bound.id, bound.tag), 0)


def _fixed(name: str, value: Json) -> Definitions:
    """A model with one decision that always has this value: JSON is FEEL."""
    text = Text(text=encode(normalise(value)).decode())
    decision = Decision(id=name, name=name, expression=LiteralExpression(text=text))
    return Definitions(id=name, name=name, namespace=f"urn:lingqu:fixed:{name}", decisions=(decision,))


def _compiled(document: Definitions, documents: Sequence[Definitions]) -> dmn.Decisions:
    others = {one.namespace: one for one in documents if one.namespace != document.namespace}
    wanted = {one.namespace for one in document.imports}
    model = dmn.compile(document, others.values() if wanted else ())
    for problem in model.problems:
        if problem.severity == "error":
            raise Invalid(problem.message.code, **problem.message.params)
    return model
