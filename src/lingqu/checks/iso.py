"""What dates, durations and cycles look like in a drawing: ISO 8601, for cycles also cron."""

from __future__ import annotations

import re

_DURATION = (
    r"-?P(?=\d|T)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?"
    r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)
_DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?(?:\[[\w/+-]+\])?"
#: seconds, minutes, hours, day of the month, month, day of the week; or a word like @daily
_CRON = r"@\w+|(?:[\d*/,?LW#A-Z-]+ +){5}[\d*/,?LW#A-Z-]+"

FORMS = {
    "date": re.compile(_DATE),
    "duration": re.compile(_DURATION),
    "cycle": re.compile(rf"R(?:\d*|-1)/(?:(?:{_DATE}/)?{_DURATION}|{_DURATION}/{_DATE}|{_DATE}/{_DATE})|{_CRON}"),
}


def is_duration(text: str) -> bool:
    return FORMS["duration"].fullmatch(text) is not None


def is_cycle(text: str) -> bool:
    return FORMS["cycle"].fullmatch(text) is not None
