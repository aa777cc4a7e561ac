"""The reference page of the built-in functions says what their declarations say."""

from pathlib import Path

from lingqu.feel.reference import reference
from lingqu.feel.registry import BUILTINS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "feel-builtins.md"


def test_the_page_is_the_one_that_the_declarations_give():
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_every_built_in_stands_on_the_page():
    assert not [name for name in BUILTINS if f"| `{name}` |" not in reference()]
