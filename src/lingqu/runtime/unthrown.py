"""Messages that are waited for and that nobody throws, as far as anybody here knows: said at deployment, before the
writer's turn. Whoever publishes them through the API knows better, so it is for information.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lingqu.engine.formulas import Formula
from lingqu.engine.program import Node, Program
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.deploy_rows import New
from lingqu.runtime.sources import FileProblem
from lingqu.store import Connection, Database

#: Deployed processes that are looked at; in a larger house nothing is said.
_MOST = 1_000
_THROWS = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})


def unthrown(
    database: Database, definitions: Definitions, tenant: str, new: Iterable[New], beside: Iterable[str]
) -> list[FileProblem]:
    """One problem for each catching element of a new process. `beside`: messages that others here publish."""
    programs = {one.id: (one, one.definition.program) for one in new if one.definition is not None}
    wanted = [(one, node, name) for one, program in programs.values() for node, name in _caught(program)]
    thrown = _thrown(program for _, program in programs.values())
    if thrown is None or not wanted:
        return []
    known = thrown | set(beside)
    open_ = {name for *_, name in wanted} - known
    if open_:
        with database.reading() as c:
            deployed = _newest(c, tenant, set(programs))
            open_ -= _published(c, tenant, open_)
        others = _thrown(_programs(definitions, deployed)) if open_ and len(deployed) <= _MOST else None
        open_ = set() if others is None else open_ - others
    return [_problem(one, node, name) for one, node, name in wanted if name in open_]


def _caught(program: Program) -> Iterator[tuple[Node, str]]:
    """What waits for a message whose name is fixed."""
    for node in program.elements:
        if node.kind not in _THROWS:
            for name in _names(program, node):
                if name is not None and name.expression is None:
                    yield node, str(name.fixed)


def _thrown(programs: Iterable[Program]) -> set[str] | None:
    """The names of all messages that these throw; None if one is known only when it is thrown."""
    found: set[str] = set()
    for program in programs:
        for node in program.elements:
            names = [one.trigger.name for one in node.loop.throws if one.trigger.kind == "message"] if node.loop else []
            for name in (*names, *(_names(program, node) if node.kind in _THROWS else ())):
                if name is not None and name.expression is not None:
                    return None
                if name is not None:
                    found.add(str(name.fixed))
    return found


def _names(program: Program, node: Node) -> Iterator[Formula | None]:
    """The names of the messages of an element, of several triggers as well."""
    for one in (node, *(program.node(part) for part in node.parts)):
        if one.trigger.kind == "message":
            yield one.trigger.name


def _newest(c: Connection, tenant: str, but: set[str]) -> list[int]:
    rows = c.rows(
        "SELECT id, max(key) FROM definition WHERE kind = 'process' AND tenant = ? GROUP BY id ORDER BY 2 DESC LIMIT ?",
        [tenant, _MOST + 1],
    )
    return [key for id_, key in rows if id_ not in but]


def _published(c: Connection, tenant: str, names: set[str]) -> set[str]:
    """Those of the names under which messages lie here at this moment."""
    return {
        name
        for (name,) in c.rows(
            "SELECT DISTINCT name FROM message WHERE tenant = ? AND name IN ??", [tenant, sorted(names)]
        )
    }


def _programs(definitions: Definitions, keys: Iterable[int]) -> Iterator[Program]:
    for key in keys:
        try:
            yield definitions.get(key).program
        except Rejected:  # an older version let it in; who starts it is told
            continue


def _problem(one: New, node: Node, name: str) -> FileProblem:
    return FileProblem(
        element=node.id,
        code="runtime.never_thrown",
        severity="info",
        message=Message(code="runtime.never_thrown", params={"element": node.name or node.id, "message": name}),
        line=0,
        ordinal=node.ordinal,
        file=one.source.name,
    )
