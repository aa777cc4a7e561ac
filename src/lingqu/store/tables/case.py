"""The case: an instance, its pages, its history, its activity. Stored for ever."""

from __future__ import annotations

from sqlalchemy import Index, func
from sqlalchemy import text as text_

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: The row that is locked, and what people search instances by. `version` counts commands.
instance = table(
    "instance",
    key("key", pk=True),
    text("tenant"),
    key("root"),
    key("parent"),  # key of the call activity's element instance, or 0
    key("definition"),
    text("process_id"),
    number("version"),
    number("status"),  # engine.state.Status
    number("incidents"),
    text("title"),
    text("business_id"),
    text("started_by"),
    text("tags"),  # JSON list, "" for none
    when("started_at"),
    when("ended_at", empty=True),
    when("suspended_at", empty=True),
)
Index("ix_instance_process", instance.c.tenant, instance.c.process_id, instance.c.status, instance.c.key)
_ENDED = instance.c.ended_at.is_not(None)
Index("ix_instance_ended", instance.c.definition, instance.c.ended_at, sqlite_where=_ENDED, postgresql_where=_ENDED)

# Most have no caller and no number of a business's own, few have an incident: nobody else is in these. Who asks by a
# value says the condition as well, or the planner does not know that the index has it.
_BELOW_ROOT = instance.c.root != instance.c.key
Index("ix_instance_root", instance.c.root, sqlite_where=_BELOW_ROOT, postgresql_where=_BELOW_ROOT)
_CALLED = instance.c.parent > text_("0")
Index("ix_instance_parent", instance.c.parent, sqlite_where=_CALLED, postgresql_where=_CALLED)
_NUMBERED = instance.c.business_id != text_("''")
Index(
    "ix_instance_business",
    instance.c.tenant,
    instance.c.business_id,
    sqlite_where=_NUMBERED,
    postgresql_where=_NUMBERED,
    postgresql_ops={"business_id": "text_pattern_ops"},  # serves the beginning of one, whatever the collation
)
_HURT = instance.c.incidents > text_("0")
Index(
    "ix_instance_hurt",
    instance.c.tenant,
    instance.c.process_id,
    instance.c.key,
    sqlite_where=_HURT,
    postgresql_where=_HURT,
)

#: For searches by definition, by date; those that still run stand under the end 0, as they were started.
Index("ix_instance_definition", instance.c.definition, instance.c.started_at, instance.c.status, instance.c.key)
Index("ix_instance_started", instance.c.tenant, instance.c.started_at, instance.c.key, instance.c.status)
Index(
    "ix_instance_finished",
    func.coalesce(instance.c.ended_at, text_("0")),
    instance.c.tenant,
    instance.c.status,
    instance.c.started_at,
    instance.c.key,
)

#: State. plane 0: engine (page 0 holds the head too), plane 1: approval rounds (page = the task's counter).
page = table(
    "page",
    key("instance", pk=True),
    number("plane", pk=True),
    key("number", pk=True),
    number("format"),
    blob("body"),
)

#: One row a command: its events as JSON. `version`: the instance's version that it led to.
history = table(
    "history",
    key("instance", pk=True),
    number("version", pk=True),
    when("at"),
    key("node"),
    key("batch"),
    text("command"),
    text("by"),
    number("format"),
    blob("events"),
    partitioned_by="instance",
)
Index("ix_history_batch", history.c.node, history.c.batch)

#: One row an element instance. `outcome`: 0 still there, 3 completed, 5 terminated (engine.state.Lifecycle).
activity = table(
    "activity",
    key("instance", pk=True),
    key("n", pk=True),
    key("definition"),
    number("element"),
    key("scope"),
    number("loop_index"),
    when("entered_at"),
    when("left_at", empty=True),
    number("outcome"),
    blob("brought_by"),  # JSON [[flow ordinal, counter], …]
    partitioned_by="instance",
)
# New rows of a process lie side by side in it; by element each of them would touch another page of the log.
Index("ix_activity_definition", activity.c.definition, activity.c.instance)
_HERE = activity.c.left_at.is_(None)
Index("ix_activity_here", activity.c.definition, activity.c.element, sqlite_where=_HERE, postgresql_where=_HERE)

#: First 8 kB of each variable, for people and searches; `size` tells the whole (bytes of JSON).
variable = table(
    "variable",
    key("key", pk=True),
    text("tenant"),
    key("instance"),
    key("root"),
    key("scope"),
    text("name"),
    text("value"),
    number("size"),
    text("hash"),  # of a large value in `value`, else ""
)
Index("ix_variable_instance", variable.c.instance, variable.c.scope, variable.c.name)
#: For the search of instances by one variable; a whole value could be longer than an index bears.
Index("ix_variable_value", variable.c.name, func.substr(variable.c.value, 1, 64), variable.c.instance)

#: Large values. Deleting personal data deletes the row; state and events keep the hash.
value = table("value", key("instance", pk=True), text("hash", pk=True), blob("body"))

#: Who is concerned with an instance: started, decides, copied, holds, administers.
party = table(
    "party",
    key("instance", pk=True),
    text("person", pk=True),
    text("role", pk=True),
    text("tenant"),
    when("since"),
    when("read_at", empty=True),
)
Index("ix_party_person", party.c.tenant, party.c.person, party.c.role, party.c.instance)

#: Whatever one instance sends another. Deleted in the target's transaction.
letter = table(
    "letter",
    key("sender", pk=True),
    number("version", pk=True),  # the sender's version that wrote it
    number("place", pk=True),  # among the letters of that command
    key("target"),
    number("format"),
    blob("body"),
    when("at"),
)
Index("ix_letter_target", letter.c.target, letter.c.sender, letter.c.version, letter.c.place)
