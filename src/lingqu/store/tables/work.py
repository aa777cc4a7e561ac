"""The narrow rows that are written with the case: jobs, tasks, seats, timers, subscriptions, messages, incidents."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, func
from sqlalchemy import text as text_

from lingqu.store.tables.columns import blob, key, number, table, text, when

#: `lease`: fencing token, counted up with each activation; leases live only here. `ready_at`: lease end or retry time.
job = table(
    "job",
    key("key", pk=True),
    text("tenant"),
    key("instance"),
    key("root"),
    key("definition"),
    number("element"),
    key("owner"),  # counter of the element instance
    text("type"),
    number("state"),  # runtime.jobs.JobState
    number("retries"),
    number("priority"),
    key("lease"),
    text("worker"),
    when("ready_at"),
    when("created_at"),
    when("ended_at", empty=True),
    text("error"),
    text("listener", empty=True),  # of a listener: the event that it listens to
    number("listener_index", default=0),
)
#: Open jobs that nobody has had yet stand in the order in which they are given out; the others under the moment from
#: which on they may be: the end of a lease or of a backoff.
_FRESH = text_("state = 0 AND ready_at = created_at")
Index("ix_job_fresh", job.c.type, job.c.priority.desc(), job.c.key, sqlite_where=_FRESH, postgresql_where=_FRESH)
_HELD = text_("state = 0 AND ready_at != created_at")
Index("ix_job_held", job.c.type, job.c.ready_at, sqlite_where=_HELD, postgresql_where=_HELD)
Index("ix_job_type", job.c.type, job.c.created_at, job.c.key)
Index("ix_job_instance", job.c.instance)
_UNDONE = job.c.state != text_("1")
Index("ix_job_state", job.c.tenant, job.c.state, job.c.key, sqlite_where=_UNDONE, postgresql_where=_UNDONE)

task = table(
    "task",
    key("key", pk=True),
    text("tenant"),
    key("instance"),
    key("root"),
    key("definition"),
    text("process_id"),
    number("element"),
    key("owner"),
    number("state"),  # 0 open, 1 completed, 2 cancelled
    text("assignee"),
    text("form"),
    number("priority"),
    number("round"),  # 0: no approval policy; else the round of this element in this run
    when("due", empty=True),
    when("follow_up", empty=True),
    when("created_at"),
    when("ended_at", empty=True),
    when("urged_at", empty=True),
    text("action"),  # what ended it, or was done last
)
Index("ix_task_instance", task.c.instance)
Index("ix_task_assignee", task.c.tenant, task.c.assignee, task.c.state, task.c.key)
Index("ix_task_created", task.c.tenant, task.c.created_at, task.c.key, task.c.state)
#: Open ones stand under the end 0, as they were created.
Index("ix_task_finished", func.coalesce(task.c.ended_at, text_("0")), task.c.tenant, task.c.created_at, task.c.key)

#: Who may act on an open task now: `kind` person or group. One row a person however many sources.
offer = table(
    "offer",
    key("task", pk=True),
    text("kind", pk=True),
    text("who", pk=True),
    number("seat", pk=True),  # 0 without seats
    text("tenant"),
    key("instance"),
)
Index("ix_offer_who", offer.c.kind, offer.c.who, offer.c.tenant, offer.c.task)

seat = table(
    "seat",
    key("task", pk=True),
    number("seat", pk=True),
    text("tenant"),
    key("instance"),
    text("person"),
    text("on_behalf_of"),
    text("origin"),  # rule | added | delegated | substituted | transferred
    number("state"),  # approvals.state.SeatState
    text("verdict"),
    text("opinion"),
    when("opened_at", empty=True),
    when("decided_at", empty=True),
)
Index("ix_seat_person", seat.c.tenant, seat.c.person, seat.c.state, seat.c.task)

#: `plane` 0 engine, 1 approvals, 2 start event of a definition (then `instance` is the definition's key).
timer = table(
    "timer",
    key("key", pk=True),
    number("plane"),
    text("tenant"),
    key("instance"),
    key("definition"),
    number("element"),
    key("owner"),
    when("due"),
    number("remaining"),
)
Index("ix_timer_due", timer.c.due)
Index("ix_timer_instance", timer.c.instance)

#: `kind` 0 message, 1 signal, 2 condition (of a start event; `name` is the event's id). A start event's
#: subscription has the definition's key as `instance`.
subscription = table(
    "subscription",
    key("key", pk=True),
    number("kind"),
    number("start"),  # 1 for a start event of a definition
    text("tenant"),
    key("instance"),
    key("definition"),
    text("process_id"),
    number("element"),
    key("owner"),
    text("name"),
    text("correlation"),
    number("once"),
    when("opened_at"),
    number("keyless", default=0),  # 1: its message is known by the name alone, whatever key it carries
)
Index(
    "ix_subscription_name",
    subscription.c.tenant,
    subscription.c.name,
    subscription.c.correlation,
    subscription.c.key,  # signals go from one to the next
)
Index("ix_subscription_instance", subscription.c.instance)

#: A message that has found who waited for it (a start event's subscription: whom it started).
correlation = table(
    "correlation",
    key("instance", pk=True),
    key("subscription", pk=True),
    key("message", pk=True),
    text("tenant"),
    key("definition"),
    number("element"),
    key("owner"),  # 0 for a start event
    text("name"),
    text("correlation"),
    when("at"),
)
Index("ix_correlation_message", correlation.c.message)

#: Published messages that may still be wanted, and signals on their way. `kind` as in `subscription`.
message = table(
    "message",
    key("key", pk=True),
    number("kind"),
    text("tenant"),
    text("name"),
    text("correlation"),
    text("message_id"),
    key("cursor"),  # of a signal: the last subscription that a letter was written for
    blob("variables"),
    when("published_at"),
    when("expires_at"),
)
Index("ix_message_name", message.c.tenant, message.c.name, message.c.correlation, message.c.key)
Index("ix_message_expires", message.c.expires_at)

incident = table(
    "incident",
    key("key", pk=True),
    text("tenant"),
    key("instance"),
    key("root"),
    key("definition"),
    number("element"),
    key("owner"),
    key("job"),  # key of the job, or 0
    text("kind"),
    text("code"),
    blob("params"),
    when("created_at"),
    when("resolved_at", empty=True),
    text("message", empty=True),  # the sentence in English, and its CRC-32; older rows have none
    Column("message_hash", Integer, nullable=True),
)
Index("ix_incident_instance", incident.c.instance)
Index("ix_incident_open", incident.c.tenant, incident.c.resolved_at, incident.c.key)

#: What somebody has typed into a task's form and not sent yet.
task_draft = table("task_draft", key("task", pk=True), text("person", pk=True), blob("variables"), when("at"))
