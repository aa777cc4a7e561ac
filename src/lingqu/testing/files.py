"""Case files: where they are, how they are read (JSON or YAML), and the models that they name."""

from __future__ import annotations

import re  # only for our own patterns
from pathlib import Path
from typing import Any

import yaml

import lingqu.testing.messages  # noqa: F401 - registers the texts of the codes raised here
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode
from lingqu.simulation.cases import CaseResult, run_case
from lingqu.simulation.coverage import Coverage
from lingqu.simulation.virtual import Virtual

SUFFIXES = (".json", ".yaml", ".yml")
#: A case file has at least one of these words; anything else in a searched folder is not meant as a case.
_WORDS = frozenset({"model", "process", "script", "start", "expect", "dialect", "tier"})
_LARGEST = 4_000_000  # bytes of one case file


def is_case(given: Any) -> bool:
    """Whether what a file holds is meant as a case: other JSON that lies about is not."""
    return not isinstance(given, dict) or bool(_WORDS & given.keys())


def read_case(path: Path) -> Any:
    """What a case file holds, its id filled in. Raises Invalid."""
    try:
        if path.stat().st_size > _LARGEST:
            raise Invalid("testing.file_too_large", size=path.stat().st_size, limit=_LARGEST)
        data = path.read_bytes()
    except OSError as wrong:
        raise Invalid("testing.unreadable", path=str(path), reason=wrong.strerror or str(wrong)) from None
    given = decode(data) if path.suffix == ".json" else _yaml(data)
    if isinstance(given, dict):
        given.setdefault("id", path.name.split(".")[0])
    return given


def run_file(path: Path, coverage: Coverage | None = None) -> CaseResult | None:
    """Run the case in a file; None if the file is not meant as a case. Whatever is in it, this never raises."""
    try:
        given = read_case(path)
    except Invalid as wrong:
        return CaseResult(id=path.stem, outcome="failed", why=wrong.message)
    if not is_case(given):
        return None
    root, world = root_of(path), Virtual()
    if coverage is not None:
        coverage.look_at(world, str(root))
    result = run_case(given, lambda name: model(root, name), world)
    if coverage is not None:
        coverage.add(world, str(root))
    return result


def root_of(path: Path) -> Path:
    """The folder that a case's files are named from: the one that holds `cases/`, else the file's own."""
    for folder in path.absolute().parents:
        if folder.name == "cases":
            return folder.parent
    return path.absolute().parent


def model(root: Path, name: str) -> bytes:
    """The bytes of a file that a case names. Raises Invalid."""
    try:
        return (root / name).read_bytes()
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise Invalid("testing.unreadable", path=name, reason=reason) from None


# ---- YAML ---------------------------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """YAML as people mean it in a case: numbers exact, dates and `no` plain texts, nothing that grows when read."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # none of YAML 1.1's

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias (*name) is not taken")
        return super().compose_node(parent, index)


def _number(loader: _Loader, node: yaml.ScalarNode) -> Any:
    return decode(str(loader.construct_scalar(node)))


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(
    "!number", re.compile(r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"), list("-0123456789")
)
_Loader.add_constructor("!number", _number)


def _yaml(data: bytes) -> Any:
    """The value of a YAML document. Raises Invalid."""
    try:
        return yaml.load(data, Loader=_Loader)  # noqa: S506 - a SafeLoader with less in it
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as wrong:
        raise Invalid("testing.bad_yaml", reason=" ".join(str(wrong).split())) from None
