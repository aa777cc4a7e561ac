"""What is kept how long, and what was removed after its time, as administrators read it."""

import pytest

from api_house import Person, soon
from lingqu.runtime.keeping_told import length

DAY = 86_400_000
DRAWING = """<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><process id="{id}" isExecutable="true" {keep}>
<startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/><endEvent id="e"/></process></definitions>"""


@pytest.fixture
def admin(house, client):
    for name, keep in (("month", 'camunda:historyTimeToLive="30"'), ("gone", 'camunda:historyTimeToLive="0"'), ("ever", "")):  # fmt: skip
        house.runtime.deploy([(f"{name}.bpmn", DRAWING.format(id=name, keep=keep).encode())])
    return Person(client, "admin")


def test_each_version_of_a_process_tells_how_long_and_who_says_so(house, admin):
    house.runtime.writer.call(house.runtime.start("month"))
    told = admin.get("/api/keeping")

    assert (told["keepMs"], told["archiveFolder"]) == (length(house.settings.keep), "")
    found = {one["processId"]: one for one in told["processes"]}
    assert (found["month"]["keepMs"], found["month"]["drawn"]) == (30 * DAY, True)
    assert (found["ever"]["keepMs"], found["ever"]["drawn"]) == (None, False)
    assert found["month"]["oldestEndedAt"]
    assert found["ever"]["oldestEndedAt"] is None


def test_what_was_removed_is_told(house, admin):
    house.runtime.writer.call(house.runtime.start("gone"))
    assert admin.get("/api/keeping/removals")["items"] == []
    [one] = soon(lambda: house.runtime.retention.look() or admin.get("/api/keeping/removals")["items"])
    assert admin.get("/api/keeping/removals")["total"] == 1
    assert admin.get("/api/keeping/removals?limit=1")["next"] is None

    assert (one["state"], one["instances"], one["rows"], one["files"]) == ("done", 1, 0, [])
    assert one["createdAt"] <= one["endedAt"]
    gone = {each["processId"]: each for each in admin.get("/api/keeping")["processes"]}["gone"]
    assert gone["oldestEndedAt"] is None
