"""The emulated path helper: what it tells of ways and segments, and how it misbehaves."""

import asyncio
import json
import stat
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.campus import assembled
from sim.faults import Fault
from sim.impairment import CLEAN
from sim.path_answers import Segment, Surroundings, Way
from sim.path_helper import LENGTH, PathHelper
from sim.scenario import load
from sim.ways import PathHelper as Written
from tests.sim.running import running

Json = dict[str, Any]
NETWORKS = {4538: [ip_network("192.0.2.0/24")], 64500: [ip_network("2001:db8:f::/48")]}
FAR, FAR_6, ALONE = "198.51.100.7", "2001:db8:fa::7", "vlan100"
ECHO: Json = {"kind": "echo", "address": FAR, "count": 5, "interval_seconds": 0.01}
TRACE: Json = {"kind": "trace", "address": FAR, "hops_at_most": 4}
WAITS: Json = {"source": None, "interface": None, "wait_seconds": 0.05}


def helper() -> PathHelper:
    ways = {
        "cernet": Way(FAR, ["campus", 4538]),
        "six": Way(FAR_6, ["campus", 64500, "unlisted"], mtu_bytes=1480),
    }
    segment = Segment(["10.0.0.2"], ["fe80::1"], ["10.0.0.1"])
    around = Surroundings(NETWORKS, ways, {ALONE: segment})
    return PathHelper("a", around, slow_seconds=0.3)


async def exchanged(path: Path, body: bytes, seconds: float = 2.0) -> bytes:
    """All that comes back until the helper closes, or so long."""
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(LENGTH.pack(len(body)) + body)
        async with asyncio.timeout(seconds):
            return await reader.read()
    except TimeoutError:
        return b""
    finally:
        writer.transport.abort()


async def answer(path: Path, what: Json) -> Json:
    body = await exchanged(path, json.dumps({"number": 7, "what": {**WAITS, **what}}).encode())
    assert LENGTH.unpack(body[: LENGTH.size]) == (len(body) - LENGTH.size,)
    found: Json = json.loads(body[LENGTH.size :])
    assert found.pop("number") == 7
    return found


async def told(path: Path, what: Json) -> Json:
    found: Json = (await answer(path, what))["told"]
    assert found.pop("kind") == what["kind"]
    return found


def hops(found: Json) -> list[str]:
    assert [hop["limit"] for hop in found["hops"]] == [*range(1, len(found["hops"]) + 1)]
    return [" ".join(hop["addresses"]) for hop in found["hops"]]


async def test_only_the_owner_may_open_it_and_nothing_is_left_of_it() -> None:
    async with running(helper()) as started:
        path = started.path
        assert path.is_socket()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not path.parent.exists()
    with pytest.raises(RuntimeError, match="a is not started"):
        _ = started.path
    async with running(started) as again:
        assert await told(again.path, {"kind": "mtu", "address": FAR}) == {"mtu_bytes": 1500}


async def test_a_way_answers_loses_packets_and_falls_silent() -> None:
    async with running(helper()) as started:
        found = await told(started.path, ECHO)
        assert found["sent_after_seconds"] == [n * 0.01 for n in range(5)]
        assert found["round_trips_seconds"] == [0.004] * 5
        started.set("ways.cernet.loss_ratio", 0.4)
        found = await told(started.path, ECHO)
        assert found["round_trips_seconds"] == [0.004, 0.004, None, 0.004, None]
        started.set("ways.cernet.loss_ratio", 1.0)
        assert (await told(started.path, ECHO))["round_trips_seconds"] == [None] * 5
        assert await told(started.path, {"kind": "mtu", "address": FAR}) == {"mtu_bytes": None}
        found = await told(started.path, TRACE)
        assert (hops(found), found["reached"]) == (["10.255.0.1", "192.0.2.2", "", ""], False)


async def test_a_trace_shows_where_each_hop_is() -> None:
    async with running(helper()) as started:
        found = await told(started.path, TRACE)
        assert (hops(found), found["reached"]) == (["10.255.0.1", "192.0.2.2", FAR], True)
        started.set("ways.cernet.hops", ["campus", "silent", "unlisted"])
        found = await told(started.path, TRACE)
        assert (hops(found), found["reached"]) == (["10.255.0.1", "", "1.1.1.3", FAR], True)
        six = {**TRACE, "address": FAR_6, "hops_at_most": 3}
        found = await told(started.path, six)  # its last hop would be the fourth
        assert hops(found) == ["fd00::1", "2001:db8:f::2", "2606:4700::3"]
        assert found["reached"] is False


async def test_who_speaks_on_a_segment() -> None:
    async with running(helper()) as started:
        ask = {"interface": ALONE, "addresses": ["10.0.0.1", "10.0.0.9"]}
        started.set(f"segments.{ALONE}.dhcp_servers", ["10.0.0.2", "10.0.0.66"])
        started.set(f"segments.{ALONE}.routers", [])
        started.set(f"segments.{ALONE}.held", ["10.0.0.1", "10.0.0.1"])
        servers = (await told(started.path, {"kind": "dhcp_servers", **ask}))["servers"]
        assert [each["address"] for each in servers] == ["10.0.0.2", "10.0.0.66"]
        assert (await told(started.path, {"kind": "routers", **ask}))["routers"] == []
        held = (await told(started.path, {"kind": "holders", **ask}))["held"]
        assert [len({*each["hardware"]}) for each in held] == [2, 0]


