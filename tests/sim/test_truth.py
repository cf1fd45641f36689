"""The truth: computed by hand here for the scenarios that ship, and after each change."""

from fractions import Fraction

import pytest

from sim.campus import Campus, assembled
from sim.faults import Fault
from sim.limits import Limit
from sim.scenario import OwnLimit, load
from sim.truth import LIMITS, OF_DEVICES, truths
from sim.worlds import known
from tests.sim.truths import of


@pytest.fixture
async def minimal() -> Campus:
    return assembled(load("minimal"))


@pytest.mark.parametrize(("name", "limits"), [("minimal", OF_DEVICES), ("whole", LIMITS)])
async def test_everything_is_met_at_the_start(name: str, limits: tuple[Limit, ...]) -> None:
    told = truths(assembled(load(name)))
    assert [truth.clause for truth in told if truth.outcome != "pass"] == []
    assert [truth.clause for truth in told] == " ".join(limit.clauses for limit in limits).split()


async def test_the_values_of_the_minimal_campus_are_those_worked_out_by_hand(
    minimal: Campus,
) -> None:
    expected = {
        "bjhei-net-05-note": {"": Fraction(3_000_000_000, 1000)},  # 2 G + 0.5 G + 0.5 G
        "eval-1.1-1b": {"": Fraction(3_000_000_000)},
        "bjhei-net-03-2a": {"main": Fraction(10_000_000_000)},
        "JJ010101.3": {"access-1": Fraction(1_000_000_000)},
        "bjhei-sect-02-2a": {"machine room": Fraction(180 * 60)},
        "JJ010305.2": {"cameras": Fraction(36_000)},
        "bjhei-dc-01-4a": {"dc-1": Fraction(2)},
        "JJ010302.3": {"A101": Fraction(64, 45)},
        "bjk12-4-5-2a": {"A102": Fraction(64)},
        "bjhei-svc-01-1": {"dns-1": Fraction(1)},
        "JJ010102.c": {"all": Fraction(1)},
        "ZJ010304.c": {"water_electricity_gas": Fraction(1)},
        "GJ010401.1": {"all": Fraction(1)},
        "bjk12-4-5-1": {"A102": Fraction(4)},
        "bjhei-net-04-1": {"": Fraction(1)},
    }
    assert {clause: of(minimal, clause).subjects for clause in expected} == expected
    (age,) = of(minimal, "JJ050302.3").subjects.values()
    assert isinstance(age, Fraction)
    assert 7_200 <= age < 7_260


async def test_the_demo_fails_where_it_says_that_it_fails() -> None:
    demo = assembled(load("demo"))
    failing = {truth.clause for truth in truths(demo) if truth.outcome == "fail"}
    assert failing == {
        "bjhei-net-05-note",  # 750 kbit/s
        "bjhei-net-01-2", "bjhei-net-03-2a", "bjhei-net-03-3",  # sports hall, one 1 Gbit/s fibre
        "bjhei-sect-02-2a",  # 90 minutes
        "JJ010305.2", "GJ010304.2",  # seven hours
        "JJ010302.3", "ZJ010302.4", "GJ010302.5",  # 64 terminals for 90 seats
        # the silent switch is not watched
        "JJ010401.f1", "GJ010401.f1", "ZJ010401.1", "bjk12-2-3-1", "zz-6.1-1c",
    }  # fmt: skip
    assert of(demo, "bjhei-net-05-note").subjects == {"": Fraction(750_000)}
    assert of(demo, "GJ010302.5").subjects["A102"] == Fraction(64, 90)
    # 5 switches, 2 UPS, ATS, controller with 8 points, server, recorder; one switch is silent
    assert of(demo, "GJ010401.1").subjects == {"all": Fraction(17, 19)}
    assert of(demo, "ZJ010304.c").subjects == {"water_electricity_gas": Fraction(5, 6)}


CHANGES: dict[str, tuple[tuple[str, str, object], tuple[str, str, Fraction | int, str]]] = {
    "a line that is down carries nothing": (
        ("core-1", "interfaces.XGE1/0/24.up", False),
        ("bjhei-net-05-note", "", 1_000_000, "pass"),
    ),
    "a port slower than the contract decides": (
        ("core-1", "interfaces.XGE1/0/24.speed_bits_per_second", 1_000_000_000),
        ("bjhei-net-05-note", "", 2_000_000, "pass"),
    ),
    "a building with one lit fibre has no second": (
        ("core-1", "interfaces.XGE1/0/1.up", False),
        ("bjhei-net-03-3", "main", 1, "fail"),
    ),
    "a battery one minute short": (
        ("ups-dc", "ups.minutes_remaining", 119),
        ("bjhei-sect-02-2a", "machine room", 7_140, "fail"),
    ),
    "upsd tells seconds": (
        ("ups-cctv", "cctv.battery.runtime", "28800"),
        ("JJ010305.2", "cameras", 28_800, "pass"),
    ),
    "an access point that is down carries none": (
        ("wlc-1", "access_points.AP-A101.state", "fault"),
        ("JJ010302.3", "A101", 0, "fail"),
    ),
    "a name without AAAA is half answered": (
        ("dns-1", "records.www.example.edu.AAAA", []),
        ("bjhei-svc-01-1", "dns-1", Fraction(1, 2), "fail"),
    ),
    "a gateway that says nothing": (
        ("broker-1", "gateways.gw-main.silent", True),
        ("JJ010102.c", "all", 0, "fail"),
    ),
    "a gateway that is gone takes its meters along": (
        ("broker-1", "gateways.gw-main.alive", False),
        ("ZJ010304.c", "water_electricity_gas", 0, "fail"),
    ),
}


