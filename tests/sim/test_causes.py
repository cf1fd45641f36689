"""The plan: every clause is turned over, by every kind of cause that can, in the model alone."""

import pytest

from sim.campus import Campus, assembled
from sim.causes import changes, plan
from sim.faults import Fault
from sim.scenario import load
from sim.steps import Change, Step
from sim.supposing import Supposed, Supposing
from sim.truth import LIMITS, truths
from sim.worlds import known


@pytest.fixture
async def minimal() -> Campus:
    return assembled(load("minimal"))


def of(steps: list[Step], clause: str) -> set[str]:
    """The fields by which the plan turns the clause."""
    return {
        step.changes[0].path.rpartition(".")[2]
        for step in steps
        if any(id_ == clause for _, id_ in step.turns)
    }


async def test_every_clause_with_a_truth_is_broken() -> None:
    whole, sparse = assembled(load("whole")), assembled(load("sparse"))
    turned = {key[1] for step in plan(whole) for key, now in step.turns.items() if now == "fail"}
    turned |= {clause for (_, clause), now in known(sparse).items() if now == "fail"}
    assert turned == {clause for limit in LIMITS for clause in limit.clauses.split()}


@pytest.mark.parametrize(
    ("clause", "fields"),
    [
        ("bjhei-net-03-3", {"up", "admin_up", "optical", "fault"}),
        ("bjhei-net-05-note", {"up", "admin_up", "speed_bits_per_second", "fault"}),
        ("bjhei-net-07-1a", {"ipv6_addresses", "router_advertisements", "fault"}),
        ("JJ010102.c", {"silent", "alive", "fault"}),
        (
            "bjhei-net-07-2",
            {"AAAA", "listen_ipv6", "status", "empty_over_ipv6", "html_over_ipv6", "fault"},
        ),
        ("GJ010401.1", {"fault"}),
    ],
)
async def test_it_is_broken_in_every_way_there_is(
    minimal: Campus, clause: str, fields: set[str]
) -> None:
    assert of(plan(minimal), clause) == fields


async def test_a_plan_is_the_same_for_a_seed_and_chooses_by_it(minimal: Campus) -> None:
    assert plan(minimal, 3) == plan(minimal, 3)
    assert plan(minimal, 3) != plan(minimal, 4)


async def test_only_what_is_asked_for_is_planned(minimal: Campus) -> None:
    steps = plan(minimal, about=frozenset({("bjhei", "bjhei-dc-01-4a")}))
    assert {str(change) for step in steps for change in step.changes} == {
        "ats-dc ats.feed_b_live = False",
        "ats-dc fault = silent",
    }


async def test_a_limit_is_tried_to_the_last_digit(minimal: Campus) -> None:
    edges = {step.cause: step for step in plan(minimal) if step.cause.startswith("batteries")}
    two_hours = ("bjhei", "bjhei-sect-02-2a")
    assert two_hours not in edges["batteries of 2 h"].turns
    assert two_hours in edges["batteries of 2 h, less the last digit"].turns
    assert ("jj", "JJ010305.2") not in edges["batteries of 8 h"].turns
    assert ("jj", "JJ010305.2") in edges["batteries of 8 h, less the last digit"].turns


async def test_as_many_pages_fail_as_may_and_one_more() -> None:
    portal = frozenset({("bjhei", "bjhei-net-07-2")})
    edges = {
        step.cause: set(step.turns.values())
        for step in plan(assembled(load("whole")), about=portal)
        if "third level" in step.cause
    }
    assert edges == {
        "1 of 13 pages of the third level": set(),
        "2 of 13 pages of the third level": {"fail"},
    }


async def test_hosts_of_a_portal_are_broken_one_by_one() -> None:
    whole = assembled(load("whole"))
    supposing = Supposing(whole)
    turning = {
        str(change): supposing.turned([change])
        for change in changes(whole.scenario)
        if "lib.example.edu" in change.path and change.path.endswith(("AAAA", "listen_ipv6"))
    }
    assert list(turning) == [
        "dns-1 records.lib.example.edu.AAAA = []",
        "portal hosts.lib.example.edu.listen_ipv6 = False",
    ]
    assert all(("bjhei", "bjhei-net-07-2") in turned for turned in turning.values())


