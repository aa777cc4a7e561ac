"""What a drawing itself says of its variables: who sets them, and to values of which type.

A type is told only where every way leads past something that sets the variable, and is joined of all that set it. What
workers and programs write under the same name is not known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property

import msgspec

from lingqu.checks.view import View, is_event_scope
from lingqu.feel import compile as compile_feel
from lingqu.feel.check import check
from lingqu.feel.joining import alternatives, item_of, joined
from lingqu.feel.types import ANY, BOOLEAN, NUMBER, STRING, ContextOf, ListOf, Simple, Type
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import (
    Activity,
    Element,
    Event,
    FlowNode,
    MultiInstance,
    Process,
    SequenceFlow,
    lingqu,
    zeebe,
)
from lingqu.model.forms import Component, Form, read, walk

#: Types of `lingqu:variable` as FEEL sees the values; dates and durations are texts in variables.
_TYPED: Mapping[str, Type] = {
    "number": NUMBER, "boolean": BOOLEAN, "list": Simple("list"), "context": Simple("context"),
    **dict.fromkeys(("string", "date", "time", "date and time", "duration"), STRING),
}  # fmt: skip
_FIELDS: Mapping[str, Type] = {
    "number": NUMBER, "checkbox": BOOLEAN, "textfield": STRING, "textarea": STRING, "datetime": STRING,
    "checklist": Simple("list"), "taglist": Simple("list"), "dynamiclist": Simple("list"),
}  # fmt: skip
#: What the engine itself sets.
ENGINE: Mapping[str, Type] = {
    "camunda": ANY,
    **dict.fromkeys(
        (
            "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
            "numberOfTerminatedInstances",
        ),
        NUMBER,
    ),
}  # fmt: skip


class Setting(msgspec.Struct, frozen=True):
    """A node sets a variable of its process when it completes; `local`: only its inner scope has it."""

    node: FlowNode
    name: str
    type: Type
    local: bool = False


class Variables:
    """The variables of one process."""

    def __init__(self, view: View, process: Process) -> None:
        self._view = view
        self._process = process
        self._forms = {**view.forms, **_embedded(process)}
        self._nodes = [node for node in view.nodes if view.process(node) is process]
        self._reached: dict[str, set[int]] = {}  # by variable: nodes to which a way leads past nothing that sets it
        #: What `lingqu:variable` says, wherever the variable is set.
        self.declared: dict[str, Type] = {
            one.name: _TYPED.get(one.type, ANY)
            for one in process.extensions.items
            if isinstance(one, lingqu.Variable) and one.name
        }

    @cached_property
    def settings(self) -> list[Setting]:
        return [one for node in self._nodes for one in self._set_by(node)]

    @property
    def names(self) -> frozenset[str]:
        """All names that the drawing itself sets."""
        return frozenset(self.declared) | {one.name for one in self.settings} | frozenset(ENGINE)

    def at(self, element: Element) -> dict[str, Type]:
        """The types that are known where a formula of an element is evaluated."""
        drawn = self._view.drawn(element)
        found = {name: kind for name, kind in self._types.items() if self._is_set_before(name, drawn)}
        return {**ENGINE, **found, **self._items(drawn), **self.declared}

    def _items(self, drawn: Element) -> dict[str, Type]:
        """The items of the multi-instances around an element, where nothing else has their names."""
        several = Counter(one.name for one in self.settings)
        around = set()
        node: Element | None = drawn
        while node is not None:
            around.add(node.ordinal)
            node = self._view.container(node)
        return {
            one.name: one.type
            for one in self.settings
            if one.local and one.type != ANY and one.node.ordinal in around and several[one.name] == 1
        }

    @cached_property
    def _types(self) -> dict[str, Type]:
        kinds: defaultdict[str, list[Type]] = defaultdict(list)
        for one in self.settings:
            kinds[one.name].append(one.type)
        local = {one.name for one in self.settings if one.local}
        found = {name: joined(several) for name, several in kinds.items() if name not in local}
        return {name: kind for name, kind in found.items() if kind != ANY}

    # ---- who sets what
    def _set_by(self, node: FlowNode) -> Iterator[Setting]:
        for extension in node.extensions.items:
            match extension:
                case zeebe.IoMapping():
                    for given in extension.inputs:
                        yield Setting(node, _head(given.target), ANY, local=True)
                    for taken in extension.outputs:
                        whole = _head(taken.target) == taken.target
                        kind = self._type(taken.source) if whole else Simple("context")
                        yield Setting(node, _head(taken.target), kind)
                case zeebe.Script(result_variable=name) if name:
                    yield Setting(node, name, self._type(extension.expression))
                case zeebe.CalledDecision(result_variable=name) if name:
                    yield Setting(node, name, ANY)
                case zeebe.AdHoc(output_collection=name) if name:
                    yield Setting(node, name, Simple("list"))
                case zeebe.FormDefinition():
                    form = self._forms.get(extension.form_id or extension.form_key.rpartition(":")[2])
                    yield from self._fields(node, form.components if form is not None else ())
        loop = node.loop if isinstance(node, Activity) else None
        for extension in loop.extensions.items if isinstance(loop, MultiInstance) else ():
            if isinstance(extension, zeebe.LoopCharacteristics):
                if extension.input_element:
                    items = item_of(self._type(extension.input_collection))
                    yield Setting(node, extension.input_element, items, local=True)
                if extension.output_collection:
                    yield Setting(node, extension.output_collection, ListOf(self._type(extension.output_element)))

    @staticmethod
    def _fields(node: FlowNode, components: tuple[Component, ...]) -> Iterator[Setting]:
        for one in walk(components):
            name = _head(one.key or one.path)
            if name:
                kind = STRING if one.rest.get("serializeToString") else _FIELDS.get(one.type, ANY)
                yield Setting(node, name, kind if name == (one.key or one.path) else ANY)

    @staticmethod
    def _type(text: str) -> Type:
        """The type of a text that may be FEEL; of the variables that it reads nothing is assumed."""
        if not text.startswith("="):
            return STRING
        try:
            expression = compile_feel(text.removeprefix("=").strip())
        except Invalid:
            return ANY
        return _kept(check(expression, dict.fromkeys(expression.names, ANY)).type)

    # ---- ways through the drawing
    def _is_set_before(self, name: str, drawn: Element) -> bool:
        """Whether no way leads to an element except past a node of the process that sets the variable."""
        setters = {one.node.ordinal for one in self.settings if one.name == name}
        if name not in self._reached:
            self._reached[name] = self._without(setters)
        node: Element | None = self._view.by_id.get(drawn.source) if isinstance(drawn, SequenceFlow) else drawn
        left = isinstance(drawn, SequenceFlow)
        while node is not None and self._view.container(node) is not self._process:
            node, left = self._view.container(node), False
        if node is None or node is self._process:
            return False
        return node.ordinal not in self._reached[name] or (left and node.ordinal in setters)

    def _without(self, setters: set[int]) -> set[int]:
        """The nodes that can be reached without completing one of these."""
        waiting = [node for node in self._process.elements if self._may_begin(node)]
        found: set[int] = set()
        while waiting:
            node = waiting.pop()
            if node.ordinal in found:
                continue
            found.add(node.ordinal)
            waiting += self._view.boundaries(node)
            if node.ordinal not in setters:
                targets = (self._view.by_id.get(flow.target) for flow in self._view.outgoing(node))
                waiting += [one for one in targets if isinstance(one, FlowNode)]
        return found

    def _may_begin(self, node: FlowNode) -> bool:
        """Whether a token may come to be there that came along no flow."""
        on_border = isinstance(node, Event) and node.position == "boundary"
        return is_event_scope(node) or not (on_border or self._view.incoming(node))


def _kept(kind: Type) -> Type:
    """The type of a value once it is a variable: what JSON has no word for is a text, ranges and functions are null."""
    found = []
    for one in alternatives(kind):
        match one:
            case Simple():
                found.append(_TYPED.get(one.name, STRING if one.name.endswith("duration") else ANY))
            case ListOf():
                found.append(ListOf(_kept(one.item)))
            case ContextOf():
                found.append(ContextOf({name: _kept(part) for name, part in one.fields.items()}))
            case _:
                return ANY
    return joined(found) if found else ANY


def _embedded(process: Process) -> dict[str, Form]:
    """The forms that are written into the drawing, by id; those that cannot be read tell nothing."""
    found: dict[str, Form] = {}
    for one in process.extensions.items:
        if isinstance(one, zeebe.UserTaskForm) and one.id:
            with suppress(Invalid):
                found[one.id] = read(one.body)
    return found


def _head(target: str) -> str:
    return target.partition(".")[0].strip()
