"""What the engine runs, as Markdown tables: drawn from the tables that deployment and the lifecycle use.

`python -m lingqu.engine.coverage` prints them; the reference page holds them between its marks, and a test compares.
"""

from __future__ import annotations

from lingqu.engine.event_grid import GRID, ROWS
from lingqu.engine.lifecycle import MOVES, TOLD_BY
from lingqu.engine.unsupported_gateways import GATEWAYS

_ALL_GATEWAYS = ("exclusive", "parallel", "inclusive", "event-based", "complex")


def event_table() -> str:
    """Position against trigger: what runs has a tick."""
    rows = [[row, *("✓" if row in allowed else "" for allowed in GRID.values())] for row in ROWS]
    return _table(["trigger", *GRID], rows)


def gateway_table() -> str:
    return _table(["gateway", "runs"], [[kind, "✓" if kind in GATEWAYS else ""] for kind in _ALL_GATEWAYS])


def lifecycle_table() -> str:
    """From each state to those that may follow, and the event that tells of it."""
    rows = [
        [
            "—" if before is None else before.name.lower(),
            ", ".join(state.name.lower() for state in sorted(after)) or "the end",
            "" if before is None else f"`{TOLD_BY[before].__name__}`",
        ]
        for before, after in MOVES.items()
    ]
    return _table(["state", "may be followed by", "told by"], rows)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def tables() -> str:
    """All of them, as they stand in the reference page."""
    return f"{event_table()}\n\n{gateway_table()}\n\n{lifecycle_table()}"


if __name__ == "__main__":
    import sys

    sys.stdout.write(tables() + "\n")
