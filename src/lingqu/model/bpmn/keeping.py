"""How long a process says that its ended instances are kept: our own element, else the attribute of other tools."""

from __future__ import annotations

import re

from lingqu.model.bpmn import lingqu
from lingqu.model.bpmn.elements import Process

#: An attribute that models drawn for Camunda 7 carry.
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}historyTimeToLive"
#: ms; what is kept for ever, longer than any clock here runs.
EVER = 1 << 60

_DAY = 86_400_000
#: Months and years have no fixed length, so they are left out.
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?"
)
_UNITS = (7 * _DAY, _DAY, 3_600_000, 60_000, 1000)


def length(text: str) -> int | None:
    """A time to live in ms: a number of days, P…W, P…D, PT…H, "ever" (EVER). None for what is none of these."""
    plain = text.strip()
    if plain == "ever":
        return EVER
    if plain.isascii() and plain.isdigit() and len(plain) <= 6:
        return int(plain) * _DAY
    found = _DURATION.fullmatch(plain)
    if found is None:
        return None
    return sum(int(part) * unit for part, unit in zip(found.groups(), _UNITS, strict=True) if part)


def fits(text: str) -> bool:
    """Whether a time to live can be read."""
    return length(text) is not None


def drawn(process: Process) -> int | None:
    """How many ms the process wants its ended instances kept; None if it does not say."""
    own = process.extensions.one(lingqu.History)
    text = own.time_to_live if own is not None else process.attribute(CAMUNDA) or ""
    return length(text) if text else None
