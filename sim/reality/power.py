"""How long batteries last, and how many feeds are live."""

from collections.abc import Callable
from fractions import Fraction

from sim.campus import Campus
from sim.facts import PowerDomain
from sim.reality.values import Between, Value, Values, number

MINUTE_SECONDS = 60
BATTERY_NORMAL = 2
#: I-32: an estimate of a battery with less is not to be trusted.
CHARGED_PERCENT = 95


def machine_room_runtime(campus: Campus) -> Values:
    return runtimes(campus, "machine_room")


def surveillance_runtime(campus: Campus) -> Values:
    return runtimes(campus, "surveillance")


def runtimes(campus: Campus, scope: str) -> Values:
    domains = [d for d in campus.scenario.campus.power_domains or [] if d.scope == scope]
    return {domain.name: runtime(campus, domain) for domain in domains}


def runtime(campus: Campus, domain: PowerDomain) -> Value:
    """On one bus the first unit that is empty ends it; of two separate feeds the last one does.

    What a unit says of a battery that it does not find fit itself is no estimate (I-32); of
    several the fit ones count (I-33). Nor is it one while the unit runs on that battery, or has not
    charged it again: nobody can know then how long it lasts when the mains fail, but what the
    others leave possible.
    """
    if not domain.units:
        return Fraction(0)
    sound = [unit for unit in domain.units if fit(campus, unit.target, unit.instance)]
    told = [unit for unit in sound if at_rest(campus, unit.target, unit.instance)]
    seconds = [unit_runtime(campus, unit.target, unit.instance) for unit in told]
    if not seconds:
        return None
    last = max(seconds) if domain.feed == "independent" else min(seconds)
    if len(told) == len(sound):
        return last
    return Between(last, None) if domain.feed == "independent" else Between(Fraction(0), last)


def unit_runtime(campus: Campus, name: str, instance: str) -> Fraction:
    for unit in campus.scenario.devices.snmp_ups:
        if unit.name == name:
            minutes = campus.now(name, "ups.minutes_remaining", unit.minutes_remaining)
            return number(minutes) * MINUTE_SECONDS
    nut = next(unit for unit in campus.scenario.devices.nut_ups if unit.name == name)
    return number(campus.now(name, f"{instance}.battery.runtime", nut.runtime_seconds))


def live_feeds(campus: Campus) -> Values:
    """Feeds that carry voltage, per machine room; of several transfer switches the worst."""
    rooms = [room for room in campus.scenario.campus.rooms or [] if room.transfer_switches]
    return {
        room.name: min(feeds_of(campus, name) for name in room.transfer_switches or [])
        for room in rooms
        if room.kind == "machine_room"
    }


def feeds_of(campus: Campus, name: str) -> Fraction:
    switch = next(s for s in campus.scenario.devices.transfer_switches if s.name == name)
    written = {"a": switch.feed_a_live, "b": switch.feed_b_live}
    return Fraction(sum(bool(campus.now(name, f"ats.feed_{feed}_live", live))
                        for feed, live in written.items()))  # fmt: skip


def units(scope: str) -> Callable[[Campus], Values]:
    """How many UPS of each power domain are fit; one that asks for a new battery is not."""

    def count(campus: Campus) -> Values:
        domains = [d for d in campus.scenario.campus.power_domains or [] if d.scope == scope]
        return {
            domain.name: Fraction(
                sum(fit(campus, unit.target, unit.instance) for unit in domain.units)
            )
            for domain in domains
        }

    return count


def fit(campus: Campus, name: str, instance: str) -> bool:
    for unit in campus.scenario.devices.nut_ups:
        if unit.name == name:
            status = str(campus.now(name, f"{instance}.ups.status", unit.status)).split()
            return not {"LB", "RB"} & set(status)
    # RFC 1628 upsBatteryStatus: batteryNormal(2)
    return campus.now(name, "ups.battery_status", BATTERY_NORMAL) == BATTERY_NORMAL


def at_rest(campus: Campus, name: str, instance: str) -> bool:
    """On the mains, with a battery that is charged (I-32)."""
    for nut in campus.scenario.devices.nut_ups:
        if nut.name == name:
            status = str(campus.now(name, f"{instance}.ups.status", nut.status)).split()
            charge = campus.now(name, f"{instance}.battery.charge", nut.charge_percent)
            return "OB" not in status and number(charge) >= CHARGED_PERCENT
    unit = next(unit for unit in campus.scenario.devices.snmp_ups if unit.name == name)
    charge = campus.now(name, "ups.charge_percent", unit.charge_percent)
    on_battery = campus.now(name, "ups.on_battery", unit.on_battery)
    return not on_battery and number(charge) >= CHARGED_PERCENT
