"""What the processes of a tenant share: variables that every expression can read."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: A variable of the whole cluster or of one tenant; `tenant` of a GLOBAL one is the empty text.
cluster_variable = table(
    "cluster_variable",
    key("key", pk=True),
    text("scope"),  # GLOBAL | TENANT
    text("tenant"),
    text("name"),
    text("value"),  # JSON
    blob("metadata"),  # JSON object of texts and numbers
    when("at"),
    text("by"),
    UniqueConstraint("scope", "tenant", "name"),
)

#: A listener to the changes of every user task of a tenant.
global_listener = table(
    "global_listener",
    key("key", pk=True),
    text("tenant"),
    text("id"),
    text("events"),  # JSON list
    text("type"),
    number("retries"),
    number("after"),  # 1: after those that are drawn on the task
    number("priority"),
    when("at"),
    text("by"),
    UniqueConstraint("tenant", "id"),
)
