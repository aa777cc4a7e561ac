"""Jobs of listeners: the event that they listen to, and their place among those."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("listener", sa.Text(), nullable=True))
    op.add_column("job", sa.Column("listener_index", sa.Integer(), server_default="0", nullable=False))
