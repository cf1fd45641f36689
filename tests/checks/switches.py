"""Campuses on which another reading of the documents changes a verdict."""

from dataclasses import dataclass

from checks.campus import (
    AccessPorts,
    Building,
    Campus,
    CircuitKind,
    Device,
    Feed,
    Gateway,
    InstanceRef,
    Medium,
    Meter,
    PowerScope,
    RoomKind,
    Vlan,
)
from checks.verdict import Outcome
from collectors import quantities as q
from collectors.probe import ProbeResult
from tests.builders import (
    circuit,
    failed,
    listened,
    people,
    point,
    ports,
    power_domain,
    room,
    said,
)

GIGABIT = 1_000_000_000
DAY_SECONDS = 86_400.0
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class Switch:
    """A clause's outcome as recommended, and as it is under another choice."""

    name: str
    choice: str
    clause: str
    campus: Campus
    rounds: tuple[ProbeResult, ...]
    before: Outcome
    after: Outcome


def interfaces(**speeds: int) -> ProbeResult:
    """Ports of core-1 on fibre, up at these speeds; 0 is a port that is down."""
    return said(
        "core-1",
        {
            q.INTERFACE_UP: {name: speed > 0 for name, speed in speeds.items()},
            q.INTERFACE_SPEED: dict(speeds),
            q.INTERFACE_OPTICAL: dict.fromkeys(speeds, True),
        },
    )


def capable(*names: str) -> ProbeResult:
    return said("core-1", {q.INTERFACE_CAPABILITY: dict.fromkeys(names, GIGABIT)})


def ups(name: str, runtime_seconds: float, charge_ratio: float = 1.0) -> ProbeResult:
    return said(
        name,
        {
            q.UPS_RUNTIME: runtime_seconds,
            q.UPS_CHARGE: charge_ratio,
            q.UPS_BATTERY_NORMAL: True,
            q.UPS_ON_BATTERY: False,
        },
    )


def egress(*contracts: tuple[str, int, CircuitKind]) -> Campus:
    circuits = [circuit(name, contract, kind) for name, contract, kind in contracts]
    return Campus(circuits=circuits, people=people())


CERNET, INTERNET = CircuitKind.CERNET, CircuitKind.INTERNET
SMALL_CONTRACT = egress(("cernet", GIGABIT, CERNET))
BIG_CONTRACT = egress(("cernet", 4 * GIGABIT, CERNET))
MOSTLY_CERNET = egress(("cernet", 4 * GIGABIT, CERNET), ("isp", GIGABIT, INTERNET))
ONLY_CERNET = egress(("cernet", 4 * GIGABIT, CERNET))
EGRESS = (
    Switch(
        "I-12", "port_only", "JJ010101.4",
        SMALL_CONTRACT, (interfaces(cernet=10 * GIGABIT),), FAIL, PASS,
    ),
    Switch(
        "I-12", "contract_only", "JJ010101.4",
        BIG_CONTRACT, (interfaces(cernet=0),), FAIL, PASS,
    ),
    Switch("I-12", "contract_only", "JJ010101.4", BIG_CONTRACT, (), UNKNOWN, PASS),
    Switch(
        "I-12", "internet_only", "JJ010101.4",
        MOSTLY_CERNET, (interfaces(cernet=10 * GIGABIT, isp=10 * GIGABIT),), PASS, FAIL,
    ),
    Switch(
        "I-12", "internet_only", "bjk12-1-1-1",
        ONLY_CERNET, (interfaces(cernet=10 * GIGABIT),), PASS, FAIL,
    ),
)  # fmt: skip

