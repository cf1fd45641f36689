"""Scenario files: those that ship can be loaded, and a wrong one says where it is wrong."""

from pathlib import Path

import pytest

from sim.equipment import Ports
from sim.facts import Facts
from sim.faults import Fault
from sim.scenario import SCENARIOS, ScenarioError, load

SITE = "site: {name: A, profiles: [bjhei]}\n"


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_scenario_that_ships_can_be_loaded_by_name_and_by_path(path: Path) -> None:
    assert load(path.stem) == load(path)


def test_the_minimal_scenario_has_one_device_of_each_kind_at_least() -> None:
    kinds = {type(device).__name__ for device in load("minimal").devices.running()}
    assert kinds == {
        "Switch", "SnmpUps", "NutUps", "TransferSwitch", "Controller", "DnsServer", "Portal",
        "Broker", "BackupServer", "Server",
    }  # fmt: skip


def test_a_list_that_is_left_out_stays_left_out_and_an_empty_one_empty(tmp_path: Path) -> None:
    scenario = tmp_path / "a.yaml"
    scenario.write_text(SITE + "campus: {circuits: []}\ndevices: {}\n", encoding="utf-8")
    facts = load(scenario).campus
    assert facts.circuits == []
    assert facts.rooms is None
    assert facts.model_fields_set == {"circuits"}
    assert Facts().model_fields_set == set()


def test_alike_ports_are_counted_on_from_the_last_number() -> None:
    alike = Ports(name="XGE1/0/23", count=3, speed_bits_per_second=10_000_000_000)
    assert alike.names() == ["XGE1/0/23", "XGE1/0/24", "XGE1/0/25"]
    assert Ports(name="mgmt", speed_bits_per_second=1).names() == ["mgmt"]


def test_a_device_can_be_broken_from_the_first_moment_on() -> None:
    faults = {device.name: device.fault for device in load("demo").devices.running()}
    assert {name for name, fault in faults.items() if fault is not Fault.NONE} == {"access-hall"}


def test_a_scenario_says_more_of_what_an_included_one_named(tmp_path: Path) -> None:
    scenario = tmp_path / "a.yaml"
    scenario.write_text(
        "include: [minimal]\n"
        "campus: {rooms: [{name: A102, seats: 90}, {name: hall, kind: public}]}\n"
        "devices: {controllers: [{name: wlc-1, access_points: [{name: AP-HALL}]}]}\n",
        encoding="utf-8",
    )
    minimal, more = load("minimal"), load(scenario)
    before = {room.name: room for room in minimal.campus.rooms or []}
    after = {room.name: room for room in more.campus.rooms or []}
    assert [*after] == [*before, "hall"]
    assert after["A102"] == before["A102"].model_copy(update={"seats": 90})
    assert after["A101"] == before["A101"]
    (controller,) = more.devices.controllers
    assert controller.building == "main"
    points = [point.name for point in controller.access_points]
    assert points == ["AP-A101", "AP-A102", "AP-DC", "AP-HALL"]


