"""Campuses on which another reading of the documents changes a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from checks.campus import (
    AccessPorts,
    BackupCopy,
    Building,
    Campus,
    CircuitKind,
    DataSet,
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
from checks.clause import Requirement
from checks.equipment import OutletLedger, Thing, ThingKind
from checks.systems import System, SystemKind
from checks.verdict import Outcome
from checks.video import Camera, VideoUse
from collectors import quantities as q
from collectors import system_quantities as sq
from collectors.probe import ProbeResult
from tests.builders import (
    AT,
    NOW_SECONDS,
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
from tests.whole_campus import all_ill, whole_campus

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
    # as if this decided the clause, of such subjects; empty: what decides it
    indicator: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)
    require: Requirement | None = None


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
    Switch("I-22", "all_vlans", "bjhei-net-07-1a", VLANS, ONE_WITH_IPV6, UNKNOWN, FAIL),
    Switch(
        "I-22", "all_vlans", "zz-6.1-1b", VLANS, ONE_WITH_IPV6, UNKNOWN, FAIL,
        "vlan_dual_stack_ok",
    ),
    Switch(
        "I-23", "aaaa_alone", "bjhei-net-07-2",
        Campus(portals=["portal"]), BROKEN_IPV6, FAIL, UNKNOWN, "portal_ipv6_support_ratio",
    ),
    Switch(
        "I-23", "aaaa_alone", "bjhei-net-07-2",
        Campus(portals=["portal"]), BROKEN_IPV6, FAIL, PASS, "ipv6_home_page_ok",
    ),
)  # fmt: skip


def carried(*units: str, feed: Feed = Feed.PARALLEL) -> Campus:
    return Campus(power_domains=[power_domain(*units, scope=PowerScope.SURVEILLANCE, feed=feed)])


def dc(*units: str) -> Campus:
    return Campus(power_domains=[power_domain(*units)])


TWO = ("ups-1", "ups-2")
FIVE_HOURS_EACH = (ups("ups-1", 18_000), ups("ups-2", 18_000))
ONE_SHORT = (ups("ups-1", 36_000), ups("ups-2", 600))
HOUR_AND_HALF_EACH = (ups("ups-1", 5_400), ups("ups-2", 5_400))
#: For as long as the second round stood, so did the first.
SHORT_UNTIL_NOW = (
    replace(ups("ups-1", 600), taken_seconds=NOW_SECONDS - 60),
    ups("ups-1", 36_000),
)
INDEPENDENT = carried(*TWO, feed=Feed.INDEPENDENT)
POWER = (
    Switch("I-31", "no_unit_is_unknown", "JJ010305.2", carried(), (), FAIL, UNKNOWN),
    Switch(
        "I-32", "as_reported", "JJ010305.2",
        carried("ups-1"), (ups("ups-1", 36_000, charge_ratio=0.5),), UNKNOWN, PASS,
    ),
    Switch("I-31", "no_unit_is_unknown", "bjhei-sect-02-2a", dc(), (), FAIL, UNKNOWN),
    Switch("I-32", "present", "bjhei-sect-02-2a", dc("ups-1"), SHORT_UNTIL_NOW, FAIL, PASS),
    Switch("I-33", "sum_of_parallel", "bjhei-sect-02-2a", dc(*TWO), HOUR_AND_HALF_EACH, FAIL, PASS),
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
    Switch("I-58", "annex_not_split", "zz-6.7-2", MOSTLY_ELECTRIC, ALL_BUT_HEAT, FAIL, UNKNOWN),
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

#: Two people, two outlets, three access ports.
FEW_OUTLETS = Campus(
    people=people(staff=1, students=1),
    access_ports=[AccessPorts(target="core-1", interfaces=["GE*"])],
    outlets=[OutletLedger(building="main", outlets=2, as_of=date(2026, 9, 1), source="ledger")],
)
THREE_PORTS = (interfaces(GE1=GIGABIT, GE2=GIGABIT, GE3=GIGABIT),)
CLAIMED = Campus(
    rooms=[room(multimedia=True, seats=60)],
    things=[
        Thing(
            name="panel", kind=ThingKind.INTERACTIVE_DISPLAY, target="platform", room="A101",
            inches=120,
        )
    ],
)  # fmt: skip
LAST_YEAR = (
    said(
        "platform",
        {
            q.THING_LIVE: {"panel": False},
            q.THING_LAST_SEEN: {"panel": AT.timestamp() - 365 * DAY_SECONDS},
        },
    ),
)
CONTROLLED = Campus(rooms=[room(access_points=[point("ap")])])
GENEROUS_LIMIT = (
    said("wlc-1", {q.WIRELESS_TERMINAL_RATE: 1_000_000, q.WIRELESS_USER_LIMIT: 8_000_000}),
)
SIXTY_SEATS = Campus(
    rooms=[room(multimedia=True, seats=60)],
    things=[
        Thing(
            name="panel", kind=ThingKind.INTERACTIVE_DISPLAY, target="platform", room="A101",
            inches=100,
        )
    ],
)  # fmt: skip
LIVE = (said("platform", {q.THING_LIVE: {"panel": True}}),)
CROWDED = Campus(rooms=[room(seats=40, high_density=True, access_points=[point("ap")])])
BUILT = (
    Switch(
        "I-6", "smaller_screen", "GJ010301.2b", SIXTY_SEATS, LIVE, FAIL, Outcome.NOT_APPLICABLE
    ),
    Switch(
        "I-19", "installed_capacity", "JJ010302.3", CROWDED, POINTS_DOWN, FAIL, PASS,
        "crowded_place_terminals_per_seat_ratio",
    ),
    Switch("I-61", "unknown", "bjhei-net-02-3a", whole_campus(), tuple(all_ill()), FAIL, UNKNOWN),
    Switch(
        "I-14", "access_ports", "JJ010101.1", FEW_OUTLETS, THREE_PORTS, FAIL, PASS,
        "outlets_per_person_ratio",
    ),
    Switch(
        "I-17", "rate_limit", "JJ010101.5a", CONTROLLED, GENEROUS_LIMIT, FAIL, PASS,
        "wireless_terminal_share_bits_per_second",
    ),
    Switch(
        "I-48", "as_claimed", "JJ010301.1", CLAIMED, LAST_YEAR, FAIL, PASS,
        "classrooms_of_kind_ratio", {"kind": "multimedia"},
    ),
    Switch(
        "I-48", "as_claimed", "GJ010301.2b", CLAIMED, LAST_YEAR, FAIL, PASS,
        "room_display_inches",
    ),
    Switch(
        "I-48", "as_claimed", "bjk12-11-16-5",
        Campus(rooms=[room(kind=RoomKind.SMART_CLASSROOM)], things=CLAIMED.things),
        LAST_YEAR, FAIL, PASS,
    ),
)  # fmt: skip

RECORDER = InstanceRef(target="recorder", instance="c1")
WATCHED = Campus(
    cameras=[
        Camera(
            name="c1", use=VideoUse.SURVEILLANCE, target="camera", recording=RECORDER,
            in_service_since=date(2025, 1, 1), key_target=False,
        )
    ]
)  # fmt: skip
TEN_DAYS_OF_FORTY = (
    said(
        "recorder",
        {
            sq.RECORDING_SINCE: {"c1": AT.timestamp() - 10 * DAY_SECONDS},
            sq.RECORDING_CONFIGURED: {"c1": 40 * DAY_SECONDS},
        },
    ),
)
FORTY_DAYS = (said("recorder", {sq.RECORDING_SINCE: {"c1": AT.timestamp() - 40 * DAY_SECONDS}}),)
FOUR_TO_THREE = (said("camera", {sq.VIDEO_WIDTH: 1900, sq.VIDEO_HEIGHT: 1200}),)
CARD = System.model_validate(
    {
        "name": "card",
        "kind": SystemKind.IDENTITY,
        "key": True,
        "sessions": {"target": "card"},
        "load_test": {
            "users": 400, "error_ratio": 0.0, "as_of": date(2026, 9, 1), "source": "report",
        },
        "replicas": [{"target": "replica"}],
    }
)  # fmt: skip
SYSTEMS = Campus(systems=[CARD], people=people())
FEW_SEEN = (said("card", {sq.SESSIONS_PEAK: 10, sq.SESSIONS_LIMIT: 500}),)
LAGGED_ONCE = (
    said(
        "replica",
        {sq.REPLICA_UP: True, sq.REPLICATION_LAG: 5.0, sq.REPLICATION_LAG_WORST: 300.0},
    ),
)
NEXT_DOOR = Campus(
    data_sets=[
        DataSet(
            name="registry", important=True, room="dc-1", building="main",
            copies=[
                BackupCopy(
                    name="copy", job=InstanceRef(target="backup"), room="dc-2", building="main"
                )
            ],
        )
    ]
)  # fmt: skip
COPIED = (said("backup", {q.BACKUP_FINISHED: AT.timestamp() - 60}),)
WHOLE = Requirement(at_least=1)
RULE = "video_retention_of_rule_ratio"
SYSTEM = (
    Switch(
        "I-37", "configured_retention", "bjk12-14-22-7", WATCHED, TEN_DAYS_OF_FORTY, FAIL, PASS,
        "video_retention_seconds", {}, Requirement(at_least=30 * DAY_SECONDS),
    ),
    Switch(
        "I-37", "configured_retention", "JJ010305.4", WATCHED, TEN_DAYS_OF_FORTY, FAIL, PASS,
        RULE, {}, WHOLE,
    ),
    Switch(
        "I-38", "ninety_days", "JJ010305.4", WATCHED, FORTY_DAYS, PASS, FAIL, RULE, {}, WHOLE
    ),
    Switch(
        "I-39", "two_megapixels", "JJ010305.3", WATCHED, FOUR_TO_THREE, FAIL, PASS,
        "video_frame_pixels", {}, Requirement(at_least=1080),
    ),
    Switch(
        "I-46", "observed_peak", "JJ020101.2", SYSTEMS, FEW_SEEN, PASS, FAIL,
        "concurrent_users_per_person_ratio", {"base": "staff_and_students"},
        Requirement(at_least=0.1),
    ),
    Switch(
        "I-50", "worst", "zz-6.2-3c", SYSTEMS, LAGGED_ONCE, PASS, FAIL,
        "replication_lag_seconds", {}, Requirement(at_most=60),
    ),
    Switch(
        "I-52", "other_building", "bjhei-dc-05-note", NEXT_DOOR, COPIED, PASS, FAIL,
        "data_sets_in_one_place_count", {"scope": "room"}, WHOLE,
    ),
)  # fmt: skip

SWITCHES = (*SYSTEM, *EGRESS, *PORTS, *NETWORK, *POWER, *SHARES, *BUILT)

#: Why another reading provably changes no verdict today; a test holds each reason to the clauses.
NOTHING_MEASURES = {
    "I-25": "a document decides 5G coverage; nothing on the campus network sees it",
    "I-49": "nothing finds systems that stand in no ledger",
    "I-53": "a document decides how long data are kept",
    "I-54": "documents of drills decide",
}
#: Clauses are live, but their indicators do not look at what the question is about.
NOT_LOOKED_AT = {
    "I-60": "what is live of the data-centre rows has no limit, and nothing counts classes",
}
