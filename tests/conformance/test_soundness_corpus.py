"""Models by others whose soundness is known: their names and their makers' own tests say what holds."""

import os
from pathlib import Path

import pytest

from lingqu.checks.soundness import PROPERTIES, prove
from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn import read

ROOT = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("LINGQU_CORPORA", ROOT / ".." / "shared" / "corpora")).resolve()
HERE = CORPORA / "bpmn-soundness" / "rust-bpmn-analyzer"

pytestmark = pytest.mark.skipif(not HERE.is_dir(), reason="the corpora are not here (set LINGQU_CORPORA)")

#: The folders whose files are named after one property: (folder, property, what a file that refutes it begins with).
NAMED = (
    ("no_dead_activities", "no_dead_activities", "dead"),
    ("option_to_complete", "option_to_complete", "no-"),
    ("proper_completion", "proper_completion", "no-"),
    ("safeness", "safeness", "unsafe"),
)
#: The others: everything that fails.
FAILING = {
    "cli/benchmark_input/400.bpmn": set(),
    "cli/benchmark_input/500.bpmn": set(),
    "cli/benchmark_input/p10x01.bpmn": set(),
    "cli/benchmark_input/p15x01.bpmn": set(),
    "cli/benchmark_input/p17x01.bpmn": set(),
    "core/tests/resources/integration/e020.bpmn": set(),
    "core/tests/resources/integration/livelock.bpmn": {"safeness", "option_to_complete"},
    "core/tests/resources/integration/message_persistence.bpmn": set(),
    "core/tests/resources/integration/p2.bpmn": set(),
    "core/tests/resources/integration/p6_stuck.bpmn": {"option_to_complete", "no_dead_activities"},
    "core/tests/resources/integration/pools-message-flows.bpmn": set(),
}
#: Nine pools, two of them unsafe: more markings than a test has time for.
LARGE = {"valid-complex.bpmn"}
CASES = [
    (path.relative_to(HERE).as_posix(), name, path.name.startswith(bad))
    for folder, name, bad in NAMED
    for path in sorted((HERE / "core/tests/resources/unit/properties" / folder).glob("*.bpmn"))
]


def for_ever() -> bool:
    return True


def proven(path):
    return prove(read((HERE / path).read_bytes()), for_ever).verdicts


def test_the_corpus_is_complete():
    assert len(CASES) == 10


@pytest.mark.parametrize(("path", "name", "fails"), CASES)
def test_a_model_has_the_property_that_its_name_says(path, name, fails):
    assert proven(path)[name] == ("fails" if fails else "holds")


@pytest.mark.parametrize(("path", "fails"), FAILING.items())
def test_a_model_fails_in_nothing_but_what_is_known(path, fails):
    assert proven(path) == {name: "fails" if name in fails else "holds" for name in PROPERTIES}


@pytest.mark.parametrize("path", sorted(CORPORA.rglob("*.bpmn")), ids=lambda path: path.relative_to(CORPORA).as_posix())
def test_every_drawing_of_others_is_decided(path):
    """By all hands and tools, broken ones included: nothing is too strange, and nothing takes long."""
    try:
        drawn = read(path.read_bytes())
    except Invalid:
        pytest.skip("it cannot be read")
    visited = iter(range(100))
    proof = prove(drawn, lambda: next(visited, None) is not None)
    assert set(proof.verdicts) == set(PROPERTIES)
    for problem in proof.problems:
        assert problem.message.text("zh") != problem.message.text("en")
        assert problem.code != "soundness_undecided" or path.name in LARGE
