"""One link over one address family: every hop resolved, checked, and connected to the checked
address; the answer with its body, or the cause why there is none."""

import asyncio
import ssl
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from collectors.failure import FailureKind, ProbeError
from collectors.http_get import Fetched, fetch
from collectors.portal.hosts import Addresses
from collectors.portal.links import normal
from collectors.portal.tried import Cause
from collectors.web import REDIRECTIONS, REDIRECTS_LIMIT, Checked, family_of

BODY_BYTES_LIMIT: Final = 2 * 1_048_576
FIRST_ERROR_STATUS: Final = 400  # RFC 9110 section 15.5
#: Time that is over so long before we come to see it was not the site's: we were busy, and what it
#: answered meanwhile was not read. Such a link is tried once more.
LATE_SECONDS: Final = 0.25

CAUSES: Final = {
    FailureKind.TIMEOUT: Cause.TIMEOUT,
    FailureKind.REFUSED: Cause.REFUSED,
    FailureKind.UNREACHABLE: Cause.UNREACHABLE,
    FailureKind.NO_ADDRESS_FAMILY: Cause.UNREACHABLE,
    FailureKind.TLS_REJECTED: Cause.TLS,
    FailureKind.MALFORMED_REPLY: Cause.PROTOCOL,
}

Resolve = Callable[[str], Awaitable[Addresses]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The last hop's answer; `body` is decompressed and at most 2 MiB long."""

    url: URL
    status: int
    content_type: str
    body: bytes
    retry_after: str = ""

    @property
    def is_html(self) -> bool:
        return "html" in self.content_type.lower() or not self.content_type


@dataclass(frozen=True, slots=True)
class Failed:
    """Why the link gives no page over this family; `no_route` where this host has none there."""

    cause: Cause
    detail: str
    no_route: bool = False


async def visited(
    url: URL, resolve: Resolve, tls: ssl.SSLContext | bool, seconds: float
) -> Answer | Failed:
    """Raises ProbeError where it is not the site's fault: no answer of the name servers."""
    for _ in range(2):
        limit = asyncio.timeout(seconds)
        try:
            async with limit:
                return await _followed(url, resolve, tls)
        except TimeoutError:
            if not limit.expired():
                raise
        if asyncio.get_running_loop().time() < (limit.when() or 0.0) + LATE_SECONDS:
            break
    return Failed(Cause.TIMEOUT, f"no whole answer within {seconds:g} s")


async def _followed(url: URL, resolve: Resolve, tls: ssl.SSLContext | bool) -> Answer | Failed:
    for _ in range(REDIRECTS_LIMIT + 1):
        addresses = await resolve(url.raw_host or "")
        if not addresses.reachable:
            return _without_address(url, addresses)
        try:
            page = await _from_any(url, addresses.reachable, tls)
            body = plain(page)
        except ProbeError as error:
            if error.kind not in CAUSES:
                raise
            no_route = error.kind is FailureKind.NO_ADDRESS_FAMILY
            return Failed(CAUSES[error.kind], error.detail, no_route)
        if page.status not in REDIRECTIONS or "location" not in page.headers:
            return _judged(url, page, body)
        try:
            url = normal(url.join(URL(page.headers["location"])))
        except ValueError:
            shown = page.headers["location"][:100]
            return Failed(Cause.REDIRECT, f"{url.host} redirects to {shown!r}, which is no page")
    return Failed(Cause.REDIRECT, f"more than {REDIRECTS_LIMIT} redirects, the last to {url}")


def _without_address(url: URL, addresses: Addresses) -> Failed:
    if addresses.others:
        return Failed(Cause.NOT_GLOBAL, f"{url.host} has only {', '.join(addresses.others[:3])}")
    return Failed(Cause.NO_AAAA, f"{url.host} has no address")


def _judged(url: URL, page: Fetched, body: bytes) -> Answer | Failed:
    if page.status < FIRST_ERROR_STATUS and not body:
        return Failed(Cause.EMPTY, f"status {page.status} with an empty body")
    return Answer(
        url,
        page.status,
        page.headers.get("content-type", ""),
        body,
        page.headers.get("retry-after", ""),
    )


async def _from_any(url: URL, addresses: tuple[str, ...], tls: ssl.SSLContext | bool) -> Fetched:
    """The page from the first address that gives it."""
    error: ProbeError | None = None
    for address in addresses:
        connector = aiohttp.TCPConnector(
            resolver=Checked(address),
            family=family_of(address),
            ssl=tls,
            use_dns_cache=False,
            force_close=True,
        )
        try:
            return await fetch(url, connector, BODY_BYTES_LIMIT)
        except ProbeError as raised:
            error = error or raised
    assert error is not None  # noqa: S101 - there was an address
    raise error


def plain(page: Fetched) -> bytes:
    """The body as it was before it was compressed, though nobody asked for that: at most 2 MiB."""
    coding = page.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"identity", ""}:
        return page.body
    if coding not in {"gzip", "x-gzip", "deflate"}:
        detail = f"the body is in {coding[:40]!r}, which was not asked for"
        raise ProbeError(FailureKind.MALFORMED_REPLY, detail)
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(page.body, BODY_BYTES_LIMIT)
    except zlib.error as error:
        detail = f"the body is no {coding}: {error}"
        raise ProbeError(FailureKind.MALFORMED_REPLY, detail) from error
