"""Data objects and stores are drawn for readers: they change nothing in how a process runs."""

from drawing import draw_xml
from engine.given import Given
from lingqu.engine.unsupported import unsupported
from lingqu.model.bpmn import read

DATA = (
    b'<bpmn:dataObject id="paper"/><bpmn:dataObjectReference id="ref" dataObjectRef="paper"/>'
    b'<bpmn:dataStoreReference id="archive" dataStoreRef="store"/>'
)
STORE = b'<bpmn:dataStore id="store" name="Archive"/>'
ASSOCIATED = (
    b'<bpmn:dataInputAssociation id="in"><bpmn:sourceRef>ref</bpmn:sourceRef></bpmn:dataInputAssociation>'
    b'<bpmn:dataOutputAssociation id="out"><bpmn:targetRef>archive</bpmn:targetRef></bpmn:dataOutputAssociation>'
)


def drawn():
    xml = draw_xml("start -> work[user] -> end")
    place = xml.index(b">", xml.index(b"<bpmn:process")) + 1
    xml = xml[:place] + DATA + xml[place:]
    place = xml.index(b">", xml.index(b"<bpmn:userTask")) + 1
    end = xml.index(b"</bpmn:userTask>")
    xml = xml[:end] + ASSOCIATED + xml[end:]
    return xml.replace(b"<bpmn:process ", STORE + b"<bpmn:process ", 1)


def test_data_objects_and_stores_are_accepted_as_drawn():
    assert unsupported(read(drawn())) == ()


def test_they_change_nothing_in_the_run():
    case = Given(drawn()).start().complete("work")

    assert case.ended
    assert case.variables == {}
