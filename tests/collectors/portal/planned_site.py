"""A portal with planned faults: what stands on each page, and what a right crawl says of each link.

All hosts are one server on ::1 and 127.0.0.1; what they do is up to the Host header and the path.
"""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from dns.message import Message
from dns.rcode import NXDOMAIN, SERVFAIL
from dns.rdatatype import AAAA
from yarl import URL

from collectors.lookup import Nameserver
from collectors.portal.hosts import Hosts
from collectors.portal.tried import Cause, Outcome, Untried
from tests.collectors.dns_server import SOA, reply_to, serving_names
from tests.conftest import free_port

DOMAIN = "school.test"
WORDS = [chr(letter) for letter in range(0x4E00, 0x4E00 + 600)]

#: What becomes of a link, and what a crawl has to say of it.
Fate = Cause | Untried | None
#: Faults that belong to a whole host, by its first label.
HOSTS: dict[str, Fate] = {
    "www": None,
    "lib": None,
    "jw": None,
    "v4only": Cause.NO_AAAA,
    "linklocal": Cause.NOT_GLOBAL,
    "servfail": Untried.NAMES,
    "robots": Untried.ROBOTS,
    "busy": Untried.RATE,
}
#: Faults of single pages of the sound hosts.
PAGES: tuple[Fate, ...] = (
    *(None,) * 12,
    Cause.STATUS,
    Cause.EMPTY,
    Cause.REDIRECT,
    Cause.DIFFERS,
    Cause.PROTOCOL,
    Cause.REFUSED,
    Cause.TLS,
)
NOISE = (
    "mailto:office@school.test", "javascript:void(0)", "http://", "#top", "data:text/html,x",
    "http://other.example/", "http://a..school.test/", "tel:+861234",
)  # fmt: skip


@dataclass(slots=True)
class Site:
    """`fates` of all links, by URL, with their level."""

    port: int
    closed_port: int
    sound: bool = False
    fates: dict[URL, tuple[int, Fate]] = field(default_factory=dict)
    pages: dict[URL, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def home(self) -> URL:
        return URL(f"http://www.{DOMAIN}:{self.port}/")


def planned(seed: int, links: int, port: int, closed_port: int, *, sound: bool = False) -> Site:
    """A site of so many links on the second and third level, a fifth of them on the second."""
    dice, site = random.Random(seed), Site(port, closed_port, sound)
    second = [_link(dice, site, 2, number) for number in range(max(1, links // 5))]
    parents = [url for url in second if site.fates[url][1] in {None, Cause.DIFFERS}]
    site.pages[site.home] = _written(dice, second, site.home)
    for url in parents:
        site.pages[url] = []
    for number in range(links - len(second) if parents else 0):
        url = _link(dice, site, 3, number)
        for parent in dice.sample(parents, min(len(parents), dice.choice((1, 1, 2)))):
            site.pages[parent].append(str(url))
    for url in parents:
        below = [URL(each) for each in site.pages[url]]
        site.pages[url] = _written(dice, [*below, site.home, *dice.sample(second, 1)], url)
    return site


def _link(dice: random.Random, site: Site, level: int, number: int) -> URL:
    host = dice.choice(("www", "lib", "jw") if site.sound else ("www", "www", "lib", "jw", *HOSTS))
    fate = HOSTS[host] or (None if site.sound else dice.choice(PAGES))
    scheme, port = "http", site.port
    if fate is Cause.REFUSED:
        port = site.closed_port
    elif fate is Cause.TLS:
        scheme = "https"
    name = fate.value if fate else "page"
    url = URL(f"{scheme}://{host}.{DOMAIN}:{port}/{name}/{level}-{number}.html")
    site.fates[url] = level, fate
    return url


def _written(dice: random.Random, urls: list[URL], page: URL) -> list[str]:
    """As authors write them: absolute, without the host, doubled, with fragments and capitals."""
    texts = list(dice.sample(NOISE, 3))
    for url in urls:
        forms = [str(url), f"{url}#part", f"  {url}\n", str(url).replace("://", "://", 1)]
        if url.authority == page.authority and url.scheme == page.scheme:
            forms += [url.path, f"/x/..{url.path}", f"//{url.authority}{url.path}"]
        forms.append(f"{url.scheme.upper()}://{url.authority.upper()}{url.path}")
        texts += [dice.choice(forms) for _ in range(dice.choice((1, 1, 2)))]
    dice.shuffle(texts)
    return texts


def expected(site: Site) -> Iterator[tuple[URL, int, Outcome, Fate]]:
    for url, (level, fate) in site.fates.items():
        if fate is None:
            outcome = Outcome.SUPPORTED
        elif isinstance(fate, Cause):
            outcome = Outcome.UNSUPPORTED
        else:
            outcome = Outcome.NOT_KNOWN if fate is Untried.NAMES else Outcome.NOT_TRIED
        yield url, level, outcome, fate


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[Hosts]:
    """The site on its port, and a server of its names."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await _answer(site, request)

    server = web.Server(answer)
    runner = web.ServerRunner(server)
    await runner.setup()
    for address in ("::1", "127.0.0.1"):
        await web.TCPSite(runner, address, site.port).start()
    try:
        async with serving_names(_names, addresses=("127.0.0.1",)) as port:
            yield Hosts([Nameserver("127.0.0.1", port)], 1.0, ["::1/128", "127.0.0.1/32"])
    finally:
        await runner.cleanup()


def _names(query: Message) -> list[bytes]:
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True)
    host = name.removesuffix(f".{DOMAIN}")
    if host == "servfail":
        return [reply_to(query, code=SERVFAIL).to_wire()]
    if host not in HOSTS:
        return [reply_to(query, code=NXDOMAIN, authority=(SOA,)).to_wire()]
    if question.rdtype != AAAA:
        return [reply_to(query, f"{name}. 60 IN A 127.0.0.1").to_wire()]
    address = {"v4only": None, "linklocal": "fe80::1"}.get(host, "::1")
    lines = [f"{name}. 60 IN AAAA {address}"] if address else []
    return [reply_to(query, *lines, authority=() if lines else (SOA,)).to_wire()]


async def _answer(site: Site, request: web.BaseRequest) -> web.StreamResponse:  # noqa: PLR0911 - one per fate
    host = request.host.partition(".")[0]
    site.asked.append(f"{request.host}{request.path}")
    if request.path == "/robots.txt":
        if host == "robots":
            return web.Response(text="User-agent: *\nDisallow: /")
        raise web.HTTPNotFound
    if host == "busy":
        return web.Response(status=429, headers={"Retry-After": "3600"})
    kind = request.path.split("/")[1]
    if kind == Cause.STATUS:
        return web.Response(status=404, text="gone")
    if kind == Cause.EMPTY:
        return web.Response(text="")
    if kind == Cause.REDIRECT:
        return web.Response(status=302, headers={"Location": request.path})
    if kind == Cause.PROTOCOL:
        assert request.transport is not None
        request.transport.write(b"what is this?\r\n\r\n")
        request.transport.close()
        return web.Response()
    url = URL(f"http://{request.host}{request.path}")
    text = "".join(random.Random(str(url)).choices(WORDS, k=400))
    over_ipv4 = (
        request.transport is not None
        and request.transport.get_extra_info("peername")[0] == "127.0.0.1"
    )
    if kind == Cause.DIFFERS and over_ipv4:
        text = text[:300]
    links = "".join(f'<a href="{each}">x</a>' for each in site.pages.get(url, []))
    return web.Response(text=f"<html><body>{text}{links}</body></html>", content_type="text/html")


def ports() -> tuple[int, int]:
    return free_port(), free_port()
