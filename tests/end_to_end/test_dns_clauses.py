"""What resolver and zone read is what the indicators of resolution rest on, whole and broken."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from dns.message import Message
from dns.rdatatype import A

from checks.campus import Campus
from checks.equipment import DnsLine, DnsTestName
from checks.indicators.resolution import balanced, filtered, lines
from checks.verdict import CauseKind
from collectors.dns_reply import client_subnet
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.resolver import RESOLVER, ResolverOptions
from collectors.target import Target
from collectors.zone import ZONE, ZoneOptions
from sim.dns_server import Beyond, DnsServer, More, View
from tests.builders import NOW_SECONDS, only, seen, told
from tests.collectors.dns_server import SOA, Replies, reply_to, serving_names
from tests.collectors.test_zone import LAME, SOON, World, served, silent

WWW, BLOCKED = "www.example.edu", "blocked.example.edu"
SUBNETS = {"cernet": "202.112.0.0/24", "isp": "61.135.0.0/24"}
PREFIXES = {"cernet": "10.1.0.0/16", "isp": "10.2.0.0/16"}
CAMPUS = Campus(
    dns_servers=["dns-1"],
    dns_lines=[DnsLine(name=line, target="dns-1", instance=line) for line in SUBNETS],
    dns_test_names=[
        DnsTestName(name=WWW, target="dns-1", blocked=False),
        DnsTestName(name=BLOCKED, target="dns-1", blocked=True),
    ],
)
SOUND = World()


def smart(*, by_line: bool = True, filters: bool = True, rotates: bool = True) -> Replies:
    """A resolver that does what the clauses ask for, or lacks some of it."""
    turns = [0]

    def replies(query: Message) -> list[bytes]:
        asked, subnet = query.question[0], client_subnet(query)
        name = asked.name.to_text(True)
        if asked.rdtype != A or (filters and name == BLOCKED):
            return [reply_to(query, authority=[SOA]).to_wire()]
        network = "10.2" if subnet and subnet.address.startswith("61.") and by_line else "10.1"
        addresses = [f"{network}.0.{number}" for number in (1, 2)]
        turns[0] += rotates
        first = turns[0] % 2
        lines = [f"{name}. 60 IN A {it}" for it in addresses[first:] + addresses[:first]]
        reply = reply_to(query, *lines)
        if subnet and by_line:
            subnet.scopelen = subnet.srclen
            reply.use_edns(options=[subnet])
        return [reply.to_wire(want_shuffle=False)]

    return replies


async def resolver(port: int) -> ProbeResult:
    tests = [
        {"instance": line, "name": WWW, "subnet": subnet, "prefixes": [PREFIXES[line]]}
        for line, subnet in SUBNETS.items()
    ]
    options = ResolverOptions.model_validate(
        {"port": port, "names": [WWW, BLOCKED], "lines": tests, "rotating": [WWW]}
    )
    made = Probe("dns-1/resolver", Target("dns-1", "127.0.0.1"), RESOLVER, options, 60.0, 10.0)
    return await run_probe(made, datetime.now(UTC))


def judged(*results: ProbeResult) -> tuple[float | CauseKind, ...]:
    """The values of lines, balance and filter after these rounds."""
    assert [result.failure for result in results] == [None, None]
    readings = seen(*(replace(result, taken_seconds=NOW_SECONDS) for result in results))
    return tuple(told(only(each(CAMPUS, readings))) for each in (lines, balanced, filtered))


UNKNOWN = CauseKind.IMPLAUSIBLE  # a reading without a value, and with the reason why
CASES: dict[str, tuple[Replies, World, tuple[float | CauseKind, ...]]] = {
    "all well": (smart(), SOUND, (1.0, 1.0, 1.0)),
    "no lines": (smart(by_line=False), SOUND, (UNKNOWN, 1.0, 1.0)),
    "no filter": (smart(filters=False), SOUND, (1.0, 1.0, 0.0)),
    "no rotation": (smart(rotates=False), SOUND, (1.0, 0.0, 1.0)),
    "a lame server": (smart(), World(servers=served(LAME)), (1.0, 0.0, 1.0)),
    "a silent server": (smart(), World(servers=served(silent)), (1.0, UNKNOWN, 1.0)),
}


@pytest.mark.parametrize(("replies", "world", "values"), CASES.values(), ids=CASES.keys())
async def test_lines_balance_and_filter_are_judged_by_what_was_read(
    replies: Replies, world: World, values: tuple[float | CauseKind, ...]
) -> None:
    async with serving_names(replies) as port:
        assert judged(await resolver(port), await world.probe(**SOON)) == values


EMULATED = {
    "all well": ("rotates", True, (1.0, 1.0, 1.0)),
    "no lines": (f"views.{WWW}/isp.addresses", ["10.1.0.1"], (0.0, 1.0, 1.0)),
    "no rotation": ("rotates", False, (1.0, 0.0, 1.0)),
    "no filter": (f"beyond.{BLOCKED}.filtered", False, (1.0, 1.0, 0.0)),
    "no second server": ("second_up", False, (1.0, UNKNOWN, 1.0)),
}


@pytest.mark.parametrize(("path", "value", "values"), EMULATED.values(), ids=EMULATED.keys())
async def test_of_the_emulated_server_as_well(
    path: str, value: object, values: tuple[float | CauseKind, ...]
) -> None:
    more = More(
        views={
            f"{WWW}/cernet": View(SUBNETS["cernet"], ["10.1.0.1"]),
            f"{WWW}/isp": View(SUBNETS["isp"], ["10.2.0.1"]),
        },
        beyond={BLOCKED: Beyond(["10.3.0.1"], filtered=True)},
        second_address="127.0.0.2",
    )
    server = DnsServer("dns-1", {WWW: {"A": ["10.1.0.1", "10.1.0.2"]}}, more=more)
    await server.start()
    try:
        server.set(path, value)
        port = server.ports["dns"]
        options = ZoneOptions(
            zone="example.edu",
            parents=["127.0.0.1"],  # it has no other parent
            parents_port=port,
            resolvers=["127.0.0.1"],
            resolvers_port=port,
            port=port,
            counts_as_global=["127.0.0.0/8", "::1/128"],
            query_timeout_seconds=0.5,
        )
        made = Probe("dns-1/zone", Target("dns-1", "127.0.0.1"), ZONE, options, 60.0, 10.0)
        zone = await run_probe(made, datetime.now(UTC))
        assert judged(await resolver(port), zone) == values
    finally:
        await server.stop()
