"""How fast are decision tables? 1,000 rules and 5 inputs: read, compile, evaluate by index and rule by rule."""

from __future__ import annotations

import random
import time
from xml.sax.saxutils import escape

from lingqu import dmn
from lingqu.model.dmn import VERSIONS, read

RULES = 1000
TIMES = 500
COLUMNS = 5


def cells(at, chance, *, indexed):
    """The conditions of one rule: words, ranges and comparisons, as constants or as expressions that no index reads."""
    low = chance.randint(0, 900)
    if indexed:
        return [f'"R{at % 20}"', f"[{low}..{low + 50}]", f">= {at % 7}", f'"K{at % 50}"', "-" if at % 3 else f"< {at}"]
    return [
        f'? = "R{at % 20}"', f"? in [{low}..{low + 50}]", f"? >= {at % 7}", f'? = "K{at % 50}"',
        "-" if at % 3 else f"? < {at}",
    ]  # fmt: skip


def model(*, indexed):
    chance = random.Random(1)
    rules = "".join(
        "<rule>"
        + "".join(
            f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells(at, chance, indexed=indexed)
        )
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


def main():
    chance = random.Random(2)
    given = [
        {"x0": f"R{chance.randint(0, 19)}", "x1": chance.randint(0, 900), "x2": 3, "x3": f"K{chance.randint(0, 49)}",
         "x4": 500}
        for _ in range(TIMES)
    ]  # fmt: skip
    took = {}
    for label, indexed in (("indexed", True), ("rule by rule", False)):
        text = model(indexed=indexed)
        began = time.perf_counter()
        document = read(text)
        read_at = time.perf_counter()
        decisions = dmn.compile(document)
        compiled_at = time.perf_counter()
        for inputs in given:
            decisions.evaluate("d", inputs)
        took[label] = (time.perf_counter() - compiled_at) / TIMES * 1000
        print(f"{label:<14} read {read_at - began:6.3f} s   compile {compiled_at - read_at:6.3f} s", end="   ")
        print(f"evaluate {took[label]:7.4f} ms")
    print(f"the index is {took['rule by rule'] / took['indexed']:.0f} times as fast")


if __name__ == "__main__":
    main()
