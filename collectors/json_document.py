"""Facts that another system publishes as a JSON document over HTTP."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

import aiohttp
from pydantic import Field, field_validator
from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.http_get import Fetched, fetch
from collectors.probe import Collector, Options
from collectors.quantities import BACKUP_FINISHED
from collectors.reading import Quantity, Reading
from collectors.strict_json import find, parse
from collectors.target import Target

BODY_BYTES_LIMIT = 1_048_576
ACCESS_STATUSES = frozenset({401, 403, 407})  # RFC 9110 section 15.5
OK_STATUS = 200
SHOWN_CHARACTERS = 60  # of a value that is wrong

EARLIEST_SECONDS = 946_684_800  # 2000-01-01: before it, a clock that was never set
LATEST_SECONDS = 4_102_444_800  # 2100-01-01: after it, milliseconds taken for seconds
AHEAD_SECONDS = 60  # of the sender's own clock; more is no past event

RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


class JsonReading(Options):
    """One value: what it is, the dotted path to it, and the instance it belongs to."""

    quantity: str
    field: Annotated[str, Field(min_length=1)]
    instance: str = ""

    @field_validator("quantity")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in CONVERSIONS:
            raise ValueError(
                f"{name!r} is not read from a document; known: {', '.join(CONVERSIONS)}"
            )
        return name


class JsonOptions(Options):
    url: str
    readings: Annotated[list[JsonReading], Field(min_length=1)]

    @field_validator("url")
    @classmethod
    def _page(cls, text: str) -> str:
        url = URL(text)
        if url.scheme not in {"http", "https"} or not url.host or url.user or url.password:
            raise ValueError("a document is at http://host/path or https://host/path, without user")
        return text

    @field_validator("readings")
    @classmethod
    def _once(cls, readings: list[JsonReading]) -> list[JsonReading]:
        if len({(it.quantity, it.instance) for it in readings}) != len(readings):
            raise ValueError("two readings are of the same quantity and instance")
        return readings


async def collect(target: Target, options: JsonOptions) -> list[Reading]:
    connector = aiohttp.TCPConnector(use_dns_cache=False, force_close=True)
    answer = await fetch(URL(options.url), connector, BODY_BYTES_LIMIT)
    document = parsed(answer)
    sent_at_seconds = clock(answer)
    return [taken(document, wanted, sent_at_seconds) for wanted in options.readings]


def parsed(answer: Fetched) -> object:
    """The document; whatever else was answered is a failure."""
    if answer.status in ACCESS_STATUSES:
        raise ProbeError(FailureKind.AUTHENTICATION, f"status {answer.status}")
    if answer.status != OK_STATUS:
        raise ProbeError(FailureKind.ERROR_REPLY, f"status {answer.status} in place of a document")
    if not answer.whole:
        detail = f"the document has more than {BODY_BYTES_LIMIT} bytes"
        raise ProbeError(FailureKind.TOO_LARGE, detail)
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise ProbeError(FailureKind.MALFORMED_REPLY, "compressed, which was not asked for")
    try:
        return parse(answer.body)
    except ValueError as error:
        raise ProbeError(FailureKind.MALFORMED_REPLY, f"no JSON document: {error}") from error


def clock(answer: Fetched) -> float | None:
    """The sender's own clock when it answered, Unix time; None where it does not say."""
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return None


def taken(document: object, wanted: JsonReading, sent_at_seconds: float | None) -> Reading:
    """The wanted value in its quantity's unit; None where the document has no such field."""
    quantity, convert = CONVERSIONS[wanted.quantity]
    try:
        found = find(document, wanted.field)
        value = None if found is None else convert(found, sent_at_seconds)
    except ValueError as error:
        return Reading(quantity, None, wanted.instance, f"{wanted.field}: {error}")
    return Reading(quantity, value, wanted.instance)


def past_timestamp(found: object, sent_at_seconds: float | None) -> float:
    """When something that is over ended, Unix time; ValueError where it cannot have."""
    seconds = timestamp(found)
    shown = repr(found)[:SHOWN_CHARACTERS]
    if not EARLIEST_SECONDS <= seconds < LATEST_SECONDS:  # false for infinities too
        raise ValueError(f"{shown} is no time of this century in seconds")
    if sent_at_seconds is not None and seconds > sent_at_seconds + AHEAD_SECONDS:
        ahead = seconds - sent_at_seconds
        raise ValueError(f"{shown} is {ahead:.0f} s after the document was sent")
    return seconds


def timestamp(found: object) -> float:
    """Unix seconds, as a number or as a date of RFC 3339 with its zone."""
    shown = repr(found)[:SHOWN_CHARACTERS]
    if isinstance(found, int | float) and not isinstance(found, bool):
        try:
            return float(found)
        except OverflowError:
            raise ValueError(f"{shown} is no time of this century in seconds") from None
    if not isinstance(found, str):
        raise ValueError(f"{shown} is no time")
    if not RFC3339.fullmatch(found):
        raise ValueError(f"{shown} is no time of RFC 3339 with its zone")
    return datetime.fromisoformat(found.upper()).astimezone(UTC).timestamp()


#: The quantities that a document may give, and how each is read.
CONVERSIONS: dict[str, tuple[Quantity, Callable[[object, float | None], float]]] = {
    BACKUP_FINISHED.name: (BACKUP_FINISHED, past_timestamp),
}

JSON_DOCUMENT = Collector(
    "json",
    JsonOptions,
    tuple(quantity for quantity, _ in CONVERSIONS.values()),
    collect,
)
