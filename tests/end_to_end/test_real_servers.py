"""Against real servers, an audit gives the verdicts that a person computes by hand.

What the servers are configured to say stands in `real_campus.py`, what the inventory says in
`real_inventory.py`; here stands what follows, as sums to be checked with pencil and paper.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator

import exporters
from tests.end_to_end.real_audit import Ended, campus_auditor
from tests.end_to_end.real_campus import (
    BACKUP_HOURS_AGO,
    COMMUNITY,
    CORE,
    HOUR_SECONDS,
    V2C,
    RealCampus,
    real_campus,
)
from tests.end_to_end.real_snmpd import snmpd
from tests.peers.test_upsd import probe as ask_upsd

#: One campus at a time: beside each other they would miss their own deadlines on two cores.
pytestmark = [pytest.mark.peer, pytest.mark.xdist_group("campus")]

Json: TypeAlias = Any  # what json.loads gives

SCHEMA = json.loads((Path(exporters.__file__).parent / "audit.schema.json").read_text())
ALL_STANDARDS = "bjhei, jj, zj, gj, bjk12, zz, eval"

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = "pass", "fail", "unknown", "not_applicable"
MEGABIT, GIGABIT = 10**6, 10**9

# -- egress ------------------------------------------------------------------------------
# cernet and the operator's line count what contract and port both carry; the port of the
# education network is down
EGRESS = min(2 * GIGABIT, 10 * GIGABIT) + min(1 * GIGABIT, 1 * GIGABIT) + 0
PER_PERSON = EGRESS / (400 + 3600)  # 750,000 bit/s: below 1 Mbit/s, above 512 kbit/s

# -- inside ------------------------------------------------------------------------------
SLOWEST_BUILDING = min(
    max(10 * GIGABIT, 10 * GIGABIT),  # main: two uplinks of 10 Gbit/s
    max(1 * GIGABIT, 0),  # library: 1 Gbit/s, and a 10 Gbit/s port that is down
)
SLOWEST_BACKBONE = min(10 * GIGABIT, 10 * GIGABIT)
FIBRES_UP = min(1 + 1, 1 + 0)  # main, library
UPLINKS_ON_FIBRE = min(2 / 2, 2 / 2)  # main, library; a dark port has its optics too
# GE0/0/1 runs at 100 Mbit/s but could do 1 Gbit/s, which is what counts; FE0/0/9 cannot
SLOWEST_DESK = min(max(100 * MEGABIT, 1 * GIGABIT), 1 * GIGABIT, 100 * MEGABIT)
SLOWEST_CLASSROOM = min(1 * GIGABIT, 1 * GIGABIT)  # A101, A102: the best port of each
VLANS_WITH_IPV6 = min(1, 0)  # students; staff has an address but no router advertisements
ROOMS_WIRED = 3 / 3
ROOMS_WIRELESS = 0 / 3  # the inventory says that no room has an access point

# -- power -------------------------------------------------------------------------------
MACHINE_ROOM_SECONDS = 135 * 60  # upsEstimatedMinutesRemaining; 8,100 s is above 2 h
CAMERA_SECONDS = 25_200  # 7 h: below 8 h, above 6 h and 1 h

# -- things ------------------------------------------------------------------------------
GATEWAYS_HEARD = 1 / 2  # gw-annex says nothing
METERS_READ = 2 / 3  # water and power; nothing reads the one of gas
MEDIA_READ = 2 / 3

# -- hardware: core-1, access-1, ups-dc, ups-cctv, ats-dc; of backup-1 only its backups are read
HARDWARE = 5 / 6
NETWORK = 2 / 2
SERVERS = 0 / 1

# -- services ----------------------------------------------------------------------------
DNS_COMBINATIONS = 4 / 4  # A and AAAA, over IPv4 and IPv6
PORTALS = min(1, 0)  # www answers on ::1; old has no AAAA
REGISTRY_AGE = BACKUP_HOURS_AGO["registry"] * HOUR_SECONDS  # the only important data set
OLDEST_AGE = max(hours * HOUR_SECONDS for hours in BACKUP_HOURS_AGO.values())  # 30 h > 24 h
TEST_TAKES_SECONDS = 300  # so much older a backup may have become when it is judged

BY_HAND: Mapping[str, tuple[str, float]] = {
    "bjhei-net-01-2": (FAIL, SLOWEST_BUILDING),  # at least 10 Gbit/s, on fibre
    "bjhei-net-03-1": (UNKNOWN, ROOMS_WIRED),  # all, but that is only part of the clause
    "bjhei-net-03-2a": (FAIL, SLOWEST_BUILDING),
    "bjhei-net-03-2b": (FAIL, SLOWEST_DESK),  # at least 1 Gbit/s
    "bjhei-net-03-3": (FAIL, FIBRES_UP),  # at least 2
    "bjhei-net-04-1": (FAIL, ROOMS_WIRELESS),
    "bjhei-net-05-1b": (FAIL, 0),  # of one circuit to the education network
    "bjhei-net-05-2": (PASS, 1),  # the operator's line
    "bjhei-net-05-note": (FAIL, PER_PERSON),  # at least 1 Mbit/s
    "bjhei-net-07-1a": (FAIL, VLANS_WITH_IPV6),
    "bjhei-net-07-2": (FAIL, PORTALS),
    "bjhei-net-10-1": (PASS, UPLINKS_ON_FIBRE),
    "bjhei-dc-01-4a": (PASS, 2),  # atsStatusRedundancyState: fully redundant
    "bjhei-dc-01-4b": (PASS, 1),  # upsBatteryStatus: normal
    "bjhei-dc-05-5": (PASS, 1 / 1),  # the only important data set, in a cloud, an hour old
    "bjhei-svc-01-1": (PASS, DNS_COMBINATIONS),
    "bjhei-logi-04-1": (UNKNOWN, 1 / 1),  # of the energy gateways; control is not tried
    "bjhei-sect-02-2a": (PASS, MACHINE_ROOM_SECONDS),  # at least 2 h
    "bjhei-sect-02-2b": (FAIL, min(1, 0)),  # temperature is read, humidity is not
    "JJ010101.f1": (PASS, ROOMS_WIRED),
    "JJ010101.2": (PASS, SLOWEST_BACKBONE),  # at least 10 Gbit/s
    "JJ010101.3": (PASS, SLOWEST_DESK),  # at least 100 Mbit/s
    "JJ010101.4": (PASS, PER_PERSON),  # at least 512 kbit/s
    "JJ010102.f3": (FAIL, MEDIA_READ),
    "JJ010102.c": (FAIL, GATEWAYS_HEARD),
    "JJ010201.f5": (PASS, REGISTRY_AGE),  # at most 24 h
    "JJ010302.3": (FAIL, 0 / 45),  # terminals per seat
    "JJ010305.2": (FAIL, CAMERA_SECONDS),  # at least 8 h
    "JJ010401.f1": (PASS, NETWORK),
    "JJ010401.f2": (FAIL, SERVERS),
    "JJ020203.f1": (FAIL, 1 / 2),  # both lie in a cloud, but one is 30 h old
    "ZJ010101.4": (PASS, PER_PERSON),
    "ZJ010304.c": (PASS, METERS_READ),  # at least half
    "ZJ010305.3": (PASS, CAMERA_SECONDS),  # at least 6 h
    "ZJ010401.1": (FAIL, min(NETWORK, SERVERS)),
    "ZJ010401.2": (PASS, 1),  # the inlet's 23.5 degrees are read
    "GJ010101.3": (PASS, SLOWEST_DESK),
    "GJ010303.1": (PASS, METERS_READ),
    "GJ010304.2": (FAIL, CAMERA_SECONDS),  # at least 8 h
    "GJ010401.1": (UNKNOWN, HARDWARE),  # above 80 %, but of the devices that are listed
    "bjk12-1-1-1": (PASS, EGRESS),  # at least 100 Mbit/s
    "bjk12-2-3-1": (FAIL, min(NETWORK, SERVERS)),
    "bjk12-4-5-1": (PASS, 4),  # outlets of A102
    "bjk12-11-16-1": (FAIL, 2),  # outlets of A101, of 4
    "bjk12-14-22-8": (PASS, CAMERA_SECONDS),  # at least 1 h
    "zz-5.2-2": (UNKNOWN, REGISTRY_AGE),  # younger than a day, but real time is not shown
    "zz-6.1-1a": (FAIL, ROOMS_WIRELESS),
    "zz-6.1-1b": (FAIL, VLANS_WITH_IPV6),
    "zz-6.1-1c": (UNKNOWN, NETWORK),  # all are managed; by segment and domain is not shown
    "zz-6.7-2": (FAIL, MEDIA_READ),
    "eval-1.1-1a": (PASS, 1),  # cernet comes in on fibre, the operator on copper
    "eval-1.1-1b": (PASS, EGRESS),  # at least 1 Gbit/s
    "eval-1.1-1c": (PASS, SLOWEST_CLASSROOM),  # at least 100 Mbit/s
    "eval-1.1-2a": (FAIL, ROOMS_WIRELESS),
    "eval-8.1-2": (FAIL, OLDEST_AGE),
}

#: What rests on the cameras' UPS alone.
OF_CAMERA_UPS = {"JJ010305.2", "ZJ010305.3", "GJ010304.2", "bjk12-14-22-8"}


def clauses_of(ended: Ended) -> dict[str, Json]:
    """The clauses by id, out of a document that is as the schema says."""
    document = json.loads(ended.output)
    Draft202012Validator(SCHEMA).validate(document)
    assert document["complete"] is True
    return {clause["id"]: clause for clause in document["clauses"]}


def expected(by_hand: tuple[str, float]) -> tuple[str, Any]:
    """The same, forgiving to a backup the seconds for which the test has run."""
    outcome, value = by_hand
    if value in (REGISTRY_AGE, OLDEST_AGE):
        late = TEST_TAKES_SECONDS / 2
        return outcome, pytest.approx(value + late, abs=late)
    return outcome, pytest.approx(value, rel=1e-12)


def assert_as_by_hand(clauses: Mapping[str, Json], but: frozenset[str] = frozenset()) -> None:
    said = {key: (clauses[key]["outcome"], clauses[key]["value"]) for key in BY_HAND.keys() - but}
    wrong = {
        key: (pair, BY_HAND[key], clauses[key]["cause"])
        for key, pair in said.items()
        if pair != expected(BY_HAND[key])
    }
    assert not wrong
    for key in said:
        if BY_HAND[key][0] == UNKNOWN:
            assert clauses[key]["cause"]["kind"] == "partly_proven", key


@pytest.mark.slow
async def test_an_audit_of_real_servers_says_what_a_person_computes(tmp_path: Path) -> None:
    async with real_campus(tmp_path) as campus:
        config = campus.inventory(tmp_path, ALL_STANDARDS)
        # so long is listened that gw-annex is known to be silent, and not only unheard as yet
        ended = await campus_auditor("audit", "--config", config, "--format", "json", "--wait", 20)
        assert ended.errors == ""
        assert ended.exit_code == 3
        clauses = clauses_of(ended)
        assert_as_by_hand(clauses)
        assert_shows_its_sums(clauses)
        await assert_a_dead_driver_is_told(campus, config)


def assert_shows_its_sums(clauses: Mapping[str, Json]) -> None:
    """The arithmetic, what each port said, and both portals stand in the document itself."""
    note = clauses["bjhei-net-05-note"]
    assert note["arithmetic"] == (
        "(min(2 Gbit/s contract, 10 Gbit/s port) + min(1 Gbit/s contract, 1 Gbit/s port)"
        " + 0 (education is down)) ÷ (400 staff + 3600 students) = 750 kbit/s per person"
    )
    evidence = {(e["source"], e["quantity"], e["instance"]): e["value"] for e in note["evidence"]}
    assert evidence["core-1", "interface_speed_bits_per_second", "XGE1/0/24"] == 10 * GIGABIT
    assert evidence["core-1", "interface_speed_bits_per_second", "GE1/0/25"] == 1 * GIGABIT
    assert evidence["core-1", "interface_up", "GE1/0/26"] is False
    assert note["margin_ratio"] == pytest.approx(750_000 / 1_000_000 - 1)
    portals = {s["name"]: (s["outcome"], s["value"]) for s in clauses["bjhei-net-07-2"]["subjects"]}
    assert portals == {"portal": (UNKNOWN, None), "old-portal": (FAIL, 0)}


async def assert_a_dead_driver_is_told(campus: RealCampus, config: Path) -> None:
    """The cameras' UPS is unknown and named; what does not rest on it stands as before."""
    driver = campus.ups.drivers["cctv"]
    driver.kill()
    await driver.wait()
    for _ in range(200):
        if (await ask_upsd(campus.ups.port, "cctv")).failure is not None:
            break
        await asyncio.sleep(0.05)  # upsd has not yet noticed
    ended = await campus_auditor("audit", "--config", config, "--format", "json")
    assert ended.exit_code == 3
    clauses = clauses_of(ended)
    for key in OF_CAMERA_UPS:
        assert (clauses[key]["outcome"], clauses[key]["value"]) == (UNKNOWN, None), key
        cause = clauses[key]["cause"]
        assert (cause["kind"], cause["target"]) == ("failed", "ups-cctv"), key
        assert any(word in cause["detail"] for word in ("DRIVER-NOT-CONNECTED", "DATA-STALE")), key
    # listened to for one round only, gw-annex may yet speak: 1 ÷ 1 known of 2
    gateways = clauses["JJ010102.c"]
    assert (gateways["outcome"], gateways["cause"]["target"]) == (UNKNOWN, "broker-1")
    assert "gw-annex" in gateways["cause"]["detail"]
    # of 6 devices 4 are managed, 1 is not, and 1 was asked too short a time to say so
    hardware = clauses["GJ010401.1"]
    assert (hardware["outcome"], hardware["value"]) == (UNKNOWN, pytest.approx(4 / 5))
    assert "ups-cctv" in hardware["cause"]["detail"]
    assert_as_by_hand(clauses, frozenset({*OF_CAMERA_UPS, "JJ010102.c", "GJ010401.1"}))


