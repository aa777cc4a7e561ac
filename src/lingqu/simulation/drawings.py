"""The documents that a case deploys: what of each process can run, and which pools are only drawn.

A pool that does not say that it is executable, that the case does not start and that cannot run is left out: the
customer's side of a collaboration, an empty pool.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from lingqu.engine.program import Program
from lingqu.engine.unsupported import Problem, unsupported
from lingqu.kernel.messages import Message
from lingqu.model.bpmn import read
from lingqu.model.bpmn.elements import Definitions
from lingqu.simulation.dialect import executable, into_profile


class Drawn(NamedTuple):
    """A document with every process executable; `said`: the ids of those that say so themselves.

    `problems`: what cannot run, by process. `programs`: what was compiled of it so far, by ordinal.
    """

    model: Definitions
    problems: Mapping[str, tuple[str, ...]]
    said: frozenset[str]
    programs: dict[int, Program]

    def lacks(self, started: Collection[str]) -> list[str]:
        """What keeps a case from running that starts these processes."""
        wanted = {*self.said, *started}
        if not wanted & self.problems.keys() and all(self.problems.values()):
            wanted = {*self.problems}  # nothing in it can run
        return [told for process, found in self.problems.items() if process in wanted for told in found]

    def deployable(self) -> Definitions:
        """The document without what is only drawn."""
        kept = tuple(
            msgspec.structs.replace(one, executable=not self.problems.get(one.id)) for one in self.model.processes
        )
        return msgspec.structs.replace(self.model, processes=kept)


@lru_cache(maxsize=128)
def drawn(data: bytes, *, profile: bool) -> Drawn:
    """What is in a file; many cases have the same. `profile`: it is in this engine's own already. Raises Invalid."""
    return looked_at(read(data), profile=profile)


def looked_at(document: Definitions, *, profile: bool = True) -> Drawn:
    """What of a document can run."""
    model = executable(document) if profile else into_profile(document)
    problems = {one.id: tuple(map(_told, unsupported(_only(model, one.id)))) for one in model.processes}
    said = frozenset(one.id for one in document.processes if one.executable)
    return Drawn(model, problems or {"": tuple(map(_told, unsupported(model)))}, said, {})


def _only(model: Definitions, process: str) -> Definitions:
    """The document with one process executable alone."""
    processes = tuple(msgspec.structs.replace(one, executable=one.id == process) for one in model.processes)
    return msgspec.structs.replace(model, processes=processes)


def _told(one: Problem) -> str:
    return Message(code=one.code, params=one.params).text("en")
