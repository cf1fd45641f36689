"""Truths of storage, backups, monitoring and rooms on the whole campus, after single changes."""

from fractions import Fraction

import pytest

from sim.campus import Campus
from sim.faults import Fault
from sim.worlds import known
from tests.sim.truths import of


async def test_what_was_worked_out_by_hand(whole: Campus) -> None:
    expected = {
        "GJ010201.f2": {"array": Fraction(4, 9), "object store": Fraction(1, 3)},
        "GJ010101.1": {"": Fraction(12, 10)},
        "bjhei-dc-01-3": {"dc-1": Fraction(1)},
        "bjhei-dc-05-note": {"room": Fraction(0)},
        "JJ020203.c": {"": Fraction(2)},
        "bjhei-logi-04-3": {"rooms": Fraction(1), "buildings": Fraction(1)},
    }
    assert {clause: of(whole, clause).subjects for clause in expected} == expected


USED, LATENCY = "readings.storage_pool_used_bytes", "readings.storage_pool_latency_p95_seconds"
CHANGES: dict[str, tuple[list[tuple[str, str, object]], dict[str, str]]] = {
    "a fifth of a pool is free": (
        [("array", f"{USED}.pool 1", 7.2e12)],
        {"GJ010201.f2": "pass", "bjk12-3-t3": "pass"},
    ),
    "a little less than a fifth": ([("array", f"{USED}.pool 1", 7.21e12)], {"GJ010201.f2": "fail"}),
    "a pool that holds more than it can": (
        [("array", f"{USED}.pool 1", 9.1e12)],
        {"GJ010201.f2": "unknown"},
    ),
    "one millisecond more than the school allows": (
        [("array", f"{LATENCY}.pool 2", 0.021)],
        {"GJ010201.2": "fail"},
    ),
    "without the copy in the cloud the tapes lie in another room still": (
        [("backup-1", "jobs.mail to the cloud.known", False)],
        {
            "ZJ020203.c": "fail",
            "bjhei-dc-05-note": "pass",
            "JJ020203.f2": "pass",
            "JJ020203.f1": "fail",
        },
    ),
    "a job that nobody knows has no last run": (
        [("backup-1", "jobs.registry.known", False)],
        {
            "JJ050302.3": "unknown",
            "JJ020203.f2": "fail",
            "JJ020203.c": "pass",
            "bjhei-dc-05-note": "fail",
        },
    ),
    "of jobs that nobody knows none may be of today, or one": (
        [
            ("backup-1", "jobs.registry.known", False),
            ("backup-1", "jobs.mail.age_seconds", 172_800),
        ],
        {"JJ020203.c": "unknown"},
    ),
    "none of the jobs is of today": (
        [
            ("backup-1", "jobs.registry.age_seconds", 172_800),
            ("backup-1", "jobs.mail.age_seconds", 172_800),
        ],
        {"JJ020203.c": "fail"},
    ),
    "one good backup of today is enough": (
        [("backup-1", "jobs.registry.age_seconds", 172_800)],
        {"JJ020203.c": "pass", "ZJ020203.c": "pass"},
    ),
    "a system that does not answer is watched all the same": (
        [("inside", "readings.system_answer_ok.portal", False)],
        {"GJ010401.f5": "pass", "GJ050304.f2": "pass"},
    ),
    "a link whose one end hears nobody": (
        [("core-1", "interfaces.XGE1/0/1.neighbour", "")],
        {"GJ010401.f7": "pass"},
    ),
    "a link that is plugged elsewhere at both ends": (
        [
            ("core-1", "interfaces.XGE1/0/1.neighbour", "access-2 GE0/0/1"),
            ("access-1", "interfaces.XGE0/1/1.neighbour", ""),
        ],
        {"GJ010401.f7": "fail"},
    ),
    "a door whose controller is known to be off line": (
        [("doors", "readings.door_controller_live.dc-1", False)],
        {"bjhei-sect-02-2d": "fail"},
    ),
    "an alarm of the air conditioner is read": (
        [("room monitor", "readings.cooling_unit_normal.dc-1", False)],
        {"bjhei-dc-01-2": "pass", "bjhei-dc-01-3": "pass"},
    ),
    "meters of rooms that are not read": (
        [("broker-2", "gateways.gw-rooms.alive", False)],
        {"bjhei-logi-04-3": "fail"},
    ),
}


@pytest.mark.parametrize(("changes", "outcomes"), CHANGES.values(), ids=CHANGES.keys())
async def test_the_truth_follows_a_change(
    whole: Campus, changes: list[tuple[str, str, object]], outcomes: dict[str, str]
) -> None:
    for change in changes:
        whole.set_state(*change)
    assert {clause: of(whole, clause).outcome for clause in outcomes} == outcomes


SILENT: dict[str, tuple[set[str], dict[str, str]]] = {
    "a server": (
        {"server-1"},
        {"bjhei-sect-08-4": "fail", "JJ010401.c": "fail", "ZJ010401.4": "fail"},
    ),
    "who tests from inside, while somebody tests from outside": (
        {"inside"},
        {"GJ010401.f5": "pass"},
    ),
    "who tests at all": (
        {"inside", "outside"},
        {"GJ010401.f5": "fail", "bjhei-sect-06-1": "fail", "ZJ010401.3": "fail"},
    ),
    "the switch of a weak-current room": (
        {"access-w"},
        {"bjhei-net-02-2": "fail", "bjhei-net-02-3a": "pass", "GJ010401.f7": "pass"},
    ),
    "both ends of a link": ({"access-w", "core-1"}, {"GJ010401.f7": "unknown"}),
    "a switch whose ports bear the ledger out": ({"access-2"}, {"GJ010101.1": "unknown"}),
    "what reads the machine room": (
        {"room monitor"},
        {"bjhei-dc-01-3": "fail", "bjhei-sect-02-2b": "fail", "bjhei-sect-02-2d": "pass"},
    ),
    "the backup server": ({"backup-1"}, {"JJ020203.f2": "unknown", "JJ020203.c": "unknown"}),
    "the array": ({"array"}, {"GJ010201.f2": "unknown", "GJ010201.2": "unknown"}),
}


@pytest.mark.parametrize(("names", "outcomes"), SILENT.values(), ids=SILENT.keys())
async def test_what_can_be_known_while_something_is_silent(
    whole: Campus, names: set[str], outcomes: dict[str, str]
) -> None:
    for name in names:
        whole.set_fault(name, Fault.SILENT)
    told = {clause: outcome for (_, clause), outcome in known(whole).items()}
    assert {clause: told[clause] for clause in outcomes} == outcomes
