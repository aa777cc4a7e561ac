"""Activity is found by process and instance, and by element only where something still is."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_activity_definition", table_name="activity")
    op.create_index("ix_activity_definition", "activity", ["definition", "instance"], unique=False)
    here = sa.text("left_at IS NULL")
    op.create_index(
        "ix_activity_here",
        "activity",
        ["definition", "element"],
        unique=False,
        sqlite_where=here,
        postgresql_where=here,
    )
