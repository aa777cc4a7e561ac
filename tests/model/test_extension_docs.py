"""The page about our extension elements: every example is read as what it describes, every element has one."""

import re
from pathlib import Path

import pytest

from lingqu.model.bpmn import Raw, lingqu, read
from lingqu.model.bpmn.schema import EXTENSIONS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "bpmn-extensions.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```xml\n(.*?)```", PAGE, re.DOTALL)
OURS = sorted(name.removeprefix(f"{{{lingqu.NAMESPACE}}}") for name in EXTENSIONS if lingqu.NAMESPACE in name)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood_completely(example):
    drawn = read(
        f'<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lingqu="{lingqu.NAMESPACE}">'
        f"<b:extensionElements>{example}</b:extensionElements></b:definitions>".encode()
    )
    (extension,) = drawn.extensions.items
    assert not isinstance(extension, Raw)
    assert extension.attributes == ()
    assert extension.rest == ()


@pytest.mark.parametrize("element", OURS)
def test_every_element_of_ours_has_an_example(element):
    assert any(f"<lingqu:{element} " in example for example in EXAMPLES)
