"""One HTTP GET with limits, and the one place where aiohttp's exceptions get their names."""

import os
import ssl
from dataclasses import dataclass

import aiohttp
from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.tcp import NO_FAMILY

CONNECT_SECONDS = 5.0  # with the TLS handshake; the whole round has the probe's own deadline
HEADERS = {
    "User-Agent": "campus-auditor",
    # What is not compressed cannot be a bomb; RFC 9110 section 12.5.3 makes this acceptable.
    "Accept-Encoding": "identity",
}
SHOWN_CHARACTERS = 200  # of what a library says of an error
STATUSES = range(200, 600)  # RFC 9110 section 15; 1xx is never the last answer to a GET

NAMED = (  # most specific first: all of these are OSErrors
    (ssl.SSLError, FailureKind.TLS_REJECTED),
    (TimeoutError, FailureKind.TIMEOUT),
    (aiohttp.ClientConnectorDNSError, FailureKind.NAME_NOT_FOUND),
    (ConnectionError, FailureKind.REFUSED),
    (OSError, FailureKind.UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer as it came: not decompressed; `whole` is false where the body was cut off."""

    status: int
    headers: dict[str, str]  # by lower-case name
    body: bytes
    whole: bool


async def fetch(url: URL, connector: aiohttp.BaseConnector, body_bytes_limit: int) -> Fetched:
    """GET the URL and no other: redirects are answers, cookies and proxies are not used.

    The connector is closed afterwards.
    """
    try:
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                auto_decompress=False,
            ) as session,
            session.get(url, headers=HEADERS, allow_redirects=False) as response,
        ):
            fetched = await read(response, body_bytes_limit)
    except (aiohttp.ClientError, OSError) as error:
        raise named(error, url) from error
    if fetched.status not in STATUSES:
        raise ProbeError(FailureKind.MALFORMED_REPLY, f"{url.host} answered {fetched.status}")
    return fetched


async def read(response: aiohttp.ClientResponse, body_bytes_limit: int) -> Fetched:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > body_bytes_limit:
            break
    return Fetched(
        response.status,
        {name.lower(): value for name, value in response.headers.items()},
        bytes(body[:body_bytes_limit]),
        len(body) <= body_bytes_limit,
    )


def named(error: Exception, url: URL) -> ProbeError:
    """The failure that one of aiohttp's exceptions stands for."""
    cause = cause_of(error)
    if isinstance(cause, OSError) and cause.errno in NO_FAMILY:
        detail = f"this host has no way to reach the address family of {url.authority}"
        return ProbeError(FailureKind.NO_ADDRESS_FAMILY, detail)
    kinds = (kind for exception, kind in NAMED if isinstance(cause, exception))
    said = getattr(cause, "verify_message", "") or str(cause) or type(cause).__name__
    if isinstance(cause, ConnectionError) and cause.errno:
        said = os.strerror(cause.errno)
    shown = said.strip().splitlines()[0][:SHOWN_CHARACTERS]
    kind = next(kinds, FailureKind.MALFORMED_REPLY)
    return ProbeError(kind, f"{url.authority}: {shown}")


def cause_of(error: Exception) -> Exception:
    """What aiohttp has wrapped; an OSError is of the subclass that its number stands for."""
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return error.certificate_error
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error
    if isinstance(error, aiohttp.ClientOSError) and error.errno:
        return OSError(error.errno, error.strerror)
    return error
