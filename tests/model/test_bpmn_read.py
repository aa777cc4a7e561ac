"""Reading BPMN: what stands in the document stands in the elements."""

import pytest

from lingqu.kernel.errors import Invalid
from lingqu.model import bpmn
from lingqu.model.bpmn import lingqu, read, zeebe

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:lingqu="urn:lingqu:bpmn:1" xmlns:other="urn:other" targetNamespace="urn:test" id="defs">'
)


def document(inner: str) -> bytes:
    return f"{HEAD}{inner}</bpmn:definitions>".encode()


def process(inner: str) -> bpmn.Process:
    return read(document(f'<bpmn:process id="p" isExecutable="true">{inner}</bpmn:process>')).processes[0]


def node(inner: str) -> bpmn.FlowNode:
    return process(inner).elements[0]


def test_ordinals_count_bpmn_elements_in_document_order_without_incoming_and_outgoing():
    drawn = read(
        document(
            '<bpmn:process id="p"><bpmn:documentation>d</bpmn:documentation>'
            '<bpmn:startEvent id="s"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
            '<bpmn:task id="t"><bpmn:extensionElements><other:x/></bpmn:extensionElements></bpmn:task>'
            '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"/></bpmn:process>'
        )
    )
    found = drawn.processes[0]
    assert drawn.ordinal == 0
    assert found.ordinal == 1
    assert found.documentation[0].ordinal == 2
    assert [one.ordinal for one in found.elements] == [3, 4]
    assert found.flows[0].ordinal == 6  # 5 is the extensionElements of the task


def test_ordinals_stay_when_ids_repeat():
    found = process('<bpmn:task id="same"/><bpmn:task id="same"/><bpmn:task/>')
    assert [(one.id, one.ordinal) for one in found.elements] == [("same", 2), ("same", 3), ("", 4)]


def test_what_the_reader_does_not_understand_counts_too():
    found = process("<bpmn:ioSpecification><bpmn:dataInput/></bpmn:ioSpecification><bpmn:task id='t'/>")
    assert found.elements[0].ordinal == 4


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("task", "task"),
        ("userTask", "user"),
        ("serviceTask", "service"),
        ("scriptTask", "script"),
        ("manualTask", "manual"),
        ("sendTask", "send"),
        ("receiveTask", "receive"),
        ("businessRuleTask", "business-rule"),
    ],
)
def test_every_kind_of_task(tag, kind):
    task = node(f'<bpmn:{tag} id="t" name="n"/>')
    assert isinstance(task, bpmn.Task)
    assert (task.kind, task.id, task.name) == (kind, "t", "n")


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("exclusiveGateway", "exclusive"),
        ("inclusiveGateway", "inclusive"),
        ("parallelGateway", "parallel"),
        ("complexGateway", "complex"),
        ("eventBasedGateway", "event-based"),
    ],
)
def test_every_kind_of_gateway(tag, kind):
    gateway = node(f'<bpmn:{tag} id="g"/>')
    assert isinstance(gateway, bpmn.Gateway)
    assert gateway.kind == kind


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("messageEventDefinition", bpmn.MessageDefinition),
        ("signalEventDefinition", bpmn.SignalDefinition),
        ("errorEventDefinition", bpmn.ErrorDefinition),
        ("escalationEventDefinition", bpmn.EscalationDefinition),
        ("timerEventDefinition", bpmn.TimerDefinition),
        ("conditionalEventDefinition", bpmn.ConditionalDefinition),
        ("linkEventDefinition", bpmn.LinkDefinition),
        ("compensateEventDefinition", bpmn.CompensateDefinition),
        ("terminateEventDefinition", bpmn.TerminateDefinition),
        ("cancelEventDefinition", bpmn.CancelDefinition),
    ],
)
def test_every_kind_of_event_definition(tag, kind):
    event = node(f'<bpmn:intermediateCatchEvent id="e"><bpmn:{tag} id="d"/></bpmn:intermediateCatchEvent>')
    assert isinstance(event, bpmn.Event)
    assert event.position == "catch"
    assert type(event.definitions[0]) is kind


def test_a_boundary_event_interrupts_unless_it_says_otherwise():
    found = process(
        '<bpmn:boundaryEvent id="a" attachedToRef="t"/>'
        '<bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false"/>'
    )
    assert [one.interrupting for one in found.elements] == [True, False]
    assert found.elements[0].attached_to == "t"


def test_the_start_of_an_event_sub_process_may_leave_its_scope_running():
    scope = node(
        '<bpmn:subProcess id="s" triggeredByEvent="true"><bpmn:startEvent id="b" isInterrupting="false"/></bpmn:subProcess>'
    )
    assert scope.triggered_by_event
    assert scope.elements[0].interrupting is False


