"""The root of all events."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True, tag_field="event", gc=False):
    """Root of all events; the tag is the class name. Holds values only, never a circle: the collector may pass by."""
