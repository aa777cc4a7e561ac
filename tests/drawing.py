"""Processes drawn in text, for tests: `draw` gives the elements, `draw_xml` the BPMN document they were read from.

    start -> check[xor] -(amount > 1000)-> legal[user]{groups=legal} -> join[xor] -> end
             check      -(default)------->  join
    legal ~(timer PT1H)~> late[user] -> join
    legal ~(?timer R3/PT1H)~> remind[service]{type=mail retries=1} -> reminded[end]

A line is a path. A node is `name[kind]{options}`; kind and options stand where it is named first. Nodes called
`start` and `end` need no kind. Ids are the names (the second `end` is `end-2`), a flow is `source-target`,
a boundary event `host-timer`, or what `name:` before its event says. Dashes may lengthen an arrow.

    kinds     task user service script manual send receive rule | xor and or complex event-gateway | call
              start end terminate timer message signal link catch throw | scope event-scope transaction ad-hoc
    events    `start`, `end`, `catch`, `throw` take an event: [start message order], [end error E1], [throw signal s],
              [start? timer PT1H] (non-interrupting start of an event-scope). [timer PT1H] is [catch timer PT1H],
              [message paid =orderId] is [catch message paid =orderId], [terminate] is [end terminate].
              timer PT1H | R3/PT1H | 2030-01-01T00:00:00Z | =feel (a duration) | date =feel | cycle =feel
              several: one of them `message a | timer PT1H`, all of them `message a & signal s`
              message NAME [=key] · signal NAME · error [CODE] · escalation [CODE] · condition =feel · link NAME
              compensation [ACTIVITY] [at-once] · cancel · terminate
    starting  receive{instantiate=true}, event-gateway{instantiate=true}, with every=true the parallel kind
    edges     ->   -(feel)->   -(default)->   host ~(event)~> interrupting   host ~(?event)~> non-interrupting
    options   key=value or key="with blanks" or key='with "quotes"'; in.NAME and out.NAME are io mappings, header.NAME
              is a task header, on-start=a,b on-end=c on-completing=d are jobs of listeners, mi=FEEL or mi-sequential=FEEL (item=, out=NAME out-item==feel, until==feel) or count=3
              makes a multi-instance; while==feel or most=3 (test-before=true) a standard loop, throw-each="signal s" (throw-first, throw-if="=feel?signal s") the
              behaviour of a multi-instance, needs=2 and gives=2
              are token quantities, when==feel activates a complex gateway; the others are listed beside their kind in `_EXTENSIONS`
    scopes    `name[scope] {` at the end of a line opens the content, `}` alone in a line closes it; `#` is a comment
"""

from __future__ import annotations

import re
from itertools import count

from lxml import etree

from lingqu.model.bpmn import Definitions, read

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"

_TASKS = {"task": "task", "user": "userTask", "service": "serviceTask", "script": "scriptTask", "manual": "manualTask"}
_TASKS |= {"send": "sendTask", "receive": "receiveTask", "rule": "businessRuleTask", "call": "callActivity"}
_GATEWAYS = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}
_GATEWAYS |= {"complex": "complexGateway", "event-gateway": "eventBasedGateway"}
_SCOPES = {
    "scope": "subProcess",
    "event-scope": "subProcess",
    "transaction": "transaction",
    "ad-hoc": "adHocSubProcess",
}
_EVENTS = {
    "start": "startEvent",
    "end": "endEvent",
    "catch": "intermediateCatchEvent",
    "throw": "intermediateThrowEvent",
}
_SHORT = {"timer": "catch", "message": "catch", "signal": "catch", "condition": "catch", "terminate": "end"}

#: zeebe element → {option: attribute}; an option that is given makes the element.
_EXTENSIONS = {
    "taskDefinition": {"type": "type", "retries": "retries"},
    "jobPriorityDefinition": {"rank": "priority"},
    "assignmentDefinition": {"assignee": "assignee", "groups": "candidateGroups", "users": "candidateUsers"},
    "taskSchedule": {"due": "dueDate", "follow-up": "followUpDate"},
    "priorityDefinition": {"priority": "priority"},
    "formDefinition": {"form": "formId"},
    "adHoc": {"active": "activeElementsCollection", "collect": "outputCollection", "collected": "outputElement"},
    "script": {"expression": "expression", "result": "resultVariable"},
    "calledDecision": {
        "decision": "decisionId",
        "decision-result": "resultVariable",
        "decision-binding": "bindingType",
        "decision-tag": "versionTag",
    },
    "publishMessage": {"message-key": "correlationKey", "message-id": "messageId", "ttl": "timeToLive"},
    "calledElement": {
        "process": "processId",
        "propagate": "propagateAllChildVariables",
        "inherit": "propagateAllParentVariables",
        "binding": "bindingType",
        "tag": "versionTag",
    },
}
_LOOP = {"item": "inputElement", "out": "outputCollection", "out-item": "outputElement"}

