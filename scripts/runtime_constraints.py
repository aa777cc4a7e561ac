"""Print the part of constraints.txt that runs with Lingqu, without the tools: versions and hashes for an image.

Run it with a Python in which everything is installed: `python scripts/runtime_constraints.py > runtime.txt`.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def declared() -> list[Requirement]:
    """What pyproject.toml says that Lingqu needs at run time."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"]]


def needed() -> set[str]:
    """Canonical names of all that the declared ones need on this machine, themselves included."""
    found: set[tuple[str, str]] = set()
    ahead = [(one.name, extra) for one in declared() for extra in ("", *one.extras)]
    while ahead:
        name, extra = ahead.pop()
        name = canonicalize_name(name)
        if (name, extra) in found:
            continue
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or another Python
        found.add((name, extra))
        for need in map(Requirement, lines):
            if not need.marker or need.marker.evaluate({"extra": extra}):
                ahead += [(need.name, more) for more in ("", *need.extras)]
    return {name for name, _ in found}


def pinned(constraints: str, names: set[str]) -> str:
    """The entries of these packages, each with its hashes. Raises LookupError for one that is not pinned."""
    entries = re.findall(r"^[A-Za-z0-9][^\n]*==[^\n]*\n(?:[ \t]+[^\n]*\n)*", constraints, re.MULTILINE)
    kept = {canonicalize_name(re.split(r"[=\[;]", entry)[0]): entry for entry in entries}
    missing = names - set(kept)
    if missing:
        raise LookupError(f"Expected constraints.txt to pin {', '.join(sorted(missing))}, but it does not")
    return "".join(entry for name, entry in sorted(kept.items()) if name in names)


if __name__ == "__main__":
    print(pinned((ROOT / "constraints.txt").read_text(encoding="utf-8"), needed()), end="")