# -- exit codes, on a campus of one switch -----------------------------------------------

ONE_LINE = Template("""\
site: {name: One line, profiles: [eval]}
store: {url: "sqlite:///auditor.db"}
campus:
  rooms: [{name: dc-1, kind: machine_room}] # no classroom: nothing to judge there
  data_sets: []
  systems: []
  cameras: []
  things: []
  places: []
  computers: []
  security_devices: []
  circuits:
    - name: cernet
      kind: cernet
      target: core-1
      interface: XGE1/0/24 # up, 10 Gbit/s, fibre
      contract_bits_per_second: $contract
      as_of: 2026-03-01
      source: contract 17
targets:
  - name: core-1
    address: 127.0.0.1
    role: core
    probes:
      - collector: snmp
        port: $port
        community: env:$community
        request_timeout_seconds: 0.5
        read: [interfaces, mau]
""")


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[int]:
    async with snmpd(tmp_path / "core", V2C, CORE) as port:
        yield port


@dataclass(frozen=True, slots=True)
class Case:
    """One line of an inventory that differs, and what the audit then says."""

    contract: str
    community: str
    exit_code: int
    outcomes: tuple[str, str]  # eval-1.1-1a and -1b
    figure: str


CASES = {
    # min(1 Gbit/s, 10 Gbit/s) is at least 1 Gbit/s, and comes in on fibre
    "all pass": Case("1_000_000_000", "CAMPUS_COMMUNITY", 0, (PASS, PASS), "1 Gbit/s"),
    # min(900 Mbit/s, 10 Gbit/s) is not
    "a clause fails": Case("900_000_000", "CAMPUS_COMMUNITY", 3, (PASS, FAIL), "900 Mbit/s"),
    # snmpd does not answer another community at all
    "only unknowns": Case("1_000_000_000", "CAMPUS_AUTH_KEY", 4, (UNKNOWN, UNKNOWN), "–"),
}


