"""What does it cost to keep history and activity of every instance?

    python -m benchmarks.history [--json] [--rounds 6] [--seconds 2] [--small]

Question, for SQLite and for PostgreSQL: CPU (process and server) of an instance of ten tasks that pass, which has more
than 20 events, with its rows of history and activity against without them, 8 clients. At most 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks._clients import busy, start
from benchmarks._disk import cpu, databases
from benchmarks._drawings import A
from benchmarks._node import definition_of, node
from benchmarks._rounds import Answer, Figures, alternate, options, ratio, tell

from lingqu.runtime.rows import Rows
from lingqu.store import Connection

_LEFT_OUT = frozenset({"history", "activity"})


@contextmanager
def forgetful() -> Iterator[None]:
    """Batches leave those rows out; everything else is the same."""
    kept = Rows.write

    def write(self: Rows, c: Connection) -> None:
        for home in (self._inserts, self._updates):
            for table in _LEFT_OUT:
                home.pop(table, None)
        kept(self, c)

    Rows.write = write  # type: ignore[method-assign]  # put back below
    try:
        yield
    finally:
        Rows.write = kept  # type: ignore[method-assign]


def main() -> None:
    asked = options(__doc__, seconds=2)
    seconds = 0.3 if asked.small else asked.seconds
    answers: dict[str, Answer] = {}
    figures: Figures = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            with node(address, A) as runtime:
                definition = definition_of(runtime, "A")

                def measured() -> float:
                    before = cpu(servers)  # noqa: B023 - called in this turn of the loop
                    count, _ = busy(8, seconds, lambda: start(runtime, definition))  # noqa: B023 - as above
                    return (sum(cpu(servers)) - sum(before)) / count * 1e6  # noqa: B023 - as above

                def without() -> float:
                    with forgetful():
                        return measured()

                found = alternate(asked.rounds, {"with history, µs": measured, "without, µs": without})
            answers[f"{kind}: CPU of an instance with history and activity / without (at most)"] = ratio(
                found["with history, µs"], found["without, µs"], 2
            )
            figures |= {f"{kind}: {name}": values for name, values in found.items()}
    tell(answers, figures, "", as_json=asked.json)


if __name__ == "__main__":
    main()
