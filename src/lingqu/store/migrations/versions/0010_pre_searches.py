"""What searches look for: sentences of incidents, moments of suspension, start forms, variables by value, which message
has found whom. Global listeners to user tasks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("definition", sa.Column("start_form", sa.Text(), nullable=True))
    op.add_column("instance", sa.Column("suspended_at", sa.BigInteger(), nullable=True))
    op.add_column("incident", sa.Column("message", sa.Text(), nullable=True))
    op.add_column("incident", sa.Column("message_hash", sa.Integer(), nullable=True))
    op.create_index(
        "ix_variable_value", "variable", ["name", sa.text("substr(value, 1, 64)"), "instance"], unique=False
    )
    op.create_table(
        "global_listener",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("retries", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("priority", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("tenant", "id", name="uq_global_listener_tenant_id"),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "correlation",
        sa.Column("instance", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subscription", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("definition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("element", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("instance", "subscription", "message"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_correlation_message", "correlation", ["message"], unique=False)
