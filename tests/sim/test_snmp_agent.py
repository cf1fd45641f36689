"""Emulated SNMP agents: read by net-snmp's commands, whole and broken."""

import asyncio

import pytest

from sim.faults import Fault
from sim.snmp.agent import Access, SnmpAgent
from sim.snmp.interfaces import COPPER, FIBRE
from sim.snmp.models import (
    AgentModel,
    AtsModel,
    InterfaceModel,
    SensorModel,
    UpsModel,
)
from tests.sim.commands import Ended, run
from tests.sim.running import running

IF_TABLE, IF_X_TABLE = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
MAU_TYPE, MAU_BITS = "1.3.6.1.2.1.26.2.1.1.3", "1.3.6.1.2.1.26.2.1.1.13"
UPS, ATS = "1.3.6.1.2.1.33.1", "1.3.6.1.4.1.318.1.1.8.5"
LLDP = "1.0.8802.1.1.2.1"
SENSOR_VALUE = "1.3.6.1.2.1.99.1.1.1.4"
V3 = Access(None, "auditor", "authentication-key", "privacy-key")

UPLINK = InterfaceModel(
    "XGE1/0/1",
    speed_bits_per_second=10_000_000_000,
    alias="to core",
    capability_bits_per_second=10_000_000_000,
    optical=True,
    receive_bits_per_second=8_000_000_000.0,
)
DESK = InterfaceModel("GE1/0/2", capability_bits_per_second=1_000_000_000, up=False)
GATEWAY = InterfaceModel(
    "Vlanif100",
    type=53,
    ipv4_addresses=["10.1.0.1"],
    ipv6_addresses=["2001:db8:100::1"],
    router_advertisements=True,
)


def a_switch(access: Access | None = None, slow_seconds: float = 30.0) -> SnmpAgent:
    interfaces = [UPLINK, DESK, GATEWAY]
    model = AgentModel("VRP software", "1.3.6.1.4.1.2011.2.23.29", "core-1", 86_400, interfaces)
    return SnmpAgent("core-1", model, access=access or Access(), slow_seconds=slow_seconds)


def a_ups() -> SnmpAgent:
    return SnmpAgent("ups-dc", AgentModel("UPS card", ups=UpsModel(phases=3)))


def an_ats() -> SnmpAgent:
    sensors = [SensorModel("inlet", celsius=24.5), SensorModel("outlet", humidity_percent=45)]
    return SnmpAgent("ats-dc", AgentModel("ATS", sensors=sensors, ats=AtsModel()))


async def asked(agent: SnmpAgent, program: str, *options: str) -> Ended:
    """One try, by v2c unless the options say otherwise."""
    version = () if "-v3" in options else ("-v2c", "-c", "emulated-campus")
    peer = f"127.0.0.1:{agent.ports['snmp']}"
    wanted = options[-1].split()
    return await run(program, "-On", "-r0", "-t5", *version, *options[:-1], peer, *wanted)


async def got(agent: SnmpAgent, oids: str, *options: str) -> list[str]:
    """The values alone, one line each, numbers as numbers."""
    return (await asked(agent, "snmpget", "-Oqev", *options, oids)).text.splitlines()


async def column(agent: SnmpAgent, oid: str) -> list[str]:
    return (await asked(agent, "snmpbulkwalk", "-Oqev", oid)).text.splitlines()


async def test_the_system_group_says_what_the_device_is() -> None:
    async with running(a_switch()) as agent:
        description, kind, name = await got(
            agent, "1.3.6.1.2.1.1.1.0 1.3.6.1.2.1.1.2.0 1.3.6.1.2.1.1.5.0"
        )
        (uptime,) = await got(agent, "1.3.6.1.2.1.1.3.0", "-Ot")
    assert (description, name) == ('"VRP software"', '"core-1"')
    assert kind == ".1.3.6.1.4.1.2011.2.23.29"
    assert 8_640_000 <= int(uptime) < 8_641_000


