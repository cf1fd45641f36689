"""The name server: asked by dig over each family and protocol."""

import asyncio

import pytest

from sim.dns_server import Beyond, DnsServer, More, View
from sim.faults import Fault
from tests.sim.commands import Ended, run
from tests.sim.running import running

WAYS = [("-4", "+notcp"), ("-4", "+tcp"), ("-6", "+notcp"), ("-6", "+tcp")]


def a_server(slow_seconds: float = 30.0) -> DnsServer:
    records = {
        "www.example.edu": {"A": ["192.0.2.10"], "AAAA": ["2001:db8::10", "2001:db8::11"]},
        "old.example.edu": {"A": ["192.0.2.20"]},
        "a.deep.example.edu": {"A": [f"192.0.2.{n}" for n in range(200)]},
    }
    return DnsServer("dns-1", records, slow_seconds=slow_seconds)


async def dug(server: DnsServer, name: str, rdtype: str, *options: str) -> Ended:
    family = "::1" if "-6" in options else "127.0.0.1"
    quick = ("+tries=1", "+timeout=5", "+norec", "-p", server.ports["dns"])
    return await run("dig", f"@{family}", *quick, *options, name, rdtype)


@pytest.mark.parametrize("way", WAYS)
async def test_addresses_come_over_every_family_and_protocol(way: tuple[str, ...]) -> None:
    async with running(a_server()) as server:
        ipv4 = await dug(server, "www.example.edu", "A", "+short", *way)
        ipv6 = await dug(server, "www.example.edu", "AAAA", *way)
    assert ipv4.text.split() == ["192.0.2.10"]
    assert "2001:db8::10" in ipv6.text
    assert "2001:db8::11" in ipv6.text
    assert "status: NOERROR" in ipv6.text
    assert "flags: qr aa;" in ipv6.text


@pytest.mark.parametrize(
    ("name", "rdtype", "status", "authority"),
    [
        ("old.example.edu", "AAAA", "NOERROR", True),  # NODATA
        ("deep.example.edu", "A", "NOERROR", True),  # nothing here, but something below
        ("none.example.edu", "A", "NXDOMAIN", True),
        ("www.example.org", "A", "REFUSED", False),
    ],
)
async def test_what_there_is_not_is_told_apart(
    name: str, rdtype: str, status: str, authority: bool
) -> None:
    async with running(a_server()) as server:
        answer = (await dug(server, name, rdtype)).text
    assert f"status: {status}" in answer
    assert "ANSWER: 0" in answer
    assert ("SOA" in answer) is authority


async def test_the_zone_names_its_server_and_start_of_authority() -> None:
    async with running(a_server()) as server:
        assert "ns1.example.edu." in (await dug(server, "example.edu", "NS", "+short")).text
        assert "hostmaster" in (await dug(server, "example.edu", "SOA", "+short")).text


async def test_an_answer_too_big_for_udp_is_fetched_over_tcp() -> None:
    async with running(a_server()) as server:
        cut = await dug(server, "a.deep.example.edu", "A", "+noedns", "+ignore")
        whole = await dug(server, "a.deep.example.edu", "A", "+noedns", "+short")
    assert "flags: qr aa tc;" in cut.text
    assert len(whole.text.split("\n")) >= 200


async def test_a_change_shows_in_the_next_answer() -> None:
    async with running(a_server()) as server:
        server.set("records.www.example.edu.AAAA", [])
        assert "ANSWER: 0" in (await dug(server, "www.example.edu", "AAAA")).text
        server.set("records.www.example.edu.AAAA", ["2001:db8::99"])
        changed = await dug(server, "www.example.edu", "AAAA", "+short")
        assert changed.text.split() == ["2001:db8::99"]
    for path in ("records.none.example.edu.A", "records.www.example.edu.MX", "zone"):
        with pytest.raises(KeyError, match=path):
            server.set(path, [])


async def test_each_fault_shows_on_every_way() -> None:
    says = {
        Fault.SILENT: ("timed out",),
        Fault.SLOW: ("timed out",),
        # dig drops a datagram that is no answer and waits; what comes over TCP it reports
        Fault.GARBAGE: ("ID mismatch", "timed out", "malformed", "communications error"),
        Fault.TRUNCATED: ("malformed", "end of file", "communications error"),
        Fault.WRONG_VALUE: ("Question section mismatch",),
        Fault.NONE: ("NOERROR",),
    }
    async with running(a_server()) as server:
        for fault, texts in says.items():
            server.fault = fault
            patience = "+timeout=5" if fault is Fault.NONE else "+timeout=1"
            asked = (dug(server, "www.example.edu", "A", patience, *way) for way in WAYS)
            for answer in await asyncio.gather(*asked):
                assert any(text in answer.text for text in texts), f"{fault}: {answer}"
                assert ("192.0.2.10" in answer.text) is (fault is Fault.NONE)


