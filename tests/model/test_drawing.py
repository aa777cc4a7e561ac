"""The text notation of the tests says what it seems to say."""

import pytest

from drawing import draw
from lingqu.model import bpmn
from lingqu.model.bpmn import zeebe


def test_a_line_is_a_path():
    process = draw("start -> a[user] -> end").processes[0]
    assert [one.id for one in process.elements] == ["start", "a", "end"]
    assert [(one.source, one.target) for one in process.flows] == [("start", "a"), ("a", "end")]


def test_edges_carry_conditions_and_defaults():
    process = draw("start -> g[xor] -(x > 1)-> a[task] -> end\ng --(default)--> end").processes[0]
    gateway = process.elements[1]
    conditions = {one.id: one.condition and one.condition.text for one in process.flows}
    assert conditions["g-a"] == "=x > 1"
    assert gateway.default == "g-end"


def test_boundary_events_interrupt_or_not():
    process = draw("start -> a[user] -> end\na ~(timer PT1H)~> b[task]\na ~(?err: error E1)~> c[task]").processes[0]
    first, second = (one for one in process.elements if isinstance(one, bpmn.Event) and one.position == "boundary")
    assert (first.id, first.interrupting, first.definitions[0].text) == ("a-timer", True, "PT1H")
    assert (second.id, second.interrupting) == ("err", False)


def test_scopes_hold_their_own_nodes():
    process = draw("start -> s[scope] {\nstart -> a[task] -> end\n}\ns -> end").processes[0]
    scope = process.elements[1]
    assert [one.name for one in scope.elements] == ["start", "a", "end"]
    assert [one.id for one in process.elements] == ["start", "s", "end-2"]


def test_options_become_extensions():
    task = draw("start -> a[service]{type=pay retries=1 in.x==y header.k='two words'} -> end").processes[0].elements[1]
    assert task.extensions.one(zeebe.TaskDefinition) == zeebe.TaskDefinition(type="pay", retries="1")
    assert task.extensions.one(zeebe.IoMapping).inputs == (zeebe.Input(source="=y", target="x"),)
    assert task.extensions.one(zeebe.TaskHeaders).headers == (zeebe.Header(key="k", value="two words"),)


def test_messages_are_declared_once():
    drawn = draw("start -> a[message paid =order] -> b[receive]{message=paid key==order} -> end")
    (message,) = drawn.messages
    first, second = drawn.processes[0].elements[1:3]
    assert first.definitions[0].message_ref == second.message_ref == message.id
    assert message.extensions.one(zeebe.Subscription).correlation_key == "=order"


@pytest.mark.parametrize(
    "text", ["start -> a", "start => end", "start -> a[nothing]", "start -> a[task]{x=1}", "s[scope] {"]
)
def test_a_slip_is_an_error(text):
    with pytest.raises(ValueError, match="Expected"):
        draw(text)
