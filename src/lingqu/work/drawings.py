"""What work must know of a deployed process: the drawing of its user tasks, read once and kept. Forms likewise."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

import msgspec

from lingqu.forms import schema
from lingqu.forms.fields import Form as EnforcedForm
from lingqu.forms.rights import Rights, rights
from lingqu.kernel.errors import NotFound, Rejected
from lingqu.kernel.values import Json
from lingqu.model import bpmn, forms
from lingqu.model.bpmn import lingqu, zeebe
from lingqu.store import Connection, Database
from lingqu.work import messages as _messages  # noqa: F401 - registers the room's texts

T = TypeVar("T")

_KEPT = 512
_EMBEDDED = "camunda-forms:bpmn:"


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form as the browser draws it (`source`) and as the server enforces it."""

    id: str
    key: int  # of its definition; 0 for a form inside the diagram
    source: Mapping[str, Json]
    enforced: EnforcedForm


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A deployed process as it was drawn. Elements by ordinal."""

    definition: int
    deployment: int
    tenant: str
    process_id: str
    name: str
    version: int
    process: bpmn.Process
    nodes: Mapping[int, bpmn.FlowNode]
    copies: bool  # some element has a carbon copy

    def label(self, ordinal: int) -> str:
        """What people call the element: its name, else its id."""
        node = self.nodes.get(ordinal)
        return (node.name or node.id) if node else self.name

    def id_of(self, ordinal: int) -> str:
        node = self.nodes.get(ordinal)
        return node.id if node else self.process_id

    def approval(self, ordinal: int) -> lingqu.Approval | None:
        node = self.nodes.get(ordinal)
        return node.extensions.one(lingqu.Approval) if node else None

    def urge(self, ordinal: int) -> lingqu.Urge | None:
        node = self.nodes.get(ordinal)
        return node.extensions.one(lingqu.Urge) if node else None

    def copy(self, ordinal: int) -> tuple[lingqu.Copy, ...]:
        node = self.nodes.get(ordinal)
        return node.extensions.all(lingqu.Copy) if node else ()

    def rights(self, ordinal: int | None) -> Rights:
        """What a person may do with the form's fields at this element (None: at the start)."""
        fields = list(self.process.extensions.all(lingqu.Field))
        node = self.nodes.get(ordinal) if ordinal is not None else None
        if node is not None:
            fields += node.extensions.all(lingqu.Field)
        return rights((field.name, field.access) for field in fields if field.name)

    def form(self, ordinal: int | None) -> zeebe.FormDefinition | None:
        """The form that the element (None: the start event) names."""
        if ordinal is not None:
            node = self.nodes.get(ordinal)
            return node.extensions.one(zeebe.FormDefinition) if node else None
        starts = (node for node in self.process.elements if isinstance(node, bpmn.Event) and node.position == "start")
        named = (start.extensions.one(zeebe.FormDefinition) for start in starts if not start.definitions)
        return next((form for form in named if form is not None), None)


class Drawings:
    """Deployed processes and forms by key. What is deployed never changes, so it is kept. Safe between threads.

    Who is reading already hands its connection in, so that nobody holds one reader while waiting for another.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._processes: _Kept[Drawn] = _Kept()
        self._forms: _Kept[Form] = _Kept()

    def process(self, definition: int, c: Connection | None = None) -> Drawn:
        """A deployed process. Raises NotFound."""
        return self._processes.get(definition) or self._processes.keep(
            definition, self._reading(lambda reader: _process(reader, definition), c)
        )

    def form(self, drawn: Drawn, ordinal: int | None, c: Connection | None = None) -> Form | None:
        """The form of an element (None: of the start), or None. Raises NotFound for one that is not deployed."""
        named = drawn.form(ordinal)
        if named is None or named.external_reference:
            return None
        if named.form_key.startswith(_EMBEDDED):
            return _embedded(drawn, named.form_key.removeprefix(_EMBEDDED))
        name = named.form_id or named.form_key
        if not name:
            return None
        return self._reading(lambda reader: self._form(reader, _form_key(reader, drawn, named, name)), c)

    def _form(self, c: Connection, key: int) -> Form:
        return self._forms.get(key) or self._forms.keep(key, _form(c, key))

    def _reading(self, read: Callable[[Connection], T], c: Connection | None) -> T:
        if c is not None:
            return read(c)
        with self._db.reading() as reader:
            return read(reader)


class _Kept(Generic[T]):
    """The latest things read, by key."""

    def __init__(self) -> None:
        self._things: OrderedDict[int, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: int) -> T | None:
        with self._lock:
            found = self._things.get(key)
            if found is not None:
                self._things.move_to_end(key)
            return found

    def keep(self, key: int, thing: T) -> T:
        with self._lock:
            self._things[key] = thing
            while len(self._things) > _KEPT:
                self._things.popitem(last=False)
        return thing


def _process(c: Connection, definition: int) -> Drawn:
    row = c.row(
        "SELECT d.tenant, d.id, d.name, d.version, d.deployment, r.body FROM definition d"
        " JOIN resource r ON r.key = d.resource WHERE d.key = ? AND d.kind IN ('process', 'deleted process')",
        (definition,),
    )
    if row is None:
        raise NotFound("work.no_such_process", process=str(definition))
    tenant, process_id, name, version, deployment, body = row
    process = bpmn.read(bytes(body)).process(process_id)
    if process is None:
        raise NotFound("work.no_such_process", process=process_id)
    nodes = {node.ordinal: node for node in bpmn.flow_nodes(process)}
    return Drawn(
        definition=definition,
        deployment=deployment,
        tenant=tenant,
        process_id=process_id,
        name=name or process.name or process_id,
        version=version,
        process=process,
        nodes=nodes,
        copies=any(node.extensions.one(lingqu.Copy) for node in nodes.values()),
    )


def _form(c: Connection, key: int) -> Form:
    row = c.row("SELECT d.id, r.body FROM definition d JOIN resource r ON r.key = d.resource WHERE d.key = ?", (key,))
    if row is None:
        raise NotFound("work.no_such_form", form=str(key))
    drawn = forms.read(bytes(row[1]))
    return Form(id=row[0], key=key, source=drawn.source, enforced=schema.enforced(drawn))


def _form_key(c: Connection, drawn: Drawn, named: zeebe.FormDefinition, name: str) -> int:
    """The key of the form that a binding means: the latest, of the same deployment, or with a version tag."""
    which: str = ""
    params: tuple[object, ...] = ()
    if named.binding == "deployment":
        which, params = " AND deployment = ?", (drawn.deployment,)
    elif named.binding == "versionTag":
        which, params = " AND version_tag = ?", (named.version_tag,)
    row = c.row(
        f"SELECT key FROM definition WHERE tenant = ? AND kind = 'form' AND id = ?{which}"  # noqa: S608 - `which` is ours
        " ORDER BY version DESC LIMIT 1",
        (drawn.tenant, name, *params),
    )
    if row is None:
        raise NotFound("work.no_such_form", form=name)
    return int(row[0])


def _embedded(drawn: Drawn, name: str) -> Form:
    found = next((form for form in drawn.process.extensions.all(zeebe.UserTaskForm) if form.id == name), None)
    if found is None:
        raise NotFound("work.no_such_form", form=name)
    read = forms.read(found.body)
    return Form(id=name, key=0, source=read.source, enforced=schema.enforced(read))


def form_or_none(drawings: Drawings, drawn: Drawn, ordinal: int | None, c: Connection | None = None) -> Form | None:
    """The form for showing; one that cannot be found or read leaves the plain variables to be shown."""
    try:
        return drawings.form(drawn, ordinal, c)
    except Rejected:
        return None
