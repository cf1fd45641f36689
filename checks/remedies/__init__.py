"""REMEDIES: what must change for a failing subject to pass, solved per indicator."""

from collections.abc import Mapping
from fractions import Fraction

from checks.indicators.continuity import BACKUP_AGE
from checks.indicators.coverage import ROOMS
from checks.indicators.egress import ACCESS_LINE, CIRCUITS_UP, OPTICAL_UP, PER_PERSON
from checks.indicators.environment import READ
from checks.indicators.hardware import MONITORED
from checks.indicators.iot import GATEWAYS, MEDIA, METERS
from checks.indicators.ipv6 import HOME_PAGE, VLAN_IPV6
from checks.indicators.names import ANSWERED
from checks.indicators.power import FEEDS, RUNTIME, UNITS_NORMAL
from checks.indicators.runtime_window import RUNTIME_OVER_DAYS
from checks.indicators.uplinks import (
    BACKBONE,
    OPTICAL_UPLINK,
    OPTICAL_UPLINKS_UP,
    UPLINK,
    UPLINKS_OPTICAL,
)
from checks.indicators.wired import CLASSROOM, DESKTOP, OUTLETS
from checks.indicators.wireless import PER_SEAT, TERMINALS
from checks.remedies.capacity import (
    backup,
    runtime,
    runtime_over_days,
    terminals,
    terminals_per_seat,
)
from checks.remedies.conditions import conditions, mended, watched
from checks.remedies.counted import feeds, more, more_of_all
from checks.remedies.network import egress, egress_per_person, fastest_port, slowest_ports
from checks.remedies.remedy import Remedy, Shortfall, Solve
from checks.remedies.systems import SYSTEM_REMEDIES

REMEDIES: Mapping[str, Solve] = {
    PER_PERSON: egress_per_person,
    ACCESS_LINE: egress,
    CIRCUITS_UP: more("circuit", "be up"),
    OPTICAL_UP: more("circuit", "be up on fibre"),
    UPLINK: fastest_port,
    OPTICAL_UPLINK: fastest_port,
    OPTICAL_UPLINKS_UP: more("uplink", "be up on fibre"),
    UPLINKS_OPTICAL: more_of_all("uplink", "run on fibre"),
    BACKBONE: fastest_port,
    DESKTOP: slowest_ports,
    CLASSROOM: fastest_port,
    OUTLETS: more("outlet", "be switched on"),
    PER_SEAT: terminals_per_seat,
    TERMINALS: terminals,
    ROOMS: more_of_all("room", "have the access"),
    VLAN_IPV6: conditions,
    HOME_PAGE: conditions,
    ANSWERED: more_of_all("combination", "be answered"),
    RUNTIME: runtime,
    RUNTIME_OVER_DAYS: runtime_over_days,
    UNITS_NORMAL: more("UPS", "find its battery fit", "UPS"),
    FEEDS: feeds,
    READ: watched,
    MONITORED: more_of_all("device", "give management data"),
    GATEWAYS: more_of_all("gateway", "be on line"),
    METERS: more_of_all("meter", "be read"),
    MEDIA: more_of_all("medium", "have a meter that is read", "media"),
    BACKUP_AGE: backup,
    **SYSTEM_REMEDIES,
}


def solved(indicator: str, short: Shortfall) -> tuple[Remedy, ...]:
    """By the indicator's own remedy; where it has none, by what its name says that it is."""
    own = REMEDIES.get(indicator) or _by_kind(indicator, short)
    return own(short) or (difference(short),)


def _by_kind(indicator: str, short: Shortfall) -> Solve:
    """A share or a count of members names those that do not count, a condition what fails."""
    at_least = short.require.at_least is not None
    if at_least and any(each.of for each in short.evidence):
        if indicator.endswith("_ratio"):
            return more_of_all("member", "count")
        if indicator.endswith("_count"):
            return more("member", "count")
    if at_least and indicator.endswith("_ok"):
        return mended
    return lambda short: (difference(short),)


def difference(short: Shortfall) -> Remedy:
    """What the number lacks or has too much, in its unit."""
    lacking = float(short.limit - Fraction(short.value))
    unit = f" {short.unit}" if short.unit not in ("", "1") else ""
    sign = "+" if lacking > 0 else "−"
    return Remedy(f"{sign}{abs(lacking):.9g}{unit}", lacking, short.unit)
