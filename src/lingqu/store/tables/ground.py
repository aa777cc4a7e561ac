"""What the writer stands on: number blocks, guards, batches, nodes, formats."""

from __future__ import annotations

from sqlalchemy import Index

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: The next free number of each series ("instance": instance numbers). Nodes reserve blocks.
series = table("series", text("name", pk=True), key("next"))

#: Uniqueness of anything: message id, start key, business id, webhook, idempotency key, numbering.
guard = table(
    "guard",
    text("scope", pk=True),
    text("id", pk=True),
    blob("answer", empty=True),
    when("at"),
    when("expires", empty=True),
)
Index("ix_guard_expires", guard.c.expires)

#: A process of Lingqu that writes. `alive` is renewed; `reads` is the newest blob format that it can read.
node = table("node", key("id", pk=True), text("name"), when("started"), when("alive"), number("reads"))

#: One row a commit. After a lost COMMIT the writer looks for its number; followers read per node by number.
batch = table("batch", key("node", pk=True), key("number", pk=True), when("at"))

#: The blob format that may be written, by name; raised only when every live node reads it.
format_ = table("format", text("name", pk=True), number("number"))

#: Small settings that live with the data (the database's own id, the sealed check of the secrets' key, …).
setting = table("setting", text("name", pk=True), blob("value"))

#: What administrators did that no instance's history tells.
audit_line = table(
    "audit_line",
    key("id", pk=True),
    text("tenant"),
    when("at"),
    text("person"),
    text("action"),
    text("subject"),
    blob("detail", empty=True),
)
Index("ix_audit_line_subject_at", audit_line.c.tenant, audit_line.c.subject, audit_line.c.at)
