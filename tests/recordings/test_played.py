"""A campus of recorded devices: played by the simulator, read by the auditor, as the index says."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.config import load as load_configuration
from checks.clause import load_standards
from collectors.catalogue import COLLECTORS
from collectors.probe import ProbeResult, run_probe
from collectors.snmp.collector import SUBJECTS
from sim.campus import running
from sim.inventory import Settings, write
from sim.recordings import snmprec
from sim.recordings.redaction import Orders, redacted
from sim.scenario import load
from tests.collectors.test_nut_recordings import SAME
from tests.conftest import require_recordings
from tests.recordings.replay import FOLDER, devices, readings
from tests.recordings.test_recordings import Pair, Read, pairs, same

SWITCHES = (
    "lnms-vrp_5720 lnms-vrp_power lnms-comware_a5500 lnms-ios_c3560 lnms-dlink_dgs-1510-28"
    " lnms-edgecos_2100-28p lnms-jetstream_t1600g-28ts sim-ruijie-s5750-24gt12sfp"
    " lnms-ciscosb_cbs350-4x sim-huawei-s5720"
)
CARDS = "lnms-apc_smart1500 lnms-apc_smx750 lnms-eatonups lnms-deltaups lnms-generex-ups_cs141"
UNITS = (
    "nut-apc-smart-ups-1000-snmp-ups-2-7-4-01 nut-apc-back-ups-es-700-usbhid-ups-2-6-5-01"
    " nut-apc-back-ups-es-750-usbhid-ups-2-6-4-01"
)
READS = ["system", "interfaces", "identity", "ups", "health", "topology", "sensors"]
CONTROLLER = "cli/huawei_vrp/huawei_vrp_display_ap_all"
SENSOR = "mqtt/zigbee2mqtt-snzb02.txt"
#: At a time; the simulator is in the same process.
TOGETHER = 4

#: Recordings that are hidden and read again: of switches, UPS, hosts and wireless controllers.
HIDDEN = (
    "lnms-vrp_5720 lnms-ios_2960x lnms-apc_smx750 lnms-fortigate_100e lnms-aruba-instant"
    " lnms-linux_lsi sim-cisco-controller sim-huawei-s12704"
)


def index() -> dict[str, Any]:
    text = (require_recordings() / "index.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe one
    return loaded


def entries(section: list[dict[str, Any]], names: str) -> dict[str, dict[str, Any]]:
    known = {entry["id"]: entry for entry in section}
    return {name: known[name] for name in names.split()}


def scenario(agents: dict[str, Any], units: dict[str, Any]) -> dict[str, Any]:
    """Twenty devices, of each kind of recording."""
    played: list[dict[str, object]] = [
        {"name": name, "protocol": "snmp", "file": str(FOLDER / entry["file"]), "read": READS}
        for name, entry in agents.items()
    ]
    played += [
        {"name": name, "protocol": "nut", "file": str(FOLDER / entry["file"])}
        for name, entry in units.items()
    ]
    played += [
        {"name": "controller", "protocol": "ssh", "file": str(FOLDER / f"{CONTROLLER}.raw")},
        {
            "name": "sensor", "protocol": "mqtt", "file": str(FOLDER / SENSOR),
            "interval_seconds": 0.5, "read": ["battery"],
        },
    ]  # fmt: skip
    return {
        "site": {"name": "Recorded", "profiles": ["gj"]},
        "campus": {},
        "devices": {"recordings": played},
    }


async def results(document: dict[str, Any], folder: Path) -> dict[str, ProbeResult]:
    """One round of the auditor over the campus, by the name of the device."""
    path = folder / "campus.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    turns = asyncio.Semaphore(TOGETHER)
    async with running(load(path)) as campus:
        main_file = write(campus, folder / "conf", Settings(timeout_seconds=60))
        configuration = load_configuration(main_file, COLLECTORS, load_standards())

        async def asked(number: int) -> ProbeResult:
            probe = configuration.probes[number]
            if probe.collector.name == "mqtt":
                brief = probe.options.model_copy(update={"listen_seconds": 3.0})
                probe = type(probe)(
                    probe.name, probe.target, probe.collector, brief, 60, probe.timeout_seconds
                )
            async with turns:
                return await run_probe(probe, datetime.now(UTC))

        done = await asyncio.gather(*map(asked, range(len(configuration.probes))))
    return {result.probe.target.name: result for result in done}


@pytest.mark.slow
async def test_a_campus_of_twenty_recorded_devices_is_read_as_the_index_says(
    tmp_path: Path,
) -> None:
    known = index()
    agents = entries(known["devices"], f"{SWITCHES} {CARDS}")
    units = entries(known["nut"], UNITS)
    found = await results(scenario(agents, units), tmp_path)
    assert len(found) == 20
    assert {name: result.failure for name, result in found.items() if result.failure} == {}
    read = {name: Read(list(result.readings)) for name, result in found.items()}
    compared = {name: list(pairs(entry["expected"], read[name])) for name, entry in agents.items()}
    compared |= {name: of_unit(entry["expected"], read[name]) for name, entry in units.items()}
    compared["controller"] = of_controller(read["controller"])
    compared["sensor"] = [("battery", 100 in read["sensor"].values.values(), True)]
    assert {
        (name, what): (ours, theirs)
        for name, told in compared.items()
        for what, ours, theirs in told
        if not same(ours, theirs)
    } == {}
    assert {name for name in found if not compared[name]} == set()
    assert sum(map(len, compared.values())) > 400


def of_unit(expected: dict[str, Any], read: Read) -> list[Pair]:
    return [
        (key, read.get(quantity, "ups"), expected[key] / in_one)
        for quantity, key, in_one in SAME
        if expected.get(key) is not None and read.get(quantity, "ups") is not None
    ]


def of_controller(read: Read) -> list[Pair]:
    parsed = yaml.safe_load((FOLDER / f"{CONTROLLER}.yml").read_text())["parsed_sample"]
    return [
        (row["name"], read.get("wireless_access_point_up", row["name"]), row["state"] == "nor")
        for row in parsed
    ]


@pytest.mark.slow
@pytest.mark.parametrize("device", [it for it in devices() if it["id"] in HIDDEN.split()],
                         ids=lambda it: it["id"])  # fmt: skip
def test_of_a_recording_without_what_is_private_the_same_is_measured(
    device: dict[str, Any], tmp_path: Path
) -> None:
    path, hidden = FOLDER / device["file"], tmp_path / "hidden.snmprec"
    rows, _ = redacted(snmprec.read(path), Orders())
    hidden.write_text(snmprec.written(rows), encoding="utf-8")
    assert measured(hidden) == measured(path)


def measured(path: Path) -> Counter[tuple[str, object]]:
    """Numbers and states, by quantity: names of instances may be hidden."""
    return Counter(
        (it.quantity.name, it.value)
        for subject in SUBJECTS.values()
        for it in readings(path, subject)
        if not isinstance(it.value, str)
    )
