"""Integration: connections, secrets, sources, the effect ledger, documents and their names in other systems."""

from __future__ import annotations

from sqlalchemy import Index

from lingqu.store.tables.columns import blob, key, number, table, text, when

connection = table(
    "connection",
    key("id", pk=True),
    text("tenant"),
    text("name"),
    text("connector"),
    text("url"),
    blob("settings"),  # JSON, no secrets
    text("secret"),  # name in `secret`, "" for none
    when("used_at", empty=True),
    text("error"),
)
Index("ix_connection_name", connection.c.tenant, connection.c.name, unique=True)

#: Encrypted credentials. `sealed`: nonce and ciphertext, `sealed_by`: id of the master key.
secret = table("secret", text("tenant", pk=True), text("name", pk=True), text("sealed_by"), blob("sealed"), when("at"))

#: Where documents come in: a webhook or a poll. `state`: JSON (the poll's cursor), committed with the rows it covers.
source = table(
    "source",
    key("id", pk=True),
    text("tenant"),
    text("name"),
    text("kind"),  # webhook | poll
    key("connection"),
    blob("settings"),
    blob("state"),
    when("seen_at", empty=True),
    when("next_at", empty=True),
    key("received"),
    key("duplicates"),
    text("error"),
)
Index("ix_source_name", source.c.tenant, source.c.name, unique=True)

#: The ledger: one row a job that reaches out. `state`: hub.ledger.EffectState; `fence`: the job's lease when sent.
effect = table(
    "effect",
    key("job", pk=True),
    text("tenant"),
    key("instance"),
    key("document"),
    text("connection"),
    text("action"),
    text("class"),  # A … E
    number("state"),
    key("fence"),
    number("attempts"),
    text("business_key"),
    text("payload_hash"),
    when("created_at"),
    when("sent_at", empty=True),
    when("settled_at", empty=True),
    when("next_at", empty=True),
    blob("request"),
    blob("response"),
    text("error"),
)
Index("ix_effect_state", effect.c.state, effect.c.next_at)
Index("ix_effect_instance", effect.c.instance)

document = table(
    "document", key("key", pk=True), text("tenant"), text("type"), text("title"), key("instance"), when("updated_at")
)
Index("ix_document_instance", document.c.instance)
Index("ix_document_type", document.c.tenant, document.c.type, document.c.key)

#: (system, type, external id) ⇄ document, unique both ways of asking; a stale write-back loses by `status_version`.
document_link = table(
    "document_link",
    text("tenant", pk=True),
    text("system", pk=True),
    text("type", pk=True),
    text("external_id", pk=True),
    key("document"),
    text("url"),
    text("status"),
    key("status_version"),
    when("at"),
)
Index("ix_document_link_document", document_link.c.document)

document_event = table(
    "document_event",
    key("id", pk=True),
    key("document"),
    when("at"),
    text("system"),
    text("kind"),
    text("code"),
    blob("params"),
    key("effect"),
    key("node", default=0),  # the commit that wrote it, as in `history`; 0 in rows older than the feed
    key("batch", default=0),
)
Index("ix_document_event_document", document_event.c.document, document_event.c.id)
Index("ix_document_event_batch", document_event.c.node, document_event.c.batch)
