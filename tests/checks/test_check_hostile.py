"""`check` answers whatever it is given: problems and verdicts, never an exception."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.sound_blocks import Blocks
from drawing import draw_xml
from lingqu.bootstrap.checking import check_alone

_SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def damaged(data: bytes, chance: Random) -> bytes:
    """A document with some bytes lost, doubled or changed, or with references to somewhere else."""
    at = chance.randrange(len(data))
    kind = chance.choice(["cut", "flip", "double", "lose", "refer", "insert"])
    if kind == "cut":
        return data[:at]
    if kind == "flip":
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if kind == "double":
        return data[:at] + data[at : at + chance.randint(1, 300)] + data[at:]
    if kind == "lose":
        return data[:at] + data[at + chance.randint(1, 300) :]
    if kind == "insert":
        return data[:at] + chance.choice([b"<", b"&", b"\x00", b"</bpmn:process>", b'"', b"="]) + data[at:]
    ids = re.findall(rb'id="([^"]+)"', data)
    pattern = rb'(targetRef|sourceRef|attachedToRef|id)="[^"]*"'
    return re.sub(
        pattern, lambda found: found[1] + b'="' + chance.choice(ids) + b'"', data, count=chance.randint(1, 20)
    )


@_SETTINGS
@given(st.integers(0, 2**32).map(Random))
def test_a_damaged_drawing_has_problems_or_a_proof(chance):
    found = check_alone("drawing.bpmn", damaged(draw_xml(Blocks(chance).draw(2)), chance), seconds=1)
    assert found.problems or found.soundness


@pytest.mark.parametrize("name", ["a.bpmn", "a.dmn", "a.form"])
@pytest.mark.parametrize("data", [b"", b"\x00" * 99, b"<" * 9999, b"\xff\xfe<", b"<a/>", b"[[[[", b"<?xml?>"])
def test_what_is_no_model_is_told_so(name, data):
    assert [one.severity for one in check_alone(name, data).problems if one.severity == "error"]


def test_a_huge_file_is_refused():
    (problem,) = check_alone("a.bpmn", b" " * 9_000_000).problems
    assert problem.severity == "error"
