"""The tables, as SQLAlchemy Core: the newest shape; `migrations/` says how to get there."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

#: One row: who this installation is, so that notices of two daemons never share an id.
installation = Table(
    "installation",
    metadata,
    Column("id", String(32), primary_key=True),
)

#: Every change of a verdict that counted, in order, each sealed by a hash over the one before.
transitions = Table(
    "transitions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("standard", String(32), nullable=False),
    Column("clause", String(64), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, 3 … per standard, clause and subject
    Column("previous", String(16)),
    Column("outcome", String(16), nullable=False),
    Column("cause_kind", String(32)),
    Column("cause_detail", Text),
    Column("value", Float),
    Column("margin_ratio", Float),
    Column("grade", String(16)),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("evidence", Text, nullable=False),  # JSON
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("standard", "clause", "subject", "number"),
)

#: The outbox: written in the transaction of the transition, only read and marked afterwards.
notices = Table(
    "notices",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(68), nullable=False),  # evt_ and 64 hex digits
    Column("receiver", String(64), nullable=False),
    Column("subject", String(384), nullable=False),  # order is kept per subject and receiver
    Column("transition_id", Integer, ForeignKey("transitions.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", DateTime(timezone=True), nullable=False),
    Column("delivered_at", DateTime(timezone=True)),
    Column("dead_at", DateTime(timezone=True)),
    Column("last_error", Text),
    UniqueConstraint("id", "receiver"),
    Index("notices_open", "receiver", "delivered_at", "dead_at", "sequence"),
)

#: Documents by which people vouch for clauses. Rows are only added; the last of a subject counts,
#: unless it was revoked. The documents themselves are not kept.
attestations = Table(
    "attestations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("standard", String(32), nullable=False),
    Column("clause", String(64), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("document", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("signed_by", String(255), nullable=False),
    Column("attested_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

#: Waivers made by command; those of the configuration stand there. The last of a subject counts.
waivers = Table(
    "waivers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("standard", String(32), nullable=False),
    Column("clause", String(64), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("owner", String(255), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

#: When the auditor ran, so that a time of which nothing is known is never taken for a quiet one.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),  # judged last, to a few seconds
    Column("version", String(32), nullable=False),
)

#: What the files said, from `valid_from` on: facts, readings of the documents, own limits, waivers.
fact_versions = Table(
    "fact_versions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("digest", String(64), nullable=False),  # SHA-256 of the document
    Column("document", LargeBinary, nullable=False),  # JSON, zlib
)

#: What indicators came to, on change and at a slow beat: each row holds until the next of its
#: subject.
indicator_values = Table(
    "indicator_values",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("indicator", String(64), nullable=False),
    Column("freshness_seconds", Float, nullable=False),
    Column("subject", String(255), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("value", Float),
    Column("measured", Text),  # JSON; none: the subject is gone
    Index("indicator_values_of", "indicator", "freshness_seconds", "subject", "at"),
    Index("indicator_values_at", "at"),
)

#: What was seen of one value on one day (in China), for what is judged over days; see
#: `checks/tally.py` for the bytes. A row is replaced whole as its day goes on.
day_tallies = Table(
    "day_tallies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("quantity", String(128), primary_key=True),
    Column("target", String(255), primary_key=True),
    Column("instance", String(255), primary_key=True),
    Column("tally", LargeBinary, nullable=False),
)
