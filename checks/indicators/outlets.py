"""Information points: cabled outlets per person, held against the ports that exist (I-14)."""

from checks.campus import Campus
from checks.fact_dates import people_grown_stale
from checks.indicator import Indicator
from checks.indicators.evidence import Piece, fact, not_listed, shown
from checks.indicators.interfaces import meant
from checks.readings import Readings
from checks.verdict import CAMPUS, Cause, CauseKind, Coverage, Grade, Measured
from collectors.quantities import INTERFACE_UP

PER_PERSON = "outlets_per_person_ratio"


def outlets(campus: Campus, readings: Readings) -> list[Measured]:
    """Outlets of the ledger over staff and students; a ledger that claims more patched outlets
    than there are access ports is not believed."""
    if not campus.outlets:
        return [not_listed(PER_PERSON, "outlets", campus.outlets)]
    if not campus.access_ports:
        return [not_listed(PER_PERSON, "access_ports", campus.access_ports)]
    claimed = sum(entry.outlets for entry in campus.outlets)
    patched = claimed - sum(entry.unpatched for entry in campus.outlets)
    ledger = [
        fact("outlets", entry.building, entry.outlets, f"{entry.source}, as of {entry.as_of}")
        for entry in campus.outlets
    ]
    ports, asked, gaps = _ports(campus, readings)
    evidence = shown((*asked, *ledger))
    coverage = Coverage(len(asked) - len(gaps), len(asked))
    cause = gaps[0] if gaps else _disbelieved(patched, ports) or _no_people(campus, readings)
    if cause is not None or campus.people is None:
        return [Measured(PER_PERSON, CAMPUS, None, cause, evidence, coverage)]
    heads = campus.people.staff + campus.people.students
    by_ports = readings.interpretations.reads("I-14", "access_ports")
    value = (ports if by_ports else claimed) / heads
    arithmetic = (
        f"{claimed} outlets ÷ ({campus.people.staff} staff + {campus.people.students} students)"
        f" = {claimed / heads:.4g}; {ports} access ports ÷ {heads} = {ports / heads:.4g}"
        f"{', which counts (I-14)' if by_ports else ''}"
    )
    return [
        Measured(
            PER_PERSON, CAMPUS, value, None, evidence, coverage, Grade.DECLARED, arithmetic
        )
    ]  # fmt: skip


def _ports(campus: Campus, readings: Readings) -> tuple[int, list[Piece], list[Cause]]:
    """Access ports that the switches tell of; evidence and a gap per switch that does not."""
    told: dict[str, tuple[str, ...]] = {}
    evidence: list[Piece] = []
    gaps = []
    for listed in campus.access_ports or ():
        silent = readings.answers(INTERFACE_UP, listed.target)
        if silent is not None:
            evidence.append(silent)
            gaps.append(silent.cause)
            continue
        names = meant((listed,), readings.names(INTERFACE_UP, listed.target))
        earlier = told.get(listed.target, ())
        told[listed.target] = tuple({*earlier, *names}) if earlier else names
        evidence.append(readings.find(INTERFACE_UP, listed.target, names[0] if names else ""))
    return sum(len(names) for names in told.values()), evidence, gaps


def _disbelieved(patched: int, ports: int) -> Cause | None:
    if patched <= ports:
        return None
    detail = f"the ledger claims {patched} patched outlets, but there are {ports} access ports"
    return Cause(CauseKind.CONFLICT, detail)


def _no_people(campus: Campus, readings: Readings) -> Cause | None:
    if campus.people is None:
        return Cause(CauseKind.FACT_MISSING, "the inventory does not say how many people there are")
    stale = people_grown_stale(campus.people.as_of, readings.today)
    if stale is not None:
        return stale
    if not campus.people.staff + campus.people.students:
        return Cause(CauseKind.FACT_MISSING, "the inventory says that there is nobody at school")
    return None


INDICATORS = (
    Indicator(
        PER_PERSON,
        "Cabled outlets per person at school.",
        "Σ outlets of the ledger ÷ (staff + students), where the access ports can bear them out",
        "1",
        "campus",
        (INTERFACE_UP,),
        ("outlets", "access_ports", "people"),
        outlets,
    ),
)
