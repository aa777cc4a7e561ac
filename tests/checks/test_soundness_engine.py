"""The proof agrees with the engine: what its own `step` can do with small random drawings has the same verdicts.

The engine moves tokens in a fixed order where the standard leaves it open. So of drawings in which the order matters
(an end of everything beside something that has just begun) it shows only some runs, and only one side is compared.
"""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checks.engine_runs import Runs, TooMuch
from checks.wild import wild
from drawing import draw
from lingqu.checks.soundness import prove
from lingqu.engine.unsupported import unsupported
from lingqu.model.bpmn import Activity, SubProcess, flow_nodes

_SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@_SETTINGS
@given(st.integers(0, 2**32).map(Random))
def test_the_engine_can_do_just_what_the_proof_says(chance):
    text = wild(chance, size=4, decided=True)
    drawn = draw(text)
    variables = text.count("-(v")
    assume(not unsupported(drawn) and variables <= 2)
    proof = prove(drawn, lambda: True)
    assume("undecided" not in proof.verdicts.values())
    try:
        runs = Runs(drawn, variables)
    except TooMuch:
        assume(False)
    assert runs.hopeless == (proof.verdicts["option_to_complete"] == "fails"), text
    activities = {node.id for node in flow_nodes(drawn.processes[0]) if _can_be_dead(node)}
    dead = {one.element for one in proof.problems if one.code == "soundness_dead"}
    never = activities - runs.happened
    assert dead <= never, text
    ordered = "[terminate]" in text or "[end error" in text
    assert ordered or dead == never, text
    if "~(?" not in text:  # a listener that goes off again and again is not followed
        assert not runs.crowded or proof.verdicts["safeness"] == "fails", text
        assert not runs.twice or proof.verdicts["proper_completion"] == "fails", text


def _can_be_dead(node):
    return isinstance(node, Activity) and not (isinstance(node, SubProcess) and node.triggered_by_event)
