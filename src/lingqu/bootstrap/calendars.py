"""Working calendars of a folder: one JSON file each, as `worktime.read` says; "china" is there to build on."""

from __future__ import annotations

from pathlib import Path

from lingqu.kernel.errors import Invalid
from lingqu.worktime import CHINA, Calendar, read

#: Files of a folder, and bytes of a file.
MOST_FILES = 500
MOST_BYTES = 1_000_000


def calendars_in(folder: str) -> dict[str, Calendar]:
    """The calendars by name; those of earlier files can be built on. Raises Invalid, with the file."""
    if not folder:
        return {}
    place = Path(folder)
    if not place.is_dir():
        raise Invalid("bootstrap.no_calendars", path=folder)
    files = sorted(place.glob("*.json"))
    if len(files) > MOST_FILES:
        raise Invalid("bootstrap.bad_calendar", path=folder, reason=f"more than {MOST_FILES} files")
    found: dict[str, Calendar] = {}
    for file in files:
        if file.stat().st_size > MOST_BYTES:
            raise Invalid("bootstrap.bad_calendar", path=str(file), reason=f"more than {MOST_BYTES} bytes")
        try:
            calendar = read(file.read_bytes(), {CHINA.name: CHINA, **found})
        except Invalid as wrong:
            raise Invalid("bootstrap.bad_calendar", path=str(file), reason=str(wrong)) from None
        if calendar.name in found or calendar.name == CHINA.name:
            raise Invalid("bootstrap.bad_calendar", path=str(file), reason=f"there is a {calendar.name!r} already")
        found[calendar.name] = calendar
    return found
