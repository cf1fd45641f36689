"""Campuses from seeds: each is whole, each is met at the start, and a seed is a campus."""

from collections import Counter
from fractions import Fraction

import pytest

from sim.campus import assembled
from sim.causes import changes
from sim.generator import OWN_NUMBERS, SIZES, SizeError, drawn, generated, text_of
from sim.reality import portals
from sim.scenario import Scenario, dangling
from sim.truth import OF_DEVICES
from sim.truths import systems
from sim.worlds import known

SEEDS = range(3)
CLAUSES = {clause for limit in OF_DEVICES for clause in limit.clauses.split()}
#: Fields of the changes that may befall a campus.
CAUSES = {
    "up", "admin_up", "speed_bits_per_second", "capability_bits_per_second", "optical",
    "ipv6_addresses", "router_advertisements", "minutes_remaining", "battery_status", "runtime",
    "status", "feed_b_live", "state", "AAAA", "listen_ipv6", "alive", "silent", "age_seconds",
    "fault", "readings", "neighbour", "known", "empty_over_ipv6", "html_over_ipv6",
}  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", SEEDS)
async def test_every_clause_that_has_a_truth_is_met_at_the_start(size: str, seed: int) -> None:
    scenario = generated(size, seed)
    assert [*dangling(scenario)] == []
    right = known(assembled(scenario))
    assert {clause for _, clause in right} > CLAUSES
    assert set(right.values()) == {"pass"}
    told = {each.path.partition(".")[0] if each.path.startswith("readings.")
            else each.path.rpartition(".")[2] for each in changes(scenario)}  # fmt: skip
    assert told == CAUSES


def test_systems_and_logs_are_told_by_platforms() -> None:
    names = [platform.name for platform in generated("school", 1).devices.platforms]
    assert names == ["inside", "outside", "sessions", "replicas", "virtualisation", "logs"]
    kinds = {system["kind"] for system in generated("school", 1).campus.listed("systems")}
    assert kinds < {*systems.INSIDE, *systems.BOTH, "mail", "cloud_backup", "site"} | {
        "application_virtualisation"
    }


def test_a_seed_is_a_campus() -> None:
    assert drawn("college", 1) == drawn("college", 1)
    assert drawn("college", 1) != drawn("college", 2)
    assert text_of("school", 1).startswith("# campus-sim generate --size school --seed 1\n")


def test_a_number_of_ones_own_leaves_what_does_not_hang_on_it() -> None:
    plain, own = drawn("college", 1), drawn("college", 1, {"servers": 9})
    assert len(own["devices"].pop("servers")) == 9
    assert len(plain["devices"].pop("servers")) == 3
    assert plain == own


@pytest.mark.parametrize(("smaller", "larger"), [("school", "college"), ("college", "university")])
def test_sizes_are_sizes(smaller: str, larger: str) -> None:
    sizes = [len([*changes(generated(name, 1))]) for name in (smaller, larger)]
    assert sizes[0] * 2 < sizes[1]


# --- topology -----------------------------------------------------------------------------


def roles(scenario: Scenario) -> Counter[str]:
    return Counter(switch.role for switch in scenario.devices.switches)


def test_a_school_has_one_core_and_a_switch_on_each_floor() -> None:
    assert roles(generated("school", 1)) == {"core": 1, "access": 2}


def test_a_university_has_a_core_pair_and_an_aggregation_switch_in_each_building() -> None:
    scenario = generated("university", 1)
    assert roles(scenario) == {"core": 2, "aggregation": 8, "access": 24}
    assert len(scenario.devices.controllers) == 3
    kinds = Counter(line.kind for line in scenario.campus.circuits or [])
    assert set(kinds.values()) == {2}
    assert len({unit.battery_age_days for unit in scenario.devices.snmp_ups}) > 1


@pytest.mark.parametrize("size", SIZES)
def test_every_switch_of_a_campus_is_reached_from_its_core_by_cables(size: str) -> None:
    devices = generated(size, 2).devices
    reached = {switch.name for switch in devices.switches if switch.role == "core"}
    while (
        grown := {
            here.target
            for cable in devices.cables
            for here, there in ((cable.near, cable.far), (cable.far, cable.near))
            if there.target in reached
        }
        - reached
    ):
        reached |= grown
    assert reached == {switch.name for switch in devices.switches}


