"""How fast is FEEL, beside a plain Python function, SpiffWorkflow's evaluate and npm's feelin?

    python -m benchmarks.feel [--json] [--rounds 6]

Each ratio is one of medians of alternated rounds; "times as fast as" is their time over ours. SpiffWorkflow evaluates
a Python expression from its text, feelin parses and evaluates FEEL, ours was compiled before, as it is in use.
feelin is installed by npm into a folder that is deleted afterwards; without npm or a registry its question is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

from benchmarks._rounds import alternate, cpu_of, options, ratio, tell, within

from lingqu import feel
from lingqu.feel.expression import _compiled

CONDITION = 'amount > 1000 and dept = "IT"'
SIXTY = 'if amount > 1000 and dept = "IT" then amount * 0.85 else null'
VARIABLES = {"amount": Decimal("1200.50"), "dept": "IT"}
FEELIN = "8.2.0"
#: Answers each line with the µs that one evaluation took: the lesser of clock and CPU, so that waiting does not count.
PEER = """
import { evaluate } from 'feelin';
import { createInterface } from 'node:readline';
const [text, variables] = [process.argv[2], JSON.parse(process.argv[3])];
const run = (times) => { for (let i = 0; i < times; i++) evaluate(text, variables); };
if (evaluate(text, variables).value !== true) throw new Error('not true');
run(3000);
for await (const line of createInterface({ input: process.stdin })) {
  const times = Number(line), cpu = process.cpuUsage(), clock = performance.now();
  run(times);
  const spent = process.cpuUsage(cpu), passed = (performance.now() - clock) * 1000;
  console.log(Math.min(passed, spent.user + spent.system) / times);
}
"""


def spiff() -> Callable[[], object] | None:
    """SpiffWorkflow's evaluate of the same condition; None where it is not installed."""
    try:
        from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    except ImportError:
        return None
    engine, task = PythonScriptEngine(), SimpleNamespace(data=dict(VARIABLES))
    text = CONDITION.replace(" = ", " == ")
    if engine.evaluate(task, text) is not True:
        raise TypeError(f"Expected {text} to be true for SpiffWorkflow")
    return lambda: engine.evaluate(task, text)


@contextmanager
def feelin() -> Iterator[Callable[[], float] | None]:
    """A task that asks a node process; None where npm, node or a registry is missing."""
    home = Path(tempfile.mkdtemp(prefix="lingqu-feelin-"))
    try:
        (home / "package.json").write_text('{"private": true, "type": "module"}')
        (home / "peer.js").write_text(PEER)
        install = ["npm", "install", "--no-audit", "--no-fund", "--silent", f"feelin@{FEELIN}"]
        try:
            subprocess.run(install, cwd=home, check=True, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError) as missing:
            print(f"feelin is left out: npm could not install it ({type(missing).__name__})", file=sys.stderr)
            yield None
            return
        given = json.dumps({"amount": float(VARIABLES["amount"]), "dept": "IT"})
        command = ["node", "peer.js", CONDITION, given]
        with subprocess.Popen(command, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:

            def task() -> float:
                assert peer.stdin is not None
                assert peer.stdout is not None
                peer.stdin.write("4000\n")
                peer.stdin.flush()
                return float(peer.stdout.readline())

            yield task
            peer.stdin.close() if peer.stdin else None
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    chosen = options(__doc__)
    expression, texts = feel.compile(CONDITION), (CONDITION, SIXTY)
    function, again = expression.function(), feel.compile(SIXTY)
    if function(VARIABLES) is not True or again.evaluate(VARIABLES).value is None or len(SIXTY) < 60:
        raise TypeError(f"Expected {texts} to have values")
    ours, whole, compiled = "ours, compiled", "ours, with warnings and fuel", "compile 60 characters"
    tasks = {
        "plain Python": cpu_of(lambda: VARIABLES["amount"] > 1000 and VARIABLES["dept"] == "IT"),
        ours: cpu_of(lambda: function(VARIABLES)),
        whole: cpu_of(lambda: expression.evaluate(VARIABLES)),
        compiled: cpu_of(lambda: _compiled(SIXTY, frozenset(), frozenset(), {})),
    }
    other = spiff()
    if other is None:
        print("SpiffWorkflow is left out: it is not installed (pip install SpiffWorkflow)", file=sys.stderr)
    else:
        tasks[f"SpiffWorkflow {metadata.version('SpiffWorkflow')}"] = cpu_of(other)
    with feelin() as peer:
        if peer is not None:
            tasks[f"feelin {FEELIN}"] = peer
        figures = alternate(chosen.rounds, tasks)
    answers = {
        "a condition in 0.5 µs": within(0.5, figures[ours]),
        "a compilation of 60 characters in 1 ms": within(1000, figures[compiled]),
        "a condition, times the time of plain Python": ratio(figures[ours], figures["plain Python"]),
    }
    for name, target in (("SpiffWorkflow", 20), ("feelin", 100)):
        for known in figures:
            if known.startswith(name):
                answers[f"a condition, times as fast as {known}"] = ratio(figures[known], figures[ours], target)
                answers[f"a condition with warnings, times as fast as {known}"] = ratio(figures[known], figures[whole])
    tell(answers, figures, "µs", as_json=chosen.json)


if __name__ == "__main__":
    main()
