"""Things behind a broker: gateways on line, meters that are read, media that are metered."""

from collections.abc import Mapping, Sequence

from checks.campus import Campus, Gateway, Medium, Meter
from checks.indicator import Indicator
from checks.indicators.evidence import fact, none_such, not_listed
from checks.indicators.interfaces import true
from checks.indicators.members import Member, share
from checks.indicators.silence import heard
from checks.readings import Gap, Readings
from checks.verdict import Cause, Grade, Measured, Subject
from collectors.quantities import GATEWAY_HEARD, GATEWAY_OFFLINE, METER_VALUE

GATEWAYS = "gateways_online_ratio"
METERS = "meters_live_ratio"
MEDIA = "meter_media_live_ratio"

#: The media of Chongqing's clauses (I-43); Beijing's and Shandong's texts add heat.
WATER_POWER_GAS = (Medium.WATER, Medium.ELECTRICITY, Medium.GAS)
SCOPES: Mapping[str, Sequence[Medium]] = {
    "water_electricity_gas": WATER_POWER_GAS,
    "all": tuple(Medium),
}


def gateways(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of gateways on line: all of them, and of each kind."""
    if not campus.gateways:
        return [not_listed(GATEWAYS, "gateways", campus.gateways)]
    members = [(gateway, _gateway(gateway, readings)) for gateway in campus.gateways]
    sets = {"all": [member for _, member in members]}
    for gateway, member in members:
        sets.setdefault(f"kind {gateway.kind}", []).append(member)
    return [
        share(GATEWAYS, _gateways_subject(name), some, "gateways on line", Grade.DECLARED)
        for name, some in sets.items()
    ]


def _gateways_subject(name: str) -> Subject:
    if name == "all":
        return Subject("gateways", "all", (("scope", "all"),))
    kind = name.removeprefix("kind ")
    return Subject("gateways", name, (("scope", "kind"), ("kind", kind)))


def _gateway(gateway: Gateway, readings: Readings) -> Member:
    """Heard within the window, and its last will has not said since that it is gone."""
    live = readings.find(GATEWAY_HEARD, gateway.target, gateway.name)
    gone = readings.find(GATEWAY_OFFLINE, gateway.target, gateway.name)
    if not isinstance(gone, Gap) and true(gone):
        heard_since = not isinstance(live, Gap) and live.taken.seconds > gone.taken.seconds
        if not heard_since:
            return Member(gateway.name, False, (gone,))
    counts = heard(readings, live)
    return Member(gateway.name, counts, (live,))


def meters(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of meters that are read: pooled over water, power and gas (I-43), and per medium."""
    if not campus.meters:
        return [not_listed(METERS, "meters", campus.meters)]
    by_medium = _by_medium(campus.meters, readings)
    pooled = [member for medium in WATER_POWER_GAS for member in by_medium.get(medium, ())]
    measured = [
        share(METERS, _medium_subject(medium), members, "meters read", Grade.DECLARED)
        for medium, members in by_medium.items()
    ]
    if not pooled:
        return [none_such(METERS, "meters of water, power or gas"), *measured]
    subject = Subject("meters", "water_electricity_gas", (("medium", "water_electricity_gas"),))
    return [share(METERS, subject, pooled, "meters read", Grade.DECLARED), *measured]


def _medium_subject(medium: Medium) -> Subject:
    return Subject("meters", medium.value, (("medium", medium.value),))


def media(campus: Campus, readings: Readings) -> list[Measured]:
    """Share of the media with meters of which at least one meter is read."""
    if not campus.meters:
        return [not_listed(MEDIA, "meters", campus.meters)]
    by_medium = _by_medium(campus.meters, readings)
    measured = []
    for scope, wanted in SCOPES.items():
        members = [_medium(medium, by_medium[medium]) for medium in wanted if medium in by_medium]
        if members:
            subject = Subject("media", scope, (("media", scope),))
            measured.append(share(MEDIA, subject, members, "media read", Grade.DECLARED))
    return measured


def _medium(medium: Medium, members: Sequence[Member]) -> Member:
    """One live meter is enough; without one, an unknown meter leaves the medium unknown."""
    evidence = tuple(piece for member in members for piece in member.evidence)
    if any(member.counts is True for member in members):
        return Member(medium.value, True, evidence)
    untold = [member.counts for member in members if isinstance(member.counts, Cause)]
    return Member(medium.value, untold[0] if untold else False, evidence)


def _by_medium(listed: Sequence[Meter], readings: Readings) -> dict[Medium, list[Member]]:
    by_medium: dict[Medium, list[Member]] = {}
    for meter in listed:
        by_medium.setdefault(meter.medium, []).append(readings.part(meter_read, meter))
    return by_medium


def meter_read(meter: Meter, readings: Readings) -> Member:
    """A fresh and believable value within the window; one that nothing reads stays in scope."""
    if meter.target is None:
        evidence = fact("meters.target", meter.name, False, "inventory: fitted, nothing reads it")
        return Member(meter.name, False, (evidence,))
    found = readings.find(METER_VALUE, meter.target, meter.name)
    counts = heard(readings, found)
    return Member(meter.name, counts, (found,))


INDICATORS = (
    Indicator(
        GATEWAYS,
        "Share of IoT gateways that are on line.",
        "gateways heard within the window and not gone since ÷ gateways",
        "1",
        "gateways",
        (GATEWAY_HEARD, GATEWAY_OFFLINE),
        ("gateways",),
        gateways,
    ),
    Indicator(
        METERS,
        "Share of meters that are read.",
        "meters with a believable value within the window ÷ meters",
        "1",
        "meters",
        (METER_VALUE,),
        ("meters",),
        meters,
    ),
    Indicator(
        MEDIA,
        "Share of metered media of which at least one meter is read.",
        "media with a meter that is read ÷ media with meters",
        "1",
        "media",
        (METER_VALUE,),
        ("meters",),
        media,
    ),
)