def test_the_drawing_shows_every_cable() -> None:
    scenario = generated("campuses", 1)
    links = scenario.campus.listed("links")
    assert len(links) == len(scenario.devices.cables)
    assert len({link["name"] for link in links}) == len(links)


def test_zones_have_rooms_of_their_kinds_and_every_building_meters() -> None:
    facts = generated("university", 3).campus
    kinds: dict[str, set[str]] = {}
    for room in facts.rooms or []:
        kinds.setdefault(str(room.building).rpartition("-")[0], set()).add(room.kind)
    assert kinds["dormitory"] == {"dormitory"}
    assert "machine_room" in kinds["teaching"]
    assert "public" in kinds["library"]
    assert {meter.building for meter in facts.meters or []} == {
        building.name for building in facts.buildings or []
    }


def test_no_access_switch_has_more_ports_than_there_are() -> None:
    scenario = generated("school", 1, {"rooms": 30})
    access = [s for s in scenario.devices.switches if s.role == "access"]
    assert all(len(s.ports[0].names()) <= 48 for s in access)
    assert len(access) > 2


@pytest.mark.parametrize(
    ("size", "hosts"), [("school", 2), ("college", 4), ("university", 5), ("campuses", 5)]
)
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_portal_has_a_few_hosts_each_of_which_moves_its_share(
    size: str, hosts: int, seed: int
) -> None:
    scenario = generated(size, seed)
    campus = assembled(scenario)
    (portal,) = scenario.devices.portals
    assert len(portal.hosts) == hosts
    second, third = portals.levels(campus, portal)
    assert len(second) == hosts + 4
    assert 12 <= len(third) <= 40
    for host in portal.hosts:
        campus.set_state("portal", f"hosts.{host}.listen_ipv6", False)
        assert portals.ipv6_support(campus) == {"portal": 1 - Fraction(1, len(second))}
        campus.set_state("portal", f"hosts.{host}.listen_ipv6", True)


# --- numbers of one's own -------------------------------------------------------------------


async def test_numbers_of_ones_own_are_met() -> None:
    own = {"buildings": 6, "floors": 1, "heads": 9_000, "gateways": 3, "campuses": 2, "rooms": 3}
    scenario = generated("college", 4, own)
    people = scenario.campus.people
    assert people is not None
    assert people.staff + people.students == 9_000
    assert len(scenario.campus.buildings or []) == 12
    assert len(scenario.campus.gateways or []) == 36
    assert sum(room.kind != "machine_room" for room in scenario.campus.rooms or []) == 36
    assert set(known(assembled(scenario)).values()) == {"pass"}


@pytest.mark.parametrize("number", list(OWN_NUMBERS))
@pytest.mark.parametrize("end", [0, 1])
async def test_the_least_and_the_most_of_a_number_make_a_campus(number: str, end: int) -> None:
    """Beside the smallest of all else, so that it is quick."""
    small = {"buildings": 1, "floors": 1, "rooms": 2, "servers": 1, "gateways": 1}
    bounds = OWN_NUMBERS[number]
    own = {**small, "heads": 10_000, number: (bounds.least, bounds.most)[end]}
    scenario = generated("college", 1, own)
    assert [*dangling(scenario)] == []
    assert set(known(assembled(scenario)).values()) == {"pass"}


IMPOSSIBLE = {
    "no building": ({"buildings": 0}, "--buildings 0: a campus has 1 to 60 buildings"),
    "one room": ({"rooms": 1}, "--rooms 1: a floor has 2 to 40 rooms: a classroom of either"),
    "a crowd": ({"heads": 200_000}, "--heads 200000: a site has 100 to 150000 heads"),
    "a city": (
        {"buildings": 60, "floors": 5, "rooms": 40, "heads": 20_000},
        "60 buildings of 5 floors of 40 rooms are 12000 rooms: more than 3000 are not emulated",
    ),
    "towers": ({"buildings": 30, "floors": 20, "rooms": 2}, "600 floors need as many access"),
    "nobody there": (
        {"buildings": 10, "floors": 3, "rooms": 10, "heads": 250},
        "250 heads do not fill 300 rooms: say fewer rooms, or more heads",
    ),
}


@pytest.mark.parametrize(("own", "message"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_what_cannot_be_is_refused_with_what_can(own: dict[str, int], message: str) -> None:
    with pytest.raises(SizeError) as caught:
        generated("school", 1, own)
    assert message in str(caught.value)


def test_an_unknown_size_is_an_error() -> None:
    with pytest.raises(KeyError):
        generated("village", 1)