@pytest.mark.parametrize(
    ("tag", "text", "kind"),
    [
        ("timeDate", "2030-01-01T00:00:00Z", "date"),
        ("timeDuration", "PT1H", "duration"),
        ("timeCycle", "R/PT1H", "cycle"),
    ],
)
def test_a_timer_says_its_kind_and_text(tag, text, kind):
    event = node(
        f"<bpmn:startEvent><bpmn:timerEventDefinition><bpmn:{tag}> {text}\n</bpmn:{tag}>"
        "</bpmn:timerEventDefinition></bpmn:startEvent>"
    )
    timer = event.definitions[0]
    assert (timer.kind, timer.text) == (kind, text)


def test_sub_processes_nest_and_keep_their_kind():
    found = process(
        '<bpmn:transaction id="a"><bpmn:adHocSubProcess id="b" ordering="Sequential" cancelRemainingInstances="false">'
        "<bpmn:task id='c'/><bpmn:completionCondition>=done</bpmn:completionCondition>"
        "</bpmn:adHocSubProcess></bpmn:transaction>"
    )
    outer, inner, task = bpmn.flow_nodes(found)
    assert (outer.kind, inner.kind, task.id) == ("transaction", "ad-hoc", "c")
    assert (inner.ordering, inner.cancel_remaining) == ("Sequential", False)
    assert inner.completion_condition.text == "=done"


