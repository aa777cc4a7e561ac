"""How long does a proof take? Drawings of 200 nodes, sound and unsound, and the large models of the corpus.

    python -m benchmarks.soundness [--json] [--rounds 6]

CPU for translating, exploring and telling; each question asks how many times it fits into one second. Where the corpora
are not there (LINGQU_CORPORA), the generated drawings are measured alone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

from benchmarks._rounds import alternate, cpu_of, options, tell, within

from lingqu.checks.soundness import prove
from lingqu.model.bpmn import read

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from checks.sound_blocks import Blocks  # noqa: E402 - the tests' own generator
from drawing import draw_xml  # noqa: E402

CORPORA = Path(os.environ.get("LINGQU_CORPORA", ROOT / ".." / "shared" / "corpora")).resolve()
NODES = 200


def sized():
    """A generated sound drawing of about so many nodes: blocks of all kinds, one after the other."""
    blocks = Blocks(Random(1))
    before = blocks.node("start")
    while blocks.count < NODES:
        before = blocks.block(3, before)
    return draw_xml("\n".join([*blocks.lines, f"{before} -> end"]))


def wide(branches):
    """Parallel branches of five tasks each, with a choice in the middle; 200 nodes for 22 of them."""
    lines = ["f[and]", "j[and]", "start -> f", "j -> end"]
    for n in range(branches):
        lines += [
            f"f -> a{n}[service] -> b{n}[user] -> x{n}[xor] -> c{n}[service] -> y{n}[xor] -> e{n}[user] -> j",
            f"x{n} -> d{n}[service] -> y{n}",
        ]
    return "\n".join(lines)


def cases():
    found = {
        "200 nodes, blocks of all kinds": sized(),
        "200 nodes, 28 branches at once": draw_xml(wide(28)),
        "200 nodes, 28 branches, stuck": draw_xml(wide(28).replace("y27[xor]", "y27[and]")),
    }
    for path in sorted((CORPORA / "bpmn-soundness").rglob("*.bpmn")):
        data = path.read_bytes()
        if "benchmark_input" in path.parts or "integration" in path.parts:
            found[path.stem] = data
    return found


def proof_of(data):
    drawn = read(data)
    return cpu_of(lambda: prove(drawn, lambda: True))


def main():
    asked = options(__doc__)
    figures = alternate(asked.rounds, {name: proof_of(data) for name, data in cases().items()})
    answers = {f"proven in a second: {name}": within(1_000_000, times) for name, times in figures.items()}
    tell(answers, figures, "µs", as_json=asked.json)


if __name__ == "__main__":
    main()
