"""Facts that another system publishes as a JSON document over HTTP."""

from difflib import get_close_matches
from email.utils import parsedate_to_datetime
from typing import Annotated

import aiohttp
from pydantic import Field, field_validator
from yarl import URL

from collectors.document_values import DOCUMENTED, conversion
from collectors.failure import FailureKind, ProbeError
from collectors.http_get import Fetched, fetch
from collectors.probe import Collector, Options
from collectors.reading import Quantity, Reading
from collectors.strict_json import find, parse
from collectors.target import Target

BODY_BYTES_LIMIT = 1_048_576
ACCESS_STATUSES = frozenset({401, 403, 407})  # RFC 9110 section 15.5
OK_STATUS = 200


class JsonReading(Options):
    """One value: what it is, the dotted path to it, and the instance it belongs to."""

    quantity: str
    field: Annotated[str, Field(min_length=1)]
    instance: str = ""

    @field_validator("quantity")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in DOCUMENTED:
            near = get_close_matches(name, DOCUMENTED, n=3)
            meant = f"; did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"{name!r} is not read from a document{meant}")
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
    quantity = DOCUMENTED[wanted.quantity]
    try:
        found = find(document, wanted.field)
        value = None if found is None else conversion(quantity)(found, sent_at_seconds)
    except ValueError as error:
        return Reading(quantity, None, wanted.instance, f"{wanted.field}: {error}")
    return Reading(quantity, value, wanted.instance)


def measured_with(options: JsonOptions) -> tuple[Quantity, ...]:
    """Only what the options name: of the rest a document says nothing."""
    return tuple(dict.fromkeys(DOCUMENTED[wanted.quantity] for wanted in options.readings))


JSON_DOCUMENT = Collector("json", JsonOptions, tuple(DOCUMENTED.values()), collect, measured_with)
