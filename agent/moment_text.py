"""Moments as people write them: a day, a time, or so long ago."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

import click

from agent import clock

AGO: Final = re.compile(r"-([0-9]{1,6})([smhdw])")
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

EXPECTED: Final = (
    "expected ISO 8601 (2026-11-27T08:00, with or without a zone) or so long ago (-2h)"
)


def moment_of(text: str, now: datetime) -> datetime:
    """In UTC. Without a zone it is the local one; a day alone begins at midnight. Raises ValueError
    for what is no moment, and for one that is still to come."""
    ago = AGO.fullmatch(text)
    if ago:
        at = now - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    else:
        try:
            at = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError(f"{text!r} is no moment; {EXPECTED}") from None
    if at > now:
        raise ValueError(f"{at.isoformat()} lies in the future")
    return at.astimezone(UTC)


class Moment(click.ParamType[datetime]):
    """A moment in the past as an argument of a command; what is none is a wrong usage."""

    name = "time"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return moment_of(str(value), clock.now_utc())
        except ValueError as error:
            self.fail(str(error), param, ctx)


MOMENT: Final = Moment()
