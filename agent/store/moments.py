"""Moments as databases give them back."""

from datetime import UTC, datetime


def aware(stamp: datetime) -> datetime:
    """SQLite drops the zone of what was stored in UTC."""
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
