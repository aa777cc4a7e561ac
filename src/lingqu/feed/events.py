"""The public events: what of history others are told, in the shape of CloudEvents 1.0. Their names and fields stay.

    lingqu.instance.started   lingqu.task.created   lingqu.incident.raised   lingqu.document.confirmed   …

The id of an event never changes (instance, version, place), so that a receiver can tell a repetition.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

PREFIX = "lingqu."
GROUPS = ("instance", "task", "incident", "document")

#: group.what → what it says; the reference in the docs is made from it.
TYPES = {
    "instance.started": "an instance was started",
    "instance.titled": "its title changed",
    "instance.suspended": "it holds still",
    "instance.resumed": "it goes on",
    "instance.migrated": "it runs on another version of its process",
    "instance.completed": "it reached its end",
    "instance.cancelled": "it was cancelled",
    "task.created": "somebody has something to do",
    "task.asked": "a person is asked for a decision (approval)",
    "task.voted": "a person decided (approval)",
    "task.transferred": "a person handed the decision to another (approval)",
    "task.sent_back": "a person sent it back (approval)",
    "task.excused": "a person need not decide any more (approval)",
    "task.urged": "people were urged",
    "task.assigned": "the task has another assignee; empty: given back",
    "task.updated": "candidates, dates or priority changed",
    "task.completed": "the task is done",
    "task.cancelled": "the task is not needed any more",
    "incident.raised": "somebody has to look",
    "incident.resolved": "it is solved",
    "document.*": "a line of a document's timeline: received, sent, confirmed, rejected, status, …",
}


class FeedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `type` begins with `lingqu.`; `subject` is the key of the instance or of the document."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str = "application/json"
    data: dict[str, Any]


class Wanted(msgspec.Struct, frozen=True):
    """Which events somebody wants: groups or types (none: all), of which processes (none: all; documents have none)."""

    types: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()

    def __contains__(self, event: object) -> bool:
        if not isinstance(event, FeedEvent):
            return False
        what = event.type.removeprefix(PREFIX)
        if self.types and what not in self.types and what.partition(".")[0] not in self.types:
            return False
        return not self.processes or event.data.get("processDefinitionId") in self.processes


def known_type(text: str) -> bool:
    """Whether somebody can ask for it: a group, or a type of one."""
    group, _, what = text.partition(".")
    return text in GROUPS or text in TYPES or (group == "document" and what.isidentifier())


def time(ms: int) -> str:
    """ISO 8601 in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
