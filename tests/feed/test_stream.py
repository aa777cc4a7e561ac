"""The stream over a real connection: it goes on from its last event's id, also after the server was killed."""

import json

from runtime.drawings import END, START
from worker.serving import Server


def test_the_stream_goes_on_where_it_was_cut(tmp_path):
    server = Server(tmp_path)
    server.start()
    try:
        server.deploy("p", START, '<bpmn:userTask id="a"/>', END)
        keys, events = [server.start_instance("p")], []
        with server.http.stream("GET", "/api/feed/stream", params={"after": ""}) as stream:
            last = read_until(stream, events, "lingqu.task.created")
        keys.append(server.start_instance("p"))
        server.kill()
        server.start()
        with server.http.stream("GET", "/api/feed/stream", headers={"last-event-id": last}) as stream:
            last = read_until(stream, events, "lingqu.task.created")
            keys.append(server.start_instance("p"))  # while somebody listens
            read_until(stream, events, "lingqu.task.created")
    finally:
        server.close()
    assert [(one["type"], one["subject"]) for one in events] == [
        (type_, key) for key in keys for type_ in ("lingqu.instance.started", "lingqu.task.created")
    ]


def read_until(stream, events, type_):
    """Read events until one of a type; the id that it has."""
    event = {}
    lines = stream.lines if hasattr(stream, "lines") else stream.iter_lines()
    stream.lines = lines  # a stream is read once: the next call goes on
    for line in lines:
        field, _, value = line.partition(": ")
        if line:
            event[field] = value
            continue
        told, event = event, {}
        if told.get("event", "").startswith("lingqu."):
            events.append(json.loads(told["data"]))
            if told["event"] == type_:
                return told["id"]
    raise AssertionError("the stream ended")
