"""Compute: what is left of it, whether servers answer and are read, and their paths to storage."""

import math
from fractions import Fraction

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import any_of, by_ref, from_one, unnamed, unsaid
from checks.indicators.evidence import fact, not_listed, shown
from checks.indicators.interfaces import line_rate, name_of, true
from checks.indicators.members import Member, share
from checks.indicators.silence import covered
from checks.indicators.wording import bit_rate
from checks.readings import Found, Observation, Readings
from checks.systems import Server
from checks.verdict import Cause, CauseKind, Coverage, Grade, Measured, Subject
from collectors.quantities import DEVICE_UPTIME, INTERFACE_SPEED, INTERFACE_UP
from collectors.system_quantities import (
    CLUSTER_CPU_BUSY,
    CLUSTER_MEMORY_BUSY,
    SERVER_CONTROLLER_UP,
)

FREE = "compute_free_ratio"
PATHS = "server_storage_path_bits_per_second"
CONTROLLERS = "server_controllers_answering_ratio"
READ = "servers_read_ratio"
SYSTEMS_READ = "operating_systems_read_ratio"

RESOURCES = {"cpu": CLUSTER_CPU_BUSY, "memory": CLUSTER_MEMORY_BUSY}


def free(campus: Campus, readings: Readings) -> list[Measured]:
    """Per cluster, what is free of its processors and of its memory; each must have its reserve,
    so that the lower decides (I-45)."""
    if not campus.clusters:
        return [not_listed(FREE, "clusters", campus.clusters)]
    measured = []
    for cluster in campus.clusters:
        for resource, quantity in RESOURCES.items():
            subject = Subject("cluster", f"{cluster.name} {resource}", (("resource", resource),))
            found = readings.find(quantity, cluster.target, cluster.instance)
            measured.append(from_one(FREE, subject, found, _free))
    return measured


def _free(busy: float) -> tuple[float | Cause, str]:
    if not 0 <= busy <= 1:
        return Cause(CauseKind.IMPLAUSIBLE, f"{busy:.9g} of what there is cannot be in use"), ""
    value = float(1 - Fraction(str(busy)))
    return value, f"1 − {busy:.9g} in use (95th percentile of 7 days) = {value:.9g}"


def paths(campus: Campus, readings: Readings) -> list[Measured]:
    """Per server, the line rates of its live paths to shared storage together, in bit/s (I-3)."""
    if not campus.servers:
        return [not_listed(PATHS, "servers", campus.servers)]
    return [_paths(server, readings) for server in campus.servers]


def _paths(server: Server, readings: Readings) -> Measured:
    subject = Subject("server", server.name)
    if server.storage_ports is None:
        detail = f"the inventory does not say by which ports {server.name} reaches its storage"
        return unsaid(PATHS, subject, "servers.storage_ports", detail)
    if not server.storage_ports:
        detail = f"{server.name} uses no shared storage"
        return Measured(PATHS, subject, None, Cause(CauseKind.NONE_IN_SCOPE, detail))
    rates = {
        name_of(ref): line_rate(readings, ref.target, ref.interface) for ref in server.storage_ports
    }
    evidence = shown(piece for rate in rates.values() for piece in rate.evidence)
    known = [r for rate in rates.values() if not isinstance(r := rate.bits_per_second, Cause)]
    unknown = [c for rate in rates.values() if isinstance(c := rate.bits_per_second, Cause)]
    coverage = Coverage(len(known), len(rates))
    if not known:
        return Measured(PATHS, subject, None, unknown[0], evidence, coverage)
    value = math.fsum(known)
    arithmetic = f"{' + '.join(bit_rate(rate) for rate in known)} = {bit_rate(value)}"
    if not unknown:
        return Measured(PATHS, subject, value, None, evidence, coverage, Grade.DECLARED, arithmetic)
    arithmetic += f"; {len(unknown)} more not known"
    return Measured(PATHS, subject, value, None, evidence, coverage, Grade.DECLARED, arithmetic,
                    value, math.inf, unknown[0])  # fmt: skip


def controllers(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of servers whose management controller answers."""
    if not campus.servers:
        return [not_listed(CONTROLLERS, "servers", campus.servers)]
    members = [_controller(server, readings) for server in campus.servers]
    what = "servers whose controller answers"
    return [share(CONTROLLERS, Subject("servers", "all"), members, what, Grade.DECLARED)]


def _controller(server: Server, readings: Readings) -> Member:
    if server.controller is None:
        return unnamed(server.name, "servers.controller", "management controller")
    found = by_ref(readings, SERVER_CONTROLLER_UP, server.controller)
    counts = true(found) if isinstance(found, Observation) else covered(readings, found)
    return Member(server.name, counts, (found,))


def servers_read(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of servers that gave management data within the window: of all, of important ones."""
    if not campus.servers:
        return [not_listed(READ, "servers", campus.servers)]
    sets = {"all": campus.servers, "important": [s for s in campus.servers if s.important]}
    return [
        share(
            READ, Subject("servers", name, (("servers", name),)),
            [_read(server, readings) for server in servers], "servers read", Grade.DECLARED,
        )
        for name, servers in sets.items()
        if servers
    ]  # fmt: skip


def _read(server: Server, readings: Readings) -> Member:
    if server.device is None:
        evidence = fact("servers.device", server.name, False, "inventory: nothing reads it")
        return Member(server.name, False, (evidence,))
    found: Found = readings.find(DEVICE_UPTIME, server.device)
    return Member(server.name, covered(readings, found), (found,))


def systems_read(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of the operating-system families on servers of which at least one server is read."""
    if not campus.servers:
        return [not_listed(SYSTEMS_READ, "servers", campus.servers)]
    families: dict[str, list[Member]] = {}
    for server in campus.servers:
        if server.operating_system is not None:
            families.setdefault(server.operating_system, []).append(_read(server, readings))
    subject = Subject("operating_systems", "all")
    if not families:
        detail = "the inventory does not say which operating systems the servers run"
        return [unsaid(SYSTEMS_READ, subject, "servers.operating_system", detail)]
    members = [any_of(name, of_family) for name, of_family in families.items()]
    return [share(SYSTEMS_READ, subject, members, "families read", Grade.DECLARED)]


INDICATORS = (
    Indicator(
        FREE,
        "Share of a cluster's processor time or memory that is free at its busiest.",
        "1 − 95th percentile over 7 days of used ÷ physical",
        "1",
        "cluster",
        (CLUSTER_CPU_BUSY, CLUSTER_MEMORY_BUSY),
        ("clusters",),
        free,
    ),
    Indicator(
        PATHS,
        "What the live paths of a server to its shared storage carry together.",
        "Σ line rate of the storage ports that are up",
        "bit/s",
        "server",
        (INTERFACE_UP, INTERFACE_SPEED),
        ("servers",),
        paths,
    ),
    Indicator(
        CONTROLLERS,
        "Share of physical servers that can be managed from afar.",
        "servers whose management controller answers ÷ servers",
        "1",
        "servers",
        (SERVER_CONTROLLER_UP,),
        ("servers",),
        controllers,
    ),
    Indicator(
        READ,
        "Share of servers that give management data, of all and of important ones.",
        "servers read within the window ÷ servers",
        "1",
        "servers",
        (DEVICE_UPTIME,),
        ("servers",),
        servers_read,
    ),
    Indicator(
        SYSTEMS_READ,
        "Share of the operating-system families in use that are read.",
        "families of which a server was read within the window ÷ families",
        "1",
        "operating_systems",
        (DEVICE_UPTIME,),
        ("servers",),
        systems_read,
    ),
)
