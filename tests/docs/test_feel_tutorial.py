"""The FEEL tutorial in both languages: every example gives what the page says, every message is the one it shows."""

import re
from pathlib import Path

import pytest

from dmn.models import one_table
from lingqu import feel
from lingqu.feel.values import shown_inside

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial"
PAGES = {"en": TUTORIAL / "feel.md", "zh": TUTORIAL / "feel.zh.md"}
BLOCK = re.compile(r"^```(feel|table|slips)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language, kind):
    """The blocks of a kind: what is given, then (text, expected, message) for each example."""
    for found in BLOCK.finditer(PAGES[language].read_text(encoding="utf-8")):
        if found[1] == kind:
            parts = re.split(r"\n\s*\n", found[2].strip())
            given = parts.pop(0).removeprefix("given ") if parts[0].startswith("given ") else "{}"
            yield given, [example(part.splitlines()) for part in parts]


def example(lines):
    text = "\n".join(line for line in lines if not line.startswith(("→", "!")))
    expected, message = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "→!")
    assert len(expected) <= 1
    assert len(message) <= 1
    assert expected or message
    return text, *expected[:1], *message[:1]


def examples(kind):
    return [
        pytest.param(language, given, one, id=f"{language}: {one[0][:60]}")
        for language in PAGES
        for given, found in blocks(language, kind)
        for one in found
    ]


def value_of(text, variables):
    return feel.compile(text).evaluate(variables, now=0)


@pytest.mark.parametrize(("language", "given", "one"), examples("feel"))
def test_an_expression_gives_what_the_page_says(language, given, one):
    text, expected, *message = one
    result = value_of(text, value_of(given, {}).value)
    assert shown_inside(result.value) == shown_inside(value_of(expected, {}).value)
    if message:
        assert result.warnings[0].message.text(language).startswith(message[0])


@pytest.mark.parametrize(("language", "given", "one"), examples("table"))
def test_a_table_gives_what_the_page_says(language, given, one):
    text, expected = one
    head, *rules = text.splitlines()
    model = one_table("\n".join([head.replace("|", ","), *rules]))
    assert model.problems == ()
    assert model.evaluate("d", value_of(given, {}).value).value == value_of(expected, {}).value


@pytest.mark.parametrize(("language", "given", "one"), examples("slips"))
def test_a_slip_gets_the_hint_on_the_page(language, given, one):
    text, hint = one
    with pytest.raises(feel.SyntaxProblem) as raised:
        feel.compile(text)
    assert hint in raised.value.message.text(language)


def test_both_languages_show_the_same_examples():
    def shown(language):
        return [
            (kind, given, [one[0] for one in found])
            for kind in ("feel", "table", "slips")
            for given, found in blocks(language, kind)
        ]

    assert shown("en") == shown("zh")
    assert sum(len(found) for _, _, found in shown("en")) > 80
