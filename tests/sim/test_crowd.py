"""The crowd: thousands of agents behind one socket, each as an ordinary one would be."""

import asyncio
import json
import re
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.mqtt.collector import collect as listen
from collectors.mqtt.options import MqttOptions
from collectors.quantities import DEVICE_NAME, GATEWAY_HEARD, INTERFACE_UP, METER_VALUE, UPS_RUNTIME
from collectors.reading import Reading, Value
from collectors.snmp.agents import Agent, Agents
from collectors.snmp.collector import collect
from collectors.snmp.engine import opened
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Octets
from collectors.snmp.system import SYS_NAME
from collectors.target import Secret, Target
from sim.composition import KEYS, meter_topic, state_topic
from sim.crowd.agents import SnmpCrowd
from sim.crowd.crowd import identities
from sim.crowd.gateways import GatewayCrowd
from sim.crowd.identity import Identity
from sim.crowd.kind import Kind
from sim.crowd.pages import site
from sim.crowd.population import (
    V2C,
    V3_SHA1,
    V3_SHA256,
    Size,
    gateway_name,
    members,
    meter_name,
)
from sim.faults import Fault
from sim.mqtt_broker import MqttBroker
from sim.snmp.agent import Access, SnmpAgent
from sim.snmp.described import Described
from sim.snmp.models import (
    AccessPointModel,
    AgentModel,
    ControllerModel,
    InterfaceModel,
    UpsModel,
)
from tests.sim.commands import run
from tests.sim.running import running

READ = ["system", "interfaces", "mau", "ups", "wlan"]
FIRST, SECOND = "127.1.0.1", "127.1.0.2"
#: What is another value a moment later.
MOVING = re.compile(r".*(uptime|transmit_bytes|receive_bytes).*")

SWITCH = AgentModel(
    "Emulated switch",
    "1.3.6.1.4.1.2011.2.23.29",
    interfaces=[
        InterfaceModel(
            f"GE{n}",
            up=n % 3 > 0,
            alias=f"outlet {n}",
            capability_bits_per_second=1_000_000_000,
            receive_bits_per_second=1e6 * n,
        )
        for n in range(1, 53)
    ],
)
CONTROLLER = AgentModel(
    "Emulated wireless controller",
    "1.3.6.1.4.1.2011.2.240.6",
    controller=ControllerModel(
        [AccessPointModel(f"ap-{n}", up=n != 3, stations=n) for n in range(60)]
    ),
)
UPS = AgentModel("Emulated UPS card", ups=UpsModel(minutes_remaining=77, phases=3))


def of(model: AgentModel, *accesses: Access) -> SnmpCrowd:
    """Of one kind, from 127.1.0.1 on: one agent for each access."""
    kind = Kind(Described(model))
    made = [Identity(f"one-{n}", f"127.1.0.{n + 1}", kind, it) for n, it in enumerate(accesses)]
    return SnmpCrowd("agents", made)


def options(device: SnmpCrowd | SnmpAgent, access: Access, **changed: object) -> SnmpOptions:
    given: dict[str, object] = {"port": device.ports["snmp"], "read": READ}
    if access.community is not None:
        given["community"] = Secret(access.community)
    else:
        given |= {
            "version": "3",
            "user": access.user,
            "auth_protocol": access.auth_protocol,
            "auth_key": Secret(access.auth_key),
            "privacy_protocol": "aes128",
            "privacy_key": Secret(access.privacy_key),
        }
    return SnmpOptions.model_validate(given | changed)


async def read(address: str, given: SnmpOptions) -> Sequence[Reading]:
    return await collect(Target("one", address), given)


def by_name(readings: Sequence[Reading]) -> dict[tuple[str, str], Value | str]:
    """Values that stand still, and why there is none; of what moves, that it is there."""
    return {
        (it.quantity.name, it.instance): "moving"
        if MOVING.match(it.quantity.name) and it.value is not None
        else it.value
        if not it.rejected
        else it.rejected
        for it in readings
    }


async def name_at(address: str, given: SnmpOptions, agents: Agents | None = None) -> str:
    async with opened(address, given, agents or Agents()) as session:
        (told,) = await session.get([SYS_NAME])
    assert isinstance(told.value, Octets)
    return told.value.value.decode()


