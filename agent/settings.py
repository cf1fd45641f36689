"""The auditor's own settings: what the main file may hold besides targets and campus facts."""

import ipaddress
import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from agent.config_error import shown
from collectors.target import Secret

#: Keys of the validation context, beside `collectors.target.RESOLVE`.
FOLDER = "folder_of_the_main_file"
STANDARDS = "known_standards"

#: How references to secrets begin, see `agent/credentials.py`.
REFERENCES = ("env:", "file:", "credential:")
NO_PASSWORD = "a password stands in the URL; name the whole URL by reference (env:NAME)"  # noqa: S105 - a message
STORE_FORMS = (
    "expected sqlite:///FILE, sqlite:////ABSOLUTE/FILE or postgresql+psycopg://HOST/DATABASE,"
    " or a reference to one (env:NAME)"
)
DAY_SECONDS = 86_400
LINE_AT_MOST_CHARACTERS = 255
#: RFC 1123 section 2.1; an underscore is no host name, but stands in many.
HOST_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


class FromFile(BaseModel):
    """Frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _name(name: str) -> str:
    if not name or name != name.strip() or not name.isprintable() or "/" in name:
        raise ValueError("a name is text without `/`, control characters, or blanks at its ends")
    return name


def line(text: str) -> str:
    """One line of text that says something; raises ValueError for what does not."""
    if not text.strip():
        raise ValueError("says nothing")
    if not text.isprintable() or len(text) > LINE_AT_MOST_CHARACTERS:
        raise ValueError(
            f"expected one line of at most {LINE_AT_MOST_CHARACTERS} characters that can be printed"
        )
    return text


def host(address: str) -> str:
    """An IP address or a host name; raises ValueError for what can be neither."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        labels = address.removesuffix(".").split(".")
        if len(address) > 253 or not all(HOST_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - RFC 1035 section 2.3.4
            raise ValueError(
                "expected an IP address or a host name, without scheme, port or path"
            ) from None
        if labels[-1].isdigit():  # RFC 3696 section 2: the last label is not all digits
            raise ValueError(f"{shown(address)} is no IPv4 address") from None
    return address


def _web_url(url: str, what: str) -> str:
    """Raises ValueError, which never repeats the URL: it may carry a token."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets around no IPv6 address
        fine = False
    if not fine or not url.isprintable() or " " in url:
        raise ValueError(f"{what} is no URL of the form http://host:port/path or https://…")
    return url


def _plain_url(given: object) -> object:
    """A URL that stands in the file becomes a secret too: robots have tokens in their URLs."""
    if not isinstance(given, str) or given.startswith(REFERENCES):
        return given
    url = _web_url(given, "this")
    if urlsplit(url).password is not None:
        raise ValueError(NO_PASSWORD)
    return Secret(url)


def _secret_url(secret: Secret) -> Secret:
    _web_url(secret.reveal(), "what the reference names")
    return secret


def _external_url(url: str) -> str:
    return _web_url(url, "this")


def _known_standard(profile: str, info: ValidationInfo) -> str:
    known: Collection[str] = (info.context or {}).get(STANDARDS, ())
    if profile not in known:
        listed = ", ".join(sorted(known))
        raise ValueError(f"no standard is named {shown(profile)}; known here: {listed}")
    return profile


def _plain_store_url(given: object) -> object:
    """A URL that stands in the file; a password may not."""
    if not isinstance(given, str) or given.startswith(REFERENCES):
        return given
    if _parsed_store_url(given).password is not None:
        raise ValueError(NO_PASSWORD)
    return Secret(given)


def _parsed_store_url(plain: str) -> URL:
    try:
        url = make_url(plain)
    except (ArgumentError, ValueError):
        raise ValueError(STORE_FORMS) from None
    if url.drivername not in {"sqlite", "postgresql", "postgresql+psycopg"} or not url.database:
        raise ValueError(STORE_FORMS)
    return url


def _store_url(secret: Secret, info: ValidationInfo) -> Secret:
    """SQLite's path made absolute: it counts from the folder of the main file."""
    url = _parsed_store_url(secret.reveal())
    if url.drivername != "sqlite":
        return secret
    database = url.database or ""
    if url.host or url.query or not database.isprintable():
        raise ValueError(STORE_FORMS)
    if database == ":memory:":
        raise ValueError("a store in memory forgets every verdict; give it a file")
    folder: Path = (info.context or {}).get(FOLDER, Path())
    path = str(folder / database)
    absolute = url.set(database=path).render_as_string(hide_password=False)
    if make_url(absolute).database != path:
        raise ValueError(f"the store's path {shown(path)} has characters that a URL cannot hold")
    return Secret(absolute)


Name = Annotated[str, AfterValidator(_name)]
Host = Annotated[str, AfterValidator(host)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Text = Annotated[str, Field(min_length=1)]
Line = Annotated[str, AfterValidator(line)]
IntervalSeconds = Annotated[Number, Field(gt=0, le=DAY_SECONDS)]
TimeoutSeconds = Annotated[Number, Field(gt=0, le=3600)]


class Site(FromFile):
    """Whose campus it is, and the standards it is audited against."""

    name: Text
    name_zh: Text | None = None
    profiles: list[Annotated[str, AfterValidator(_known_standard)]] = Field(min_length=1)


class Store(FromFile):
    """Where verdicts are kept. The URL may hold a password, hence a secret: `url.reveal()`."""

    url: Annotated[Secret, BeforeValidator(_plain_store_url), AfterValidator(_store_url)]
    # so long an audit can be done again as of a moment in the past
    values_days: Annotated[int, Field(ge=1, le=3660)] = 400


class Http(FromFile):
    listen: Host = "127.0.0.1"
    port: int = Field(default=9877, ge=0, le=65_535)
    external_url: Annotated[str, AfterValidator(_external_url)] | None = None


class Polling(FromFile):
    """What a probe does not set for itself."""

    interval_seconds: IntervalSeconds = 60
    timeout_seconds: TimeoutSeconds = 15
    concurrent_probes: int = Field(default=100, ge=1, le=10_000)
    # left out: two intervals, so that who is back is seen within two intervals
    back_off_at_most_seconds: IntervalSeconds | None = None


class Traps(FromFile):
    """Where notices of devices are listened for; each has its sender polled at once."""

    listen: Host
    port: int = Field(default=162, ge=0, le=65_535)
    # between two early polls of a device
    again_after_seconds: Annotated[Number, Field(ge=1, le=3600)] = 5


class OwnLimit(FromFile):
    """A limit that the site sets itself, in the unit of the clause's indicator."""

    clause: Text
    at_least: Number | None = None
    at_most: Number | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most, one of the two")
        return self


class Audit(FromFile):
    """But for the interpretations all of it only tightens what a clause says; what is left out
    leaves it as it stands."""

    freshness_at_most_seconds: Number | None = Field(default=None, gt=0)
    sustain_at_most_seconds: Number | None = Field(default=None, ge=0)
    # by id; `agent/interpreting.py` holds them to the catalogue, each with its line
    interpretations: dict[str, str] = {}
    own_limits: list[OwnLimit] = []


class WaiverEntry(FromFile):
    """A clause that is not met for now: who answers for it, why, and until when at the latest."""

    clause: Text
    subject: Line = "campus"
    owner: Line
    reason: Line
    ends_on: date


class Receiver(FromFile):
    """Who is told. The URL may carry a token, hence a secret: `url.reveal()`."""

    name: Name
    kind: Literal["webhook"]
    url: Annotated[Secret, BeforeValidator(_plain_url), AfterValidator(_secret_url)]
    timeout_seconds: Annotated[Number, Field(gt=0, le=300)] = 15


class Notices(FromFile):
    """Who is told, and how long it is tried with a receiver that does not take a notice."""

    receivers: list[Receiver] = []
    # before the second, third … attempt; the last is repeated
    retry_waits_seconds: Annotated[
        list[Annotated[Number, Field(gt=0, le=DAY_SECONDS)]], Field(min_length=1)
    ] = [1, 5, 15, 60, 300, 3600]
    retry_after_at_most_seconds: Annotated[Number, Field(gt=0, le=DAY_SECONDS)] = 3600
    kept_seconds: Annotated[Number, Field(gt=0)] = 3 * DAY_SECONDS  # then a notice is given up


class Settings(FromFile):
    """The main file but for its targets and campus facts."""

    site: Site
    store: Store
    http: Http = Http()
    polling: Polling = Polling()
    traps: Traps | None = None
    audit: Audit = Audit()
    notices: Notices = Notices()
    waivers: list[WaiverEntry] = []


def context_of(folder: Path, standards: Collection[str]) -> dict[str, Any]:
    """What the validators here need to know."""
    return {FOLDER: folder, STANDARDS: standards}
