"""Small models with known verdicts: what the literature of workflow soundness argues about, one fact a row.

S safeness, O option to complete, P proper completion, D no dead activities; a row says which of them fail. Sources: van der
Aalst and others, "Soundness of workflow nets" (2011); Kiepuszewski, ter Hofstede, van der Aalst, "Fundamentals of control
flow in workflows" (2003); Wynn and others, "Synchronization and cancelation in workflows based on reset nets" (2009);
Völzer, "A new semantics for the inclusive converging gateway" (2010); Favre, Völzer, "The difficulty of replacing an
inclusive OR-join" (2012).
"""

from __future__ import annotations

import pytest

from checks.test_soundness import pools
from drawing import draw
from lingqu.checks.soundness import PROPERTIES, prove

_LETTERS = dict(zip("SOPD", PROPERTIES, strict=True))

MODELS = {
    # ---- splits and joins of another kind ----
    "and to xor: no synchronisation": (
        "SP",
        "start -> f[and] -> a[user] -> m[xor] -> z[user] -> end\nf -> b[user] -> m",
    ),
    "xor to and: deadlock": ("OD", "start -> s[xor] -> a[user] -> j[and] -> z[user] -> end\ns -> b[user] -> j"),
    "or to and: deadlock for some choices": (
        "O",
        "start -> s[or] -> a[user] -> j[and] -> z[user] -> end\ns -> b[user] -> j",
    ),
    "or to xor: too many for some choices": (
        "SP",
        "start -> s[or] -> a[user] -> m[xor] -> z[user] -> end\ns -> b[user] -> m",
    ),
    "and to or": ("", "start -> f[and] -> a[user] -> j[or] -> z[user] -> end\nf -> b[user] -> j"),
    "xor to or": ("", "start -> s[xor] -> a[user] -> j[or] -> z[user] -> end\ns -> b[user] -> j"),
    "three of which two meet first": (
        "",
        "start -> f[and] -> a[user] -> j[and] -> k[and] -> end\nf -> b[user] -> j\nf -> c[user] -> k",
    ),
    "two splits, joined crosswise": (
        "O",
        """
        start -> f[and] -> s[xor] -> a[user] -> j[and] -> e[and] -> end
        s -> b[user] -> k[and] -> e
        f -> t[xor] -> c[user] -> j
        t -> d[user] -> k
        """,
    ),
    # ---- unstructured but sound ----
    "overlapping diamonds": (
        "",
        """
        start -> f[and] -> a[user] -> g[and] -> b[user] -> j[and] -> end
        g -> c[user] -> k[and] -> j
        f -> d[user] -> k
        """,
    ),
    "a merge into one of two choices": (
        "",
        "start -> s[xor] -> a[user] -> m[xor] -> end\ns -> t[xor] -> b[user] -> m\nt -> c[user] -> m",
    ),
    "an implicit end for each branch": ("P", "start -> f[and] -> a[user] -> end\nf -> b[user] -> end"),
    "ends of their own for each branch": ("", "start -> f[and] -> a[user] -> e[end]\nf -> b[user] -> g[end]"),
    # ---- loops ----
    "a loop inside one branch": (
        "",
        "start -> f[and] -> m[xor] -> a[user] -> s[xor] -> j[and] -> end\ns -> m\nf -> b[user] -> j",
    ),
    "a loop out of a parallel part": (
        "SO",
        "start -> m[xor] -> f[and] -> a[user] -> s[xor] -> j[and] -> end\ns -> m\nf -> b[user] -> j",
    ),
    "a loop whose join waits for what comes after it": (
        "OD",
        "start -> j[and] -> a[user] -> s[xor] -> end\ns -> j",
    ),
    "a loop that is entered in the middle": (
        "",
        "start -> x[xor] -> m[xor] -> a[user] -> n[xor] -> b[user] -> s[xor] -> end\nx -> n\ns -> m",
    ),
    "a fork in a loop that never joins": ("S", "start -> m[xor] -> a[user] -> f[and] -> m\nf -> t[terminate]"),
    # ---- inclusive joins ----
    "an inclusive join at the head of a loop": (
        "",
        "start -> j[or] -> a[user] -> s[xor] -> end\ns -> j",
    ),
    "an inclusive split and join in a loop": (
        "",
        "start -> m[xor] -> s[or] -> a[user] -> j[or] -> x[xor] -> end\ns -> b[user] -> j\nx -> m",
    ),
    "two inclusive joins that wait for one another": (
        "O",
        """
        start -> f[and] -> a[user] -> j[or] -> x[xor] -> k[or] -> y[xor] -> j
        f -> b[user] -> k
        x -> end
        y -> e[end]
        """,
    ),
    "an inclusive join that waits for who waits for it": (
        "SO",
        "start -> f[and] -> a[user] -> j[or] -> g[and] -> k[and] -> z[user] -> end\nf -> k\ng -> j",
    ),
    "a branch that leaves before the inclusive join": (
        "",
        "start -> s[or] -> a[user] -> x[xor] -> j[or] -> end\ns -> b[user] -> j\nx -> gone[end]",
    ),
    # ---- complex gateways ----
    "a discriminator that is not reset twice": (
        "",
        "start -> f[and] -> a[user] -> c[complex]{when==activationCount>=1} -> end\nf -> b[user] -> c",
    ),
    "all asked for, one left out": (
        "O",
        "start -> s[or] -> a[user] -> c[complex]{when==activationCount>=2} -> z[user] -> end\ns -> b[user] -> c",
    ),
    # ---- ends and interruptions ----
    "terminate ends the other branch": ("", "start -> f[and] -> a[user] -> t[terminate]\nf -> b[user] -> end"),
    "terminate hides a deadlock, if it comes": (
        "OD",
        "start -> s[xor] -> j[and] -> end\ns -> t[terminate]\nn[user] -> j",
    ),
    "an error end event that is caught outside": (
        "",
        "start -> s[scope] {\nstart -> x[xor] -> end\nx -> e[end error E]\n}\ns -> end\ns ~(error E)~> end",
    ),
    "an error that nobody catches ends the process": (
        "",
        "start -> f[and] -> e[end error E]\nf -> b[user] -> end",
    ),
    "a deadlock inside a scope that a timer ends": (
        "D",
        "start -> s[scope] {\nstart -> x[xor] -> j[and] -> z[user] -> end\nx -> j\n}\ns -> end\ns ~(timer PT1H)~> end",
    ),
    "a cancelled branch that a join waits for": (
        "O",
        """
        start -> f[and] -> s[scope] {
            start -> a[user] -> end
        }
        s -> j[and] -> end
        s ~(timer PT1H)~> late[end]
        f -> b[user] -> j
        """,
    ),
    "a reminder that goes back into the main flow": (
        "SP",
        "start -> a[user] -> m[xor] -> z[user] -> end\na ~(?timer PT1H)~> r[user] -> m",
    ),
    "a reminder in a loop": (
        "SP",
        "start -> m[xor] -> a[user] -> x[xor] -> end\nx -> m\na ~(?timer PT1H)~> r[task] -> e[end]",
    ),
    "an interrupting event sub-process": (
        "",
        "start -> a[user] -> end\nh[event-scope] {\nb[start message m] -> c[user] -> e[end]\n}",
    ),
    "an escalation in each run": (
        "SP",
        "start -> s[scope]{count=2} {\nstart -> e[end escalation X]\n}\ns -> end\ns ~(?escalation X)~> r[user] -> g[end]",
    ),
    # ---- races ----
    "a race whose ways merge": (
        "",
        "start -> g[event-gateway] -> m[message m] -> x[xor] -> end\ng -> t[timer PT1H] -> x",
    ),
    "a race whose ways are joined": (
        "OD",
        "start -> g[event-gateway] -> m[message m] -> j[and] -> z[user] -> end\ng -> t[timer PT1H] -> j",
    ),
    # ---- what never happens ----
    "behind terminate nothing": ("D", "start -> t[terminate]\nlost[user] -> end"),
    "two waits for one another": (
        "OD",
        "start -> f[and] -> a[user] -> j[and] -> z[user] -> k[and] -> y[user] -> j\nf -> b[user] -> k",
    ),
}


