"""The first schema: installation, transitions, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("installation", sa.Column("id", sa.String(32), primary_key=True))
    op.create_table(
        "transitions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("standard", sa.String(32), nullable=False),
        sa.Column("clause", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("previous", sa.String(16)),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("cause_kind", sa.String(32)),
        sa.Column("cause_detail", sa.Text),
        sa.Column("value", sa.Float),
        sa.Column("margin_ratio", sa.Float),
        sa.Column("grade", sa.String(16)),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("standard", "clause", "subject", "number"),
    )
    op.create_table(
        "notices",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(68), nullable=False),
        sa.Column("receiver", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(384), nullable=False),
        sa.Column("transition_id", sa.Integer, sa.ForeignKey("transitions.id"), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.Column("dead_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.Text),
        sa.UniqueConstraint("id", "receiver"),
    )
    op.create_index("notices_open", "notices", ["receiver", "delivered_at", "dead_at", "sequence"])
