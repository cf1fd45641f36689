"""The portal: read by curl over both families, with each fault on the running site."""

import pytest

from sim.faults import Fault
from sim.web_server import WebPage, WebServer
from tests.sim.commands import Ended, run
from tests.sim.running import running

HOME = "<!doctype html><title>Home</title>" + "<p>about the university</p>" * 20


def a_site(slow_seconds: float = 30.0) -> WebServer:
    pages = {"/": WebPage(html=HOME), "/index.en.html": WebPage(html="<p>English</p>")}
    return WebServer("portal", pages, slow_seconds=slow_seconds)


async def curled(site: WebServer, *options: str, path: str = "/") -> Ended:
    """Over IPv6 unless the options say otherwise; at most five seconds."""
    host = "127.0.0.1" if "-4" in options else "[::1]"
    url = f"http://{host}:{site.ports['http']}{path}"
    return await run("curl", "-sS", "-m", "5", "-w", "\n%{http_code}", *options, url)


async def test_both_families_serve_the_same_pages_on_one_port() -> None:
    async with running(a_site()) as site:
        over_ipv4, over_ipv6 = await curled(site, "-4"), await curled(site)
        other = await curled(site, path="/index.en.html")
        missing = await curled(site, path="/none")
    assert over_ipv4 == over_ipv6 == Ended(0, HOME + "\n200")
    assert other.text == "<p>English</p>\n200"
    assert missing.text.endswith("404")


async def test_pages_change_on_the_running_site() -> None:
    async with running(a_site()) as site:
        site.set("pages./.status", 503)
        site.set("pages./index.en.html.html", "<p>New</p>")
        assert (await curled(site)).text.endswith("503")
        assert (await curled(site, path="/index.en.html")).text == "<p>New</p>\n200"


async def test_a_page_may_be_empty_or_another_over_ipv6_alone() -> None:
    async with running(a_site()) as site:
        site.set("pages./.html_over_ipv6", "<p>It works!")
        site.set("pages./index.en.html.empty_over_ipv6", True)
        assert (await curled(site)).text == "<p>It works!\n200"
        assert (await curled(site, path="/index.en.html")).text == "\n200"
        assert (await curled(site, "-4")).text == HOME + "\n200"
        site.set("pages./.html_over_ipv6", "")
        assert (await curled(site)).text == "\n200"
        site.set("pages./.html_over_ipv6", None)
        assert (await curled(site)).text == HOME + "\n200"


async def test_hosts_share_nothing_but_the_device() -> None:
    pages = {"/": WebPage(html='<a href="//b.a.test/x">'), "//b.a.test/x": WebPage(html="b")}
    async with running(WebServer("portal", pages, host="www.a.test")) as site:
        port = site.ports["b.a.test"]
        assert (await curled(site)).text == f'<a href="//b.a.test:{port}/x">\n200'
        assert (await curled(site, "-H", "Host: b.a.test", path="/x")).text == "b\n200"
        assert (await curled(site, path="/x")).text.endswith("404")
        assert (await curled(site, "-H", "Host: http", path="/")).text.endswith("200")
        site.set("hosts.b.a.test.listen_ipv6", False)
        assert (await run("curl", "-s", f"http://[::1]:{port}/x")).status == 7
        assert (await curled(site)).text.endswith("200")
        site.set("hosts.b.a.test.listen_ipv6", True)
        assert (
            await run("curl", "-s", "-H", "Host: b.a.test", f"http://[::1]:{port}/x")
        ).text == "b"


async def test_the_ipv6_side_closes_and_opens_by_itself() -> None:
    async with running(a_site()) as site:
        site.set("listen_ipv6", False)
        refused = await curled(site)
        assert (await curled(site, "-4")).status == 0
        site.set("listen_ipv6", True)
        site.set("listen_ipv6", True)
        assert (await curled(site)).text.endswith("200")
    assert refused.status == 7  # curl(1): failed to connect


async def test_a_site_can_start_without_ipv6() -> None:
    async with running(WebServer("portal", listen_ipv6=False)) as site:
        assert (await curled(site)).status == 7
        site.set("listen_ipv6", True)
        assert (await curled(site)).status == 0


@pytest.mark.parametrize(
    "path",
    ["pages./none.status", "pages./.size", "nothing", "hosts.http.listen_ipv6", "hosts.b.port"],
)
async def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    with pytest.raises(KeyError, match=path):
        a_site().set(path, 1)


async def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match=r"pages\./\.status: .*not 'gone'"):
        a_site().set("pages./.status", "gone")


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [
        # exit codes of curl(1): 28 time-out, 1 unsupported protocol, 18 partial file
        (Fault.SILENT, 28, "timed out"),
        (Fault.SLOW, 28, "timed out"),
        (Fault.GARBAGE, 1, "HTTP/0.9"),
        (Fault.TRUNCATED, 18, "bytes remaining"),
    ],
)
async def test_a_fault_breaks_the_running_site(fault: Fault, status: int, says: str) -> None:
    async with running(a_site()) as site:
        site.fault = fault
        broken = await curled(site, *(("-m", "0.3") if status == 28 else ()))
        site.fault = Fault.NONE
        whole = await curled(site)
    assert broken.status == status
    assert says in broken.text
    assert whole.text.endswith("200")


async def test_a_slow_site_answers_rightly_in_the_end() -> None:
    async with running(a_site(slow_seconds=0.1)) as site:
        site.fault = Fault.SLOW
        assert (await curled(site)).text == HOME + "\n200"


async def test_a_wrong_value_is_a_status_that_does_not_exist() -> None:
    async with running(a_site()) as site:
        site.fault = Fault.WRONG_VALUE
        assert (await curled(site)).text.endswith("799")