#: I-32: while the battery is in use, or not yet full again, nobody can know how long it lasts.
NO_ESTIMATE: dict[str, tuple[tuple[str, str, object], str]] = {
    "on its battery": (("ups-dc", "ups.on_battery", True), "bjhei-sect-02-2a"),
    "charging": (("ups-dc", "ups.charge_percent", 94), "bjhei-sect-02-2a"),
    "on the battery that upsd tells of": (
        ("ups-cctv", "cctv.ups.status", "OB DISCHRG"),
        "JJ010305.2",
    ),
    "charging, as upsd tells": (("ups-cctv", "cctv.battery.charge", "94"), "JJ010305.2"),
}


@pytest.mark.parametrize(("change", "clause"), NO_ESTIMATE.values(), ids=NO_ESTIMATE.keys())
async def test_a_unit_that_is_not_at_rest_makes_no_estimate(
    minimal: Campus, change: tuple[str, str, object], clause: str
) -> None:
    minimal.set_state(*change)
    assert of(minimal, clause).outcome == "unknown"


async def test_a_link_is_found_while_one_of_its_ends_is_up() -> None:
    whole = assembled(load("whole"))
    whole.set_state("core-1", "interfaces.XGE1/0/1.up", False)
    assert of(whole, "JJ010401.f7").outcome == "pass"
    whole.set_state("access-1", "interfaces.XGE0/1/1.admin_up", False)
    assert of(whole, "JJ010401.f7").outcome == "fail"


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES.keys())
async def test_the_truth_follows_a_change(
    minimal: Campus,
    change: tuple[str, str, object],
    told: tuple[str, str, Fraction | int, str],
) -> None:
    minimal.set_state(*change)
    clause, subject, expected, outcome = told
    truth = of(minimal, clause)
    assert (truth.subjects[subject], truth.outcome) == (expected, outcome)


@pytest.mark.parametrize(
    ("own", "outcome"),
    [(None, "pass"), (OwnLimit(at_least=3e6), "pass"), (OwnLimit(at_least=3.1e6), "fail")],
    ids=["no limit of its own", "one that is just met", "one above what there is"],
)
async def test_what_the_school_itself_asks_is_asked(own: OwnLimit | None, outcome: str) -> None:
    limits = {} if own is None else {"bjhei-net-05-note": own}
    campus = assembled(load("minimal").model_copy(update={"own_limits": limits}))
    assert of(campus, "bjhei-net-05-note").outcome == outcome


async def test_a_copy_of_the_day_before_yesterday_is_too_old(minimal: Campus) -> None:
    minimal.set_state("backup-1", "jobs.registry.age_seconds", 172_800)
    assert of(minimal, "JJ050302.3").outcome == "fail"


async def test_a_fault_changes_no_truth_but_of_being_watched(minimal: Campus) -> None:
    before = {truth.clause: truth.outcome for truth in truths(minimal)}
    for name in minimal.devices:
        minimal.set_fault(name, Fault.SILENT)
    after = {truth.clause: truth.outcome for truth in truths(minimal)}
    changed = {clause for clause, outcome in after.items() if outcome != before[clause]}
    watching = {clause for clauses in minimal.scenario.watches.values() for clause in clauses}
    assert changed == watching
    assert after.keys() == before.keys()


async def test_whether_a_liar_is_watched_nobody_can_say(minimal: Campus) -> None:
    minimal.set_fault("server-1", Fault.WRONG_VALUE)
    assert "ZJ010401.1" not in {truth.clause for truth in truths(minimal)}


def test_each_judged_clause_rests_on_a_device_of_the_minimal_campus() -> None:
    scenario = load("minimal")
    listed = [*scenario.needs.values(), *scenario.watches.values()]
    rest = {clause for clauses in listed for clause in clauses}
    known = set(" ".join(limit.clauses for limit in OF_DEVICES).split())
    assert known - rest == set()
    assert all(len(set(clauses)) == len(clauses) for clauses in listed)


async def test_a_short_battery_beside_one_that_nobody_can_tell_of_fails_the_bus() -> None:
    """What is not known of the other could only make it shorter (I-33)."""
    scenario = load("minimal")
    (domain, *others) = scenario.campus.power_domains or []
    (unit,) = scenario.devices.snmp_ups
    second = domain.units[0].model_copy(update={"target": "ups-2"})
    facts = scenario.campus.model_copy(
        update={
            "power_domains": [
                domain.model_copy(update={"units": [*domain.units, second]}),
                *others,
            ]
        }
    )
    devices = scenario.devices.model_copy(
        update={"snmp_ups": [unit, unit.model_copy(update={"name": "ups-2"})]}
    )
    two = assembled(scenario.model_copy(update={"campus": facts, "devices": devices}))
    two.set_state("ups-2", "ups.on_battery", True)
    assert of(two, "bjhei-sect-02-2a").outcome == "unknown"
    two.set_state("ups-dc", "ups.minutes_remaining", 5)
    assert of(two, "bjhei-sect-02-2a").outcome == "fail"
    two.set_state("ups-2", "ups.on_battery", False)
    two.set_fault("ups-2", Fault.SILENT)
    assert known(two)["bjhei", "bjhei-sect-02-2a"] == "fail"
    two.set_state("ups-dc", "ups.minutes_remaining", 180)
    assert known(two)["bjhei", "bjhei-sect-02-2a"] == "unknown"  # fit, and shorter
