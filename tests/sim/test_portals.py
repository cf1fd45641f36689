"""A portal on several hosts: what is right of it, and that the auditor's crawl says the same."""

from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from checks import campus as auditor
from checks.indicators.portal import support
from checks.verdict import CauseKind
from collectors.catalogue import COLLECTORS
from collectors.probe import ProbeResult
from collectors.reading import Quantity, Value
from collectors.target import Target
from sim.campus import Campus, assembled, running
from sim.equipment import Devices
from sim.facts import Facts
from sim.faults import Fault
from sim.generator import generated
from sim.inventory import Settings, write
from sim.pages import ANOTHER, Place, difference, with_ports
from sim.reality import portals
from sim.scenario import Scenario, load
from sim.truth import LIMITS
from sim.worlds import known
from tests.builders import Rejected, only, said, seen, told
from tests.sim.commands import run
from tests.sim.portal_changes import CHANGES, HARDLY, NEARLY, PORTAL, Set

PLACE = Place("www.example.edu")
LIB = "//lib.example.edu"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return alone(load("whole"))


def alone(whole: Scenario) -> Scenario:
    """The name servers and the portal of a campus."""
    devices = Devices(dns_servers=whole.devices.dns_servers, portals=whole.devices.portals)
    return Scenario(site=whole.site, campus=Facts(portals=["portal"]), devices=devices)


@pytest.mark.parametrize(("changes", "right"), CHANGES.values(), ids=CHANGES)
async def test_the_truth_is_what_was_worked_out_by_hand(
    scenario: Scenario, changes: tuple[Set, ...], right: Fraction | int | None
) -> None:
    campus = assembled(scenario)
    for change in changes:
        campus.set_state(*change)
    assert portals.ipv6_support(campus) == {"portal": right}


async def test_who_does_not_see_the_portal_does_not_know_which_hosts_it_leads_to(
    scenario: Scenario,
) -> None:
    """That one of them has no address stands in the DNS for all to see, and says nothing then."""
    campus = assembled(scenario)
    for name in ("lib", "mail", "cs"):
        campus.set_state("dns-1", f"records.{name}.example.edu.AAAA", [])
    limits = [each for each in LIMITS if "bjhei-net-07-2" in each.clauses.split()]
    assert {*known(campus, limits).values()} == {"fail"}
    campus.set_fault("portal", Fault.SILENT)
    assert {*known(campus, limits).values()} == {"unknown"}


@pytest.fixture
async def campus(scenario: Scenario) -> AsyncIterator[Campus]:
    async with running(scenario) as started:
        yield started


@pytest.mark.parametrize(("changes", "right"), CHANGES.values(), ids=CHANGES)
async def test_the_auditor_finds_what_is_right(
    campus: Campus, tmp_path: Path, changes: tuple[Set, ...], right: Fraction | int | None
) -> None:
    for change in changes:
        campus.set_state(*change)
    found = await audited(campus, tmp_path)
    if right is None:
        assert found is CauseKind.ABSENT
    else:
        assert found == pytest.approx(float(right))


@pytest.mark.parametrize("size", ["school", "university"])
async def test_the_auditor_finds_what_is_right_of_a_drawn_portal(size: str, tmp_path: Path) -> None:
    async with running(alone(generated(size, 3))) as campus:
        assert await audited(campus, tmp_path) == 1
        (portal,) = campus.scenario.devices.portals
        campus.set_state("dns", f"records.{portal.hosts[0]}.AAAA", [])
        (right,) = (portals.ipv6_support(campus) or {}).values()
        assert isinstance(right, Fraction)
        assert right < Fraction(9, 10)
        assert await audited(campus, tmp_path) == pytest.approx(float(right))


async def audited(campus: Campus, folder: Path) -> float | CauseKind:
    """What the auditor's own probes make of the clause, configured as the simulator says."""
    write(campus, folder, Settings(timeout_seconds=60))
    rounds = [await read(probe) for probe in probes_of_the_portal(folder)]
    return told(only(support(auditor.Campus(portals=["portal"]), seen(*rounds))))


