"""Days of values that are judged over a window."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "day_tallies",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("quantity", sa.String(128), primary_key=True),
        sa.Column("target", sa.String(255), primary_key=True),
        sa.Column("instance", sa.String(255), primary_key=True),
        sa.Column("tally", sa.LargeBinary, nullable=False),
    )
