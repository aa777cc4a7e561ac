"""Keeping: how long ended instances stay, removals, stretches of numbers with partitions of their own, callers' traces.

PostgreSQL: the one partition of each of history and activity gets an end, which no number has come near; a default
partition takes whatever has none of its own, so that a missing partition never stops a write.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: As runtime.stretches.LENGTH at the time of this migration.
LENGTH = 1 << 24
COUNTER_BITS = 23


def upgrade() -> None:
    op.add_column("definition", sa.Column("keep", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_instance_ended",
        "instance",
        ["definition", "ended_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NOT NULL"),
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_table(
        "removal",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instances", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("taken_until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_removal_state", "removal", ["state", "taken_until"], unique=False)
    op.create_table(
        "removal_item",
        sa.Column("instance", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("removal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("instance"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_removal_item_removal", "removal_item", ["removal", "instance"], unique=False)
    op.create_table(
        "stretch",
        sa.Column("first", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("closing", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("first"),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "trace_link",
        sa.Column("instance", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("instance"),
        sqlite_with_rowid=True,
    )
    if op.get_context().dialect.name == "postgresql":
        _cut()


def _cut() -> None:
    """End the first stretch where no number has been given out; what lies beyond has a default partition."""
    given = op.get_bind().execute(sa.text("SELECT next FROM series WHERE name = 'instance'")).scalar() or 1
    end = given + LENGTH
    for table in ("history", "activity"):
        op.execute(f"ALTER TABLE {table} DETACH PARTITION {table}_0")
        op.execute(
            f"ALTER TABLE {table} ATTACH PARTITION {table}_0 FOR VALUES FROM (MINVALUE) TO ({end << COUNTER_BITS})"
        )
        op.execute(
            f"CREATE TABLE {table}_{end} PARTITION OF {table} FOR VALUES FROM ({end << COUNTER_BITS})"
            f" TO ({(end + LENGTH) << COUNTER_BITS})"
        )
        op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    op.execute(
        "INSERT INTO stretch (first, begun_at, closing)"  # noqa: S608 - a number of ours
        f" VALUES (0, (extract(epoch FROM now()) * 1000)::int8, 0), ({end}, NULL, 0)"
    )
