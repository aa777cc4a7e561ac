"""The reference page says what the engine does: its tables are those of the code, its lists are complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from lingqu.engine import coverage
from lingqu.engine.incidents import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "bpmn.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("mark", "table"),
    [
        ("events", coverage.event_table()),
        ("gateways", coverage.gateway_table()),
        ("lifecycle", coverage.lifecycle_table()),
    ],
)
def test_a_table_of_the_page_is_that_of_the_code(mark, table):
    assert PAGE.split(f"<!-- {mark} -->\n")[1].split(f"\n<!-- /{mark} -->")[0] == table


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_incident_is_explained(kind):
    assert f"`{kind}`" in PAGE