WRONG = {
    "an unknown key, with its line": (
        SITE + "campus: {}\ndevices:\n  nut_ups:\n    - name: u\n      ups: u\n"
        "      runtime_seconds: 60\n      colour: red\n",
        r"a\.yaml:8: devices\.nut_ups\.0\.colour: Extra inputs",
    ),
    "a missing key, with the line of what lacks it": (
        SITE + "campus: {}\ndevices:\n  nut_ups:\n    - name: u\n      ups: u\n",
        r"a\.yaml:5: devices\.nut_ups\.0\.runtime_seconds: Field required",
    ),
    "text for a number": (
        SITE + "campus:\n  people: {staff: many, students: 1, as_of_days_ago: 1, source: s}\n"
        "devices: {}\n",
        r"a\.yaml:3: campus\.people\.staff: Input should be a valid integer",
    ),
    "a fault that there is not": (
        SITE + "campus: {}\ndevices:\n  nut_ups:\n"
        "    - {name: u, ups: u, runtime_seconds: 60, fault: lazy}\n",
        r"a\.yaml:5: devices\.nut_ups\.0\.fault: Input should be 'none'",
    ),
    "a device that is named but not there": (
        SITE + "campus: {dns_servers: [dns-1]}\ndevices: {}\n",
        r"a\.yaml: dns_servers, portals: there is no device dns-1",
    ),
    "an interface that is named but not there": (
        SITE + "campus:\n  buildings: [{name: b, uplinks: [{target: s, interface: GE9}]}]\n"
        "devices:\n  switches: [{name: s, ports: [{name: GE1, speed_bits_per_second: 1}]}]\n",
        r"a\.yaml: building b: s has no GE9",
    ),
    "an access point that is named but not there": (
        SITE + "campus:\n  rooms:\n    - name: r\n      kind: classroom\n"
        "      access_points: [{target: w, name: AP9, stations_limit: 1}]\n"
        "devices:\n  controllers: [{name: w, access_points: []}]\n",
        r"a\.yaml: room r: w has no AP9",
    ),
    "the same device twice": (
        SITE + "campus: {}\ndevices:\n  controllers: [{name: w, access_points: []}]\n"
        "  not_polled: [{name: w, role: camera}]\n",
        r"a\.yaml: device w stands there 2 times",
    ),
    "a name server that is not there": (
        SITE + "campus: {}\ndevices:\n  portals: [{name: p, host: h, nameserver: d}]\n",
        r"a\.yaml: portal p: there is no DNS server d",
    ),
    "a page that is linked but not there": (
        SITE + "campus: {}\ndevices:\n"
        "  dns_servers: [{name: d, records: {}}]\n"
        "  portals: [{name: p, host: h, nameserver: d, pages: {/: [/news]}}]\n",
        r"a\.yaml: portal p: there is no page /news",
    ),
    "a page of a host that is not the school's": (
        SITE + "campus: {}\ndevices:\n"
        "  dns_servers: [{name: d, records: {}}]\n"
        "  portals: [{name: p, host: www.a.test, nameserver: d,\n"
        "             pages: {/: [//b.a.test/], //www.b.test/: [], //b.a.test/: []}}]\n",
        r"a\.yaml: portal p: //www\.b\.test/ is no page of another host of the school's",
    ),
    "a cable that ends nowhere": (
        SITE + "campus: {}\ndevices:\n"
        "  switches: [{name: s, ports: [{name: GE1, speed_bits_per_second: 1}]}]\n"
        "  cables: [{near: {target: s, interface: GE1}, far: {target: t, interface: GE1}}]\n",
        r"a\.yaml: cables: t has no GE1",
    ),
    "two cables in one port": (
        SITE + "campus: {}\ndevices:\n"
        "  switches: [{name: s, ports: [{name: GE1, count: 3, speed_bits_per_second: 1}]}]\n"
        "  cables:\n"
        "    - {near: {target: s, interface: GE1}, far: {target: s, interface: GE2}}\n"
        "    - {near: {target: s, interface: GE3}, far: {target: s, interface: GE2}}\n",
        r"a\.yaml: cables: 2 of them end at s GE2",
    ),
    "lessons in a room that is not there": (
        SITE + "campus: {}\ndevices: {}\ntimetable: {lessons_begin: ['08:00'], rooms: {r: '1'}}\n",
        r"a\.yaml: timetable, living: there is no room r",
    ),
    "a power cut in a room that is not there": (
        SITE + "campus: {}\ndevices: {}\nliving:\n  events:\n"
        "    - {what: power_cut, room: dc, after_minutes: 1, lasts_minutes: 1}\n",
        r"a\.yaml: timetable, living: there is no room dc",
    ),
    "a day that is none": (
        SITE + "campus: {}\ndevices: {}\nliving: {starts_at: 'Mo 8'}\n",
        r"a\.yaml:4: living\.starts_at: String should match pattern",
    ),
    "lessons that are none": (
        SITE + "campus: {}\ndevices: {}\ntimetable:\n  lessons_begin: ['08:00']\n"
        "  rooms: {r: '12 0'}\n",
        r"a\.yaml:6: timetable\.rooms\.r: String should match pattern",
    ),
    "what is no YAML": (SITE + "campus: [\n", r"a\.yaml: while parsing"),
    "an empty file": ("", r"a\.yaml:1: : Input should be"),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=message):
        load(path)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(SITE + "campus: {towers: 1}\ndevices: {robots: 1}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert len(str(refused.value).splitlines()) == 2


def test_what_follows_on_a_list_of_an_included_file_is_refused_with_its_place(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("include: [minimal]\ndevices:\n  nut_ups: [{name: u}]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"a\.yaml:3: devices\.nut_ups\.1\.ups: Field required"):
        load(path)


def test_a_name_that_does_not_ship_is_answered_with_those_that_do() -> None:
    with pytest.raises(ScenarioError, match="scenarios that ship: demo, minimal"):
        load("nowhere")
