"""The fuzz targets hold for inputs from fixed seeds; the long runs that atheris guides are told in README.md."""

import random

import pytest

from fuzz import bpmn_target, dmn_target, feel_target
from fuzz.reading import Choices
from lingqu.kernel.errors import Rejected


@pytest.mark.parametrize(("target", "inputs"), [(feel_target, 500), (dmn_target, 500), (bpmn_target, 150)])
@pytest.mark.parametrize("number", [1, 2])
def test_a_target_holds_for_inputs_from_a_seed(target, inputs, number):
    chance = random.Random(number)  # noqa: S311
    for _ in range(inputs):
        target.one_input(chance.randbytes(chance.randint(1, 250)))


@pytest.mark.parametrize("target", [dmn_target, bpmn_target])
def test_documents_are_put_together_that_the_readers_take(target):
    chance = random.Random(3)  # noqa: S311
    documents = [target.document(bytes([1]) + chance.randbytes(200)) for _ in range(20)]
    taken = [one for one in documents if _is_taken(target, one)]
    assert len(set(taken)) > 10


def test_texts_are_put_together_that_compile():
    chance = random.Random(4)  # noqa: S311
    texts = [feel_target.text_of(bytes([1]) + chance.randbytes(12)) for _ in range(300)]
    compiled = [text for text in texts if _compiles(text)]
    assert len(compiled) > 5


def test_the_same_bytes_give_the_same_choices():
    data = bytes(range(50))
    assert [Choices(data).number(1000) for _ in range(3)] == [Choices(data).number(1000)] * 3


def _is_taken(target, document):
    try:
        return target.read(document) is not None
    except Rejected:
        return False


def _compiles(text):
    try:
        feel_target.feel.compile(text)
    except feel_target.feel.SyntaxProblem:
        return False
    return True
