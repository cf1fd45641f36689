"""Security devices that are live, with fresh signatures, in the path; and forbidden connections."""

import pytest

from checks.campus import Campus
from checks.equipment import FlowScope, ForbiddenFlow, SecurityDevice, SecurityRole
from checks.fact import InstanceRef
from checks.indicators.security import NAMED, flows, guarded, live, roles
from checks.verdict import CauseKind, Outcome
from collectors.probe import ProbeResult
from collectors.quantities import DEVICE_UPTIME, FLOW_REFUSED, SIGNATURES_UPDATED, THING_LIVE
from tests.builders import AT, DEVICE_GAPS, circuit, gap, of_subject, only, said, seen, told
from tests.checks.indicators.clauses import outcome_on

DAY_SECONDS = 86_400.0


def device(role: SecurityRole, *circuits: str) -> SecurityDevice:
    return SecurityDevice(name=role, role=role, target=role, circuits=list(circuits))


def alive(role: SecurityRole, signatures_days: float = 0.0) -> ProbeResult:
    updated = AT.timestamp() - signatures_days * DAY_SECONDS
    return said(role, {DEVICE_UPTIME: 60.0, SIGNATURES_UPDATED: updated})


FIREWALL, IDS = SecurityRole.FIREWALL, SecurityRole.INTRUSION_DETECTION


def test_each_role_that_a_document_names_needs_a_live_device() -> None:
    listed = [device(role) for role in NAMED["complete"]]
    campus = Campus(security_devices=listed)
    shares = roles(campus, seen(*(alive(role) for role in NAMED["complete"])))
    assert told(of_subject(shares, "complete")) == 1
    assert told(of_subject(shares, "seven")) == 4 / 7


@pytest.mark.parametrize(("days", "share"), [(30.0, 1.0), (30.001, 0.75)])
@pytest.mark.parametrize("old", [IDS, FIREWALL])
def test_signatures_hold_for_30_days_where_a_document_asks_for_them(
    old: SecurityRole, days: float, share: float
) -> None:
    campus = Campus(security_devices=[device(role) for role in NAMED["complete"]])
    readings = seen(*(alive(r, days if r is old else 0.0) for r in NAMED["complete"]))
    assert told(of_subject(roles(campus, readings), "complete")) == share


def test_where_it_does_not_a_device_that_answers_counts() -> None:
    campus = Campus(security_devices=[device(IDS)], circuits=[circuit("cernet")])
    readings = seen(alive(IDS, 400.0))
    assert told(of_subject(live(campus, readings), "intrusion_detection")) == 1
    assert told(of_subject(roles(campus, readings), "detection_mail_audit")) == pytest.approx(1 / 3)


def test_a_firewall_that_tells_of_no_signatures_is_not_held_to_them() -> None:
    campus = Campus(security_devices=[device(role) for role in NAMED["complete"]])
    signed = [alive(role) for role in NAMED["complete"] if role is not FIREWALL]
    readings = seen(said(FIREWALL, {DEVICE_UPTIME: 60.0}), *signed)
    assert told(of_subject(roles(campus, readings), "complete")) == 1


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_device_of_unknown_signatures_is_unknown(kind: CauseKind) -> None:
    campus = Campus(security_devices=[device(role) for role in NAMED["complete"]])
    others = [alive(role) for role in NAMED["complete"] if role is not IDS]
    readings = seen(said(IDS, {DEVICE_UPTIME: 1.0}), *others, *gap(kind, SIGNATURES_UPDATED, IDS))
    measured = of_subject(roles(campus, readings), "complete")
    cause = measured.why_not or measured.untold
    assert cause is not None
    assert cause.kind is kind


NOT_HEARD = {
    CauseKind.NOT_READ: CauseKind.NOT_READ,
    CauseKind.FAILED: CauseKind.FAILED,
    CauseKind.STALE: CauseKind.STALE,
    CauseKind.IMPLAUSIBLE: CauseKind.IMPLAUSIBLE,
    CauseKind.ABSENT: 0,
}


@pytest.mark.parametrize(("kind", "value"), NOT_HEARD.items())
def test_a_firewall_that_does_not_answer_may_still_stand_there(
    kind: CauseKind, value: float | CauseKind
) -> None:
    campus = Campus(security_devices=[device(FIREWALL)])
    readings = seen(*gap(kind, DEVICE_UPTIME, FIREWALL))
    assert told(of_subject(live(campus, readings), "firewall")) == value


def test_a_device_may_be_known_by_its_console_alone() -> None:
    campus = Campus(security_devices=[device(FIREWALL)])
    for on_line in (True, False):
        readings = seen(said(FIREWALL, {THING_LIVE: on_line}))
        assert told(of_subject(live(campus, readings), "firewall")) == on_line


def test_every_egress_needs_its_guards_in_the_path() -> None:
    campus = Campus(
        circuits=[circuit("cernet"), circuit("isp")],
        security_devices=[device(FIREWALL, "cernet", "isp"), device(IDS, "cernet")],
    )
    shares = guarded(campus, seen(alive(FIREWALL), alive(IDS)))
    assert told(of_subject(shares, "firewall")) == 1
    assert told(of_subject(shares, "firewall_and_detection")) == 0.5


def test_circuits_without_a_list_of_devices_are_unknown() -> None:
    campus = Campus(circuits=[circuit()])
    assert told(only(guarded(campus, seen()))) is CauseKind.FACT_MISSING


def flow(name: str, scope: FlowScope = FlowScope.CARD) -> ForbiddenFlow:
    test = InstanceRef(target="vantage", instance=name)
    return ForbiddenFlow(name=name, scope=scope, test=test)


def test_a_forbidden_connection_that_comes_about_counts() -> None:
    campus = Campus(forbidden_flows=[flow("a"), flow("b")])
    readings = seen(said("vantage", {FLOW_REFUSED: {"a": True, "b": False}}))
    assert told(of_subject(flows(campus, readings), "card")) == 1
    refused = seen(said("vantage", {FLOW_REFUSED: {"a": True, "b": True}}))
    assert told(of_subject(flows(campus, refused), "card")) == 0


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_connection_that_was_not_tried_leaves_the_count_open(kind: CauseKind) -> None:
    campus = Campus(forbidden_flows=[flow("a")])
    measured = of_subject(flows(campus, seen(*gap(kind, FLOW_REFUSED, "vantage", "a"))), "card")
    assert told(measured) is kind
    assert (measured.lowest, measured.highest) == (0, 1)


@pytest.mark.parametrize("tried", [FlowScope.OUTSIDE, FlowScope.ZONES])
def test_a_scope_that_nobody_tries_does_not_pass_with_the_one_that_is_tried(
    tried: FlowScope,
) -> None:
    """GJ050303.f2 asks for protection inside the campus and towards the internet."""
    both = Campus(forbidden_flows=[flow("a", FlowScope.OUTSIDE), flow("b", FlowScope.ZONES)])
    alone = Campus(forbidden_flows=[flow("a", tried)])
    refused = said("vantage", {FLOW_REFUSED: {"a": True, "b": True}})
    opened = said("vantage", {FLOW_REFUSED: {"a": False, "b": True}})
    assert outcome_on("GJ050303.f2", both, refused) is Outcome.PASS
    assert outcome_on("GJ050303.f2", alone, refused) is Outcome.UNKNOWN
    assert outcome_on("GJ050303.f2", alone, opened) is Outcome.FAIL
