"""Services: which systems answer, from where, and how fast."""

from collections.abc import Callable, Mapping, Sequence

from checks.campus import Campus, InstanceRef
from checks.indicator import Indicator
from checks.indicators.direct import any_of, by_ref, from_one, stated, unnamed, unsaid
from checks.indicators.evidence import fact, not_listed
from checks.indicators.members import Member, share
from checks.indicators.wording import duration
from checks.readings import Gap, Readings
from checks.systems import System, SystemKind
from checks.verdict import Grade, Measured, Subject
from checks.windowed import SYSTEM_ANSWERED
from collectors.system_quantities import PAGE_TIME, SYSTEM_ANSWERS

ANSWERS = "system_answers_ok"
KINDS = "system_kinds_answering_ratio"
PAGE = "system_page_seconds"
MOBILE = "systems_with_mobile_entry_ratio"

#: Kinds that a document wants together; a kind that the inventory does not list does not answer.
SETS: Mapping[str, Sequence[SystemKind]] = {
    "virtualisation": (
        SystemKind.SERVER_VIRTUALISATION,
        SystemKind.STORAGE_VIRTUALISATION,
        SystemKind.APPLICATION_VIRTUALISATION,
        SystemKind.DESKTOP_VIRTUALISATION,
    ),
    "compute_and_storage": (SystemKind.SERVER_VIRTUALISATION, SystemKind.STORAGE_VIRTUALISATION),
    "cloud_for_users": (
        SystemKind.DESKTOP_VIRTUALISATION,
        SystemKind.CLOUD_DISK,
        SystemKind.CLOUD_BACKUP,
    ),
}
#: What people operate rather than use: it need not be reached from everywhere, nor by everybody.
INFRASTRUCTURE = frozenset(
    {
        SystemKind.VPN,
        SystemKind.SITE_GROUP,
        SystemKind.IT_SERVICE,
        SystemKind.PUBLISHING,
        SystemKind.SECURITY,
        SystemKind.SITE_SECURITY,
        SystemKind.SITUATION_AWARENESS,
        SystemKind.BASTION,
        SystemKind.DATA_CENTRE_MANAGEMENT,
        SystemKind.SERVER_VIRTUALISATION,
        SystemKind.STORAGE_VIRTUALISATION,
        SystemKind.APPLICATION_VIRTUALISATION,
        SystemKind.DESKTOP_VIRTUALISATION,
        SystemKind.CLOUD_PLATFORM,
        SystemKind.CLOUD_BACKUP,
        SystemKind.EDUCATION_CLOUD,
    }
)
VANTAGES: Mapping[str, Callable[[System], InstanceRef | None]] = {
    "inside": lambda system: system.inside,
    "outside": lambda system: system.outside,
}


