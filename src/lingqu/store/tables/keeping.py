"""What is kept how long: removals of ended instances, their items; stretches of instance numbers; callers' traces."""

from __future__ import annotations

from sqlalchemy import Index

from lingqu.store.tables.columns import key, number, table, text, when

#: Ended instances that go together. `state`: runtime.removal.State; `taken_until`: a node works on it till then.
removal = table(
    "removal",
    key("key", pk=True),
    number("state"),
    number("instances"),
    key("rows"),  # in the archive's files, 0 without an archive
    text("folder"),  # where the files are, "" without an archive
    text("digests"),  # JSON: file -> [rows, SHA-256]
    key("taken_by"),  # node
    when("taken_until"),
    when("created_at"),
    when("ended_at", empty=True),
)
Index("ix_removal_state", removal.c.state, removal.c.taken_until)

#: An instance that goes with a removal; the row goes with the instance.
removal_item = table("removal_item", key("instance", pk=True), key("removal"))
Index("ix_removal_item_removal", removal_item.c.removal, removal_item.c.instance)

#: PostgreSQL: instance numbers from `first` up to the next stretch's share a partition of history and of activity.
#: `begun_at`: since when numbers of it are given out, NULL: not yet. `closing`: its history goes with the partition.
stretch = table("stretch", key("first", pk=True), when("begun_at", empty=True), number("closing"))

#: Who asked for an instance, as W3C `traceparent`: its trace refers to that one.
trace_link = table("trace_link", key("instance", pk=True), text("caller"))
