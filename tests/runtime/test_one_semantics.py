"""Who gets a message: the runtime and the simulation answer alike."""

import pytest

from drawing import draw_xml
from lingqu.model.bpmn import read
from lingqu.runtime.audit import audit
from lingqu.simulation.virtual import Virtual
from runtime.looking import rows, settled

#: What is published, with which key: what ends by it.
KEYS = {
    "a place without a key takes a message without one": ("start -> m[message paid] -> end", "", 1),
    "a place without a key takes a message with any": ("start -> m[message paid] -> end", "A", 1),
    "a receive task without a key takes a message with any": ("start -> m[receive]{message=paid} -> end", "A", 1),
    "a key takes a message with the same": ("start -> m[message paid =order] -> end", "A", 1),
    "a key takes no message with another": ("start -> m[message paid =order] -> end", "B", 0),
    "a key takes no message without one": ("start -> m[message paid =order] -> end", "", 0),
    "an empty key is a key": ('start -> m[message paid =""] -> end', "A", 0),
    "an empty key takes a message without one": ('start -> m[message paid =""] -> end', "", 1),
    "one message reaches one of two places": (
        "start -> f[and] -> a[message paid] -> j[and] -> end\nf -> b[message paid] -> j",
        "A",
        0,
    ),
}

#: Messages that an instance throws and waits for itself: how often it ends.
OWN = {
    "thrown before anybody waits": ("start -> t[throw message m] -> c[message m] -> end", 0),
    "thrown while the instance waits": (
        "start -> f[and] -> c[message m] -> j[and] -> end\nf -> t[throw message m] -> j",
        1,
    ),
    "lasting until it waits": ("start -> t[throw message m]{ttl=PT1M} -> c[message m] -> end", 1),
    "thrown by one event twice": (
        (
            "start -> f[and] -> c[message m] -> j[and] -> end\nf -> d[message n] -> j\n"
            "f -> t[throw message m | message n] -> j"
        ),
        1,
    ),
    "caught on the boundary of what follows": (
        "start -> t[throw message m] -> w[user] -> end\nw ~(message m)~> out[task] -> gone[end]",
        0,
    ),
    "caught by who listens around it": (
        (
            "start -> s[scope] -> end\ns {\nstart -> t[throw message m] -> w[user] -> end\n}\n"
            "s ~(message m)~> out[task] -> gone[end]"
        ),
        1,
    ),
}


def simulated(drawing, publish=None):
    world = Virtual()
    world.deploy(read(draw_xml(drawing)))
    world.start("process", {"order": "A"})
    if publish is not None:
        world.publish("paid", publish)
    return sum(not one.running for one in world.instances.values())


def produced(runtime, drawing, publish=None):
    runtime.deploy([("process.bpmn", draw_xml(drawing))])
    runtime.writer.call(runtime.start("process", variables={"order": "A"}))
    settled(runtime)
    if publish is not None:
        runtime.writer.call(runtime.publish("paid", publish, ttl_ms=0))
    settled(runtime)
    assert audit(runtime.db).differences == ()
    return rows(runtime, "SELECT count(*) FROM instance WHERE status = 1")[0][0]


@pytest.mark.parametrize(("drawing", "key", "ended"), KEYS.values(), ids=KEYS)
def test_a_message_is_for_the_same_place_in_production_and_in_a_test(runtime, drawing, key, ended):
    assert (simulated(drawing, key), produced(runtime, drawing, key)) == (ended, ended)


@pytest.mark.parametrize(("drawing", "ended"), OWN.values(), ids=OWN)
def test_a_message_of_its_own_is_for_the_instance_that_waits_already(runtime, drawing, ended):
    assert (simulated(drawing), produced(runtime, drawing)) == (ended, ended)


def test_a_message_that_does_not_last_is_lost_to_who_waits_later_even_when_a_sweep_looks_again(runtime, clock):
    runtime.deploy([("process.bpmn", draw_xml("start -> m[message paid] -> end"))])
    runtime.writer.call(runtime.publish("paid", "A", ttl_ms=0))
    settled(runtime)
    clock.forward(5_000)
    runtime.writer.call(runtime.start("process"))
    settled(runtime)
    clock.forward(8_000)
    runtime._correlator.sweep()
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance WHERE status = 1") == [(0,)]


def test_who_waits_without_a_key_is_correlated_by_the_name(runtime):
    runtime.deploy([("process.bpmn", draw_xml("start -> m[message paid] -> end"))])
    instance = runtime.writer.call(runtime.start("process")).instance
    assert runtime.writer.call(runtime.correlate("paid", "A")).instance == instance