def labels(system: System, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    key = "yes" if is_key(system) else "no"
    of = "application" if is_application(system) else "infrastructure"
    return (("kind", system.kind.value), ("class", of), ("key", key), *more)


def is_application(system: System) -> bool:
    """People work with it."""
    return system.kind not in INFRASTRUCTURE


def is_key(system: System) -> bool:
    """On the school's list of key systems; the campus card always is (I-50)."""
    return system.key or system.kind is SystemKind.CARD


def answers(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system and vantage, 1 while the system answers there, else 0."""
    if not campus.systems:
        return [not_listed(ANSWERS, "systems", campus.systems)]
    return [
        _answers(system, vantage, ref_of(system), readings)
        for system in campus.systems
        for vantage, ref_of in VANTAGES.items()
    ]


def _answers(system: System, vantage: str, ref: InstanceRef | None, readings: Readings) -> Measured:
    subject = Subject("system", f"{system.name} {vantage}", labels(system, ("vantage", vantage)))
    if ref is None:
        detail = f"the inventory names no test of {system.name} from {vantage}"
        return unsaid(ANSWERS, subject, f"systems.{vantage}", detail)
    found = by_ref(readings, SYSTEM_ANSWERS, ref)
    behind = _over_days(ref, readings)
    return from_one(
        ANSWERS, subject, found, lambda answered: _answered(bool(answered), vantage, behind)
    )


def _answered(answered: bool, vantage: str, behind: str) -> tuple[float, str]:
    if answered:
        return 1.0, f"1: it answered from {vantage}{behind}"
    return 0.0, f"0: it did not answer from {vantage}{behind}"


def _over_days(ref: InstanceRef, readings: Readings) -> str:
    """For which no document has a number: shown beside what is judged."""
    window = readings.window(SYSTEM_ANSWERED, ref.target, ref.instance)
    if isinstance(window, Gap) or not window.seen_seconds:
        return ""
    return f"; it did so {window.spread.mean():.4g} of the time, {window.seen}"


def kinds(campus: Campus, readings: Readings) -> list[Measured]:
    """Per set of kinds, the share of which a system answers inside."""
    if not campus.systems:
        return [not_listed(KINDS, "systems", campus.systems)]
    return [
        share(
            KINDS, Subject("system_kinds", name, (("kinds", name),)),
            [_kind(kind, campus.systems, readings) for kind in wanted],
            "kinds that answer", Grade.DECLARED,
        )
        for name, wanted in SETS.items()
    ]  # fmt: skip


def _kind(kind: SystemKind, systems: Sequence[System], readings: Readings) -> Member:
    members = [_inside(system, readings) for system in systems if system.kind is kind]
    if not members:
        return Member(kind.value, False, (fact("systems", kind.value, 0),))
    return any_of(kind.value, members)


def _inside(system: System, readings: Readings) -> Member:
    if system.inside is None:
        return unnamed(system.name, "systems.inside", "test")
    return stated(system.name, by_ref(readings, SYSTEM_ANSWERS, system.inside))


def pages(campus: Campus, readings: Readings) -> list[Measured]:
    """Per system with a test inside, how long its pages take, in seconds (I-9)."""
    if not campus.systems:
        return [not_listed(PAGE, "systems", campus.systems)]
    return [_page(system, readings) for system in campus.systems]


def _page(system: System, readings: Readings) -> Measured:
    subject = Subject("system", system.name, labels(system))
    if system.inside is None:
        detail = f"the inventory names no test of {system.name} from inside"
        return unsaid(PAGE, subject, "systems.inside", detail)
    found = by_ref(readings, PAGE_TIME, system.inside)
    return from_one(PAGE, subject, found, lambda s: (s, f"{duration(s)}, 95th percentile, as read"))


def mobile(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of applications of which a mobile entry answers."""
    if not campus.systems:
        return [not_listed(MOBILE, "systems", campus.systems)]
    members = [_mobile(system, readings) for system in campus.systems if is_application(system)]
    if not members:
        detail = "the inventory lists no application"
        return [unsaid(MOBILE, Subject("systems", "all"), "systems", detail)]
    what = "systems with a mobile entry that answers"
    return [share(MOBILE, Subject("systems", "all"), members, what, Grade.DECLARED)]


def _mobile(system: System, readings: Readings) -> Member:
    if system.mobile_entries is None:
        return unnamed(system.name, "systems.mobile_entries", "mobile entry")
    if not system.mobile_entries:
        return Member(system.name, False, (fact("systems.mobile_entries", system.name, 0),))
    founds = (by_ref(readings, SYSTEM_ANSWERS, ref) for ref in system.mobile_entries)
    return any_of(system.name, (stated(system.name, found) for found in founds))


INDICATORS = (
    Indicator(
        ANSWERS,
        "A system answers from inside or from outside the school.",
        "1 while the newest test from there succeeded, else 0",
        "",
        "system",
        (SYSTEM_ANSWERS,),
        ("systems",),
        answers,
    ),
    Indicator(
        KINDS,
        "Share of the kinds of systems, of those that belong together, of which one answers.",
        "kinds with a system that answers inside ÷ kinds",
        "1",
        "system_kinds",
        (SYSTEM_ANSWERS,),
        ("systems",),
        kinds,
    ),
    Indicator(
        PAGE,
        "How long the pages of a system take to load.",
        "95th percentile of 7 days of school hours, as read",
        "s",
        "system",
        (PAGE_TIME,),
        ("systems",),
        pages,
    ),
    Indicator(
        MOBILE,
        "Share of applications that can be used from a mobile phone.",
        "applications of which a mobile entry answers ÷ applications",
        "1",
        "systems",
        (SYSTEM_ANSWERS,),
        ("systems",),
        mobile,
    ),
)