async def test_interfaces_have_names_states_speeds_and_capabilities() -> None:
    async with running(a_switch()) as agent:
        assert await column(agent, f"{IF_X_TABLE}.1") == ['"XGE1/0/1"', '"GE1/0/2"', '"Vlanif100"']
        assert await column(agent, f"{IF_TABLE}.3") == ["6", "6", "53"]
        assert await column(agent, f"{IF_TABLE}.5") == ["4294967295", "1000000000", "1000000000"]
        assert await column(agent, f"{IF_TABLE}.7") == ["1", "1", "1"]
        assert await column(agent, f"{IF_TABLE}.8") == ["1", "2", "1"]
        assert await column(agent, f"{IF_X_TABLE}.15") == ["10000", "1000", "1000"]
        assert (await column(agent, f"{IF_X_TABLE}.18"))[0] == '"to core"'
        # dot3MauType10GigBaseLR is 35, dot3MauType1000BaseTFD is 30 (IANA-MAU-MIB)
        assert await column(agent, MAU_TYPE) == [".1.3.6.1.2.1.26.4.35", ".1.3.6.1.2.1.26.4.30"]
        fibre, copper = await column(agent, MAU_BITS)
    assert fibre.strip('" ') == "00 00 00 00 10"  # bit 35
    assert copper.strip('" ') == "00 10 80 02"  # bits 11, 16 and 30


def test_a_port_that_is_no_fibre_can_say_so_at_every_rate() -> None:
    """Else a port that loses its optical answers 0.0, of which nobody can say what it is."""
    assert FIBRE.keys() <= COPPER.keys()
    assert not set(FIBRE.values()) & set(COPPER.values())


async def test_counters_grow_at_their_rate_and_stand_while_the_port_is_down() -> None:
    async with running(a_switch()) as agent:
        (first,) = await got(agent, f"{IF_X_TABLE}.6.1")
        await asyncio.sleep(0.1)
        second, narrow = await got(agent, f"{IF_X_TABLE}.6.1 {IF_TABLE}.10.1")
        agent.set("interfaces.XGE1/0/1.up", False)
        (third,) = await got(agent, f"{IF_X_TABLE}.6.1")
        (fourth,) = await got(agent, f"{IF_X_TABLE}.6.1")
    assert 100_000_000 <= int(second) - int(first) < 3_000_000_000  # 1 GB/s for 0.1 s and more
    assert int(second) > 1 << 32 > int(narrow)
    assert int(second) <= int(third) == int(fourth)


async def test_a_port_names_its_neighbour_while_it_is_up() -> None:
    async with running(a_switch()) as agent:
        agent.set("interfaces.XGE1/0/1.neighbour", "access-1 XGE0/1/1")
        agent.set("interfaces.GE1/0/2.neighbour", "access-2 GE0/0/1")  # which is down
        assert await column(agent, f"{LLDP}.3.7.1.3") == ['"XGE1/0/1"', '"GE1/0/2"']
        assert await column(agent, f"{LLDP}.4.1.1.7") == ['"XGE0/1/1"']
        assert await column(agent, f"{LLDP}.4.1.1.9") == ['"access-1"']
        agent.fault = Fault.WRONG_VALUE
        assert await column(agent, f"{LLDP}.4.1.1.9") == ["-1"]
        agent.fault = Fault.NONE
        agent.set("interfaces.XGE1/0/1.neighbour", "")
        assert (await asked(agent, "snmpbulkwalk", "-Oqev", f"{LLDP}.4.1.1")).text.startswith("No")


async def test_addresses_of_both_families_and_router_advertisements() -> None:
    async with running(a_switch()) as agent:
        walk = await asked(agent, "snmpbulkwalk", "-Oqn", "1.3.6.1.2.1.4.34.1.3")
        assert len(walk.text.splitlines()) == 3
        assert ".34.1.3.1.4.10.1.0.1 3" in walk.text
        assert ".34.1.3.2.16.32.1.13.184.1.0.0.0.0.0.0.0.0.0.0.1 3" in walk.text
        assert ".34.1.3.4.20.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.3.0.0.0.3 3" in walk.text  # ipv6z
        assert await column(agent, "1.3.6.1.2.1.4.39.1.2") == ["1"]
        agent.set("interfaces.Vlanif100.ipv6_addresses", [])
        agent.set("interfaces.Vlanif100.router_advertisements", False)
        assert len(await column(agent, "1.3.6.1.2.1.4.34.1.3")) == 2
        assert await column(agent, "1.3.6.1.2.1.4.39.1.2") == ["2"]


