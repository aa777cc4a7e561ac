"""Pages that are made from the code say what the code says, and every page finds what it points at."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
#: Pictures are taken by `make screenshots` from a running demo.
TAKEN_LATER = {"images"}


def written(path):
    return [page for page in path.rglob("*.md") if "node_modules" not in page.parts]


def the_script():
    sys.path.insert(0, str(ROOT / "scripts"))  # it has parts of its own beside it
    spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = the_script()
WRITTEN = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *written(DOCS)]


@pytest.mark.parametrize("name", SCRIPT.PAGES)
def test_a_generated_page_is_up_to_date(name):
    assert (DOCS / name).read_text(encoding="utf-8") == SCRIPT.PAGES[name](), "run `make docs`"


def test_every_setting_says_what_it_is_for():
    assert not [line for line in SCRIPT.settings_page().splitlines() if line.endswith("|  |")]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    gone = [
        target
        for target in targets
        if not (page.parent / target).exists() and not TAKEN_LATER & set(Path(target).parts)
    ]
    assert not gone


def test_both_readmes_have_the_same_parts():
    def parts(name):
        return re.findall(r"^(#+) ", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)

    assert parts("README.md") == parts("README.zh.md")


def test_the_floors_on_the_page_are_those_that_are_enforced():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [layers] = [one["layers"] for one in settings["contracts"] if one["type"] == "layers"]
    page = (DOCS / "explanation" / "architecture.md").read_text(encoding="utf-8")
    assert re.search(r"```text\n(.*?)```", page, re.DOTALL)[1].splitlines() == layers


def test_every_room_has_its_line_on_the_page():
    page = (DOCS / "explanation" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "src" / "lingqu").glob("*/__init__.py")}
    named = {name for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == rooms


def test_every_picture_of_the_page_is_drawn_and_every_drawn_one_is_shown():
    page = (DOCS / "reference" / "bpmn.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\(pictures/([\w.-]+)\)", page))
    assert shown == {path.name for path in (DOCS / "reference" / "pictures").iterdir()}
    assert shown == {name.rpartition("/")[2] for name in SCRIPT.PAGES if "/pictures/" in name}