_NODE = re.compile(r"\s*(\w+(?:-\w+)*)(?:\[([^\]]*)\])?(?:\{([^}]*)\})?\s*")
_EDGE = re.compile(r"-+>|-+\((?P<condition>.*?)\)-+>|~\((?P<quiet>\??)(?:(?P<name>[\w-]+):\s*)?(?P<event>.*?)\)~+>")
_OPTION = re.compile(r"""([\w.-]+)=(?:"([^"]*)"|'([^']*)'|(\S*))""")


def draw(text: str, process: str = "process") -> Definitions:
    """The elements of a process drawn in text."""
    return read(draw_xml(text, process))


def draw_xml(text: str, process: str = "process") -> bytes:
    """The BPMN document of a process drawn in text; `process` is its id."""
    return _Drawing(process).drawn(text)


class _Drawing:
    def __init__(self, process: str) -> None:
        self.root = etree.Element(_b("definitions"), nsmap={"bpmn": BPMN, "zeebe": ZEEBE}, targetNamespace="drawn")
        self.process = etree.SubElement(self.root, _b("process"), id=process, isExecutable="true")
        self.scopes = [self.process]  # the innermost last
        self.nodes: dict[tuple[str, str], etree._Element] = {}  # by id of the scope and name
        self.ids: set[str] = set()
        self.declared: dict[tuple[str, ...], str] = {}  # messages, signals, errors, escalations

    def drawn(self, text: str) -> bytes:
        for line in (one.split("#")[0].strip() for one in text.splitlines()):
            if line == "}":
                self.scopes.pop()
            elif line:
                self._line(line)
        if len(self.scopes) != 1:
            raise ValueError("Expected every { of the drawing to be closed")
        for container in self.root.iter(_b("process"), _b("subProcess"), _b("transaction"), _b("adHocSubProcess")):
            container[:] = sorted(container, key=lambda child: child.tag in (_b("sequenceFlow"), _b("association")))
        self.root.append(self.process)  # what it refers to comes first
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def _line(self, line: str) -> None:
        opens = line.endswith("{")
        line = line.removesuffix("{").rstrip()
        node, at = self._node(line, 0)
        while at < len(line):
            edge = _EDGE.match(line, at)
            if edge is None:
                raise ValueError(f"Expected an edge at {line[at:]!r}")
            source = node if edge["event"] is None else self._boundary(node, edge)
            node, at = self._node(line, edge.end())
            self._flow(source, node, edge["condition"])
        if opens:
            self.scopes.append(node)

    def _node(self, line: str, at: int) -> tuple[etree._Element, int]:
        found = _NODE.match(line, at)
        if found is None:
            raise ValueError(f"Expected a node at {line[at:]!r}")
        name, kind, options = found.groups()
        key = (self.scopes[-1].get("id"), name)
        if key not in self.nodes:
            if kind is None and name not in ("start", "end"):
                raise ValueError(f"Expected a kind where {name!r} is named first")
            self.nodes[key] = self._new(name, (kind or name).split(None, 1), dict(_options(options or "")))
        elif kind is not None or options is not None:
            raise ValueError(f"Expected kind and options of {name!r} only where it is named first")
        return self.nodes[key], found.end()

    def _new(self, name: str, kind: list[str], options: dict[str, str]) -> etree._Element:
        head, event = kind[0], kind[1] if len(kind) > 1 else ""
        if head.rstrip("?") in _SHORT or head == "link":
            head, event = _SHORT.get(head, "catch"), " ".join(kind)
        tag = {**_TASKS, **_GATEWAYS, **_SCOPES, **_EVENTS}.get(head.removesuffix("?"))
        if tag is None:
            raise ValueError(f"Expected a kind of node, but {name!r} is {head!r}")
        node = etree.SubElement(self.scopes[-1], _b(tag), id=self._id(name), name=name)
        if head == "event-scope":
            node.set("triggeredByEvent", "true")
        if head.endswith("?"):
            node.set("isInterrupting", "false")
        if head in ("service", "send") or (head == "rule" and "decision" not in options):
            options.setdefault("type", name)
        self._extend(node, head, options)
        if head == "receive":
            message = f"{options.pop('message', name)} {options.pop('key', '')}"
            node.set("messageRef", self._declare("message", message))
        for option, attribute in (("needs", "startQuantity"), ("gives", "completionQuantity")):
            if option in options:
                node.set(attribute, options.pop(option))
        if head == "ad-hoc":
            for option, attribute in (("ordering", "ordering"), ("cancel", "cancelRemainingInstances")):
                if option in options:
                    node.set(attribute, options.pop(option))
            if "until" in options:
                etree.SubElement(node, _b("completionCondition")).text = options.pop("until")
        if head == "complex" and "when" in options:
            etree.SubElement(node, _b("activationCondition")).text = options.pop("when")
        self._loop(node, options)
        if options.pop("instantiate", ""):
            node.set("instantiate", "true")
        if options.pop("every", ""):
            node.set("eventGatewayType", "Parallel")
        if event:
            self._event(node, event)
        if options:
            raise ValueError(f"Expected options that a {head} has, but {name!r} has {sorted(options)}")
        return node

    def _extend(self, node: etree._Element, head: str, options: dict[str, str]) -> None:
        holder = etree.Element(_b("extensionElements"))
        if head == "user":
            etree.SubElement(holder, _z("userTask"))
        for tag, names in _EXTENSIONS.items():
            given = {attribute: options.pop(name) for name, attribute in names.items() if name in options}
            if given:
                etree.SubElement(holder, _z(tag), given)
        for group, prefix, tag, keys in (
            ("ioMapping", "in.", "input", ("target", "source")),
            ("ioMapping", "out.", "output", ("target", "source")),
            ("taskHeaders", "header.", "header", ("key", "value")),
        ):
            for option in [one for one in options if one.startswith(prefix)]:
                parent = holder.find(_z(group))
                parent = etree.SubElement(holder, _z(group)) if parent is None else parent
                pair = (option.removeprefix(prefix), options.pop(option))
                etree.SubElement(parent, _z(tag), dict(zip(keys, pair, strict=True)))
        for event in ("start", "end", "creating", "assigning", "updating", "completing", "canceling"):
            if (types := options.pop(f"on-{event}", None)) is not None:
                kind = "execution" if event in ("start", "end") else "task"
                parent = holder.find(_z(f"{kind}Listeners"))
                parent = etree.SubElement(holder, _z(f"{kind}Listeners")) if parent is None else parent
                for one in types.split(","):
                    etree.SubElement(parent, _z(f"{kind}Listener"), eventType=event, type=one)
        if len(holder):
            node.append(holder)

    def _loop(self, node: etree._Element, options: dict[str, str]) -> None:
        items, row = options.pop("mi", None), options.pop("mi-sequential", None)
        number, until = options.pop("count", None), options.pop("until", None)
        again, most, first = options.pop("while", None), options.pop("most", None), options.pop("test-before", "false")
        thrown = [(way, options.pop(f"throw-{way}")) for way in ("each", "first", "if") if f"throw-{way}" in options]
        if again is not None or most is not None:
            standard = etree.SubElement(node, _b("standardLoopCharacteristics"), testBefore=first)
            if most is not None:
                standard.set("loopMaximum", most)
            if again is not None:
                etree.SubElement(standard, _b("loopCondition")).text = again
            return
        if items is None and row is None and number is None:
            return
        loop = etree.SubElement(node, _b("multiInstanceLoopCharacteristics"))
        if row is not None:
            loop.set("isSequential", "true")
        if number is None:
            given = {attribute: options.pop(name) for name, attribute in _LOOP.items() if name in options}
            given = {"inputCollection": "=" + str(items or row).lstrip("="), "inputElement": "item", **given}
            etree.SubElement(etree.SubElement(loop, _b("extensionElements")), _z("loopCharacteristics"), given)
        for tag, text in (("loopCardinality", number), ("completionCondition", until)):
            if text is not None:
                etree.SubElement(loop, _b(tag)).text = text
        for way, text in thrown:
            self._behavior(loop, way, text)

    def _behavior(self, loop: etree._Element, way: str, text: str) -> None:
        """throw-each=EVENT and throw-first=EVENT refer to a definition of the root, throw-if=FEEL?EVENT holds its own."""
        loop.set("behavior", {"each": "None", "first": "One", "if": "Complex"}[way])
        condition, _, event = text.rpartition("?")
        kind, _, rest = event.partition(" ")
        holder = self.root
        if way == "if":
            one = etree.SubElement(loop, _b("complexBehaviorDefinition"))
            etree.SubElement(one, _b("condition")).text = condition
            holder = etree.SubElement(one, _b("event"))
        ref = {f"{kind}Ref": self._declare(kind, rest)}
        definition = etree.SubElement(holder, _b(f"{kind}EventDefinition"), id=self._id("thrown"), **ref)
        if way != "if":
            loop.set({"each": "noneBehaviorEventRef", "first": "oneBehaviorEventRef"}[way], definition.get("id"))

    def _event(self, node: etree._Element, event: str) -> None:
        if " & " in event:
            node.set("parallelMultiple", "true")
        for one in re.split(r" [&|] ", event):
            self._trigger(node, one.strip())

    def _trigger(self, node: etree._Element, event: str) -> None:
        kind, _, rest = event.partition(" ")
        tag = {"condition": "conditional", "compensation": "compensate"}.get(kind, kind)
        definition = etree.SubElement(node, _b(f"{tag}EventDefinition"), id=self._id(f"{node.get('id')}-{kind}"))
        if kind == "timer":
            named, _, text = rest.partition(" ")
            if named not in ("date", "cycle", "duration"):
                text = rest
                named = "cycle" if rest.startswith("R") else "duration" if rest[:1] in ("P", "=") else "date"
            etree.SubElement(definition, _b(f"time{named.capitalize()}")).text = text
        elif kind == "condition":
            etree.SubElement(definition, _b("condition")).text = rest
        elif kind == "link":
            definition.set("name", rest)
        elif kind in ("message", "signal", "error", "escalation"):
            if rest:
                definition.set(f"{kind}Ref", self._declare(kind, rest))
        elif kind == "compensation":
            if rest.endswith("at-once"):
                definition.set("waitForCompletion", "false")
            if rest.removesuffix("at-once").strip():
                definition.set("activityRef", rest.removesuffix("at-once").strip())
        elif kind not in ("terminate", "cancel"):
            raise ValueError(f"Expected an event, but it is {event!r}")

    def _declare(self, kind: str, text: str) -> str:
        name, _, correlation = text.strip().partition(" ")
        key = (kind, name, correlation.strip())
        if key not in self.declared:
            self.declared[key] = self._id(f"{kind}-{name}")
            element = etree.SubElement(self.root, _b(kind), id=self.declared[key], name=name)
            if kind in ("error", "escalation"):
                element.set(f"{kind}Code", name)
            if correlation.strip():
                holder = etree.SubElement(element, _b("extensionElements"))
                etree.SubElement(holder, _z("subscription"), correlationKey=correlation.strip())
        return self.declared[key]

    def _boundary(self, host: etree._Element, edge: re.Match[str]) -> etree._Element:
        name = self._id(edge["name"] or f"{host.get('id')}-{edge['event'].split()[0]}")
        node = etree.SubElement(self.scopes[-1], _b("boundaryEvent"), id=name, name=name, attachedToRef=host.get("id"))
        if edge["quiet"]:
            node.set("cancelActivity", "false")
        self._event(node, edge["event"])
        self.nodes[(self.scopes[-1].get("id"), name)] = node
        return node

    def _flow(self, source: etree._Element, target: etree._Element, condition: str | None) -> None:
        ends = {"sourceRef": source.get("id"), "targetRef": target.get("id")}
        name = self._id("{sourceRef}-{targetRef}".format_map(ends))
        if source.find(_b("compensateEventDefinition")) is not None and source.tag == _b("boundaryEvent"):
            etree.SubElement(self.scopes[-1], _b("association"), id=name, associationDirection="One", **ends)
            target.set("isForCompensation", "true")
            return
        flow = etree.SubElement(self.scopes[-1], _b("sequenceFlow"), id=name, **ends)
        if condition == "default":
            source.set("default", name)
        elif condition is not None:
            etree.SubElement(flow, _b("conditionExpression")).text = f"={condition.removeprefix('=')}"

    def _id(self, wanted: str) -> str:
        free = next(one for n in count(1) if (one := wanted if n == 1 else f"{wanted}-{n}") not in self.ids)
        self.ids.add(free)
        return free


def _options(text: str) -> list[tuple[str, str]]:
    rest = _OPTION.sub("", text).strip()
    if rest:
        raise ValueError(f"Expected options as key=value, but there is {rest!r}")
    return [(found[1], found[2] or found[3] or found[4] or "") for found in _OPTION.finditer(text)]


def _b(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def _z(tag: str) -> str:
    return f"{{{ZEEBE}}}{tag}"
