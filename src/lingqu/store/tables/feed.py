"""The feed: webhooks that are told what happens. The events themselves are history."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: One webhook. `cursor`: up to where it was told; `fence` counts attempts and changes, `version` is its ETag.
feed_hook = table(
    "feed_hook",
    key("id", pk=True),
    text("tenant"),
    text("name"),
    text("url"),
    blob("wanted"),  # JSON: types, processes
    text("cursor"),
    number("state"),  # feed.hooks.HookState
    number("version"),
    key("fence"),
    number("attempts"),
    when("next_at"),
    when("failing_since", empty=True),
    when("delivered_at", empty=True),
    key("delivered"),
    text("error"),
    blob("sealed"),
    UniqueConstraint("tenant", "name"),
)