@pytest.mark.parametrize(("fails", "text"), MODELS.values(), ids=MODELS)
def test_a_model_of_the_literature(fails, text):
    verdicts = prove(draw(text), lambda: True).verdicts
    assert "undecided" not in verdicts.values() or fails.startswith("S"), verdicts
    assert {name for name, verdict in verdicts.items() if verdict == "fails"} == {_LETTERS[one] for one in fails}


POOLS = {
    "a question and its answer": ("", "start -> a[send] -> b[receive] -> end", [("a", "c"), ("d", "b")]),
    "who asks does not listen": ("", "start -> a[send] -> end", [("a", "c")]),
    "both listen first": ("OD", "start -> b[receive] -> a[send] -> end", [("a", "c"), ("d", "b")]),
    "who asks may not ask": (
        "OD",
        "start -> x[xor] -> e[end]\nx -> j[and] -> a[send] -> end\nn[user] -> j",
        [("a", "c")],
    ),
}


@pytest.mark.parametrize(("fails", "text", "flows"), POOLS.values(), ids=POOLS)
def test_pools_that_talk(fails, text, flows):
    drawn = pools(text, "begin[start] -> c[receive] -> d[send] -> done[end]", flows)
    verdicts = prove(drawn, lambda: True).verdicts
    assert {name for name, verdict in verdicts.items() if verdict == "fails"} == {_LETTERS[one] for one in fails}
