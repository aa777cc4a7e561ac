"""The page on writing a worker is run as a reader would: its program, against a real server."""

import re
from pathlib import Path

from runtime.drawings import END, START, service
from worker.serving import program, until
from worker.test_worker import variables

PAGE = (Path(__file__).parents[2] / "docs" / "howto" / "write-a-worker.md").read_text(encoding="utf-8")
[PROGRAM] = re.findall(r"Save this as `worker\.py`:\n\n```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_program_of_the_page_does_an_order(server, tmp_path):
    server.deploy("order", START, service("pack", "pack"), service("hand", "hand-over"), END)
    running = program(server, tmp_path, PROGRAM, "worker.py")
    try:
        instance = server.start_instance("order", number="17", total=250.5)
        until(lambda: server.completed("order"), "the order")
    finally:
        running.terminate()
        running.communicate(timeout=60)

    found = variables(server, instance)
    assert (found["boxes"], found["label"], found["carrier"]) == ("3", '"LQ-17"', '"SF"')
    assert running.returncode == 0


def test_the_program_of_the_page_throws_the_error_that_it_speaks_of(server, tmp_path):
    server.deploy("empty", START, service("pack", "pack"), END)
    running = program(server, tmp_path, PROGRAM, "worker.py")
    try:
        instance = server.start_instance("empty", number="18", total=0)
        [incident] = until(lambda: server.found("incidents", processInstanceKey=instance), "an incident")
    finally:
        running.terminate()
        running.communicate(timeout=60)

    assert "NOTHING_TO_PACK" in incident["errorMessage"]
