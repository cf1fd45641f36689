"""Readings and facts for tests: a builder names only what matters, the rest is ordinary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from checks.campus import (
    Circuit,
    CircuitKind,
    InstanceRef,
    InterfaceRef,
    People,
    PowerDomain,
    PowerScope,
    Room,
    RoomAccessPoint,
    RoomKind,
)
from checks.ledger import Ledger
from checks.readings import Readings
from checks.verdict import CauseKind, Measured
from checks.windowed import KEPT_DAYS
from collectors.failure import Failure, FailureKind
from collectors.probe import Collector, Options, Probe, ProbeResult
from collectors.reading import Quantity, Reading, Value
from collectors.target import Target

#: The moment at which every test judges: monotonic, and the same on the wall.
NOW_SECONDS = 1_000_000.0
AT = datetime(2026, 10, 8, 12, tzinfo=UTC)
FRESHNESS_SECONDS = 900.0
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Rejected:
    """Stands for a value that the collector did not believe, and why."""

    why: str


Values = Mapping[str, Value | Rejected]


async def _never(target: Target, options: Options) -> list[Reading]:
    raise AssertionError("a builder's collector is not run")


def _probe(target: str, quantities: Iterable[Quantity]) -> Probe:
    collector = Collector("built", Options, tuple(quantities), _never)
    return Probe(f"built/{target}", Target(target, "127.0.0.1"), collector, Options(), 60.0, 10.0)


def said(
    target: str,
    told: Mapping[Quantity, Value | Rejected | Values],
    *,
    age_seconds: float = 0.0,
    duration_seconds: float = 1.0,
) -> ProbeResult:
    """A round that the target answered. A bare value is that of the instance ""."""
    readings = []
    for quantity, given in told.items():
        by_instance = given if isinstance(given, Mapping) else {"": given}
        for instance, value in by_instance.items():
            if isinstance(value, Rejected):
                readings.append(Reading(quantity, None, instance, rejected=value.why))
            else:
                readings.append(Reading(quantity, value, instance))
    taken_seconds = NOW_SECONDS - age_seconds
    probe = _probe(target, told)
    return ProbeResult(probe, AT, taken_seconds, duration_seconds, tuple(readings))


def failed(
    target: str,
    *quantities: Quantity,
    kind: FailureKind = FailureKind.TIMEOUT,
    age_seconds: float = 0.0,
    for_seconds: float = 2 * DAY_SECONDS,
) -> ProbeResult:
    """The target gave nothing of these quantities, in rounds that began so long ago."""
    failure = Failure(kind, f"{target} did not answer")
    probe = _probe(target, quantities)
    return ProbeResult(probe, AT, NOW_SECONDS - age_seconds, for_seconds, failure=failure)


def listened(target: str, *quantities: Quantity, for_seconds: float) -> ProbeResult:
    """A round that began so long ago and heard nothing; later rounds go on from it."""
    nothing: dict[Quantity, Values] = {quantity: {} for quantity in quantities}
    return said(target, nothing, duration_seconds=for_seconds)


def seen(*results: ProbeResult, freshness_seconds: float = FRESHNESS_SECONDS) -> Readings:
    """The ledger after these rounds, oldest first, at NOW; each as if it had stood for so long
    that every window is full of it."""
    ledger = Ledger()
    for result in sorted(results, key=lambda result: result.taken_seconds):
        ledger.add(result)
        ledger.windows.add(result, standing_seconds=(KEPT_DAYS + 1) * DAY_SECONDS)
    return Readings(ledger, NOW_SECONDS, AT, freshness_seconds)


def people(staff: int = 400, students: int = 3_600, as_of: date = date(2026, 9, 1)) -> People:
    return People(staff=staff, students=students, as_of=as_of, source="registry")


def circuit(
    name: str = "cernet",
    contract_bits_per_second: int = 2_000_000_000,
    kind: CircuitKind = CircuitKind.CERNET,
    target: str = "core-1",
    interface: str | None = None,
) -> Circuit:
    return Circuit(
        name=name,
        kind=kind,
        target=target,
        interface=name if interface is None else interface,
        contract_bits_per_second=contract_bits_per_second,
        as_of=date(2026, 3, 1),
        source="contract 2026-017",
    )


def port(interface: str, target: str = "core-1") -> InterfaceRef:
    return InterfaceRef(target=target, interface=interface)


def ports(*interfaces: str, target: str = "core-1") -> list[InterfaceRef]:
    return [port(interface, target) for interface in interfaces]


def point(name: str, stations_limit: int = 64, target: str = "wlc-1") -> RoomAccessPoint:
    return RoomAccessPoint(target=target, name=name, stations_limit=stations_limit)


def room(name: str = "A101", kind: RoomKind = RoomKind.CLASSROOM, **more: object) -> Room:
    """`more` are fields of a room; those left out are unknown."""
    return Room.model_validate({"name": name, "kind": kind, **more})


def power_domain(
    *units: str, scope: PowerScope = PowerScope.MACHINE_ROOM, **more: object
) -> PowerDomain:
    """Units by the name of their target; `more` are fields of a power domain."""
    refs = [InstanceRef(target=unit) for unit in units]
    return PowerDomain.model_validate({"name": "power", "scope": scope, "units": refs, **more})


def only(measured: Sequence[Measured]) -> Measured:
    """The one value of an indicator that has one subject here."""
    assert len(measured) == 1, measured
    return measured[0]


def of_subject(measured: Iterable[Measured], name: str) -> Measured:
    return only([each for each in measured if each.subject.name == name])


def told(measured: Measured) -> float | CauseKind:
    """The value, or the kind of the reason why there is none."""
    if measured.why_not is not None:
        return measured.why_not.kind
    assert measured.value is not None
    return measured.value


#: Every way in which a device can fail to give a reading.
DEVICE_GAPS = (
    CauseKind.NOT_READ,
    CauseKind.FAILED,
    CauseKind.STALE,
    CauseKind.ABSENT,
    CauseKind.IMPLAUSIBLE,
)


def gap(kind: CauseKind, quantity: Quantity, target: str, instance: str = "") -> list[ProbeResult]:
    """Rounds after which this reading is missing for exactly this reason."""
    rounds = {
        CauseKind.NOT_READ: [],
        CauseKind.FAILED: [failed(target, quantity)],
        CauseKind.STALE: [said(target, {quantity: {instance: 1}}, age_seconds=901)],
        CauseKind.ABSENT: [said(target, {quantity: {}})],
        CauseKind.IMPLAUSIBLE: [said(target, {quantity: {instance: Rejected("255 %")}})],
    }
    return rounds[kind]