@pytest.mark.parametrize("access", [V2C, V3_SHA256], ids=["v2c", "v3"])
@pytest.mark.parametrize("model", [SWITCH, CONTROLLER, UPS], ids=["switch", "controller", "ups"])
async def test_an_agent_of_the_crowd_is_read_as_an_ordinary_one_of_the_same_model(
    model: AgentModel, access: Access
) -> None:
    mine = replace(model, system_name="one")
    async with running(SnmpAgent("one", mine, access=access)) as ordinary:
        expected = by_name(await read("127.0.0.1", options(ordinary, access)))
    async with running(of(mine, access)) as crowd:
        found = by_name(await read(FIRST, options(crowd, access)))
    assert len(found) > 20
    assert found == expected


async def test_fifty_agents_of_both_versions_each_say_their_own_name() -> None:
    all_of_them = list(members(Size(switches=40, access_points=30, ups=9)))
    assert len({member.address for member in all_of_them}) == 50
    crowd = SnmpCrowd("agents", identities(all_of_them))
    async with running(crowd):
        for member in all_of_them:
            readings = await read(member.address, options(crowd, member.access))
            (name,) = [it.value for it in readings if it.quantity is DEVICE_NAME]
            assert name == member.name
            assert not [it for it in readings if it.rejected]


async def test_an_answer_leaves_from_the_address_that_was_asked() -> None:
    async with running(of(UPS, V2C, V2C)) as crowd:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.setblocking(False)
            for address in (SECOND, FIRST):
                asker.sendto(get_of_v2c(), (address, crowd.ports["snmp"]))
                async with asyncio.timeout(5):
                    _, source = await asyncio.get_running_loop().sock_recvfrom(asker, 2_000)
                assert source == (address, crowd.ports["snmp"])


def get_of_v2c() -> bytes:
    """sysName.0 by the community of the crowd, request-id 1."""
    assert V2C.community is not None
    binding = b"\x30\x0c\x06\x08\x2b\x06\x01\x02\x01\x01\x05\x00\x05\x00"
    pdu = b"\xa0\x19\x02\x01\x01\x02\x01\x00\x02\x01\x00\x30\x0e" + binding
    community = bytes((4, len(V2C.community))) + V2C.community.encode()
    body = b"\x02\x01\x01" + community + pdu
    return bytes((0x30, len(body))) + body


async def test_what_is_no_request_is_not_answered_and_does_no_harm() -> None:
    whole = get_of_v2c()
    async with running(of(UPS, V2C)) as crowd:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.setblocking(False)
            for end in range(len(whole)):
                asker.sendto(whole[:end], (FIRST, crowd.ports["snmp"]))
                spoilt = whole[:end] + b"\xff" + whole[end + 1 :]
                asker.sendto(spoilt, (FIRST, crowd.ports["snmp"]))
        assert await name_at(FIRST, options(crowd, V2C)) == "one-0"


async def test_a_silent_one_is_silent_and_the_others_are_not() -> None:
    async with running(of(UPS, V2C, V2C)) as crowd:
        given = options(crowd, V2C, request_timeout_seconds=0.1, retries=0)
        patient = options(crowd, V2C)
        crowd.set("one-0.silent", True)
        with pytest.raises(ProbeError) as caught:
            await read(FIRST, given)
        assert caught.value.kind is FailureKind.TIMEOUT
        assert await name_at(SECOND, patient) == "one-1"
        crowd.set("one-0.silent", False)
        crowd.fault = Fault.SILENT
        with pytest.raises(ProbeError):
            await read(SECOND, given)
        crowd.fault = Fault.NONE
        assert await name_at(FIRST, patient) == "one-0"