@pytest.mark.parametrize("name", CASES)
async def test_table_and_exit_code_say_the_same(name: str, core: int, tmp_path: Path) -> None:
    case, config = CASES[name], tmp_path / "auditor.yaml"
    config.write_text(
        ONE_LINE.substitute(port=core, contract=case.contract, community=case.community)
    )
    ended = await campus_auditor("audit", "--config", config)
    assert ended.exit_code == case.exit_code
    rows = {
        cells[0]: cells[1:]
        for line in ended.output.splitlines()
        if len(cells := [cell.strip() for cell in line.split("│")[1:-1]]) > 1 and cells[0]
    }
    assert (rows["eval-1.1-1a"][0], rows["eval-1.1-1b"][0]) == case.outcomes
    assert rows["eval-1.1-1b"][1:3] == [case.figure, "at least 1 Gbit/s"]
    for clause in ("eval-1.1-1c", "eval-1.1-2a", "eval-8.1-2"):
        assert rows[clause][0] == "not applicable"
    if UNKNOWN in case.outcomes:
        assert "core-1" in rows["eval-1.1-1b"][-1]


async def test_a_broken_configuration_is_refused_by_line_with_exit_code_2(tmp_path: Path) -> None:
    good, broken = tmp_path / "good.yaml", tmp_path / "broken.yaml"
    good.write_text(ONE_LINE.substitute(port=161, contract="1", community="CAMPUS_COMMUNITY"))
    broken.write_text(ONE_LINE.substitute(port="many", contract="1 Gbit/s", community="NOBODY"))
    accepted = await campus_auditor("check-config", "--config", good)
    assert (accepted.exit_code, accepted.errors) == (0, "")
    assert "1 target, 1 probe" in accepted.output
    refused = await campus_auditor("audit", "--config", broken)
    assert (refused.exit_code, refused.output) == (2, "")
    lines = broken.read_text().splitlines()
    for word in ("contract_bits_per_second:", "port:", "community:"):
        number = next(n for n, line in enumerate(lines, 1) if word in line)
        assert f"{broken}:{number}:" in refused.errors
    assert "Traceback" not in refused.errors


async def test_a_probe_by_hand_shows_what_snmpd_is_configured_to_say(core: int) -> None:
    ended = await campus_auditor(
        "probe", "127.0.0.1", "--collector", "snmp", "--port", core, "--community", COMMUNITY,
        "--format", "json",
    )  # fmt: skip
    assert (ended.exit_code, ended.errors) == (0, "")
    document = json.loads(ended.output)
    assert (document["failure"], document["partial"]) == (None, False)
    assert document["identity"]["name"] == "core-1"
    values = {(r["quantity"], r["instance"]): r["value"] for r in document["readings"]}
    assert values["interface_speed_bits_per_second", "XGE1/0/24"] == 10 * GIGABIT
    assert values["interface_speed_bits_per_second", "GE1/0/25"] == 1 * GIGABIT
    assert values["interface_up", "GE1/0/26"] is False
    assert values["interface_optical", "XGE1/0/24"] is True
    assert values["interface_optical", "GE1/0/25"] is False
    assert values["interface_ipv6_global_addresses_count", "Vlanif101"] == 1
    assert values["interface_ipv6_router_advertisements", "Vlanif101"] is False