def test_a_multi_instance_with_its_collection():
    task = node(
        '<bpmn:userTask id="t"><bpmn:multiInstanceLoopCharacteristics isSequential="true"><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="out"'
        ' outputElement="=item.x"/></bpmn:extensionElements><bpmn:loopCardinality>3</bpmn:loopCardinality>'
        "<bpmn:completionCondition>=all</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    loop = task.loop
    assert isinstance(loop, bpmn.MultiInstance)
    assert (loop.sequential, loop.cardinality.text, loop.completion_condition.text) == (True, "3", "=all")
    assert loop.extensions.one(zeebe.LoopCharacteristics) == zeebe.LoopCharacteristics(
        input_collection="=items", input_element="item", output_collection="out", output_element="=item.x"
    )


def test_a_standard_loop():
    task = node(
        '<bpmn:task id="t"><bpmn:standardLoopCharacteristics testBefore="true" loopMaximum="5">'
        "<bpmn:loopCondition>=again</bpmn:loopCondition></bpmn:standardLoopCharacteristics></bpmn:task>"
    )
    assert isinstance(task.loop, bpmn.StandardLoop)
    assert (task.loop.test_before, task.loop.maximum, task.loop.condition.text) == (True, "5", "=again")


def test_conditions_and_defaults_of_flows():
    found = process(
        '<bpmn:exclusiveGateway id="g" default="b"/><bpmn:sequenceFlow id="a" sourceRef="g" targetRef="x">'
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression"> =x &gt; 1 </bpmn:conditionExpression>'
        '</bpmn:sequenceFlow><bpmn:sequenceFlow id="b" sourceRef="g" targetRef="y"/>'
    )
    assert found.elements[0].default == "b"
    assert [flow.condition and flow.condition.text for flow in found.flows] == ["=x > 1", None]


def test_the_extensions_of_the_profile_are_typed():
    task = node(
        '<bpmn:serviceTask id="t"><bpmn:extensionElements><zeebe:taskDefinition type="pay" retries="5"/>'
        '<zeebe:ioMapping><zeebe:input source="=a" target="x"/><zeebe:output source="=b" target="y"/></zeebe:ioMapping>'
        '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>'
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )
    assert task.extensions.one(zeebe.TaskDefinition) == zeebe.TaskDefinition(type="pay", retries="5")
    mapping = task.extensions.one(zeebe.IoMapping)
    assert mapping.inputs == (zeebe.Input(source="=a", target="x"),)
    assert mapping.outputs == (zeebe.Output(source="=b", target="y"),)
    assert task.extensions.one(zeebe.TaskHeaders).headers == (zeebe.Header(key="k", value="v"),)


def test_the_extensions_of_people_are_typed():
    task = node(
        '<bpmn:userTask id="t"><bpmn:extensionElements><zeebe:userTask/>'
        '<zeebe:assignmentDefinition assignee="=who" candidateGroups="a,b" candidateUsers="c"/>'
        '<zeebe:formDefinition formId="f" bindingType="deployment"/><zeebe:taskSchedule dueDate="=d" followUpDate="=e"/>'
        '<zeebe:priorityDefinition priority="70"/></bpmn:extensionElements></bpmn:userTask>'
    )
    held = task.extensions
    assert held.one(zeebe.NativeUserTask) is not None
    assert held.one(zeebe.AssignmentDefinition).candidate_groups == "a,b"
    assert held.one(zeebe.FormDefinition) == zeebe.FormDefinition(form_id="f", binding="deployment")
    assert held.one(zeebe.TaskSchedule).due_date == "=d"
    assert held.one(zeebe.PriorityDefinition).priority == "70"


def test_a_called_process_gets_all_variables_unless_it_says_otherwise():
    call = node(
        '<bpmn:callActivity id="c"><bpmn:extensionElements>'
        '<zeebe:calledElement processId="child" propagateAllChildVariables="false"/>'
        "</bpmn:extensionElements></bpmn:callActivity>"
    )
    called = call.extensions.one(zeebe.CalledElement)
    assert called.process_id == "child"
    assert (called.propagate_all_child_variables, called.propagate_all_parent_variables) == (False, True)


def test_our_own_extensions_are_typed():
    task = node(
        '<bpmn:userTask id="t"><bpmn:extensionElements>'
        '<lingqu:approval mode="all" passRule="ratio:2/3" rejectRule="veto-holders" earlyClose="false"'
        ' onReject="send-back" sendBackTo="initiator" seats="=signers">'
        '<lingqu:seat who="head:2" weight="2.5" veto="true"/><lingqu:seat who="role:finance"/></lingqu:approval>'
        '<lingqu:copy to="group:audit" at="start"/><lingqu:urge after="PT4H" repeat="R3/PT4H" escalate="head"/>'
        '<lingqu:field name="amount" access="read"/><lingqu:field name="note" access="required"/>'
        "</bpmn:extensionElements></bpmn:userTask>"
    )
    approval = task.extensions.one(lingqu.Approval)
    assert approval.pass_rule == "ratio:2/3"
    assert (approval.early_close, approval.seats_from) == (False, "=signers")
    assert approval.seats == (lingqu.Seat(who="head:2", weight="2.5", veto=True), lingqu.Seat(who="role:finance"))
    assert task.extensions.one(lingqu.Copy) == lingqu.Copy(to="group:audit", at="start")
    assert task.extensions.one(lingqu.Urge).repeat == "R3/PT4H"
    assert [field.name for field in task.extensions.all(lingqu.Field)] == ["amount", "note"]


def test_a_process_says_its_title_and_who_may_start_it():
    found = process(
        '<bpmn:extensionElements><lingqu:title template="=number + name"/><lingqu:starters candidateGroups="buyers"/>'
        "</bpmn:extensionElements>"
    )
    assert found.extensions.one(lingqu.Title).template == "=number + name"
    assert found.extensions.one(lingqu.Starters).candidate_groups == "buyers"


def test_foreign_extensions_and_attributes_are_kept():
    task = node(
        '<bpmn:task id="t" other:color="red" zeebe:modelerTemplate="rest">'
        '<bpmn:extensionElements><other:thing a="1">text</other:thing></bpmn:extensionElements></bpmn:task>'
    )
    assert task.attribute("{urn:other}color") == "red"
    assert task.attribute(zeebe.TEMPLATE) == "rest"
    (kept,) = task.extensions.items
    assert isinstance(kept, bpmn.Raw)
    assert ">text<" in kept.xml


def test_messages_with_their_correlation_key():
    drawn = read(
        document(
            '<bpmn:message id="m" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=order"/>'
            '</bpmn:extensionElements></bpmn:message><bpmn:error id="e" name="no" errorCode="E1"/>'
        )
    )
    assert drawn.message("m").extensions.one(zeebe.Subscription).correlation_key == "=order"
    assert drawn.error("e").code == "E1"
    assert drawn.signal("m") is None


def test_references_lose_a_declared_prefix():
    found = process('<bpmn:receiveTask id="r" messageRef="other:m"/><bpmn:receiveTask id="q" messageRef="sid:m"/>')
    assert [one.message_ref for one in found.elements] == ["m", "sid:m"]


def test_lanes_nest():
    found = process(
        '<bpmn:laneSet id="ls"><bpmn:lane id="a"><bpmn:flowNodeRef>t</bpmn:flowNodeRef><bpmn:childLaneSet id="inner">'
        '<bpmn:lane id="b"/></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet><bpmn:task id="t"/>'
    )
    (lane,) = found.lanes[0].lanes
    assert lane.members[0].text == "t"
    assert lane.children.lanes[0].id == "b"


@pytest.mark.parametrize(
    ("inner", "code", "element"),
    [
        ('<bpmn:process id="p" isExecutable="yes"/>', "model.bad_attribute", "p"),
        ('<bpmn:process><bpmn:task id="t" startQuantity="x"/></bpmn:process>', "model.bad_attribute", "t"),
        (
            (
                '<bpmn:process><bpmn:sequenceFlow id="f"><bpmn:conditionExpression><b/></bpmn:conditionExpression>'
                "</bpmn:sequenceFlow></bpmn:process>"
            ),
            "model.text_expected",
            "f",
        ),
        (
            (
                '<bpmn:process><bpmn:task id="t"><bpmn:standardLoopCharacteristics/><bpmn:standardLoopCharacteristics/>'
                "</bpmn:task></bpmn:process>"
            ),
            "model.repeated",
            "t",
        ),
    ],
)
def test_what_its_place_does_not_take_is_refused_with_element_and_line(inner, code, element):
    with pytest.raises(Invalid) as refused:
        read(document(inner))
    assert refused.value.code == code
    assert refused.value.params["element"] == element
    assert refused.value.params["line"] == 1


def test_another_root_is_refused():
    with pytest.raises(Invalid) as refused:
        read(b"<definitions/>")
    assert refused.value.code == "model.not_bpmn"
