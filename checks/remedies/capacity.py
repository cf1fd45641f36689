"""Remedies for what runs out: batteries, terminals of a room, the age of a copy."""

from fractions import Fraction
from math import ceil, floor

from checks.indicators.wording import duration, plural
from checks.remedies.remedy import Remedy, Shortfall, holds, number, where
from collectors.quantities import ACCESS_POINT_UP, BACKUP_FINISHED, UPS_BATTERY_NORMAL, UPS_RUNTIME


def runtime(short: Shortfall) -> tuple[Remedy, ...]:
    """More battery, or less load on the same battery."""
    lacking = float(short.limit - Fraction(short.value))
    if not short.value:
        carried = f"a UPS that carries {short.subject.name} for {duration(float(short.limit))}"
        return (Remedy(carried, lacking, "s"),)
    remedies = [Remedy(f"{duration(lacking)} more of battery{_units(short)}", lacking, "s")]
    # a battery gives more at less load than this says, so the real load may be higher (Peukert)
    ratio = float(Fraction(short.value) / short.limit)
    text = (
        f"or, with the same battery, a load of at most {ratio:.4g} of now: "
        "first approximation, runtime taken as inverse to load"
    )
    return (*remedies, Remedy(text, ratio, "1"), *_unfit(short))


def runtime_over_days(short: Shortfall) -> tuple[Remedy, ...]:
    """The same; and then the days before it have to pass."""
    text = "and then wait until less than a twentieth of the days behind us lies below"
    return (*runtime(short), Remedy(text))


def _units(short: Shortfall) -> str:
    """Which units: each short one where the least counts, any where the largest does."""
    told = {where(each): number(each) for each in short.of(UPS_RUNTIME)}
    units = [
        name for name, seconds in told.items() if seconds is not None and seconds < short.limit
    ]
    parallel = any(fact.value == "parallel" for fact in short.facts("power_domains.feed"))
    joint = " and " if parallel else " or "
    return f" at {joint.join(units)}" if units else ""


def _unfit(short: Shortfall) -> tuple[Remedy, ...]:
    return tuple(
        Remedy(f"replace the battery of {where(each)}: the unit does not find it fit")
        for each in short.of(UPS_BATTERY_NORMAL)
        if each.value is not None and not holds(each)
    )


def terminals(short: Shortfall) -> tuple[Remedy, ...]:
    """Access points to mend or to add until the room carries enough terminals."""
    return _terminals(short, ceil(short.limit - Fraction(short.value)))


def terminals_per_seat(short: Shortfall) -> tuple[Remedy, ...]:
    """The same for a room with so many seats; fewer seats are the other way."""
    seats = next((number(fact) for fact in short.facts("rooms.seats")), None)
    if not seats:
        return ()
    carried = round(short.value * seats)
    lacking = ceil(short.limit * Fraction(seats)) - carried
    at_most = floor(carried / short.limit)
    fewer = Remedy(f"or at most {plural(at_most, 'seat')}, not {seats:g}", at_most, "seat")
    return (*_terminals(short, lacking), *([fewer] if at_most else []))


def _terminals(short: Shortfall, lacking: int) -> tuple[Remedy, ...]:
    limits = {f.instance: number(f) for f in short.facts("rooms.access_points.stations_limit")}
    mends = tuple(
        Remedy(
            f"first bring {each.instance} into run state: it would carry "
            f"{plural(limits.get(each.instance) or 0, 'terminal')}",
            limits.get(each.instance),
            "terminal",
        )
        for each in short.of(ACCESS_POINT_UP)
        if not holds(each)
    )
    text = plural(lacking, "more terminal", "more terminals")
    size = max((limit for limit in limits.values() if limit), default=None)
    if size:
        points = ceil(lacking / size)
        added = plural(points, "more access point", "more access points")
        text += f": {added} of {size:g} in run state"
    return (*mends, Remedy(text, lacking, "terminal"))


def backup(short: Shortfall) -> tuple[Remedy, ...]:
    """A newer good copy; by how much the last one is too old."""
    late = float(Fraction(short.value) - short.limit)
    jobs = " or ".join(where(each) for each in short.of(BACKUP_FINISHED))
    text = (
        f"a good backup of {short.subject.name} younger than {duration(float(short.limit))}: "
        f"the last, by {jobs}, is {duration(late)} too old"
    )
    return (Remedy(text, late, "s"),)