async def test_each_change_can_be_made_and_undone_on_the_devices_themselves(
    minimal: Campus,
) -> None:
    before = known(minimal)
    for change in changes(minimal.scenario):
        supposed = known(Supposed(minimal, [change]))
        if change.path == "fault":
            minimal.set_fault(change.device, Fault(str(change.value)))
            assert known(minimal) == supposed, change
            minimal.set_fault(change.device, Fault.NONE)
            continue
        minimal.set_state(change.device, change.path, change.value)
        assert known(minimal) == supposed, change
        minimal.set_state(change.device, change.path, change.undone.value)
    assert known(minimal) == before


async def test_what_does_not_look_at_a_change_need_not_be_asked(minimal: Campus) -> None:
    supposing, before = Supposing(minimal), known(minimal)
    for change in changes(minimal.scenario):
        after = known(Supposed(minimal, [change]))
        turned = {key: now for key, now in after.items() if now != before[key]}
        assert supposing.turned([change]) == turned, change


async def test_steps_side_by_side_leave_each_clause_one_cause() -> None:
    whole = assembled(load("whole"))
    steps, supposing = plan(whole), Supposing(whole)
    rows = supposing.side_by_side(steps)
    assert len(rows) < len(steps) / 3
    assert sorted(part.cause for row in rows for part in row.parts) == sorted(
        step.cause for step in steps
    )
    for row in rows:
        turning = [key for part in row.parts for key in part.turns]
        assert len(turning) == len(set(turning))
        assert known(Supposed(whole, row.changes)) == {**supposing.before, **row.turns}
        assert {row.cause_of(key) for key in row.turns} <= {part.cause for part in row.parts}


class TestWhatCanBeKnown:
    async def test_without_faults_it_is_the_truth(self, minimal: Campus) -> None:
        assert known(minimal) == {each.key: each.outcome for each in truths(minimal)}

    async def test_what_rests_on_a_silent_device_is_unknown(self, minimal: Campus) -> None:
        minimal.set_fault("ups-dc", Fault.SILENT)
        now = known(minimal)
        assert now["bjhei", "bjhei-sect-02-2a"] == "unknown"
        assert now["jj", "JJ010305.2"] == "pass"  # another UPS

    async def test_a_fail_that_nothing_hidden_could_mend_is_known(self, minimal: Campus) -> None:
        """One of two access points fails its room, whatever the silent switch has."""
        minimal.set_fault("access-1", Fault.SILENT)
        assert known(minimal)["zz", "zz-6.1-1a"] == "unknown"
        minimal.set_state("wlc-1", "access_points.AP-A101.state", "fault")
        assert known(minimal)["zz", "zz-6.1-1a"] == "fail"

    async def test_a_switch_that_is_silent_is_not_watched(self, minimal: Campus) -> None:
        minimal.set_fault("access-1", Fault.SILENT)
        assert known(minimal)["gj", "GJ010401.f1"] == "fail"

    async def test_a_battery_that_is_not_fit_makes_no_estimate(self, minimal: Campus) -> None:
        minimal.set_state("ups-dc", "ups.battery_status", 3)
        assert known(minimal)["bjhei", "bjhei-sect-02-2a"] == "unknown"

    async def test_a_broker_that_lies_of_meters_is_believed_of_gateways(
        self, minimal: Campus
    ) -> None:
        minimal.set_fault("broker-1", Fault.WRONG_VALUE)
        now = known(minimal)
        assert now["jj", "JJ010102.c"] == "pass"
        assert now["zj", "ZJ010304.c"] == "unknown"


@pytest.mark.parametrize(
    ("path", "hides"),
    [("gateways.gw-1.alive", True), ("gateways.gw-1.silent", True), ("rotates", False)],
)
def test_what_is_heard_no_more_shows_when_the_last_word_is_too_old(path: str, hides: bool) -> None:
    """The broker tells at once that a gateway has gone; that its meters have, nobody does."""
    assert Step("it goes", (Change("it", path, False, True),), {}).hides is hides