DESKS = Campus(access_ports=[AccessPorts(target="core-1", interfaces=["GE*"])])
CLASSROOM = Campus(rooms=[room(ports=ports("GE1"))])
OLD_PRINTER = (capable("GE1", "GE2"), interfaces(GE1=10_000_000, GE2=0))
NOBODY = (capable("GE1", "GE2"), interfaces(GE1=0, GE2=0))
PAIR = Campus(buildings=[Building(name="main", uplinks=ports("XGE1", "XGE2"))])
HALVES = (interfaces(XGE1=5 * GIGABIT, XGE2=5 * GIGABIT),)
PORTS = (
    Switch("I-15", "negotiated", "JJ010101.3", DESKS, OLD_PRINTER, PASS, FAIL),
    Switch("I-15", "negotiated", "JJ010101.3", DESKS, NOBODY, PASS, UNKNOWN),
    Switch("I-15", "negotiated", "eval-1.1-1c", CLASSROOM, OLD_PRINTER, PASS, FAIL),
    Switch("I-16", "sum_of_uplinks", "bjhei-net-03-2a", PAIR, HALVES, FAIL, PASS),
    Switch("I-16", "sum_of_uplinks", "bjhei-net-01-2", PAIR, HALVES, FAIL, PASS),
)

POINTS_DOWN = (said("wlc-1", {q.ACCESS_POINT_UP: {"ap": False}}),)
VLANS = Campus(
    vlans=[
        Vlan(name="students", users=True, target="core-1", interface="V100"),
        Vlan(name="things", users=False, target="core-1", interface="V200"),
    ]
)
ONE_WITH_IPV6 = (
    said(
        "core-1",
        {
            q.INTERFACE_UP: {"V100": True, "V200": True},
            q.INTERFACE_IPV6_GLOBAL_ADDRESSES: {"V100": 1, "V200": 0},
            q.INTERFACE_ROUTER_ADVERTISEMENTS: {"V100": True, "V200": False},
        },
    ),
)
BROKEN_IPV6 = (said("portal", {q.WEB_IPV6_OK: {"/": False}, q.WEB_IPV6_ADDRESSES: {"/": 1}}),)
NETWORK = (
    Switch(
        "I-19", "installed_capacity", "JJ010302.3",
        Campus(rooms=[room(kind=RoomKind.SMART_CLASSROOM, seats=40, access_points=[point("ap")])]),
        POINTS_DOWN, FAIL, PASS,
    ),
    Switch(
        "I-19", "installed_capacity", "bjk12-4-5-2a",
        Campus(rooms=[room(access_points=[point("ap")])]), POINTS_DOWN, FAIL, PASS,
    ),
    # what these two clauses leave unproven keeps a pass of the measured part unknown
    Switch("I-22", "all_vlans", "JJ010101.f4", VLANS, ONE_WITH_IPV6, UNKNOWN, FAIL),
    Switch(
        "I-23", "aaaa_alone", "bjhei-net-07-2",
        Campus(portals=["portal"]), BROKEN_IPV6, FAIL, UNKNOWN,
    ),
)  # fmt: skip


def carried(*units: str, feed: Feed = Feed.PARALLEL) -> Campus:
    return Campus(power_domains=[power_domain(*units, scope=PowerScope.SURVEILLANCE, feed=feed)])


TWO = ("ups-1", "ups-2")
FIVE_HOURS_EACH = (ups("ups-1", 18_000), ups("ups-2", 18_000))
ONE_SHORT = (ups("ups-1", 36_000), ups("ups-2", 600))
INDEPENDENT = carried(*TWO, feed=Feed.INDEPENDENT)
POWER = (
    Switch("I-31", "no_unit_is_unknown", "JJ010305.2", carried(), (), FAIL, UNKNOWN),
    Switch(
        "I-32", "as_reported", "JJ010305.2",
        carried("ups-1"), (ups("ups-1", 36_000, charge_ratio=0.5),), UNKNOWN, PASS,
    ),
    Switch("I-33", "sum_of_parallel", "JJ010305.2", carried(*TWO), FIVE_HOURS_EACH, FAIL, PASS),
    Switch("I-33", "always_smallest", "JJ010305.2", INDEPENDENT, ONE_SHORT, PASS, FAIL),
)  # fmt: skip

