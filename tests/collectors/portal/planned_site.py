"""A portal with planned faults: what stands on each page, and what a right crawl says of each link.

All hosts are one server on ::1 and 127.0.0.1; what they do is up to the Host header and the path.
Two more ports are refused and deaf. Every other site has a wildcard: any name has an address.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from dns.message import Message
from dns.rcode import NXDOMAIN, SERVFAIL
from dns.rdatatype import AAAA
from yarl import URL

from collectors.lookup import Nameserver
from collectors.portal.crawl import AT_A_TIME_PER_HOST, SILENCES_LIMIT
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
    "unroutable": Cause.UNREACHABLE,
    "deaf": Cause.TIMEOUT,
    "mute": Untried.SILENT,
    "servfail": Untried.NAMES,
    "robots": Untried.ROBOTS,
    "busy": Untried.RATE,
}
#: One of these is made up for each link; only a wildcard gives it an address.
GHOST = "ghost"
#: A link-local address without an interface: the kernel has no way to it, whatever it is on.
UNROUTABLE = "fe80::1:0:0:0:1"
ALLOWED = ("::1/128", "127.0.0.1/32", f"{UNROUTABLE}/128")
ADDRESSES = {"v4only": None, "linklocal": "fe80::1", "unroutable": UNROUTABLE}
#: No name server keeps silent here, so that a busy machine may take its time.
NAMES_SECONDS = 30.0
#: So few of a host's pages keep silent that it is not taken for mute.
SLOW_OF_A_LEVEL = 2
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
MALFORMED = frozenset({"http://", "http://a..school.test/"})
OUTSIDE = "http://other.example/"


@dataclass(slots=True)
class Site:
    """`fates` of all links, by URL, with their level; `pages` the texts of their links."""

    port: int
    closed_port: int
    sound: bool = False
    wild: bool = False
    deaf_port: int = 0
    fates: dict[URL, tuple[int, Fate]] = field(default_factory=dict)
    pages: dict[URL, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def home(self) -> URL:
        return URL(f"http://www.{DOMAIN}:{self.port}/")


def planned(  # noqa: PLR0913 - what a site is made of
    seed: int, links: int, port: int, closed_port: int, *, sound: bool = False, deaf_port: int = 0
) -> Site:
    """A site of so many links on the second and third level, a fifth of them on the second; without
    a deaf port no host is deaf or mute."""
    dice = random.Random(seed)
    site = Site(port, closed_port, sound, seed % 2 == 1 and not sound, deaf_port)
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
    hosts = [host for host in HOSTS if site.deaf_port or host not in {"deaf", "mute"}]
    sound = ("www", "lib", "jw")
    host = dice.choice(sound if site.sound else (*sound, *sound, *sound, *hosts, GHOST))
    fate: Fate
    if host == GHOST:
        host = f"{GHOST}{level}{number}"
        fate = None if site.wild else Cause.NO_AAAA
    else:
        fate = HOSTS[host] or (None if site.sound else _of_page(dice, site, level, host))
    scheme, port = "http", site.port
    if fate is Cause.REFUSED:
        port = site.closed_port
    elif host == "deaf":
        port = site.deaf_port
    elif fate is Cause.TLS:
        scheme = "https"
    name = fate.value if fate else "page"
    url = URL(f"{scheme}://{host}.{DOMAIN}:{port}/{name}/{level}-{number}.html")
    site.fates[url] = level, fate
    return url


def _of_page(dice: random.Random, site: Site, level: int, host: str) -> Fate:
    fate = dice.choice((*PAGES, Cause.TIMEOUT) if site.deaf_port else PAGES)
    if fate is not Cause.TIMEOUT:
        return fate
    slow = [url for url, told in site.fates.items() if told == (level, fate)]
    few = sum((url.host or "").startswith(f"{host}.") for url in slow) < SLOW_OF_A_LEVEL
    return fate if few else None


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


def noise(site: Site) -> Counter[str]:
    """What stands on the pages besides the school's links."""
    return Counter(text for texts in site.pages.values() for text in texts if text in NOISE)


def expected(site: Site) -> Iterator[tuple[URL, int, Outcome, Fate]]:
    tried = _tried_of_mute(site)
    for url, (level, planned_fate) in site.fates.items():
        fate = planned_fate
        if fate is Untried.SILENT and tried[level] > 0:
            tried[level] -= 1
            fate = Cause.TIMEOUT
        if fate is None:
            outcome = Outcome.SUPPORTED
        elif isinstance(fate, Cause):
            outcome = Outcome.UNSUPPORTED
        else:
            outcome = Outcome.NOT_KNOWN if fate is Untried.NAMES else Outcome.NOT_TRIED
        yield url, level, outcome, fate


def _tried_of_mute(site: Site) -> Counter[int]:
    """Of each level: at first as many at a time as of any host, after a silence one by one."""
    links = Counter(level for level, fate in site.fates.values() if fate is Untried.SILENT)
    second = min(links[2], AT_A_TIME_PER_HOST)
    left = AT_A_TIME_PER_HOST if not second else max(0, SILENCES_LIMIT - second)
    return Counter({2: second, 3: min(links[3], left)})


@asynccontextmanager
async def running(site: Site) -> AsyncIterator[Hosts]:
    """The site on its port, and a server of its names."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await _answer(site, request)

    def names(query: Message) -> list[bytes]:
        return _names(query, wild=site.wild)

    server = web.Server(answer, handler_cancellation=True)
    runner = web.ServerRunner(server)
    await runner.setup()
    for address in ("::1", "127.0.0.1"):
        await web.TCPSite(runner, address, site.port).start()
    try:
        async with serving_names(names, addresses=("127.0.0.1",)) as port:
            yield Hosts([Nameserver("127.0.0.1", port)], NAMES_SECONDS, ALLOWED)
    finally:
        await runner.cleanup()


def _names(query: Message, *, wild: bool) -> list[bytes]:
    question = query.question[0]
    name = question.name.to_text(omit_final_dot=True)
    host = name.removesuffix(f".{DOMAIN}")
    if host == "servfail":
        return [reply_to(query, code=SERVFAIL).to_wire()]
    if host not in HOSTS and not wild:
        return [reply_to(query, code=NXDOMAIN, authority=(SOA,)).to_wire()]
    if question.rdtype != AAAA:
        return [reply_to(query, f"{name}. 60 IN A 127.0.0.1").to_wire()]
    address = ADDRESSES.get(host, "::1")
    lines = [f"{name}. 60 IN AAAA {address}"] if address else []
    return [reply_to(query, *lines, authority=() if lines else (SOA,)).to_wire()]


async def _answer(site: Site, request: web.BaseRequest) -> web.StreamResponse:  # noqa: PLR0911 - one per fate
    host = request.host.partition(".")[0]
    site.asked.append(f"{request.host}{request.path}")
    if host == "mute":
        await asyncio.Event().wait()
    if request.path == "/robots.txt":
        if host == "robots":
            return web.Response(text="User-agent: *\nDisallow: /")
        raise web.HTTPNotFound
    if host == "busy":
        return web.Response(status=429, headers={"Retry-After": "3600"})
    kind = request.path.split("/")[1]
    if kind == Cause.TIMEOUT:
        await asyncio.Event().wait()
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
    below = site.pages.get(url) or ["/page/4-1.html", "?page=2"]  # a trap: nobody goes so deep
    links = "".join(f'<a href="{each}">x</a>' for each in below)
    return web.Response(text=f"<html><body>{text}{links}</body></html>", content_type="text/html")


def ports() -> tuple[int, int]:
    return free_port(), free_port()
