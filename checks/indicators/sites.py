"""Sites: whether one system builds them, whose prefixes they live in, and how fresh they are."""

from checks.campus import Campus
from checks.indicator import Indicator
from checks.indicators.direct import age, by_ref, stated, unnamed, unsaid
from checks.indicators.evidence import not_listed
from checks.indicators.members import Member, share
from checks.indicators.services import labels
from checks.readings import Readings
from checks.systems import System, SystemKind
from checks.verdict import Grade, Measured, Subject
from collectors.system_quantities import HOSTED_BY_AUTHORITY, SITE_IN_GROUP, SITE_NEWEST_ITEM

IN_GROUP = "sites_in_group_ratio"
HOSTED = "systems_hosted_by_authority_ratio"
NEWEST = "site_newest_item_age_seconds"


def _sites(systems: list[System]) -> list[System]:
    return [system for system in systems if system.kind is SystemKind.SITE]


def _none(indicator: str, subject: Subject) -> Measured:
    return unsaid(indicator, subject, "systems", "the inventory lists no system of kind site")


def in_group(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of the school's sites that its site-group system builds."""
    if not campus.systems:
        return [not_listed(IN_GROUP, "systems", campus.systems)]
    subject = Subject("sites", "all")
    members = [_in_group(site, readings) for site in _sites(campus.systems)]
    if not members:
        return [_none(IN_GROUP, subject)]
    return [share(IN_GROUP, subject, members, "sites in the group", Grade.DECLARED)]


def _in_group(site: System, readings: Readings) -> Member:
    if site.inside is None:
        return unnamed(site.name, "systems.inside", "test")
    return stated(site.name, by_ref(readings, SITE_IN_GROUP, site.inside))


def hosted(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of systems, and of sites, whose addresses lie in an authority's prefixes."""
    if not campus.systems:
        return [not_listed(HOSTED, "systems", campus.systems)]
    sets = {"all": campus.systems, "sites": _sites(campus.systems)}
    return [
        share(
            HOSTED, Subject("systems", name, (("systems", name),)),
            [_hosted(system, readings) for system in some],
            "systems hosted by an authority", Grade.DECLARED,
        )
        for name, some in sets.items()
        if some
    ]  # fmt: skip


def _hosted(system: System, readings: Readings) -> Member:
    if system.hosting is None:
        return unnamed(system.name, "systems.hosting", "test of its addresses")
    return stated(system.name, by_ref(readings, HOSTED_BY_AUTHORITY, system.hosting))


def newest(campus: Campus, readings: Readings) -> list[Measured]:
    """Per site, how old its newest item is, in seconds."""
    if not campus.systems:
        return [not_listed(NEWEST, "systems", campus.systems)]
    sites = _sites(campus.systems)
    if not sites:
        return [_none(NEWEST, Subject("system", SystemKind.SITE.value))]
    return [_newest(site, readings) for site in sites]


def _newest(site: System, readings: Readings) -> Measured:
    subject = Subject("system", site.name, labels(site))
    if site.inside is None:
        detail = f"the inventory names no test of {site.name} from inside"
        return unsaid(NEWEST, subject, "systems.inside", detail)
    return age(NEWEST, subject, by_ref(readings, SITE_NEWEST_ITEM, site.inside), readings)


INDICATORS = (
    Indicator(
        IN_GROUP,
        "Share of the school's sites that its site-group system builds.",
        "sites with the system's fingerprint ÷ sites",
        "1",
        "sites",
        (SITE_IN_GROUP,),
        ("systems",),
        in_group,
    ),
    Indicator(
        HOSTED,
        "Share of systems, or sites, that live in the prefixes of district, city or its cloud.",
        "systems with all addresses in those prefixes ÷ systems",
        "1",
        "systems",
        (HOSTED_BY_AUTHORITY,),
        ("systems",),
        hosted,
    ),
    Indicator(
        NEWEST,
        "Age of the newest item of a site.",
        "now − date of the newest item",
        "s",
        "system",
        (SITE_NEWEST_ITEM,),
        ("systems",),
        newest,
    ),
)
