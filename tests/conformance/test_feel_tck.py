"""FEEL against the expressions of the DMN Technology Compatibility Kit: no case that passed may fail again."""

import json
import os
from pathlib import Path

import pytest

from lingqu import dmn
from lingqu.feel.conformance import by_group, run_case
from lingqu.model.dmn import read

ROOT = Path(__file__).parents[2]
TCK = Path(os.environ.get("LINGQU_CORPORA", ROOT / ".." / "shared" / "corpora")).resolve() / "dmn-tck"

pytestmark = pytest.mark.skipif(not TCK.is_dir(), reason="the corpora are not here (set LINGQU_CORPORA)")

#: Cases held to be wrong or not yet met, by id, each with its reason.
OPEN: dict[str, str] = {}


@pytest.fixture(scope="module")
def outcomes():
    models = {}
    found = []
    for line in (TCK / "feel-cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["standalone"]:
            if case["model"] not in models:
                model = dmn.compile(read((TCK / case["model"]).read_bytes()))
                models[case["model"]] = model.types, model.variable_types
            found.append(run_case(case, *models[case["model"]]))
    return found


def test_every_standalone_expression_gives_its_result_and_records_its_error(outcomes):
    failed = [each for each in outcomes if (each.outcome != "passed" or not each.strict) and each.id not in OPEN]
    shown = "\n".join(f"{each.id}: {each.outcome} {each.message}" for each in failed)
    groups = by_group(outcomes)
    assert len(outcomes) >= 1073
    assert not failed, f"{len(failed)} of {len(outcomes)} in {len(groups)} groups\n{shown}"


def test_no_case_is_listed_as_open_that_passes(outcomes):
    assert not [each.id for each in outcomes if each.id in OPEN and each.outcome == "passed" and each.strict]
