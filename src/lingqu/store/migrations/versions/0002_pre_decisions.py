"""Decisions: models and their imports, what was deployed together, what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_definition_resource", "definition", ["resource"], unique=False)
    op.create_table(
        "decision_model",
        sa.Column("definition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("imports", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("definition"),
        sqlite_with_rowid=True,
    )
    op.create_index("ix_decision_model_namespace", "decision_model", ["tenant", "namespace"], unique=False)
    op.create_table(
        "beside",
        sa.Column("definition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("target", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("definition", "kind", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "decision",
        sa.Column("evaluation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("definition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("requirements", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("instance", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("process", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("evaluation", "place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_decision_instance", "decision", ["instance", "owner"], unique=False)
    op.create_index("ix_decision_definition", "decision", ["tenant", "definition", "at"], unique=False)
