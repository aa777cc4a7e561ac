"""Fuzz FEEL: whatever the text, it compiles or is refused with a message, and its evaluation ends and never raises."""

import time

from feel.generated import NAMES, VARIABLES
from fuzz.reading import Choices
from fuzz.words import VOCABULARY
from lingqu import feel
from lingqu.feel.access import PROPERTY_NAMES
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.check import check
from lingqu.feel.parse import parse
from lingqu.feel.printing import show_node
from lingqu.feel.state import MAX_CALLS
from lingqu.feel.types import ANY, NUMBER
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message

FUEL = 20_000
SECONDS = 5  # of CPU for one text; far more than that fuel pays for, even with a fuzzer's counters in the code
SCOPE = {"a": NUMBER, "b": ANY, "list": ANY, "person": ANY, "full name": ANY}


def text_of(data: bytes) -> str:
    choices = Choices(data)
    if choices.number(4) == 0:
        return choices.rest()
    made = []
    while not choices.over:
        made.append(choices.one(VOCABULARY) if choices.number(64) else choices.text(6))
    return "".join(made)


def one_input(data: bytes) -> None:
    text = text_of(data)
    began = time.process_time()
    for read in (feel.compile, feel.compile_unary):
        try:
            expression = read(text, names=NAMES)
        except feel.SyntaxProblem as problem:
            told(problem.message)
            continue
        evaluated(expression)
        for finding in check(expression, SCOPE).findings:
            told(finding.message)
    printed(text)
    spent = time.process_time() - began
    assert spent < SECONDS, f"{spent:.1f} s for {text!r}"


def told(message: Message) -> None:
    assert message.text("zh")
    assert message.text("en")


def evaluated(expression: feel.Expression) -> None:
    result = expression.evaluate({**VARIABLES, "?": 7}, now=1_700_000_000_000, zone="Asia/Shanghai", fuel=FUEL)
    _, warnings = result.as_json()
    for warning in warnings:
        told(warning.message)


def printed(text: str) -> None:
    """What a text means is what its printed form means."""
    known = {"names": NAMES, "functions": BUILTINS, "properties": PROPERTY_NAMES}
    try:
        shown = show_node(parse(text, **known))
    except Rejected:
        return
    if len(shown) < 5000 and shown.count("(") < MAX_CALLS // 2:  # what is printed has more parentheses
        assert show_node(parse(shown, **known)) == shown, text
