"""Fewer and smaller indexes: what has no caller, no business id, no batch is in none for them; what runs and what has
ended share one. On SQLite a single key becomes the row id, so that a table is one tree instead of two.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_GONE = {
    "instance": ("root", "parent", "business", "state", "started", "finished"),
    "task": ("state", "created", "finished", "due"),
    "operation_log": ("batch",),
    "job": ("ready", "state"),
}
_NEW: dict[str, tuple[str, list[str], str | None]] = {
    "ix_instance_root": ("instance", ["root"], "root != key"),
    "ix_instance_parent": ("instance", ["parent"], "parent > 0"),
    "ix_instance_business": ("instance", ["tenant", "business_id"], "business_id != ''"),
    "ix_instance_started": ("instance", ["tenant", "started_at", "key", "status"], None),
    "ix_instance_finished": ("instance", ["coalesce(ended_at, 0)", "tenant", "status", "started_at", "key"], None),
    "ix_task_created": ("task", ["tenant", "created_at", "key", "state"], None),
    "ix_task_finished": ("task", ["coalesce(ended_at, 0)", "tenant", "created_at", "key"], None),
    "ix_operation_log_batch": ("operation_log", ["batch"], "batch > 0"),
    "ix_job_fresh": ("job", ["type", "priority DESC", "key"], "state = 0 AND ready_at = created_at"),
    "ix_job_held": ("job", ["type", "ready_at"], "state = 0 AND ready_at != created_at"),
    "ix_job_type": ("job", ["type", "created_at", "key"], None),
    "ix_job_state": ("job", ["tenant", "state", "key"], "state != 1"),
}
#: For SQLite's planner, as in the revision before; of a table whose key is its row id there is nothing else to say.
_FIGURES = {
    "instance": {
        "ix_instance_root": "10000 2",
        "ix_instance_parent": "10000 2",
        "ix_instance_business": "1000000 1000000 1",
        "ix_instance_started": "1000000 1000000 1 1 1",
        "ix_instance_finished": "1000000 50000 50000 20000 1 1",
    },
    "task": {
        "ix_task_created": "1000000 1000000 1 1 1",
        "ix_task_finished": "1000000 50000 50000 1 1",
    },
    "job": {
        "ix_job_fresh": "10000 1000 1000 1",
        "ix_job_held": "10000 1000 2",
        "ix_job_type": "1000000 100000 1 1",
        "ix_job_state": "20000 20000 2000 1",
    },
}


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    for table, names in _GONE.items():
        for name in names:
            op.drop_index(f"ix_{table}_{name}", table)
    if sqlite:
        _one_tree_each()
    for name, (table, columns, where) in _NEW.items():
        some = None if where is None else sa.text(where)
        formulas = [sa.text(column) if {"(", " "} & set(column) else column for column in columns]
        patterns = {"business_id": "text_pattern_ops"} if "business_id" in columns else {}
        op.create_index(name, table, formulas, sqlite_where=some, postgresql_where=some, postgresql_ops=patterns)
    if sqlite:
        for table, indexes in _FIGURES.items():
            for index, figures in indexes.items():
                _figure(table, index, figures)


def _one_tree_each() -> None:
    """Make every table anew whose only key is BIGINT, kept beside a row id: as INTEGER it is the row id."""
    c = op.get_bind()
    tables = c.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).fetchall()
    for name, sql in tables:
        keys = [row for row in c.execute(sa.text(f"PRAGMA table_info({name})")) if row[5]]
        if len(keys) != 1 or keys[0][2] != "BIGINT":
            continue
        made = re.sub(rf'("?{keys[0][1]}"?) BIGINT NOT NULL', r"\1 INTEGER NOT NULL", sql, count=1)
        indexes = c.execute(
            sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :name AND type = 'index' AND sql IS NOT NULL"),
            {"name": name},
        ).fetchall()
        was = f"{name}_was"
        op.execute(f"ALTER TABLE {name} RENAME TO {was}")
        op.execute(made)
        op.execute(f"INSERT INTO {name} SELECT * FROM {was} ORDER BY {keys[0][1]}")  # noqa: S608 - names are ours
        op.execute(f"DROP TABLE {was}")
        for (index,) in indexes:
            op.execute(index)
        op.execute(f"DELETE FROM sqlite_stat1 WHERE idx LIKE 'sqlite_autoindex_{name}_%'")  # noqa: S608 - names are ours


def _figure(table: str, index: str, figures: str) -> None:
    op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('{table}', '{index}', '{figures}')")  # noqa: S608
