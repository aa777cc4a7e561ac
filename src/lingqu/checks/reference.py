"""The reference page of the rules, made from the rules themselves: docs/reference/checks.md."""

from __future__ import annotations

import sys

from lingqu.checks import messages as _messages  # noqa: F401 - registers the sentences
from lingqu.checks.problems import Rule
from lingqu.checks.repairs import REPAIRS
from lingqu.checks.rules import HOUSE_RULES, RULES
from lingqu.kernel.messages import Message

_HEAD = """# Checks of a drawing

`lingqu check` and the deployment look at every drawing by these rules. An **error** could not run: the
drawing is not deployed. A **warning** runs, but hardly as it was meant. An **info** could be drawn better. In a process
that is not marked as executable, errors are warnings.

| rule | severity | what it finds | put right by itself |
| --- | --- | --- | --- |
"""
_HOUSE = """
## House rules

Matters of taste, not among the default rules.

| rule | severity | what it finds | put right by itself |
| --- | --- | --- | --- |
"""
_PROOF = """
## What deployment adds

What more than a drawing is needed for is said when it is deployed: elements that the engine cannot run
([which](bpmn.md#what-is-refused)), called processes and decisions that are not deployed, and, for information, messages
that are waited for while no deployed process and no source of a connected system throws them. A process that throws
messages whose names are known only when it runs silences the last.

## What is put right


What is put right by itself (`lingqu check --fix`, a button in the designer) is done without asking; of a rule that
finds several things it may be some of them.

## What is proven

Beside the rules, a drawing is [proven sound or refuted](../explanation/soundness.md). What is refuted is a warning, or
an error where that is asked for.

| code | what it says |
| --- | --- |
"""
_ELSEWHERE = """
## Known elsewhere as

The rules of `bpmnlint:all` (12.0.0), and the rule here that finds the same. A house that has agreed on them keeps them.

| bpmnlint | here | severity | put right by itself |
| --- | --- | --- | --- |
"""
#: The rules of bpmnlint 12.0.0. A rule here that finds the same has the same name in our spelling.
_BPMNLINT = """
ad-hoc-sub-process conditional-event conditional-flows end-event-required event-based-gateway
event-sub-process-typed-start-event fake-join global label-required link-event no-bpmndi no-complex-gateway
no-disconnected no-duplicate-sequence-flows no-gateway-join-fork no-implicit-end no-implicit-split
no-implicit-start no-inclusive-gateway no-overlapping-elements single-blank-start-event single-event-definition
standard-size start-event-required sub-process-blank-start-event superfluous-gateway superfluous-label
superfluous-termination
"""
_PROVEN = ("deadlock", "livelock", "unsafe", "improper", "dead", "undecided", "beyond")


def page() -> str:
    """The page as Markdown."""
    rules = _HEAD + "".join(map(_line, RULES)) + _HOUSE + "".join(map(_line, HOUSE_RULES))
    return rules + _PROOF + "".join(map(_proven, _PROVEN)) + _ELSEWHERE + "".join(map(_same, _BPMNLINT.split()))


def _same(name: str) -> str:
    (rule,) = (one for one in RULES + HOUSE_RULES if one.code == name.replace("-", "_"))
    return f"| `{name}` | `{rule.code}` | {rule.severity} | {_mends(rule)} |\n"


def _mends(rule: Rule) -> str:
    return "yes" if rule.code in REPAIRS else ""


def _proven(name: str) -> str:
    sentence = Message(code=f"checks.soundness_{name}", params={"element": "…", "seconds": "…"}).text("en")
    return f"| `soundness_{name}` | {sentence} |\n"


def _line(rule: Rule) -> str:
    about = (sys.modules[rule.find.__module__].__doc__ or "").partition(" A house rule")[0]
    return f"| `{rule.code}` | {rule.severity} | {about.replace('|', chr(92) + '|')} | {_mends(rule)} |\n"