async def test_a_slow_server_answers_rightly_in_the_end() -> None:
    async with running(a_server(slow_seconds=0.1)) as server:
        server.fault = Fault.SLOW
        assert (await dug(server, "www.example.edu", "A", "+short")).text.split() == ["192.0.2.10"]


def of_lines() -> DnsServer:
    return DnsServer(
        "dns-1",
        {"www.example.edu": {"A": ["192.0.2.10", "192.0.2.11", "192.0.2.12"]}},
        more=More(
            views={
                "www.example.edu/cernet": View("198.51.100.0/24", ["192.0.2.10"]),
                "www.example.edu/isp": View("203.0.113.0/24", ["203.0.113.10"]),
            },
            beyond={
                "bad.example.net": Beyond(["203.0.113.66"], filtered=True),
                "good.example.net": Beyond(["203.0.113.77"]),
            },
            second_address="127.0.0.2",
        ),
    )


async def test_a_line_is_answered_with_its_own_addresses() -> None:
    async with running(of_lines()) as server:
        cernet = await dug(server, "www.example.edu", "A", "+subnet=198.51.100.7/24")
        isp = await dug(server, "www.example.edu", "A", "+short", "+subnet=203.0.113.0/24")
        server.set("views.www.example.edu/isp.addresses", ["192.0.2.10"])
        wrong = await dug(server, "www.example.edu", "A", "+short", "+subnet=203.0.113.0/24")
        others = await dug(server, "www.example.edu", "A", "+short", "+subnet=192.0.2.0/24")
    assert "CLIENT-SUBNET: 198.51.100.0/24/24" in cernet.text
    assert "ANSWER: 1" in cernet.text
    assert isp.text.split() == ["203.0.113.10"]
    assert wrong.text.split() == ["192.0.2.10"]
    assert len(others.text.split()) == 3


async def test_addresses_take_turns_until_they_do_not() -> None:
    async with running(of_lines()) as server:
        turns = [(await dug(server, "www.example.edu", "A", "+short")).text.split()[0]
                 for _ in range(3)]  # fmt: skip
        server.set("rotates", False)
        still = [(await dug(server, "www.example.edu", "A", "+short")).text.split()[0]
                 for _ in range(3)]  # fmt: skip
    assert sorted(turns) == ["192.0.2.10", "192.0.2.11", "192.0.2.12"]
    assert len(set(still)) == 1


async def test_a_filtered_name_does_not_exist_and_another_one_does() -> None:
    async with running(of_lines()) as server:
        bad = (await dug(server, "bad.example.net", "A")).text
        good = (await dug(server, "good.example.net", "A", "+short")).text
        nothing = (await dug(server, "good.example.net", "AAAA")).text
        server.set("beyond.bad.example.net.filtered", False)
        freed = (await dug(server, "bad.example.net", "A", "+short")).text
    assert "status: NXDOMAIN" in bad
    assert "SOA" in bad
    assert good.split() == ["203.0.113.77"]
    assert "status: NOERROR" in nothing
    assert freed.split() == ["203.0.113.66"]


@pytest.mark.parametrize("way", ["+notcp", "+tcp"])
async def test_a_zone_has_two_name_servers_of_which_one_may_be_lame_or_down(way: str) -> None:
    async with running(of_lines()) as server:
        quick = ("+tries=1", "+timeout=1", "+norec", way, "-p", server.ports["dns"])
        names = (await dug(server, "example.edu", "NS", way)).text
        second = await run("dig", "@127.0.0.2", *quick, "example.edu", "SOA")
        server.set("second_has_authority", False)
        lame = await run("dig", "@127.0.0.2", *quick, "example.edu", "SOA")
        server.set("second_up", False)
        down = await run("dig", "@127.0.0.2", *quick, "example.edu", "SOA")
        first = await dug(server, "example.edu", "SOA", way)
    assert "ns2.example.edu." in names
    assert "127.0.0.2" in names
    assert "flags: qr aa" in second.text
    assert "flags: qr;" in lame.text
    assert "no servers could be reached" in down.text
    assert "flags: qr aa" in first.text
