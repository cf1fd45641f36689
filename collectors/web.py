"""Web pages over IPv6 alone: is there a global AAAA, and does the page really answer there?"""

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network
from typing import Annotated

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from dns.rdatatype import AAAA
from pydantic import Field, field_validator
from yarl import URL

from collectors.address_kinds import globally_reachable
from collectors.failure import FailureKind, ProbeError
from collectors.http_get import Fetched, fetch
from collectors.lookup import Nameserver
from collectors.nameservers import from_any, of_this_host
from collectors.probe import Collector, Options
from collectors.quantities import WEB_IPV6_ADDRESSES, WEB_IPV6_OK, WEB_STATUS
from collectors.reading import Reading
from collectors.target import Target
from collectors.tcp import Port

REDIRECTS_LIMIT = 5
ADDRESSES_LIMIT = 32  # more AAAA than that is no web site
BODY_BYTES_LIMIT = 2 * 1_048_576
FIRST_ERROR_STATUS = 400  # RFC 9110 section 15.5
REDIRECTIONS = frozenset({301, 302, 303, 307, 308})  # RFC 9110 section 15.4

#: What the site itself is responsible for; every other failure may be ours or the path's.
SITE_FAULTS = frozenset({FailureKind.REFUSED, FailureKind.TLS_REJECTED})


class WebOptions(Options):
    """`nameserver` in place of the host's resolvers; `counts_as_global` for an emulated campus."""

    url: str
    nameserver: str | None = None
    nameserver_port: Port = 53
    counts_as_global: list[str] = Field(default_factory=list)
    ca_file: str | None = None
    query_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 3.0

    @field_validator("url")
    @classmethod
    def _page(cls, text: str) -> str:
        url = URL(text)
        if url.scheme not in {"http", "https"} or not url.host or url.user or url.password:
            raise ValueError("a page is http://host/path or https://host/path, without a user")
        return text

    @field_validator("nameserver")
    @classmethod
    def _literal(cls, address: str | None) -> str | None:
        return address if address is None else str(ipaddress.ip_address(address))

    @field_validator("counts_as_global")
    @classmethod
    def _prefixes(cls, prefixes: list[str]) -> list[str]:
        return [str(IPv6Network(prefix)) for prefix in prefixes]

    @field_validator("ca_file")
    @classmethod
    def _certificates(cls, file: str | None) -> str | None:
        if file is not None:
            try:
                ssl.create_default_context(cafile=file)
            except OSError as error:
                raise ValueError(f"{file} gives no certificates: {error}") from error
        return file


@dataclass(frozen=True, slots=True)
class Outcome:
    """Did the page answer, with which status; `why` where either is not known."""

    ok: bool | None
    status: int | None
    why: str = ""


class Checked(AbstractResolver):
    """Gives aiohttp the one address that was checked, whatever the name resolves to by now."""

    def __init__(self, address: str) -> None:
        self.address = address

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET6
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=self.address,
                port=port,
                family=family_of(self.address),
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        """Nothing was opened."""


def family_of(address: str) -> socket.AddressFamily:
    """Of a literal address."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


async def collect(target: Target, options: WebOptions) -> list[Reading]:
    tls = verification(options.ca_file)
    url = URL(options.url)
    addresses = await global_addresses(url, options)
    outcome = await visit(url, addresses, options, tls)
    why_not_ok = outcome.why if outcome.ok is None else ""
    why_no_status = outcome.why if outcome.status is None else ""
    return [
        Reading(WEB_IPV6_ADDRESSES, len(addresses), options.url),
        Reading(WEB_IPV6_OK, outcome.ok, options.url, why_not_ok),
        Reading(WEB_STATUS, outcome.status, options.url, why_no_status),
    ]


def verification(ca_file: str | None) -> ssl.SSLContext | bool:
    """The host's certificate authorities (True), and those of the file besides them."""
    if ca_file is None:
        return True
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file)
    except OSError as error:
        detail = f"our own ca_file {ca_file} cannot be read: {error}"
        raise ProbeError(FailureKind.BUG, detail) from error
    return context


async def visit(
    url: URL, addresses: list[str], options: WebOptions, tls: ssl.SSLContext | bool
) -> Outcome:
    """Follow redirects by hand, so that each hop's address is checked before it is connected to."""
    for _ in range(REDIRECTS_LIMIT + 1):
        if not addresses:
            return Outcome(False, None, f"{url.host} has no global IPv6 address")
        try:
            page = await fetch_from_any(url, addresses, tls)
        except ProbeError as error:
            if error.kind not in SITE_FAULTS:
                raise
            return Outcome(False, None, error.detail)
        if page.status not in REDIRECTIONS or "location" not in page.headers:
            return answered(page)
        try:
            url = url.join(URL(page.headers["location"]))
        except ValueError:
            return Outcome(None, None, f"{url.host} redirects to what is no URL")
        if url.scheme not in {"http", "https"} or not url.host:
            return Outcome(None, None, f"redirected to {str(url)[:100]!r}, which is no web page")
        addresses = await global_addresses(url, options)
    return Outcome(None, None, f"more than {REDIRECTS_LIMIT} redirects, the last to {url.host}")


def answered(page: Fetched) -> Outcome:
    return Outcome(page.status < FIRST_ERROR_STATUS and bool(page.body), page.status)


async def fetch_from_any(url: URL, addresses: list[str], tls: ssl.SSLContext | bool) -> Fetched:
    """The page from the first address that gives it; the site's fault only if all were."""
    errors: list[ProbeError] = []
    for address in addresses:
        connector = aiohttp.TCPConnector(
            resolver=Checked(address),
            family=socket.AF_INET6,
            ssl=tls,
            use_dns_cache=False,
            force_close=True,
        )
        try:
            return await fetch(url, connector, BODY_BYTES_LIMIT)
        except ProbeError as error:
            errors.append(error)
    not_the_sites = [error for error in errors if error.kind not in SITE_FAULTS]
    raise (not_the_sites or errors)[0]


async def global_addresses(url: URL, options: WebOptions) -> list[str]:
    """The host's IPv6 addresses that the whole Internet can reach; empty where it proves none."""
    host = url.raw_host or ""
    prefixes = [IPv6Network(prefix) for prefix in options.counts_as_global]
    try:
        found = [str(ipaddress.ip_address(host))]
    except ValueError:
        servers = nameservers(options)
        found = [*await from_any(host, AAAA, servers, options.query_timeout_seconds)]
    if len(found) > ADDRESSES_LIMIT:
        raise ProbeError(FailureKind.TOO_LARGE, f"{host} has {len(found)} AAAA records")
    return [
        text
        for text in found
        if isinstance(address := ipaddress.ip_address(text), IPv6Address)
        and (globally_reachable(address) or any(address in prefix for prefix in prefixes))
    ]


def nameservers(options: WebOptions) -> list[Nameserver]:
    if options.nameserver is None:
        return of_this_host()
    return [Nameserver(options.nameserver, options.nameserver_port)]


WEB = Collector("web", WebOptions, (WEB_IPV6_ADDRESSES, WEB_IPV6_OK, WEB_STATUS), collect)
