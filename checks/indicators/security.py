"""Security devices: which of those that a document names are live, and guard each egress."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from checks.campus import Campus, Circuit
from checks.equipment import FlowScope, SecurityDevice, SecurityRole
from checks.indicator import Indicator
from checks.indicators.direct import unsaid
from checks.indicators.evidence import not_listed
from checks.indicators.interfaces import true
from checks.indicators.members import Member, count, share
from checks.indicators.sightings import all_of, any_of
from checks.readings import Gap, Observation, Readings
from checks.verdict import Cause, CauseKind, Grade, Measured, Subject
from collectors.quantities import DEVICE_UPTIME, FLOW_REFUSED, SIGNATURES_UPDATED, THING_LIVE

ROLES = "security_roles_live_ratio"
LIVE = "security_devices_live_count"
EGRESS = "egress_circuits_guarded_ratio"
FLOWS = "forbidden_flows_open_count"

#: The auditor's default where documents ask for signatures: not older than 30 days.
SIGNATURES_VALID = timedelta(days=30)
#: Roles that protect by signatures. A firewall's rules do not grow old this way: it is held to
#: signatures only where it tells of them.
BY_SIGNATURES = frozenset(
    {
        SecurityRole.INTRUSION_DETECTION,
        SecurityRole.VULNERABILITY_SCANNER,
        SecurityRole.ANTI_MALWARE,
        SecurityRole.WEB_APPLICATION_FIREWALL,
    }
)

#: Roles that documents name together.
NAMED: Mapping[str, Sequence[SecurityRole]] = {
    "seven": (
        SecurityRole.FIREWALL,
        SecurityRole.DATA_CENTRE_FIREWALL,
        SecurityRole.INTRUSION_DETECTION,
        SecurityRole.VULNERABILITY_SCANNER,
        SecurityRole.ANTI_MALWARE,
        SecurityRole.WEB_APPLICATION_FIREWALL,
        SecurityRole.BEHAVIOUR_MANAGER,
    ),
    "complete": (
        SecurityRole.FIREWALL,
        SecurityRole.INTRUSION_DETECTION,
        SecurityRole.VULNERABILITY_SCANNER,
        SecurityRole.ANTI_MALWARE,
    ),
    "audited": (
        SecurityRole.FIREWALL,
        SecurityRole.ANTI_MALWARE,
        SecurityRole.INTRUSION_DETECTION,
        SecurityRole.BEHAVIOUR_MANAGER,
    ),
    "school": (
        SecurityRole.FIREWALL,
        SecurityRole.ANTI_MALWARE,
        SecurityRole.INTRUSION_DETECTION,
        SecurityRole.BEHAVIOUR_MANAGER,
        SecurityRole.CENTRAL_CONTROL,
    ),
    "firewall_and_behaviour": (SecurityRole.FIREWALL, SecurityRole.BEHAVIOUR_MANAGER),
    "data_centre": (SecurityRole.DATA_CENTRE_FIREWALL, SecurityRole.WEB_APPLICATION_FIREWALL),
    "detection_mail_audit": (
        SecurityRole.INTRUSION_DETECTION,
        SecurityRole.MAIL_FILTER,
        SecurityRole.AUDIT,
    ),
}

#: The sets of which the documents also ask that signatures be fresh.
SIGNED = frozenset({"seven", "complete"})

GUARDS: Mapping[str, Sequence[SecurityRole]] = {
    "firewall": (SecurityRole.FIREWALL,),
    "firewall_and_detection": (SecurityRole.FIREWALL, SecurityRole.INTRUSION_DETECTION),
}


def _live(device: SecurityDevice, readings: Readings, *, signed: bool = False) -> Member:
    """Gives management data, or answers its platform; `signed`: with fresh signatures, where it has
    need of them or tells of any. Where nobody asks for that, their age is only shown.

    A device that does not answer may still stand there and guard: that is not known.
    """
    alive = _polled(device, readings)
    tells = readings.asked(SIGNATURES_UPDATED, device.target)
    if alive.counts is not True or not (tells or (signed and device.role in BY_SIGNATURES)):
        return alive
    both = all_of(device.name, (alive, _signatures(device, readings)))
    return both if signed else replace(both, counts=alive.counts)


def _polled(device: SecurityDevice, readings: Readings) -> Member:
    founds = [
        found
        for quantity in (DEVICE_UPTIME, THING_LIVE)
        if readings.asked(quantity, device.target)
        for found in [readings.find(quantity, device.target)]
    ] or [readings.find(DEVICE_UPTIME, device.target)]
    known = next((found for found in founds if isinstance(found, Observation)), None)
    if known is not None:
        counts = known.quantity.name != THING_LIVE.name or true(known)
        return Member(device.name, counts, (known,))
    gap = founds[0]
    assert isinstance(gap, Gap)  # noqa: S101 - no observation is among them
    told_none = gap.cause.kind is CauseKind.ABSENT
    return Member(device.name, False if told_none else gap.cause, (gap,))


def _signatures(device: SecurityDevice, readings: Readings) -> Member:
    found = readings.find(SIGNATURES_UPDATED, device.target)
    if isinstance(found, Gap):
        return Member(device.name, found.cause, (found,))
    age_seconds = readings.at.timestamp() - found.number
    fresh = age_seconds <= SIGNATURES_VALID.total_seconds()
    return Member(device.name, fresh, (found,))


def _by_role(
    listed: Sequence[SecurityDevice], readings: Readings, *, signed: bool = False
) -> dict[SecurityRole, list[Member]]:
    by_role: dict[SecurityRole, list[Member]] = {}
    for device in listed:
        by_role.setdefault(device.role, []).append(_live(device, readings, signed=signed))
    return by_role


def roles(campus: Campus, readings: Readings) -> list[Measured]:
    """Per set of roles that a document names, the share with at least one live device."""
    if not campus.security_devices:
        return [not_listed(ROLES, "security_devices", campus.security_devices)]
    of_sets = {
        signed: _by_role(campus.security_devices, readings, signed=signed)
        for signed in (False, True)
    }
    return [
        share(
            ROLES, Subject("security", name, (("set", name),)),
            [any_of(role, of_sets[name in SIGNED].get(role, ()), "security_devices.role")
             for role in wanted],
            "roles with a live device", Grade.REPORTED,
        )
        for name, wanted in NAMED.items()
    ]  # fmt: skip


def live(campus: Campus, readings: Readings) -> list[Measured]:
    """Per role, how many devices are live; a role that the inventory does not list has 0."""
    if not campus.security_devices:
        return [not_listed(LIVE, "security_devices", campus.security_devices)]
    by_role = _by_role(campus.security_devices, readings)
    return [
        count(
            LIVE, Subject("security", role.value, (("role", role.value),)),
            by_role.get(role, ()), f"{role.value} devices live", Grade.REPORTED,
        )
        for role in SecurityRole
    ]  # fmt: skip


def guarded(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of egress circuits in whose path a live firewall, or it and detection, stands."""
    if not campus.circuits:
        return [not_listed(EGRESS, "circuits", campus.circuits)]
    if campus.security_devices is None:
        return [not_listed(EGRESS, "security_devices", None)]
    devices = [(each, _live(each, readings)) for each in campus.security_devices]
    return [
        share(
            EGRESS, Subject("egress", name, (("by", name),)),
            [_guarded(circuit, wanted, devices) for circuit in campus.circuits],
            f"circuits behind a live {name}", Grade.DECLARED,
        )
        for name, wanted in GUARDS.items()
    ]  # fmt: skip


