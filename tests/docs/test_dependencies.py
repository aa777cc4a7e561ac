"""What runs with Lingqu has a reason and a licence that a company can live with."""

import importlib.metadata
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADR = (ROOT / "docs" / "adr" / "0009-dependencies.md").read_text(encoding="utf-8")
FORBIDDEN = re.compile(r"\b(A?GPL)|(?<!Lesser )General Public", re.IGNORECASE)


def the_script():
    spec = importlib.util.spec_from_file_location("runtime_constraints", ROOT / "scripts" / "runtime_constraints.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = the_script()
NEEDED = sorted(SCRIPT.needed())


def licences(name):
    found = importlib.metadata.metadata(name)
    classifiers = [one for one in found.get_all("Classifier") or [] if one.startswith("License ::")]
    return [one for one in (found.get("License-Expression"), *classifiers, (found.get("License") or "")[:80]) if one]


def test_every_dependency_has_its_reason():
    rows = set(re.findall(r"^\| `([^`]+)` \|", ADR, re.MULTILINE))
    assert rows == {one.name for one in SCRIPT.declared()}


def test_nothing_that_runs_with_us_is_under_gpl_or_agpl():
    assert not {name: licences(name) for name in NEEDED if any(map(FORBIDDEN.search, licences(name)))}


def test_everything_that_runs_with_us_says_its_licence():
    assert not [name for name in NEEDED if not licences(name)]


def test_the_image_gets_what_runs_and_no_tools():
    entries = SCRIPT.pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"), set(NEEDED))
    names = {re.split(r"[=\[; ]", line)[0] for line in entries.splitlines() if line[0].isalnum()}
    assert {"litestar", "msgspec", "psycopg-binary"} <= names
    assert not {"mypy", "pytest", "ruff", "playwright"} & names
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=\w)", entries, flags=re.MULTILINE) if entry)


def test_what_is_not_pinned_is_said_by_name():
    with pytest.raises(LookupError, match="msgspec"):
        SCRIPT.pinned("alembic==1.0 \\\n    --hash=sha256:0\n", {"alembic", "msgspec"})
