"""The recipes name places that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACES = sorted(set(re.findall(r"`((?:src|tests|docs|web|changelog\.d)/[\w./-]*)`", PAGE)))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", PLACES)
def test_a_place_of_a_recipe_is_there(place):
    assert (ROOT / place).exists()


def test_every_command_of_make_is_there():
    named = set(re.findall(r"`make ([a-z]+)`", PAGE))
    assert named
    assert not [target for target in named if not re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)]


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("src/lingqu/engine/apply/__init__.py", "APPLY"),
        ("src/lingqu/engine/turn.py", "class Behaviour"),
        ("src/lingqu/feel/registry.py", "def builtin("),
        ("src/lingqu/checks/rules/__init__.py", "HOUSE_RULES"),
        ("tests/checks/test_rules.py", "FOUND = {"),
        ("tests/runtime/test_blobs.py", "LINGQU_GOLDEN"),
        ("src/lingqu/hub/manifest.py", "SIGN_IN"),
        ("src/lingqu/hub/manifest.py", "manifest.toml"),
        ("src/lingqu/hub/connecting.py", "def probe("),
        ("src/lingqu/api/wire.py", "def in_thread("),
        ("src/lingqu/api/edge.py", "class Shape"),
        ("src/lingqu/api/app.py", "HANDLERS"),
        ("src/lingqu/kernel/messages.py", "def register("),
    ],
)
def test_a_name_of_a_recipe_is_there(place, word):
    assert word in (ROOT / place).read_text(encoding="utf-8")
    assert word.removeprefix("def ").removeprefix("class ").removesuffix("(").removesuffix(" = {") in PAGE
