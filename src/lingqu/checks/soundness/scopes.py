"""The scopes of a drawing with their places: what is a token in them, what only remembers."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.soundness.net import NOTHING, Kind, Move, Place
from lingqu.checks.view import View
from lingqu.model.bpmn import Container, Element, FlowNode, Gateway, SubProcess


class Scope:
    """A process or sub-process. `active` is marked while it runs; `tokens` lie in it, at whatever depth."""

    def __init__(self, container: Container, active: int, parent: Scope | None = None) -> None:
        self.container = container
        self.active = active
        self.parent = parent
        self.inner: list[Scope] = []
        self.tokens: set[int] = set()
        self.memory: set[int] = set()  # spent listeners
        self.ended: set[int] = set()  # counters of the end events directly in it
        self.closed = -1  # place: an interrupting event sub-process has taken over

    @property
    def listens(self) -> bool:
        """Whether it is an event sub-process."""
        return isinstance(self.container, SubProcess) and self.container.triggered_by_event and self.parent is not None

    def all(self) -> Iterator[Scope]:
        """Itself and the scopes inside."""
        yield self
        for one in self.inner:
            yield from one.all()

    def held(self) -> frozenset[int]:
        """All tokens in it."""
        return NOTHING.union(*(one.tokens for one in self.all()))

    def remembered(self) -> frozenset[int]:
        """What is forgotten when it ends, counters apart."""
        return NOTHING.union(*(one.memory for one in self.all()))

    def counters(self, *, below: bool = False) -> frozenset[int]:
        """Counters of end events inside; `below`: only of the scopes inside."""
        return NOTHING.union(*(one.ended for one in self.all() if not below or one is not self))


class Builder:
    """A net in the making."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.places: list[Place] = []
        self.moves: list[Move] = []
        self.start: set[int] = set()
        self.flow: dict[int, int] = {}  # ordinal of a sequence flow -> place
        self.at: dict[int, int] = {}  # ordinal of a node that is entered without a flow -> place
        self.scope: dict[int, Scope] = {}  # ordinal of a container -> scope
        self.ended: dict[int, int] = {}  # ordinal of an end event -> its counter
        self.fired: dict[int, int] = {}  # ordinal of a boundary event that does not interrupt -> place
        self.stages: dict[int, list[tuple[int, int]]] = {}  # split -> for each free flow: (none taken yet, some taken)
        self.staged: set[int] = set()  # splits whose stages have their moves
        self.joins: dict[int, Gateway] = {}  # inclusive joins and complex gateways by ordinal
        self.opened: dict[int, int] = {}  # complex gateway -> place: activated and not yet reset
        self.served: dict[int, int] = {}  # flow into a complex gateway -> place: it is served
        self.sends: dict[int, frozenset[int]] = {}  # ordinal of a node -> places of the messages it sends
        self.hears: dict[int, tuple[int, ...]] = {}  # ordinal of a node -> places of messages, one of which it takes

    def place(self, kind: Kind, element: Element) -> int:
        self.places.append(Place(kind, (element.ordinal,)))
        return len(self.places) - 1

    def within(self, node: Element) -> Scope:
        """The scope that a node or flow is directly in."""
        container = self.view.container(node)
        if container is None:
            raise ValueError(f"Expected a flow node, but {node.id!r} is in no container")
        return self.scope[container.ordinal]

    def spent(self, host: FlowNode) -> frozenset[int]:
        """What of a host's listeners is forgotten when the host is left."""
        return frozenset(self.fired[one.ordinal] for one in self.view.boundaries(host) if one.ordinal in self.fired)