async def test_what_is_changed_on_one_is_as_before_on_those_of_its_kind() -> None:
    async def up(crowd: SnmpCrowd, address: str) -> Value:
        readings = await read(address, options(crowd, V2C))
        states = {it.instance: it.value for it in readings if it.quantity is INTERFACE_UP}
        return states["GE1"]

    async with running(of(SWITCH, V2C, V2C)) as crowd:
        assert (await up(crowd, FIRST), await up(crowd, SECOND)) == (True, True)
        crowd.set("one-0.interfaces.GE1.up", False)
        assert (await up(crowd, FIRST), await up(crowd, SECOND)) == (False, True)
        assert await name_at(FIRST, options(crowd, V2C)) == "one-0"
        for wrong in ("one-0.interfaces.GE99.up", "nobody.silent"):
            with pytest.raises(KeyError, match=wrong.rpartition(".")[0].split(".")[-1]):
                crowd.set(wrong, False)


async def test_a_changed_runtime_is_read_at_once() -> None:
    async with running(of(UPS, V3_SHA1)) as crowd:
        crowd.set("one-0.ups.minutes_remaining", 3)
        readings = await read(FIRST, options(crowd, V3_SHA1))
    assert [it.value for it in readings if it.quantity is UPS_RUNTIME] == [180.0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"auth_key": Secret("another-password")}, "usmStatsWrongDigests"),
        ({"auth_protocol": "sha1"}, "usmStatsWrongDigests"),
        ({"privacy_key": Secret("another-password")}, "usmStatsDecryptionErrors"),
        ({"user": "stranger"}, "usmStatsUnknownUserNames"),
        ({"context_name": "vlan-7"}, "snmpUnknownContexts"),
        ({"engine_id": "80004fb804" + "00" * 6}, "it was engine"),
    ],
)
async def test_a_report_says_why_a_user_is_refused(changed: dict[str, object], said: str) -> None:
    async with running(of(UPS, V3_SHA256)) as crowd:
        given = options(crowd, V3_SHA256, request_timeout_seconds=0.2, retries=1, **changed)
        with pytest.raises(ProbeError, match=said):
            await name_at(FIRST, given)


async def test_who_has_the_time_wrong_is_told_it_and_asks_again() -> None:
    async with running(of(UPS, V3_SHA256)) as crowd:
        agents = Agents()
        wrong = Agent(crowd.identities["one-0"].engine_id)
        wrong.guess(9, 12, agents.clock())
        agents.known[FIRST, crowd.ports["snmp"]] = wrong
        assert await name_at(FIRST, options(crowd, V3_SHA256), agents) == "one-0"
        assert wrong.boots == 1


async def test_a_wrong_community_gets_no_answer() -> None:
    async with running(of(UPS, V2C)) as crowd:
        stranger = Access("public")
        given = options(crowd, stranger, request_timeout_seconds=0.1, retries=0)
        with pytest.raises(ProbeError, match="no answer"):
            await name_at(FIRST, given)


USER = ("-v3", "-u", KEYS.user, "-l", "authPriv", "-A", KEYS.auth_key, "-X", KEYS.privacy_key)


@pytest.mark.parametrize(
    ("access", "protocol"), [(V3_SHA1, "SHA"), (V3_SHA256, "SHA-256")], ids=["sha1", "sha256"]
)
async def test_net_snmp_reads_a_user_s_objects(access: Access, protocol: str) -> None:
    async with running(of(SWITCH, access)) as crowd:
        peer = f"{FIRST}:{crowd.ports['snmp']}"
        secured = ("-On", "-Oqev", "-r0", "-t5", *USER, "-a", protocol, "-x", "AES", peer)
        name = await run("snmpget", *secured, "1.3.6.1.2.1.1.5.0")
        walked = await run("snmpbulkwalk", *secured, "1.3.6.1.2.1.31.1.1.1.1")
    assert name.text == '"one-0"\n'
    assert walked.text.split() == [f'"GE{n}"' for n in range(1, 53)]


async def test_a_walk_by_getnext_goes_on_to_the_end_of_the_mib() -> None:
    async with running(of(UPS, V2C)) as crowd:
        peer = f"{FIRST}:{crowd.ports['snmp']}"
        community = str(V2C.community)
        walked = await run("snmpwalk", "-On", "-r0", "-t5", "-v2c", "-c", community, peer, "1.3")
        missing = await run(
            "snmpget", "-On", "-r0", "-t5", "-v2c", "-c", community, peer,
            "1.3.6.1.2.1.33.1.4.4.1.2.9", "1.3.6.1.2.1.99.1.1",
        )  # fmt: skip
    assert "past the end of the MIB tree" in walked.text.splitlines()[-1]
    assert len(walked.text.splitlines()) > 30
    assert "No Such Instance" in missing.text
    assert "No Such Object" in missing.text


