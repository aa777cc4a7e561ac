"""Subscriptions that draw no correlation key: a message of the name reaches them, whatever its key."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subscription", sa.Column("keyless", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE subscription SET keyless = 1 WHERE start = 1 AND kind = 0")
