"""The page about the rules says what the rules are."""

from pathlib import Path

from lingqu.checks import ALL_RULES
from lingqu.checks.reference import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"


def test_the_page_is_the_one_that_the_rules_make():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_rule_stands_on_the_page_once():
    assert [page().count(f"\n| `{rule.code}` | {rule.severity} |") for rule in ALL_RULES] == [1] * len(ALL_RULES)
