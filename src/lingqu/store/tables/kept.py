"""Files that people and workers keep here: their content, what is said of them, links that open them for a while."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: One file. `hash`: SHA-256 of the bytes in hex; `expires_at`: after it the file is not given out, and goes.
kept_file = table(
    "kept_file",
    key("key", pk=True),
    text("tenant"),
    text("id"),
    text("name"),
    text("content_type"),
    number("size"),  # bytes
    text("hash"),
    blob("body"),
    blob("properties"),  # JSON object: what its owner says of it
    key("instance"),  # 0: of none
    text("process_id"),
    when("at"),
    when("expires_at", empty=True),
    text("by"),
    UniqueConstraint("tenant", "id"),
)
Index("ix_kept_file_expires_at", kept_file.c.expires_at)

#: A link that opens a file without signing in; `token` is kept as its SHA-256.
kept_file_link = table("kept_file_link", text("token", pk=True), key("file"), when("expires_at"))
Index("ix_kept_file_link_file", kept_file_link.c.file)
Index("ix_kept_file_link_expires_at", kept_file_link.c.expires_at)
