"""Writing BPMN: reading again gives the same elements."""

import pytest

from drawing import draw
from lingqu.model import bpmn
from lingqu.model.bpmn import lingqu, read, write, zeebe

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ODD = f"""<?xml version="1.0"?>
<definitions xmlns="{MODEL}" xmlns:b="{MODEL}" xmlns:z="http://camunda.org/schema/zeebe/1.0" xmlns:rel="rel" id="d">
  <!-- a comment is not part of the drawing -->
  <import importType="b:x" location="y" namespace="z"/>
  <process id="p" rel:odd="1">
    <task id="t">
      <ioSpecification><dataInput id="i"/></ioSpecification>
      <extensionElements>
        <z:taskDefinition type="a" unknown="kept"><z:strange/></z:taskDefinition>
        <thing xmlns="" a="&quot;&lt;&#10;">x<c/></thing>
        <x xmlns="urn:1"><y xmlns="urn:2"/></x>
        <z:script>text where none belongs</z:script>
      </extensionElements>
      <documentation textFormat="text/html"> spaces  stay </documentation>
      <documentation><b xmlns="http://www.w3.org/1999/xhtml">rich</b> text</documentation>
    </task>
    <choreographyTask id="c" name="left over"/>
    <sequenceFlow id="f" sourceRef="t" targetRef="t"/>
  </process>
  <choreography id="ch"><startEvent id="s"/></choreography>
</definitions>"""


def test_an_odd_document_is_read_again_as_the_same():
    first = read(ODD.encode())
    assert read(write(first)) == first


def test_writing_twice_gives_the_same_bytes():
    once = write(read(ODD.encode()))
    assert write(read(once)) == once


def test_the_line_of_an_element_is_no_part_of_what_it_says():
    first = read(ODD.encode())
    again = read(ODD.replace("  <process", "\n\n  <process").encode())
    assert first == again
    assert first.processes[0].line != again.processes[0].line
    assert hash(first) == hash(again)


def test_a_changed_element_is_another():
    first = read(ODD.encode())
    assert first != read(ODD.replace('id="t"', 'id="u"').encode())


def test_prefixes_stay():
    text = write(read(ODD.encode())).decode()
    assert 'xmlns:z="http://camunda.org/schema/zeebe/1.0"' in text
    assert "<z:taskDefinition" in text
    assert "<thing xmlns=" in text


def test_incoming_and_outgoing_are_rebuilt_from_the_flows():
    wrong = ODD.replace('<task id="t">', '<task id="t"><incoming>nonsense</incoming>')
    text = write(read(wrong.encode())).decode()
    assert "nonsense" not in text
    assert text.count("incoming>f</") == 1
    assert text.count("outgoing>f</") == 1


def test_what_is_made_by_hand_can_be_written_and_read():
    made = bpmn.Definitions(
        id="d",
        target_namespace="urn:made",
        messages=(bpmn.Message(id="m", name="paid"),),
        processes=(
            bpmn.Process(
                id="p",
                executable=True,
                extensions=bpmn.Extensions(items=(lingqu.Title(template="=name"),)),
                elements=(
                    bpmn.Event(id="s", position="start"),
                    bpmn.Task(
                        id="t",
                        kind="service",
                        extensions=bpmn.Extensions(items=(zeebe.TaskDefinition(type="pay"),)),
                    ),
                ),
                flows=(bpmn.SequenceFlow(id="f", source="s", target="t", condition=bpmn.Text(text="=x")),),
            ),
        ),
    )
    again = read(write(made))
    process = again.processes[0]
    assert process.extensions.one(lingqu.Title).template == "=name"
    assert [type(one) for one in process.elements] == [bpmn.Event, bpmn.Task]
    assert process.elements[1].extensions.one(zeebe.TaskDefinition).type == "pay"
    assert process.flows[0].condition.text == "=x"
    assert again.message("m").name == "paid"


@pytest.mark.parametrize(
    "text",
    [
        "start -> a[user]{groups=x priority=7} -> end",
        "start -> g[xor] -(x > 1)-> a[service] -> end\ng -(default)-> b[script]{expression==1 result=r} -> end",
        "start -> s[scope]{mi=items} {\nstart -> a[task] -> end\n}\ns ~(?timer PT1H)~> late[end]",
        "start -> w[event-gateway] -> m[message paid =k] -> end\nw -> t[timer PT1H] -> end",
    ],
)
def test_drawn_processes_survive(text):
    drawn = draw(text)
    assert read(write(drawn)) == drawn