@asynccontextmanager
async def gateways(count: int, interval_seconds: float) -> AsyncIterator[tuple[int, GatewayCrowd]]:
    async with running(MqttBroker("broker")) as broker:
        crowd = GatewayCrowd(count, interval_seconds)
        try:
            await crowd.start(("127.0.0.1", broker.ports["mqtt"]))
            yield broker.ports["mqtt"], crowd
        finally:
            await crowd.stop()


def hearing(port: int, count: int, listen_seconds: float) -> MqttOptions:
    names = [(gateway_name(n), meter_name(n)) for n in range(count)]
    gateways = [
        {"name": name, "topic": state_topic(name), "offline_payload": "offline"}
        for name, _ in names
    ]
    meters = [
        {"name": meter, "topic": meter_topic(name, meter), "field": "total"}
        for name, meter in names
    ]
    return MqttOptions.model_validate(
        {
            "port": port,
            "version": "3.1.1",
            "listen_seconds": listen_seconds,
            "gateways": gateways,
            "meters": meters,
        }
    )


async def test_every_gateway_is_heard_with_its_meter_but_the_silent_one() -> None:
    async with gateways(20, 0.1) as (port, crowd):
        crowd.set("gw-7.silent", True)
        readings = await listen(Target("broker", "127.0.0.1"), hearing(port, 20, 1.0))
    heard = {it.instance for it in readings if it.quantity is GATEWAY_HEARD}
    metered = {it.instance for it in readings if it.quantity is METER_VALUE and it.value}
    others = [n for n in range(20) if n != 7]
    assert heard == {gateway_name(n) for n in others}
    assert metered == {meter_name(n) for n in others}


async def test_the_last_will_of_a_gateway_that_dies_is_heard_until_it_is_back() -> None:
    async def offline(port: int) -> dict[str, Value]:
        readings = await listen(Target("broker", "127.0.0.1"), hearing(port, 2, 0.3))
        return {it.instance: it.value for it in readings if "offline" in it.quantity.name}

    async with gateways(2, 0.1) as (port, crowd):
        crowd.set("gw-1.alive", False)
        assert await offline(port) == {"gw-0": False, "gw-1": True}
        crowd.set("gw-1.alive", True)
        async with asyncio.timeout(10):
            while await offline(port) != {"gw-0": False, "gw-1": False}:
                pass


@pytest.mark.parametrize("links", [1, 12, 13, 2_000])
def test_a_site_has_so_many_links_on_three_levels_and_every_page_is_there(links: int) -> None:
    pages = site(links)
    reached, level, followed = {"/"}, ["/"], 0
    for _ in range(3):
        found = [link for path in level for link in re.findall(r'href="([^"]+)"', pages[path].html)]
        followed += len(found)
        reached |= set(found)
        level = found
    assert followed == links
    assert reached == set(pages)


async def test_a_crowd_runs_as_a_process_and_is_changed_through_its_input() -> None:
    size = ["--switches=2", "--access-points=3", "--ups=1", "--gateways=2", "--links=20"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sim.crowd", *size, "--ssh-devices=1", "--versions=2c"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = json.loads(await process.stdout.readline())
        given = SnmpOptions(port=told["snmp"], community=Secret(str(V2C.community)))
        assert await name_at(FIRST, given) == "sw-0000"
        assert told["fingerprints"].keys() == told["ssh"].keys() == {"ac-0"}
        for path, answer in (("sw-0000.silent", b"ok\n"), ("sw-7.silent", b"KeyError")):
            process.stdin.write(json.dumps({"set": path, "value": True}).encode() + b"\n")
            assert (await process.stdout.readline()).startswith(answer)
        impatient = given.model_copy(update={"request_timeout_seconds": 0.1, "retries": 0})
        with pytest.raises(ProbeError):
            await name_at(FIRST, impatient)
        process.stdin.close()
        async with asyncio.timeout(20):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
