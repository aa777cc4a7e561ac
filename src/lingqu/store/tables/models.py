"""What was drawn and deployed."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from lingqu.store.tables.columns import blob, key, number, table, text, when

deployment = table("deployment", key("key", pk=True), text("tenant"), when("at"), text("by"))

#: A deployed file, kept as it came. `hash`: SHA-256 of the bytes.
resource = table("resource", key("key", pk=True), key("deployment"), text("name"), text("hash"), blob("body"))
Index("ix_resource_deployment", resource.c.deployment)

#: A process, form or decision in a deployed file. `element`: the process's ordinal in the document.
definition = table(
    "definition",
    key("key", pk=True),
    text("tenant"),
    text("kind"),  # process | form | decision | requirements
    text("id"),
    number("version"),
    text("version_tag"),
    text("name"),
    key("deployment"),
    key("resource"),
    number("element"),
    text("hash"),
    when("at"),
    when("keep", empty=True),  # ms that an ended instance of a process is kept; NULL: as the settings say
    text("start_form", empty=True),  # of a process: the form that starts it
    UniqueConstraint("tenant", "kind", "id", "version"),
)
Index("ix_definition_resource", definition.c.resource)

#: The elements and sequence flows of a deployed process: what stands behind an ordinal, for people and searches.
element = table(
    "element",
    key("definition", pk=True),
    number("ordinal", pk=True),
    text("id"),
    text("name"),
    text("kind"),  # BPMN tag: userTask, sequenceFlow, …
    number("scope"),  # ordinal of the container
    number("source"),  # of a flow: ordinal of where it begins; else -1
    number("target"),
)
Index("ix_element_id", element.c.id, element.c.definition)

#: A model on somebody's desk, not deployed yet. `etag` counts its changes.
draft = table(
    "draft",
    key("id", pk=True),
    text("tenant"),
    text("name"),
    text("kind"),  # bpmn | form | dmn
    text("folder"),
    blob("content"),
    number("etag"),
    when("updated_at"),
    text("updated_by"),
    text("definition_id"),  # id of the process or form inside, joins it to its deployed versions
)
Index("ix_draft_tenant_name", draft.c.tenant, draft.c.name)
