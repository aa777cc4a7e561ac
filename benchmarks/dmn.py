"""How fast are decision tables? 1,000 rules and 5 inputs: read, compile, evaluate by index and rule by rule.

    python -m benchmarks.dmn [--json] [--rounds 6]

Three tables: of words and numbers, of dates and moments beside them, and of expressions that no index reads. Each
question asks how many times what was measured fits into what is allowed; the last compares the index with the look
at every rule in the same run.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable
from xml.sax.saxutils import escape

from benchmarks._rounds import alternate, cpu_of, options, ratio, tell, within

from lingqu import dmn
from lingqu.feel.expression import _cached
from lingqu.feel.temporal import Date, read_datetime
from lingqu.model.dmn import VERSIONS, read

RULES = 1000
COLUMNS = 5
FIRST = dt.date(2024, 1, 1)


def day(number):
    return FIRST + dt.timedelta(days=number)


def numbers(at, low):
    return [f'"R{at % 20}"', f"[{low}..{low + 50}]", f">= {at % 7}", f'"K{at % 50}"', "-" if at % 3 else f"< {at}"]


def dates(at, low):
    span = f'[date("{day(low)}")..date("{day(low + 50)}")]'
    since = f'>= @"{day(at)}T08:00:00Z"'
    return [f'"R{at % 20}"', span, since, f'not("K{at % 50}")', "-" if at % 3 else f'< date("{day(at)}")']


def expressions(at, low):
    span = f"? in [{low}..{low + 50}]"
    return [f'? = "R{at % 20}"', span, f"? >= {at % 7}", f'? = "K{at % 50}"', "-" if at % 3 else f"? < {at}"]


def by_number(chance):
    names = (f"R{chance.randint(0, 19)}", chance.randint(0, 900), 3, f"K{chance.randint(0, 49)}", 500)
    return dict(zip(("x0", "x1", "x2", "x3", "x4"), names, strict=True))


def by_date(chance):
    one, two = day(chance.randint(0, 900)), day(chance.randint(0, 900))
    moment = read_datetime(f"{day(900)}T09:30:00Z")
    return by_number(chance) | {
        "x1": Date(one.year, one.month, one.day), "x2": moment, "x4": Date(two.year, two.month, two.day)
    }  # fmt: skip


TABLES = {
    "words and numbers": (numbers, by_number),
    "words, dates and moments": (dates, by_date),
    "expressions": (expressions, by_number),
}


def model(cells):
    chance = random.Random(1)
    rules = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells(at, chance.randint(0, 900)))
        + f'<outputEntry><text>"o{at}"</text></outputEntry></rule>'
        for at in range(RULES)
    )
    names = [f"x{at}" for at in range(COLUMNS)]
    inputs = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in names)
    data = "".join(f'<inputData id="{name}" name="{name}"/>' for name in names)
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in names
    )
    table = f'<decisionTable hitPolicy="COLLECT">{inputs}<output/>{rules}</decisionTable>'
    decision = f'<decision id="d" name="d">{needs}{table}</decision>'
    return f'<definitions xmlns="{VERSIONS["1.5"]}" namespace="b" name="b">{data}{decision}</definitions>'.encode()


def made(text: bytes) -> Callable[[], object]:
    def action():
        _cached.cache_clear()  # as if the server had just begun
        return dmn.compile(read(text))

    return action


def asked(decisions, ask) -> Callable[[], object]:
    chance = random.Random(2)
    given = itertools.cycle([ask(chance) for _ in range(500)])
    return lambda: decisions.evaluate("d", next(given))


def main() -> None:
    chosen = options(__doc__)
    tasks = {}
    for name, (cells, ask) in TABLES.items():
        text = model(cells)
        action = made(text)
        if problems := action().problems:
            raise TypeError(f"Expected a table without problems, but {problems[0].message.text('en')}")
        tasks[f"read and compile: {name}"] = cpu_of(action)
        tasks[f"evaluate: {name}"] = cpu_of(asked(action(), ask))
    figures = alternate(chosen.rounds, tasks)
    answers = {}
    for name in TABLES:
        limit = (2, 2_000) if name == "expressions" else (0.2, 200)
        answers[f"a table of {name} ready in 0.5 s"] = within(500_000, figures[f"read and compile: {name}"])
        answers[f"a table of {name} evaluated in {limit[0]} ms"] = within(limit[1], figures[f"evaluate: {name}"])
    every, indexed = figures["evaluate: expressions"], figures["evaluate: words and numbers"]
    answers["the index, times as fast as a look at every rule"] = ratio(every, indexed)
    tell(answers, figures, "µs", as_json=chosen.json)


if __name__ == "__main__":
    main()
