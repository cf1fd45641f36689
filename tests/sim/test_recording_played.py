"""Recordings played as devices of a campus: read, changed, broken, and refused where wrong."""

import bz2
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.config import load as load_configuration
from checks.clause import load_standards
from collectors.catalogue import COLLECTORS
from collectors.probe import Probe, ProbeResult, run_probe
from collectors.reading import Value
from collectors.snmp.collector import SNMP
from collectors.snmp.options import SnmpOptions
from collectors.target import Secret, Target
from sim.campus import Campus
from sim.campus import running as running_campus
from sim.faults import Fault
from sim.inventory import Settings, write
from sim.recordings.playing import RecordedAgent
from sim.scenario import ScenarioError, load
from tests.sim.recordings import FILES, POINTS, SWITCH, rows
from tests.sim.running import running

SCENARIO = """
site: {name: Recorded, profiles: [gj]}
campus: {}
devices:
  recordings:
    - {name: core-1, protocol: snmp, file: switch.snmprec, read: [system, interfaces]}
    - {name: core-2, protocol: snmp, file: switch.snmprec, version: v3}
    - {name: core-3, protocol: snmp, file: switch.snmprec.bz2, community: of-its-own}
    - {name: ups-1, protocol: nut, file: ups.dev, ups: dc}
    - {name: wlc-1, protocol: ssh, file: points.raw}
    - {name: gw-1, protocol: mqtt, file: sensor.txt, interval_seconds: 0.2, read: [pulses]}
"""


def write_files(folder: Path, scenario: str = SCENARIO) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "switch.snmprec.bz2").write_bytes(bz2.compress(SWITCH.encode()))
    path = folder / "campus.yaml"
    path.write_text(scenario, encoding="utf-8")
    return path


@pytest.fixture
async def campus(tmp_path: Path) -> AsyncIterator[Campus]:
    async with running_campus(load(write_files(tmp_path))) as started:
        yield started


def probes_of(campus: Campus, folder: Path) -> dict[str, Probe]:
    """What the auditor makes of the configuration that the simulator writes."""
    main_file = write(campus, folder / "conf", Settings(timeout_seconds=10))
    configuration = load_configuration(main_file, COLLECTORS, load_standards())
    probes = {probe.target.name: probe for probe in configuration.probes}
    brief = probes["gw-1"].options.model_copy(update={"listen_seconds": 1.0})
    return probes | {"gw-1": replace(probes["gw-1"], options=brief)}


async def asked(probe: Probe) -> dict[tuple[str, str], Value]:
    result = await run_probe(probe, datetime.now(UTC))
    assert result.failure is None, result.failure
    return {(it.quantity.name, it.instance): it.value for it in result.readings}


async def test_the_auditor_reads_of_each_recording_what_it_says(
    campus: Campus, tmp_path: Path
) -> None:
    probes = probes_of(campus, tmp_path)
    core = await asked(probes["core-1"])
    assert core["device_name", ""] == "core-1"
    assert core["device_uptime_seconds", ""] == 3600
    assert (core["interface_up", "GE0/0/5"], core["interface_up", "GE0/0/7"]) == (True, False)
    for name in ("core-2", "core-3"):  # by version 3; packed, with a community of its own
        assert (await asked(probes[name])).items() >= core.items()
    ups = await asked(probes["ups-1"])
    assert (ups["ups_battery_runtime_seconds", "dc"], ups["ups_on_battery", "dc"]) == (1200, False)
    points = await asked(probes["wlc-1"])
    assert points["wireless_access_point_stations_count", "AP-1"] == 13
    told_by = await asked(probes["gw-1"])
    assert 1200.5 in told_by.values()
    assert {instance for _, instance in told_by} == {"", "gw-1", "pulses"}


