"""Messages by code: both languages, no gaps."""

import importlib
import pkgutil
import re

import pytest

import lingqu
from lingqu.kernel.messages import Message, catalogue, register

#: `{kind_zh}`, `{kind_en}` and `{kind}` are one thing said in two languages.
HOLES = re.compile(r"{(\w+?)(?:_zh|_en)?}")


def everything_registered():
    for module in pkgutil.walk_packages(lingqu.__path__, "lingqu."):
        if module.name.endswith((".messages", ".texts")):
            importlib.import_module(module.name)
    return catalogue()


def test_both_languages_of_every_message_fill_the_same_holes():
    wrong = [
        code for code, (zh, en) in everything_registered().items() if set(HOLES.findall(zh)) != set(HOLES.findall(en))
    ]

    assert wrong == []


def test_every_message_is_there_in_both_languages():
    assert [code for code, (zh, en) in everything_registered().items() if not zh.strip() or not en.strip()] == []


def test_a_missing_parameter_shows_its_name_instead_of_failing():
    register("sample", {"greeting": ("你好 {name}", "Hello {name}")})

    assert Message(code="sample.greeting").text("en") == "Hello {name}"


def test_one_code_has_one_text():
    register("sample", {"once": ("一", "one")})

    with pytest.raises(ValueError, match="registered twice"):
        register("sample", {"once": ("二", "two")})


def test_a_phrase_inside_a_sentence_is_told_in_the_same_language():
    register("nested", {"whole": ("原因: {reason}", "The reason: {reason}"), "part": ("太长", "it is too long")})
    made = Message(code="nested.whole", params={"reason": Message(code="nested.part")})
    stored = Message(code="nested.whole", params={"reason": {"code": "nested.part", "params": {}}})

    assert (made.text("zh"), made.text("en")) == ("原因: 太长", "The reason: it is too long")
    assert (stored.text("zh"), stored.text("en")) == (made.text("zh"), made.text("en"))


def test_a_value_that_only_looks_like_a_phrase_is_shown_as_it_is():
    register("nested", {"whole": ("原因: {reason}", "The reason: {reason}"), "part": ("太长", "it is too long")})
    value = {"code": "nobody.registered", "params": {}}

    assert Message(code="nested.whole", params={"reason": value}).text("en") == f"The reason: {value}"
