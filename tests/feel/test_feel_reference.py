"""The reference page of the built-in functions says what their declarations say."""

from pathlib import Path

import pytest

from lingqu import feel
from lingqu.feel.examples import EXAMPLES, REFUSED
from lingqu.feel.reference import reference
from lingqu.feel.registry import BUILTINS

DOCS = Path(__file__).parents[2] / "docs" / "reference"
PAGES = [("en", "feel-builtins.md"), ("zh", "feel-builtins.zh.md")]


@pytest.mark.parametrize(("language", "page"), PAGES)
def test_the_page_is_the_one_that_the_declarations_give(language, page):
    assert (DOCS / page).read_text(encoding="utf-8") == reference(language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_built_in_stands_on_the_page(language):
    assert not [name for name in BUILTINS if f"| `{name}` |" not in reference(language)]


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_every_built_in_says_in_one_line_of_each_language_what_it_gives(name):
    docs = BUILTINS[name].docs
    assert docs["en"].isascii()
    assert any("一" <= sign <= "龥" for sign in docs["zh"])
    assert all(text and "\n" not in text for text in docs.values())


def test_every_built_in_has_one_example_that_calls_it():
    assert EXAMPLES.keys() == BUILTINS.keys()
    assert not [name for name, text in EXAMPLES.items() if f"{name}(" not in text]


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_an_example_works_unless_the_function_is_refused(name):
    result = feel.compile(EXAMPLES[name]).evaluate({})
    assert (result.value is None, bool(result.warnings)) == (name in REFUSED, name in REFUSED)