REFUSED: dict[str, tuple[Json, str]] = {
    "another address": ({**ECHO, "address": "192.0.2.9"}, "no route to 192.0.2.9"),
    "another source": ({**TRACE, "source": "192.0.2.1"}, "no address 192.0.2.1"),
    "another interface": ({"kind": "routers", "interface": "eth9"}, "no interface eth9"),
}


@pytest.mark.parametrize(("what", "why"), REFUSED.values(), ids=REFUSED)
async def test_what_this_host_cannot_ask_is_refused(what: Json, why: str) -> None:
    async with running(helper()) as started:
        found = await answer(started.path, what)
    assert found == {"refusal": {"cause": "this_host", "detail": why}}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"number": 1, "what": {"kind": "tea"}}'])
async def test_what_is_no_ask_is_refused(body: bytes) -> None:
    async with running(helper()) as started:
        found = json.loads((await exchanged(started.path, body))[LENGTH.size :])
    assert (found["number"], found["refusal"]["cause"]) == (0, "bad_ask")


async def test_faults_are_its_own_and_end() -> None:
    body = json.dumps({"number": 7, "what": {**WAITS, **TRACE}}).encode()
    async with running(helper()) as started:
        right = await exchanged(started.path, body)
        started.fault = Fault.SILENT
        assert await exchanged(started.path, body, 0.1) == b""
        started.fault = Fault.SLOW
        assert await exchanged(started.path, body, 0.1) == b""
        assert await exchanged(started.path, body) == right
        started.fault = Fault.TRUNCATED
        assert await exchanged(started.path, body) == right[: len(right) // 2]
        started.fault = Fault.GARBAGE
        assert await exchanged(started.path, body) not in (right, b"")
        started.fault = Fault.WRONG_VALUE
        assert [hop["limit"] for hop in (await told(started.path, TRACE))["hops"]] == [2]
        started.fault = Fault.NONE
        assert await exchanged(started.path, body) == right


async def test_a_silent_helper_stops_with_its_clients() -> None:
    started = helper()
    started.fault = Fault.SILENT
    async with running(started):
        _, writer = await asyncio.open_unix_connection(started.path)
        writer.write(LENGTH.pack(2) + b"{}")
        await asyncio.sleep(0.05)
    writer.transport.abort()


WRONG: dict[str, tuple[str, object, type[Exception]]] = {
    "no such way": ("ways.isp.hops", ["campus"], KeyError),
    "no such segment": ("segments.eth9.routers", [], KeyError),
    "no such thing": ("roads.cernet.hops", ["campus"], KeyError),
    "no such field": ("ways.cernet.colour", 1, KeyError),
    "the auditor asks for that one": ("ways.cernet.address", "192.0.2.9", KeyError),
    "no address in it": ("ways.cernet.hops", [64500], ValueError),
    "no hop": ("ways.cernet.hops", ["somewhere"], ValueError),
    "more than all": ("ways.cernet.loss_ratio", 1.5, ValueError),
    "in no time": ("ways.cernet.round_trip_seconds", 0.0, ValueError),
    "smaller than any link takes": ("ways.cernet.mtu_bytes", 67, ValueError),
    "a name": (f"segments.{ALONE}.routers", ["router"], ValueError),
}


@pytest.mark.parametrize(("path", "value", "kind"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_not_set(path: str, value: object, kind: type[Exception]) -> None:
    one = helper()
    before = (dict(one.around.ways), dict(one.around.segments))
    with pytest.raises(kind):
        one.set(path, value)
    assert (one.around.ways, one.around.segments) == before


WAY: Json = {"address": FAR, "through": 4538, "hops": [4538], "around": ["campus"]}
LISTED = {4538: ["192.0.2.0/24"]}
UNWRITTEN: dict[str, tuple[Json, str]] = {
    "not through it": ({"w": {**WAY, "hops": ["campus"]}}, "hops lead through"),
    "no way round": ({"w": {**WAY, "around": []}}, "around leads past"),
    "round through it": ({"w": {**WAY, "around": [4538]}}, "around leads past"),
    "listed by nobody": ({"w": {**WAY, "around": [64500]}}, "no prefix of IPv4 for 64500"),
    "of the other family": ({"w": {**WAY, "address": FAR_6}}, "no prefix of IPv6 for 4538"),
    "to what lies in it": ({"w": {**WAY, "address": "192.0.2.7"}}, "any way to 192.0.2.7 goes"),
    "two to one address": ({"a": WAY, "b": WAY}, "of two ways to one address"),
}


@pytest.mark.parametrize(("ways", "why"), UNWRITTEN.values(), ids=UNWRITTEN)
def test_what_a_scenario_may_not_say(ways: Json, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Written.model_validate({"name": "a", "networks": LISTED, "ways": ways})


async def test_no_wire_lies_before_it() -> None:
    campus = assembled(load("whole"), wires=True)
    assert campus.devices.keys() - campus.proxies.keys() == {"helper-north"}
    with pytest.raises(ValueError, match="helper-north is asked over a Unix socket"):
        campus.set_wire("helper-north", CLEAN)
    with pytest.raises(ValidationError, match="which is no wire"):
        Written.model_validate({"name": "a", "wire": {}})
