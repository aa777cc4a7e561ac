"""Receivers of a signal are read in the order of their keys, a portion at a time."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_subscription_name", table_name="subscription")
    op.create_index("ix_subscription_name", "subscription", ["tenant", "name", "correlation", "key"], unique=False)
