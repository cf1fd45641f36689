"""Systems that answer, bear their users, and let people in by one login; what they run on."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from sim.campus import Campus
from sim.reality.platforms import told
from sim.reality.values import Values, number

System = dict[str, Any]

#: What people work with, as opposed to what others operate for them.
APPLICATIONS = frozenset(
    {
        "identity",
        "portal",
        "card",
        "payment",
        "learning",
        "teaching",
        "class_recordings",
        "experiments",
        "simulation",
        "training",
        "placement",
        "administration",
        "school_enterprise",
        "school_exchange",
        "graduates",
        "site",
        "mobile",
        "live_stream",
        "repair",
        "mail",
        "cloud_disk",
    }
)
#: Nobody signs on to these by a ticket.
WITHOUT_TICKET = frozenset({"identity", "site", "live_stream"})
VIRTUALISATION = ("server", "storage", "application", "desktop")


def systems(campus: Campus, *kinds: str) -> list[System]:
    return [each for each in campus.scenario.campus.listed("systems") if each["kind"] in kinds]


def is_told(campus: Campus, ref: System | None, quantity: str) -> bool:
    """Whether the platform says yes."""
    if ref is None:
        return False
    return told(campus, ref["target"], quantity, ref.get("instance", "")) is True


def answers(kind: str, *vantages: str) -> Callable[[Campus], Values]:
    """Per system of the kind and vantage, 1 while it answers there."""

    def value(campus: Campus) -> Values:
        return _answers(campus, systems(campus, kind), vantages)

    return value


def applications_answer(campus: Campus) -> Values:
    return _answers(campus, systems(campus, *APPLICATIONS), ("inside", "outside"))


def _answers(campus: Campus, some: Iterable[System], vantages: tuple[str, ...]) -> Values:
    return {
        f"{system['name']} {vantage}": Fraction(
            is_told(campus, system.get(vantage), "system_answer_ok")
        )
        for system in some
        for vantage in vantages
    }


def kinds_answer(*kinds: str) -> Callable[[Campus], Values]:
    """Share of the kinds of which a system answers inside; one that there is not does not."""

    def share(campus: Campus) -> Values:
        if not campus.scenario.campus.listed("systems"):
            return None
        live = [
            kind
            for kind in kinds
            if any(
                is_told(campus, system.get("inside"), "system_answer_ok")
                for system in systems(campus, kind)
            )
        ]
        return {"": Fraction(len(live), len(kinds))}

    return share


def shared(
    chosen: Callable[[Campus], list[System]], field: str, quantity: str
) -> Callable[[Campus], Values]:
    """Share of some systems of which the test named by the field says yes."""

    def share(campus: Campus) -> Values:
        some = chosen(campus)
        if not some:
            return None
        refs = [[r] if isinstance(r := each.get(field), dict) else r or [] for each in some]
        good = sum(any(is_told(campus, ref, quantity) for ref in each) for each in refs)
        return {"": Fraction(good, len(some))}

    return share


def with_ticket(campus: Campus) -> list[System]:
    return systems(campus, *(APPLICATIONS - WITHOUT_TICKET))


def applications(campus: Campus) -> list[System]:
    return systems(campus, *APPLICATIONS)


def sites(campus: Campus) -> list[System]:
    return systems(campus, "site")


def cards(campus: Campus) -> list[System]:
    return systems(campus, "card")


def key_systems(campus: Campus) -> list[System]:
    """The school's own list; the campus card always is on it (I-50)."""
    listed = campus.scenario.campus.listed("systems")
    return [each for each in listed if each.get("key") or each["kind"] == "card"]


def mechanisms(campus: Campus) -> Values:
    """How many ways to log in answer, per identity service."""
    values = {}
    for service in systems(campus, "identity"):
        target = service["inside"]["target"]
        platform = next(p for p in campus.scenario.devices.platforms if p.name == target)
        ways = [it.instance for it in platform.readings if it.quantity == "identity_mechanism_ok"]
        good = sum(told(campus, target, "identity_mechanism_ok", way) is True for way in ways)
        values[service["name"]] = Fraction(good)
    return values


def concurrent(kind: str, base: str, share: Fraction) -> Callable[[Campus], Values]:
    """Sessions at once over a base of people. Without a load test the peak is the least that the
    system bears and what is allowed the most; between them nobody knows (I-46)."""

    def value(campus: Campus) -> Values:
        values: dict[str, Fraction | None] = {}
        for system in systems(campus, kind):
            least, most = _sessions(campus, system["sessions"])
            heads = people(campus, base)
            if least / heads >= share:
                values[system["name"]] = least / heads
            else:
                values[system["name"]] = None if most / heads >= share else most / heads
        return values

    return value


def _sessions(campus: Campus, ref: System) -> tuple[Fraction, Fraction]:
    peak = number(told(campus, ref["target"], "system_sessions_peak_count", ref["instance"]))
    allowed = number(told(campus, ref["target"], "system_sessions_limit_count", ref["instance"]))
    return peak, max(peak, allowed)


def people(campus: Campus, base: str) -> int:
    heads = campus.scenario.campus.people
    assert heads is not None  # noqa: S101 - a scenario with systems has people
    if base == "experimenting":
        assert heads.experimenting_students  # noqa: S101 - nor without those of an experiment
        return heads.experimenting_students
    return {
        "staff": heads.staff,
        "students": heads.students,
        "everybody": heads.staff + heads.students,
    }[base]


def desktops_per_staff(campus: Campus) -> Values:
    """What licence and hosts allow at once, the smaller of the two."""
    values = {}
    for broker in systems(campus, "desktop_virtualisation"):
        ref = broker["sessions"]
        licensed = told(campus, ref["target"], "system_sessions_limit_count", ref["instance"])
        ready = told(campus, ref["target"], "desktops_provisioned_count", ref["instance"])
        smaller = min(number(licensed), number(ready))
        values[broker["name"]] = smaller / people(campus, "staff")
    return values


def compute_free(campus: Campus) -> Values:
    """What is free of processors and of memory, each by itself (I-45)."""
    values = {}
    for cluster in campus.scenario.campus.listed("clusters"):
        for resource in ("cpu", "memory"):
            quantity = f"cluster_{resource}_utilisation_p95_ratio"
            busy = number(told(campus, cluster["target"], quantity, cluster["instance"]))
            values[f"{cluster['name']} {resource}"] = 1 - busy
    return values
