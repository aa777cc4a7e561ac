"""Indexes for lists and searches: by state, definition and date, by who is asked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NEW: dict[str, tuple[str, list[Any], str | None]] = {
    "ix_instance_state": ("instance", ["tenant", "status", "started_at", "key"], None),
    "ix_instance_definition": ("instance", ["definition", "started_at", "status", "key"], None),
    "ix_instance_started": ("instance", ["tenant", "started_at", "key"], None),
    "ix_instance_finished": ("instance", ["tenant", sa.text("coalesce(ended_at, 0)"), "key"], None),
    "ix_instance_hurt": ("instance", ["tenant", "process_id", "key"], "incidents > 0"),
    "ix_task_state": ("task", ["tenant", "state", "created_at", "key"], None),
    "ix_task_created": ("task", ["tenant", "created_at", "key"], None),
    "ix_task_finished": ("task", ["tenant", sa.text("coalesce(ended_at, 0)"), "key"], None),
    "ix_job_state": ("job", ["tenant", "state", "key"], None),
}


#: For SQLite's planner, which knows no sizes by itself: rows in an index, rows to one value of its first column, of its
#: first two, and so on, as in a database of a million instances. By what nearly all rows have, nobody searches.
_FIGURES = {
    "instance": {
        "sqlite_autoindex_instance_1": "1000000 1",
        "ix_instance_process": "1000000 1000000 50000 5000 1",
        "ix_instance_root": "1000000 1",
        "ix_instance_business": "1000000 1000000 1",
        "ix_instance_parent": "1000000 2",
        "ix_instance_ended": "900000 50000 1",
        "ix_instance_state": "1000000 1000000 50000 1 1",
        "ix_instance_definition": "1000000 50000 1 1 1",
        "ix_instance_started": "1000000 1000000 1 1",
        "ix_instance_finished": "1000000 1000000 1 1",
        "ix_instance_hurt": "1000 100 10 1",
    },
    "page": {"page": "1000000 1 1 1"},
    "history": {"history": "4000000 4 1", "ix_history_batch": "4000000 2000000 4"},
    "activity": {
        "activity": "6000000 6 1",
        "ix_activity_definition": "6000000 300000 6 1",
        "ix_activity_here": "200000 10000 2000 1 1",
    },
    "variable": {
        "sqlite_autoindex_variable_1": "6000000 1",
        "ix_variable_instance": "6000000 6 6 1",
        "ix_variable_value": "6000000 500000 100 1",
    },
    "party": {"party": "2000000 2 2 1", "ix_party_person": "2000000 2000000 2000 1000 1"},
    "letter": {"letter": "1000 10 1 1", "ix_letter_target": "1000 10 10 1 1"},
    "job": {
        "sqlite_autoindex_job_1": "1000000 1",
        "ix_job_ready": "1000000 100000 10000 1 1",
        "ix_job_instance": "1000000 1",
        "ix_job_state": "1000000 1000000 20000 1",
    },
    "task": {
        "sqlite_autoindex_task_1": "1000000 1",
        "ix_task_instance": "1000000 1",
        "ix_task_assignee": "1000000 1000000 1000 50 1",
        "ix_task_state": "1000000 1000000 50000 1 1",
        "ix_task_created": "1000000 1000000 1 1",
        "ix_task_finished": "1000000 1000000 1 1",
        "ix_task_due": "1000000 50000 2",
    },
    "offer": {"offer": "60000 2 2 2 1", "ix_offer_who": "60000 30000 500 500 1"},
    "seat": {"seat": "1000000 2 1", "ix_seat_person": "1000000 1000000 1000 500 1"},
    "incident": {
        "sqlite_autoindex_incident_1": "10000 1",
        "ix_incident_instance": "10000 1",
        "ix_incident_open": "10000 10000 5000 1",
    },
    "subscription": {
        "sqlite_autoindex_subscription_1": "10000 1",
        "ix_subscription_name": "10000 10000 1000 1 1",
        "ix_subscription_instance": "10000 1",
    },
    "correlation": {"correlation": "1000000 1 1 1", "ix_correlation_message": "1000000 1"},
}


def upgrade() -> None:
    op.drop_index("ix_offer_who", "offer")
    op.create_index("ix_offer_who", "offer", ["kind", "who", "tenant", "task"])
    for name, (table, columns, where) in _NEW.items():
        some = None if where is None else sa.text(where)
        op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)
    if op.get_context().dialect.name == "sqlite":
        op.execute("PRAGMA analysis_limit = 1")
        op.execute("ANALYZE")  # makes the table; what it found in a database of today would not hold tomorrow
        op.execute("DELETE FROM sqlite_stat1")
        for table, indexes in _FIGURES.items():
            for index, figures in indexes.items():
                op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{figures}')")  # noqa: S608
    else:
        op.drop_index("ix_instance_business", "instance")
        op.create_index(
            "ix_instance_business",
            "instance",
            ["tenant", "business_id"],
            postgresql_ops={"business_id": "text_pattern_ops"},
        )