def _guarded(
    circuit: Circuit,
    wanted: Sequence[SecurityRole],
    devices: Sequence[tuple[SecurityDevice, Member]],
) -> Member:
    in_path = [
        any_of(
            role,
            (m for each, m in devices if each.role is role and circuit.name in each.circuits),
            "security_devices.circuits",
        )
        for role in wanted
    ]
    return all_of(circuit.name, in_path)


def flows(campus: Campus, readings: Readings) -> list[Measured]:
    """Per scope, how many of the forbidden connections came about when tried (I-62).

    A scope of which none is listed has not been tried.
    """
    if not campus.forbidden_flows:
        return [not_listed(FLOWS, "forbidden_flows", campus.forbidden_flows)]
    by_scope: dict[str, list[Member]] = {}
    for flow in campus.forbidden_flows:
        found = readings.find(FLOW_REFUSED, flow.test.target, flow.test.instance)
        opened: bool | Cause = found.cause if isinstance(found, Gap) else not true(found)
        member = Member(flow.name, opened, (found,))
        by_scope.setdefault(flow.scope.value, []).append(member)
    return [_flows(scope.value, by_scope.get(scope.value, ())) for scope in FlowScope]


def _flows(scope: str, members: Sequence[Member]) -> Measured:
    subject = Subject("flows", scope, (("scope", scope),))
    if not members:
        detail = f"the inventory lists no forbidden connection of scope {scope}"
        return unsaid(FLOWS, subject, "forbidden_flows", detail)
    what = "forbidden connections came about"
    return count(FLOWS, subject, members, what, Grade.DEMONSTRATED)


INDICATORS = (
    Indicator(
        ROLES,
        "Share of the security roles that a document names which have a live device.",
        "roles with a device that answers and, where a document asks for them, has signatures of "
        "the last 30 days ÷ roles",
        "1",
        "security",
        (DEVICE_UPTIME, THING_LIVE, SIGNATURES_UPDATED),
        ("security_devices",),
        roles,
    ),
    Indicator(
        LIVE,
        "Live security devices of a role.",
        "number of devices that answer",
        "",
        "security",
        (DEVICE_UPTIME, THING_LIVE, SIGNATURES_UPDATED),
        ("security_devices",),
        live,
    ),
    Indicator(
        EGRESS,
        "Share of egress circuits that live security devices guard.",
        "circuits with a live device of each role in their path ÷ circuits",
        "1",
        "egress",
        (DEVICE_UPTIME, THING_LIVE, SIGNATURES_UPDATED),
        ("circuits", "security_devices"),
        guarded,
    ),
    Indicator(
        FLOWS,
        "Forbidden connections that came about when they were tried.",
        "number of tests in which the connection was not refused",
        "",
        "flows",
        (FLOW_REFUSED,),
        ("forbidden_flows",),
        flows,
    ),
)
