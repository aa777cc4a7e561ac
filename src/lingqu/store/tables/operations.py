"""What operators do: a line of each operation, kept for ever; batch operations with their items."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy import text as text_

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: One line an operation that was done: who, when, what. It outlives the instance that it was done to.
operation_log = table(
    "operation_log",
    key("key", pk=True),
    text("tenant"),
    when("at"),
    text("person"),
    text("operation"),  # CANCEL, MODIFY, MIGRATE, …
    text("entity"),  # what it was done to: PROCESS_INSTANCE, VARIABLE, JOB, INCIDENT, BATCH
    key("entity_key"),
    key("instance"),  # 0: not of one
    key("root"),
    key("definition"),
    text("process_id"),
    key("batch"),  # batch operation that did it, or 0
    text("batch_kind"),
    blob("detail"),  # JSON object
)
Index("ix_operation_log_instance", operation_log.c.instance, operation_log.c.key)
Index("ix_operation_log_at", operation_log.c.tenant, operation_log.c.at)
Index("ix_operation_log_person", operation_log.c.tenant, operation_log.c.person, operation_log.c.at)
_BATCHED = operation_log.c.batch > text_("0")
Index("ix_operation_log_batch", operation_log.c.batch, sqlite_where=_BATCHED, postgresql_where=_BATCHED)

#: One operation on many instances. `state`: runtime.batches.State; `taken_until`: a node works on it till then.
batch_operation = table(
    "batch_operation",
    key("key", pk=True),
    text("tenant"),
    text("kind"),  # CANCEL_PROCESS_INSTANCE, …
    number("state"),
    text("person"),
    number("format"),
    blob("plan"),  # the command that is done to each item, as a letter; empty where the item says it
    number("total"),
    number("done"),
    number("failed"),
    when("created_at"),
    when("started_at", empty=True),
    when("ended_at", empty=True),
    key("taken_by"),  # node
    when("taken_until"),
)
Index("ix_batch_operation_state", batch_operation.c.state, batch_operation.c.taken_until)
Index("ix_batch_operation_tenant", batch_operation.c.tenant, batch_operation.c.key)

#: One thing that a batch operation is done to. `state`: runtime.batches.ItemState.
batch_item = table(
    "batch_item",
    key("batch", pk=True),
    key("item", pk=True),  # key of the instance, or of the incident
    key("instance"),
    key("root"),
    number("state"),
    when("at", empty=True),
    text("error"),
)
Index("ix_batch_item_state", batch_item.c.batch, batch_item.c.state, batch_item.c.item)
Index("ix_batch_item_instance", batch_item.c.instance)
