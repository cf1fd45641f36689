"""The IPv6 audit against curl and dig, and against blackbox_exporter, link by link, on a site of
nginx with names of knot."""

import asyncio
import json
import os
import random
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from yarl import URL

from collectors.lookup import Nameserver
from collectors.portal.crawl import Budget, Crawl
from collectors.portal.hosts import Hosts
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Cause, Outcome
from tests.collectors.portal.planned_site import (
    ADDRESSES,
    ALLOWED,
    DOMAIN,
    HOSTS,
    WORDS,
    Site,
    planned,
    ports,
)
from tests.conftest import free_port, require_peer
from tests.peers.name_servers import knot
from tests.peers.test_mosquitto import accepting
from tests.peers.test_upsd import end

pytestmark = pytest.mark.peer

SCRIPT = Path(__file__).with_name("links_by_curl.py")
LINKS = 400

#: The kind of a page is the first part of its path; the other root is that of IPv4.
NGINX = """\
daemon off; worker_processes 1; error_log /dev/null; pid {folder}/nginx.pid;
{user}
events {{ worker_connections 256; }}
http {{
  access_log off; types {{ text/html html; }} charset utf-8;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  map $server_addr $family {{ 127.0.0.1 ipv4; default ipv6; }}
  server {{
    listen [::1]:{port}; listen 127.0.0.1:{port};
    root {folder}/$family; index index.html;
    location /redirect/ {{ return 302 $uri; }}
    location /protocol/ {{ return 444; }}
  }}
  server {{
    listen [::1]:{port}; listen 127.0.0.1:{port};
    server_name robots.{domain};
    location = /robots.txt {{ return 200 "User-agent: *\\nDisallow: /\\n"; }}
  }}
  server {{
    listen [::1]:{port}; listen 127.0.0.1:{port};
    server_name busy.{domain};
    location = /robots.txt {{ return 404; }}
    location / {{ add_header Retry-After 3600 always; return 429; }}
  }}
}}
"""


def zone(site: Site) -> str:
    """servfail is delegated to nobody who answers: what is said of it proves nothing."""
    lines = ["@ SOA ns hostmaster 1 60 60 60 60", "@ NS ns", "ns A 127.0.0.1", "ns AAAA ::1"]
    lines += ["servfail NS ns.servfail", "ns.servfail AAAA ::1"]
    for host in HOSTS.keys() - {"servfail"}:
        address = ADDRESSES.get(host, "::1")
        lines += [f"{host} A 127.0.0.1", *([f"{host} AAAA {address}"] if address else [])]
    lines += ["* A 127.0.0.1", "* AAAA ::1"] if site.wild else []
    return f"$ORIGIN {DOMAIN}.\n$TTL 60\n" + "\n".join(lines) + "\n"


def written(site: Site, folder: Path) -> None:
    """A file for each page that there is; hosts share the roots, their pages have other names."""
    pages = {url: "".join(f'<a href="{each}">x</a>' for each in site.pages.get(url, []))
             for url in (site.home, *site.fates)}  # fmt: skip
    for url, links in pages.items():
        kind = url.path.split("/")[1]
        if kind == Cause.STATUS:
            continue
        text = "".join(random.Random(str(url)).choices(WORDS, k=400))
        for family in ("ipv4", "ipv6"):
            path = folder / family / (url.path.strip("/") or "index.html")
            path.parent.mkdir(parents=True, exist_ok=True)
            shown = text[:300] if kind == Cause.DIFFERS and family == "ipv4" else text
            page = f"<!doctype html><html><body>{shown}{links}</body></html>"
            path.write_text("" if kind == Cause.EMPTY else page, encoding="utf-8")


