"""How much memory does a node take that has nothing to do? On SQLite, on its first start and on a later one.

    python -m benchmarks.idle [--json] [--rounds 6] [--small]

Questions:
  120 MB against the resident set size after the start (1 or more holds)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks._idle import resident
from benchmarks._rounds import options, tell, within

LIMIT = 120.0


def main() -> None:
    asked = options(__doc__)
    figures: dict[str, list[float]] = {"first start": [], "later start": []}
    for _ in range(1 if asked.small else asked.rounds):
        with tempfile.TemporaryDirectory() as folder:
            for each in figures.values():
                each.append(resident(Path(folder)))
    answers = {f"{LIMIT:g} MB against memory of a node, {name}": within(LIMIT, each) for name, each in figures.items()}
    tell(answers, figures, "MB", as_json=asked.json)


if __name__ == "__main__":
    main()
