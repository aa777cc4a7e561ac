"""Processes of the virtual world: what is deployed, which version is the newest, what a call activity finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lingqu.engine.compile import compile_process
from lingqu.engine.decisions import Bound
from lingqu.engine.program import Program
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Definitions, Process


class Processes:
    """What is deployed. All of it counts as deployed together, so every binding finds it."""

    def __init__(self, new_key: Callable[[], int]) -> None:
        self._new_key = new_key
        self._tagged: dict[tuple[str, str], int] = {}  # (process id, version tag or "") -> key
        self.programs: dict[int, Program] = {}
        self.sources: dict[int, str] = {}  # definition -> the source it was deployed from
        self.latest: dict[tuple[str, str], int] = {}  # (tenant, process id) -> key, 0 for none
        self.called: dict[Bound, int] = {}  # what was looked up so far
        self.prepare: list[Callable[[Program, str], Program]] = []  # done to each program, with its source

    def deploy(self, definitions: Definitions, process: Process, source: str, known: dict[int, Program]) -> int:
        """Deploy one process of a document; its key. `known`: what was compiled of the document before, by ordinal."""
        key = self._new_key()
        program = known.get(process.ordinal) or compile_process(definitions, process.ordinal)
        known[process.ordinal] = program
        for change in self.prepare:
            program = change(program, source)
        self.programs[key] = program
        self.sources[key] = source
        self.latest["", program.id] = key
        tag = process.extensions.one(zeebe.VersionTag)
        self._tagged |= {(program.id, one): key for one in ("", tag.value if tag is not None else "")}
        self.called.clear()
        return key

    def newest(self, process: str) -> int:
        """The key of the newest version; 0 for none."""
        return self.latest.get(("", process), 0)

    def look_up(self, latest: Iterable[tuple[str, str]], called: Iterable[Bound]) -> None:
        """Settle which processes are meant; 0 for none."""
        for place in latest:
            self.latest.setdefault(place, 0)
        for bound in called:
            self.called[bound] = self._tagged.get((bound.id, bound.tag), 0)