async def test_what_is_read_is_what_the_scenario_says(campus: Campus, tmp_path: Path) -> None:
    options = {name: probe.options for name, probe in probes_of(campus, tmp_path).items()}
    reads = {name: getattr(options[name], "read", ()) for name in ("core-1", "core-2")}
    assert reads["core-1"] == ("system", "interfaces")
    assert reads["core-2"] == ("system", "interfaces", "identity")
    secrets = {
        path.name: path.read_text().strip() for path in (tmp_path / "conf/secrets").iterdir()
    }
    assert secrets["community-core-3"] == "of-its-own"


async def test_a_recorded_object_can_be_changed(campus: Campus, tmp_path: Path) -> None:
    probes = probes_of(campus, tmp_path)
    campus.set_state("core-1", "1.3.6.1.2.1.2.2.1.8.7", 1)
    campus.set_state("core-1", "1.3.6.1.2.1.1.5.0", "core-9")
    campus.set_state("ups-1", "dc.battery.runtime", "60")
    campus.set_state("wlc-1", "display ap all", POINTS.replace(" 13 ", " 14 "))
    campus.set_state("gw-1", "gateways.gw-1.messages.rtl_433/lab/39.payload", '{"pulses": 1300}')
    core = await asked(probes["core-1"])
    assert (core["interface_up", "GE0/0/7"], core["device_name", ""]) == (True, "core-9")
    assert (await asked(probes["ups-1"]))["ups_battery_runtime_seconds", "dc"] == 60
    points = await asked(probes["wlc-1"])
    assert points["wireless_access_point_stations_count", "AP-1"] == 14
    assert 1300 in (await asked(probes["gw-1"])).values()
    for path in ("1.3.6.1.2.1.1.99.0", "no oid", "1.3.6.1.2.1.1.2.0"):
        with pytest.raises(KeyError):
            campus.set_state("core-1", path, 1)
    with pytest.raises(ValueError, match="not 'up'"):
        campus.set_state("core-1", "1.3.6.1.2.1.2.2.1.8.7", "up")


async def interfaces_of(agent: RecordedAgent) -> ProbeResult:
    options = SnmpOptions(
        port=agent.ports["snmp"],
        community=Secret("emulated-campus"),
        read=("system", "interfaces"),
        request_timeout_seconds=0.3,
        retries=0,
    )
    target = Target(agent.name, "127.0.0.1")
    return await run_probe(Probe("p", target, SNMP, options, 60, 20), datetime.now(UTC))


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.SLOW, Fault.GARBAGE, Fault.TRUNCATED])
async def test_a_fault_of_a_recorded_agent_is_a_failure(fault: Fault) -> None:
    async with running(RecordedAgent("core-1", rows())) as agent:
        agent.fault = fault
        result = await interfaces_of(agent)
        assert (result.failure is not None, result.readings) == (True, ())
        agent.fault = Fault.NONE
        assert (await interfaces_of(agent)).failure is None


async def test_a_recorded_agent_that_lies_says_no_number_that_is_true() -> None:
    async with running(RecordedAgent("core-1", rows())) as agent:
        true = await interfaces_of(agent)
        agent.fault = Fault.WRONG_VALUE
        lies = await interfaces_of(agent)
    numbers = {
        (it.quantity.name, it.instance): it.value
        for it in true.readings
        if isinstance(it.value, int | float)
    }
    assert numbers
    said = {(it.quantity.name, it.instance): it.value for it in lies.readings}
    assert [name for name in numbers if said.get(name) == numbers[name]] == []


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("ups-1", (Fault.SILENT, Fault.GARBAGE, Fault.TRUNCATED)),
        ("wlc-1", (Fault.SILENT, Fault.GARBAGE, Fault.TRUNCATED)),
        ("gw-1", (Fault.SILENT, Fault.GARBAGE)),
    ],
)
async def test_a_fault_of_another_recording_is_no_reading(
    campus: Campus, tmp_path: Path, name: str, faults: tuple[Fault, ...]
) -> None:
    probe = probes_of(campus, tmp_path)[name]
    short = replace(probe, timeout_seconds=1.5)
    for fault in faults:
        campus.set_fault(name, fault)
        result = await run_probe(short, datetime.now(UTC))
        assert result.failure is not None, fault