SILENT = (listened("broker", q.GATEWAY_HEARD, q.METER_VALUE, for_seconds=DAY_SECONDS),)
METER = Campus(meters=[Meter(name="gas", medium=Medium.GAS, target="broker")])
CORE_AND_CAMERA = Campus(
    devices=[
        Device(name="core-1", role="core", polled=True),
        Device(name="camera-1", role="camera", polled=True),
    ]
)
CAMERA_DEAD = (said("core-1", {q.DEVICE_UPTIME: 60.0}), failed("camera-1", q.DEVICE_UPTIME))
CORE = Campus(devices=[Device(name="core-1", role="core", polled=True)])
MACHINE_ROOM = Campus(
    rooms=[room(kind=RoomKind.MACHINE_ROOM, temperature_sensors=[InstanceRef(target="env")])]
)
MOSTLY_ELECTRIC = Campus(
    meters=[
        Meter(name="e1", medium=Medium.ELECTRICITY, target="broker"),
        Meter(name="e2", medium=Medium.ELECTRICITY, target="broker"),
        Meter(name="gas", medium=Medium.GAS, target="broker"),
        Meter(name="heat", medium=Medium.HEAT, target="broker"),
    ]
)
ELECTRICITY_READ = (*SILENT, said("broker", {q.METER_VALUE: {"e1": 1.0, "e2": 1.0}}))
ALL_BUT_HEAT = (*SILENT, said("broker", {q.METER_VALUE: {"e1": 1.0, "e2": 1.0, "gas": 1.0}}))
SHARES = (
    Switch(
        "I-42", "every_device", "GJ010401.1", CORE_AND_CAMERA, CAMERA_DEAD, UNKNOWN, FAIL
    ),
    Switch("I-43", "per_medium", "GJ010303.1", MOSTLY_ELECTRIC, ELECTRICITY_READ, PASS, FAIL),
    Switch("I-43", "per_medium", "ZJ010304.c", MOSTLY_ELECTRIC, ELECTRICITY_READ, PASS, FAIL),
    # the clause leaves more unproven, so that a pass of the measured part stays unknown
    Switch("I-58", "annex_alone", "zz-6.7-2", MOSTLY_ELECTRIC, ALL_BUT_HEAT, FAIL, UNKNOWN),
    Switch("I-61", "unknown", "GJ010401.f1", CORE, (failed("core-1", q.DEVICE_UPTIME),),
           FAIL, UNKNOWN),
    Switch("I-61", "unknown", "ZJ010401.2", MACHINE_ROOM, (failed("env", q.TEMPERATURE),),
           FAIL, UNKNOWN),
    Switch(
        "I-61", "unknown", "bjhei-logi-04-1",
        Campus(gateways=[Gateway(name="gw", target="broker", kind="energy")]), SILENT,
        FAIL, UNKNOWN,
    ),
    Switch("I-61", "unknown", "ZJ010304.c", METER, SILENT, FAIL, UNKNOWN),
    Switch("I-61", "unknown", "JJ010304.f1", METER, SILENT, FAIL, UNKNOWN),
)  # fmt: skip

SWITCHES = (*EGRESS, *PORTS, *NETWORK, *POWER, *SHARES)

#: Why another reading provably changes no verdict today; a test holds each reason to the clauses.
NOTHING_MEASURES = {
    "I-6": "no indicator compares the size of a display with the seats",
    "I-8": "no indicator reads the size of a display",
    "I-14": "no indicator counts outlets over staff and students",
    "I-17": "no indicator reads the load of a radio",
    "I-18": "no indicator reads the terminals of an access point over a window",
    "I-25": "a document decides 5G coverage; nothing on the campus network sees it",
    "I-37": "no collector asks a recorder for its recordings",
    "I-38": "no collector asks a recorder for its recordings",
    "I-39": "no collector reads the stream of a camera",
    "I-41": "no collector reads an access log",
    "I-44": "no collector reads a light controller",
    "I-46": "a load test report decides, and nothing counts sessions",
    "I-48": "no indicator counts rooms by their kind",
    "I-49": "nothing finds systems that stand in no ledger",
    "I-50": "no collector reads the lag of a replica",
    "I-53": "a document decides how long data are kept",
    "I-54": "documents of drills decide",
    "I-60": "the data-centre rows have no indicator",
}
#: Clauses are live, but their indicators do not look at what the question is about.
NOT_LOOKED_AT = {
    "I-52": "where the copy lies is not measured: the clauses say so and stay unknown",
    "I-59": "points are no verdicts: they weigh them",
}