@asynccontextmanager
async def nginx(site: Site, folder: Path) -> AsyncIterator[None]:
    program = require_peer("nginx")
    written(site, folder)
    user = "" if os.getuid() else "user root;"  # the test's folder is nobody else's
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=site.port, domain=DOMAIN, user=user))
    server = await asyncio.create_subprocess_exec(
        program, "-c", str(config), "-p", str(folder), stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await accepting(site.port, "::1")
        yield
    finally:
        await end(server)


async def by_curl(site: Site, nameserver_port: int) -> dict[tuple[int, str], bool | None]:
    allowed = (word for prefix in ALLOWED for word in ("--allow", prefix))
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SCRIPT), str(site.home), "--domain", DOMAIN,
        "--nameserver", "127.0.0.1", str(nameserver_port), *allowed, stdout=PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0
    lines = [json.loads(line) for line in said.splitlines()]
    return {(line["level"], line["url"]): line["supported"] for line in lines}


#: What blackbox_exporter judges as we do; it takes an empty body for a page, and has no IPv4.
SAME_TO_BLACKBOX = (None, Cause.STATUS, Cause.REDIRECT, Cause.REFUSED, Cause.PROTOCOL, Cause.TLS)
BLACKBOX = """\
modules:
  ipv6_alone:
    prober: http
    timeout: 5s
    http: {preferred_ip_protocol: ip6, ip_protocol_fallback: false}
"""


@asynccontextmanager
async def blackbox(folder: Path) -> AsyncIterator[URL]:
    program, port = require_peer("prometheus-blackbox-exporter"), free_port()
    config = folder / "blackbox.yml"
    config.write_text(BLACKBOX)
    exporter = await asyncio.create_subprocess_exec(
        program, f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
        stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL,
    )  # fmt: skip
    try:
        await accepting(port)
        yield URL(f"http://127.0.0.1:{port}/probe")
    finally:
        await end(exporter)


async def by_blackbox(exporter: URL, url: URL) -> bool:
    """Names are not its own to ask: it is given the address, and the host that is meant."""
    asked = {"module": "ipv6_alone", "target": str(url.with_host("::1")), "hostname": url.authority}
    async with ClientSession() as session, session.get(exporter, params=asked) as response:
        return "\nprobe_success 1" in await response.text()


async def test_blackbox_exporter_finds_the_same_of_each_page(tmp_path: Path) -> None:
    site = planned(2, LINKS, *ports())
    async with (
        knot(tmp_path, {DOMAIN: zone(site)}) as dns_port,
        nginx(site, tmp_path),
        blackbox(tmp_path) as exporter,
    ):
        hosts = Hosts([Nameserver("127.0.0.1", dns_port)], 2.0, ALLOWED)
        async with PageWorker() as pages:
            crawl = Crawl(hosts, (DOMAIN,), pages, budget=Budget(link_seconds=5.0))
            found = await crawl.run(site.home)
        tried = [each for each in found.tried if each.cause in SAME_TO_BLACKBOX]
        theirs = {each.url: await by_blackbox(exporter, each.url) for each in tried}
    assert {each.cause for each in tried} == set(SAME_TO_BLACKBOX)
    assert theirs == {each.url: each.outcome is Outcome.SUPPORTED for each in tried}


@pytest.mark.parametrize("seed", [0, 1])
async def test_curl_and_dig_find_the_same_of_each_link(seed: int, tmp_path: Path) -> None:
    require_peer("curl")
    require_peer("dig")
    site = planned(seed, LINKS, *ports())
    async with knot(tmp_path, {DOMAIN: zone(site)}) as dns_port, nginx(site, tmp_path):
        hosts = Hosts([Nameserver("127.0.0.1", dns_port)], 2.0, ALLOWED)
        async with PageWorker() as pages:
            crawl = Crawl(hosts, (DOMAIN,), pages, budget=Budget(link_seconds=5.0))
            found = await crawl.run(site.home)
        theirs = await by_curl(site, dns_port)
    known = {Outcome.SUPPORTED: True, Outcome.UNSUPPORTED: False}
    ours = {(each.level, str(each.url)): known.get(each.outcome) for each in found.tried}
    assert len(ours) == LINKS + 1
    assert found.home.outcome is Outcome.SUPPORTED, found.home
    assert set(ours.values()) == {True, False, None}
    assert ours == theirs