async def test_numbers_of_other_recordings_that_lie_are_not_believed(
    campus: Campus, tmp_path: Path
) -> None:
    probes = probes_of(campus, tmp_path)
    for name in ("ups-1", "wlc-1", "gw-1"):
        campus.set_fault(name, Fault.WRONG_VALUE)
    ups = await run_probe(probes["ups-1"], datetime.now(UTC))
    points = await run_probe(probes["wlc-1"], datetime.now(UTC))
    meters = await run_probe(probes["gw-1"], datetime.now(UTC))
    assert 1200 not in {it.value for it in ups.readings}
    assert 13 not in {it.value for it in points.readings}
    assert 1200.5 not in {it.value for it in meters.readings}


FAULTY = {
    "a missing file": (
        "file: switch.snmprec,",
        "file: nowhere.snmprec,",
        r"campus.yaml:6: .*/nowhere\.snmprec: No such file",
    ),
    "a protocol that there is not": ("protocol: nut", "protocol: cup", "campus.yaml:9: .*'cup'"),
    "a community of a user": ("version: v3", "version: v3, community: c", "belongs to version v2c"),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTY.values(), ids=FAULTY.keys())
def test_a_wrong_recording_in_a_scenario_is_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ScenarioError, match=message):
        load(write_files(tmp_path, SCENARIO.replace(old, new, 1)))


MALFORMED = {
    ("switch.snmprec", "1.3.6.1.2.1.1.5.0|4\n"): r"switch\.snmprec:1: not OID\|tag\|value",
    ("switch.snmprec", "\n1.3.six|4|x\n"): r"switch\.snmprec:2: '1.3.six' is no object identifier",
    ("switch.snmprec", "1.3|99|x\n"): r"switch\.snmprec:1: the tag '99' is none of 2, 4,",
    ("switch.snmprec", "1.3|67:numeric|rate=1\n"): r"switch\.snmprec:1: the tag '67:numeric'",
    ("switch.snmprec", "1.3|4x|4g\n"): r"switch\.snmprec:1: non-hexadecimal number",
    ("switch.snmprec", "1.3|66|-1\n"): r"switch\.snmprec:1: -1 is no GAUGE32",
    ("switch.snmprec", "1.3|64|10.0.0\n"): r"switch\.snmprec:1: '10.0.0' is no IPv4 address",
    ("switch.snmprec", "1.4294967296|5|\n"): r"switch\.snmprec:1: .* beyond 32 bits",
    ("switch.snmprec", "# nothing\n"): r"switch\.snmprec: the recording has no objects",
    ("switch.snmprec.bz2", "no archive"): r"switch\.snmprec\.bz2: Invalid data stream",
    ("ups.dev", "battery.charge: 1\nnonsense\n"): r"ups\.dev:2: not `name: value`: 'nonsense'",
    ("ups.dev", "# nothing\n"): r"ups\.dev: the recording has no variables",
    ("points.raw", "\n"): r"points\.raw: the recording is empty",
    ("sensor.txt", "a/topic\n"): r"sensor\.txt:1: a topic without the line of its payload",
}


@pytest.mark.parametrize(("file", "message"), MALFORMED.items())
def test_a_malformed_recording_is_named_with_its_line(
    tmp_path: Path, file: tuple[str, str], message: str
) -> None:
    path = write_files(tmp_path)
    (tmp_path / file[0]).write_text(file[1], encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load(path)


def test_a_fact_about_a_recording_is_refused(tmp_path: Path) -> None:
    scenario = SCENARIO.replace(
        "campus: {}",
        "campus: {buildings: [{name: library, uplinks: [{target: core-1, interface: GE0/0/5}]}]}",
    )
    with pytest.raises(ScenarioError, match="core-1 is a recording, of which the simulator knows"):
        load(write_files(tmp_path, scenario))