async def test_a_ups_speaks_rfc_1628() -> None:
    async with running(a_ups()) as agent:
        live = f"{UPS}.2.1.0 {UPS}.2.3.0 {UPS}.2.4.0 {UPS}.4.1.0"
        assert await got(agent, live) == ["2", "120", "100", "3"]
        assert await column(agent, f"{UPS}.3.3.1.3") == ["230", "230", "230"]
        assert await column(agent, f"{UPS}.4.4.1.5") == ["35", "35", "35"]
        agent.set("ups.on_battery", True)
        agent.set("ups.minutes_remaining", 30)
        agent.set("ups.charge_percent", None)
        changed = await got(agent, live)
        assert [changed[0], changed[1], changed[3]] == ["2", "30", "5"]
        assert changed[2].startswith("No Such Instance") or changed[2].startswith("No Such Object")
        assert await column(agent, f"{UPS}.3.3.1.3") == ["0", "0", "0"]


async def test_a_transfer_switch_shows_both_feeds_and_its_sensors() -> None:
    async with running(an_ats()) as agent:
        status = f"{ATS}.1.2.0 {ATS}.1.3.0 {ATS}.1.12.0 {ATS}.1.13.0"
        assert await got(agent, status) == ["1", "2", "2", "2"]
        assert await column(agent, SENSOR_VALUE) == ["245", "450"]
        assert await column(agent, "1.3.6.1.2.1.47.1.1.1.1.7") == [
            '"chassis"',
            '"inlet"',
            '"outlet"',
        ]
        agent.set("ats.feed_a_live", False)
        agent.set("sensors.inlet.celsius", 41)
        assert await got(agent, status) == ["2", "1", "1", "2"]
        assert await column(agent, f"{ATS}.3.3.1.3") == ["0", "230"]
        assert (await column(agent, SENSOR_VALUE))[0] == "410"


async def test_every_change_is_in_the_next_answer() -> None:
    async with running(a_switch()) as agent:
        agent.set("interfaces.GE1/0/2.up", True)
        agent.set("interfaces.XGE1/0/1.speed_bits_per_second", 1_000_000_000)
        agent.set("interfaces.XGE1/0/1.admin_up", False)
        agent.set("uptime_seconds", 5.0)
        assert await column(agent, f"{IF_TABLE}.8") == ["2", "1", "1"]
        assert (await column(agent, f"{IF_X_TABLE}.15"))[0] == "1000"
        assert (await column(agent, MAU_TYPE))[0] == ".1.3.6.1.2.1.26.4.24"
        (uptime,) = await got(agent, "1.3.6.1.2.1.1.3.0", "-Ot")
    assert 500 <= int(uptime) < 1500


async def test_what_there_is_not_is_told_apart() -> None:
    async with running(a_switch()) as agent:
        instance, thing = await got(agent, f"{IF_TABLE}.8.99 {UPS}.2.3.0")
        walk = await asked(agent, "snmpwalk", "1.3.6.1")
        bulk = await asked(agent, "snmpbulkwalk", "-Cr50", "1.3.6.1")
        wrote = await asked(agent, "snmpset", "-t0.3", "1.3.6.1.2.1.1.5.0 s other")
    assert instance.startswith("No Such Instance")
    assert thing.startswith("No Such Object")
    assert "No more variables left" in walk.text
    rows = [line for line in walk.text.splitlines() if "No more variables" not in line]
    assert [line.split(" = ")[0] for line in bulk.text.splitlines()][: len(rows)] == [
        line.split(" = ")[0] for line in rows
    ]
    assert len(rows) > 100
    assert wrote.status != 0


def v3(user: str = "auditor", auth: str = V3.auth_key, level: str = "authPriv") -> tuple[str, ...]:
    privacy = ("-x", "AES", "-X", V3.privacy_key) if level == "authPriv" else ()
    return ("-v3", "-l", level, "-u", user, "-a", "SHA-256", "-A", auth, *privacy)


