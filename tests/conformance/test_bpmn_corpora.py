"""BPMN documents by others: what is well-formed survives reading and writing, rules give the expected verdicts."""

import os
from pathlib import Path
from string import Formatter

import pytest
from lxml import etree

from lingqu.checks import ALL_RULES, check
from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import catalogue
from lingqu.model.bpmn import read, write
from lingqu.model.bpmn.walk import walk

ROOT = Path(__file__).parents[2]
CORPORA = Path(os.environ.get("LINGQU_CORPORA", ROOT / ".." / "shared" / "corpora")).resolve()

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not here (set LINGQU_CORPORA)")

#: Files that are not XML with namespaces, or not BPMN: (code, line). Everything else must be read.
BROKEN = {
    "bpmn-lint/no-bpmndi/valid-no-lanes.bpmn": ("model.malformed", 4),  # prefix bpmn is not declared
    "bpmn-wild/bpmn-js-fixtures/23a8b684_multiple-nested-processes.bpmn": ("model.malformed", 4),  # as above
    "bpmn-wild/bpmn-js-fixtures/ca3c39e8_events.bpmn": ("model.malformed", 131),  # as above
    "bpmn-wild/bpmn-js-fixtures/7ecc15aa_gateway-type-default.bpmn": ("model.malformed", 1),  # blank missing
    "bpmn-wild/bpmn-js-fixtures/cc65f482_default-attrs.bpmn": ("model.malformed", 1),  # blank missing
    "bpmn-wild/bpmn-js-fixtures/ce0c0375_missing-namespace.bpmn": ("model.not_bpmn", 2),
}
#: Fixtures whose verdict needs more than the file: here a configuration with other sizes.
CONFIGURED = {"standard-size/valid-config.bpmn"}


def files(folder: str) -> list[str]:
    return sorted(str(path.relative_to(CORPORA)) for path in (CORPORA / folder).rglob("*.bpmn"))


MODELS = [
    name for folder in ("bpmn-miwg", "bpmn-wild", "bpmn-lint", "bpmn-exec", "bpmn-soundness") for name in files(folder)
]
LINTED = [name for name in files("bpmn-lint") if name not in BROKEN]


def load(name: str) -> bytes:
    return (CORPORA / name).read_bytes()


def test_the_corpora_are_complete():
    assert len(MODELS) > 400


@pytest.mark.parametrize("name", [name for name in MODELS if name not in BROKEN])
def test_a_document_is_read_again_as_it_was_written(name):
    drawn = read(load(name))
    written = write(drawn)
    assert read(written) == drawn
    assert write(read(written)) == written


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_refused_with_its_line(name):
    code, line = BROKEN[name]
    with pytest.raises(Invalid) as refused:
        read(load(name))
    assert refused.value.code == code
    assert refused.value.params["line"] == line


@pytest.mark.parametrize("name", [name for name in MODELS if name not in BROKEN])
def test_no_document_is_too_strange_to_be_checked(name):
    texts = catalogue()
    for problem in check(read(load(name)), rules=ALL_RULES):
        for template in texts[problem.message.code]:
            placeholders = {field for _, field, _, _ in Formatter().parse(template) if field}
            assert placeholders <= set(problem.message.params)


@pytest.mark.parametrize("name", LINTED)
def test_a_rule_gives_the_verdict_of_the_fixture(name):
    folder, file = name.split("/")[1:]
    if f"{folder}/{file}" in CONFIGURED:
        pytest.skip("the verdict depends on a configuration that is not in the file")
    (rule,) = [rule for rule in ALL_RULES if rule.code == folder.replace("-", "_")]
    problems = check(read(load(name)), rules=[rule])
    assert bool(problems) == file.startswith(("invalid", "missing")), problems


@pytest.mark.parametrize("name", [name for name in MODELS if name not in BROKEN])
def test_ordinals_are_the_positions_of_bpmn_elements_in_the_text(name):
    """Counted here from the XML alone: stored instances depend on this number."""
    model = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    rebuilt = {f"{model}incoming", f"{model}outgoing"}
    counted = [one for one in etree.fromstring(load(name)).iter(f"{model}*") if one.tag not in rebuilt]
    for element in walk(read(load(name))):
        assert counted[element.ordinal].get("id", "") == element.id