def probes_of_the_portal(folder: Path) -> list[dict[str, Any]]:
    targets = yaml.safe_load((folder / "conf.d/targets.yaml").read_text(encoding="utf-8"))
    (portal,) = [target for target in targets["targets"] if target["name"] == "portal"]
    probes: list[dict[str, Any]] = portal["probes"]
    assert [probe["collector"] for probe in probes] == ["web", "portal"]
    return probes


async def read(probe: dict[str, Any]) -> ProbeResult:
    collector = COLLECTORS[probe.pop("collector")]
    for when in ("interval_seconds", "timeout_seconds"):  # the probe's, not the collector's
        probe.pop(when, None)
    target = Target(name="portal", address="www.example.edu")
    values: dict[Quantity, dict[str, Value | Rejected]] = {}
    for each in await collector.collect(target, collector.options.model_validate(probe)):
        value = Rejected(each.rejected) if each.rejected else each.value
        values.setdefault(each.quantity, {})[each.instance] = value
    return said("portal", values)


async def test_each_host_has_a_port_and_an_ipv6_side_of_its_own(campus: Campus) -> None:
    ports = campus.ports("portal")
    assert set(ports) == {"http", "lib.example.edu", "mail.example.edu", "cs.example.edu"}
    assert len(set(ports.values())) == len(ports)
    campus.set_state("portal", "hosts.lib.example.edu.listen_ipv6", False)
    assert await asked(campus, "lib.example.edu", "/hours.html", "::1") == ""
    assert "You came by IPv4" in await asked(campus, "lib.example.edu", "/hours.html", "127.0.0.1")
    assert "You came by IPv6" in await asked(campus, "cs.example.edu", "/people.html", "::1")
    campus.set_state("portal", "hosts.lib.example.edu.listen_ipv6", True)
    page = await asked(campus, "lib.example.edu", "/", "::1")
    assert f'"//www.example.edu:{ports["http"]}/"' in page
    assert '"/hours.html"' in page


async def test_links_lead_through_the_wire_as_well(scenario: Scenario) -> None:
    async with running(scenario, wires=True) as campus:
        outside = campus.ports("portal")
        assert set(outside.values()).isdisjoint(campus.devices["portal"].ports.values())
        page = await asked(campus, "www.example.edu", "/", "::1")
        assert f'"//lib.example.edu:{outside["lib.example.edu"]}/"' in page


async def asked(campus: Campus, host: str, path: str, address: str) -> str:
    ports = campus.ports("portal")
    port = ports.get(host, ports["http"])
    where = f"[{address}]" if ":" in address else address
    to = f"{host}:{port}:{where}:{port}"
    url = f"http://{host}:{port}{path}"
    ended = await run("curl", "-s", "-m", "5", "--connect-to", to, url)
    return ended.text


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["/", "/news/", f"{LIB}/", f"{LIB}/hours.html"])
def test_a_page_leads_to_what_was_written(name: str) -> None:
    links = ["/", "/news/1.html", f"{LIB}/", f"{LIB}/hours.html", "//cs.example.edu/a"]
    html = PLACE.html_of(name, [*links, "https://www.ministry.example/"])
    assert PLACE.linked(name, html) == links


@pytest.mark.parametrize(
    ("link", "away"),
    [
        ("/news/", False),
        ("//lib.example.edu/", False),
        ("//example.edu/", False),
        ("//lib.example.edu.evil.example/", True),
        ("//anexample.edu/", True),
        ("https://lib.example.edu/", True),
    ],
)
def test_inside_is_the_domain_and_what_lies_below_it(link: str, away: bool) -> None:
    assert PLACE.leads_away(link) is away


def test_browsers_are_told_the_ports() -> None:
    html = '<a href="//lib.example.edu/">//lib.example.edu/</a>'
    assert with_ports(html, {"lib.example.edu": 81}) == (
        '<a href="//lib.example.edu:81/">//lib.example.edu/</a>'
    )


def test_texts_differ_by_the_words_that_the_longer_has_alone() -> None:
    assert difference("<p>one two</p>", "one <b>two</b>") == 0
    assert difference("one two three four", "one two") == Fraction(1, 2)
    assert difference("<title>a</title>", "") == 0
    html = PORTAL.html["/services/"]
    assert 0 < difference(html, NEARLY) < Fraction(1, 20)
    assert difference(html, HARDLY) > Fraction(1, 4)
    assert difference(html, ANOTHER) > Fraction(3, 4)