async def test_v3_needs_the_right_user_keys_and_level() -> None:
    async with running(a_switch(access=V3)) as agent:
        assert await got(agent, "1.3.6.1.2.1.1.5.0", *v3()) == ['"core-1"']
        walk = await asked(agent, "snmpbulkwalk", *v3(), "1.3.6.1.2.1")
        assert len(walk.text.splitlines()) > 100
        wrong_key = await asked(agent, "snmpget", *v3(auth="another-key"), "1.3.6.1.2.1.1.5.0")
        nobody = await asked(agent, "snmpget", *v3(user="nobody"), "1.3.6.1.2.1.1.5.0")
        weaker = await asked(agent, "snmpget", *v3(level="authNoPriv"), "1.3.6.1.2.1.1.5.0")
        community = await asked(agent, "snmpget", "-t0.3", "1.3.6.1.2.1.1.5.0")
    assert "Authentication failure" in wrong_key.text
    assert "Unknown user name" in nobody.text
    assert "core-1" not in weaker.text + community.text
    assert weaker.status != 0 != community.status


async def test_only_the_right_community_is_answered() -> None:
    async with running(a_switch(access=Access("other"))) as agent:
        assert "Timeout" in (await asked(agent, "snmpget", "-t0.3", "1.3.6.1.2.1.1.5.0")).text


@pytest.mark.parametrize("access", [Access(), V3])
async def test_a_broken_agent_gives_no_value(access: Access) -> None:
    options = v3() if access.user else ()
    async with running(a_switch(access=access)) as agent:
        for fault in (Fault.SILENT, Fault.SLOW, Fault.GARBAGE, Fault.TRUNCATED, Fault.NONE):
            agent.fault = fault
            patience = "-t5" if fault is Fault.NONE else "-t0.3"
            answer = await asked(agent, "snmpget", *options, patience, "1.3.6.1.2.1.1.5.0")
            assert ("core-1" in answer.text) is (fault is Fault.NONE), fault
            assert (answer.status == 0) is (fault is Fault.NONE), fault


async def test_a_slow_agent_answers_rightly_in_the_end() -> None:
    async with running(a_switch(slow_seconds=0.1)) as agent:
        agent.fault = Fault.SLOW
        assert await got(agent, "1.3.6.1.2.1.1.5.0") == ['"core-1"']


async def test_wrong_values_cannot_be_true() -> None:
    async with running(a_switch()) as switch, running(a_ups()) as ups, running(an_ats()) as ats:
        for agent in (switch, ups, ats):
            agent.fault = Fault.WRONG_VALUE
        assert set(await column(switch, f"{IF_TABLE}.8")) == {"99"}
        assert set(await column(switch, f"{IF_X_TABLE}.15")) == {'"fast"'}
        assert set(await column(switch, f"{IF_X_TABLE}.6")) == {'"many"'}
        assert set(await column(switch, MAU_TYPE)) == {'"fibre?"'}
        assert set(await column(switch, "1.3.6.1.2.1.4.34.1.7")) == {"99"}
        assert await column(switch, "1.3.6.1.2.1.4.39.1.2") == ["7"]
        assert len(await column(switch, f"{IF_X_TABLE}.1")) == 3  # names remain
        live = f"{UPS}.2.1.0 {UPS}.2.3.0 {UPS}.2.4.0 {UPS}.4.1.0"
        assert await got(ups, live) == ["77", "-7", "255", "77"]
        assert set(await column(ups, f"{UPS}.4.4.1.5")) == {"9999"}
        assert await got(ats, f"{ATS}.1.2.0 {ATS}.1.3.0 {ATS}.1.12.0") == ["77", "77", "77"]
        assert set(await column(ats, SENSOR_VALUE)) == {"999999999"}


async def test_a_restarted_v3_agent_has_booted_once_more() -> None:
    agent = a_switch(access=V3)
    boots = "1.3.6.1.6.3.10.2.1.2.0"
    for count in (1, 2):
        async with running(agent):
            assert await got(agent, boots, *v3()) == [str(count)]


@pytest.mark.parametrize(
    "path",
    [
        "interfaces.none.up",
        "interfaces.XGE1/0/1.colour",
        "interfaces.XGE1/0/1.name",
        "ups.charge_percent",
        "sensors.inlet.celsius",
        "nothing",
    ],
)
async def test_a_path_that_leads_nowhere_is_named(path: str) -> None:
    with pytest.raises(KeyError, match=path):
        a_switch().set(path, 1)


async def test_a_value_of_another_type_is_refused_and_changes_nothing() -> None:
    async with running(a_switch()) as agent:
        with pytest.raises(ValueError, match=r"up: .*not 'no'"):
            agent.set("interfaces.XGE1/0/1.up", "no")
        assert await column(agent, f"{IF_TABLE}.8") == ["1", "2", "1"]
