"""Machine rooms and their batteries on a living campus: mains, charge, load, age, and heat."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sim.campus import Campus
from sim.curves import (
    LOW_CHARGE,
    Battery,
    celsius,
    charge_after,
    heat_after,
    lasts_seconds,
    load_share,
)
from sim.equipment import NutUps, SnmpUps
from sim.hands import NOBODY, Hands
from sim.timetable import DAY_SECONDS, Event, Living

MINUTE_SECONDS: Final = 60
PERCENT: Final = 100
#: RFC 1628 upsBatteryStatus
NORMAL, LOW, DEPLETED = 2, 3, 4


@dataclass(slots=True)
class Unit:
    """A UPS as it lives: `charge` from 0 to 1."""

    written: SnmpUps | NutUps
    battery: Battery
    charge: float
    room: str | None  # the machine room whose feeds it hangs on


@dataclass(slots=True)
class Warmth:
    """How much warmer than usual a room is."""

    room: str
    switches: list[str]
    heat_kelvin: float = field(default=0.0)


class MachineRooms:
    """`step` needs moments that go forward."""

    def __init__(self, campus: Campus, hands: Hands, living: Living) -> None:
        self._campus, self._hands = campus, hands
        self._events = living.events
        self._began = self._last = float(living.starts_week_seconds)
        self._units = list(units(campus))
        self._rooms = [
            Warmth(room.name, list(room.transfer_switches or []))
            for room in campus.scenario.campus.rooms or []
            if room.kind == "machine_room"
        ]

    def step(self, week_seconds: float) -> None:
        passed, self._last = week_seconds - self._last, week_seconds
        load = load_share(week_seconds)
        now = {(event.what, event.room) for event in self._events if self._happens(event)}
        for room in self._rooms:
            self._feeds(room, dead=("power_cut", room.room) in now)
            cut = self._without_mains(room)
            cooled = not cut and ("cooler_failure", room.room) not in now
            room.heat_kelvin = heat_after(room.heat_kelvin, load, passed, cooled=cooled)
            self._temperatures(room, load)
        dark = {room.room for room in self._rooms if self._without_mains(room)}
        for unit in self._units:
            self._battery(unit, load, passed, cut=unit.room in dark)

    def _happens(self, event: Event) -> bool:
        minutes = (self._last - self._began) / MINUTE_SECONDS
        return event.after_minutes <= minutes < event.after_minutes + event.lasts_minutes

    # --- rooms ------------------------------------------------------------------------

    def _feeds(self, room: Warmth, *, dead: bool) -> None:
        for ats in self._campus.scenario.devices.transfer_switches:
            if ats.name in room.switches:
                for feed, written in (("a", ats.feed_a_live), ("b", ats.feed_b_live)):
                    live = written and not dead
                    self._hands.put(ats.name, f"ats.feed_{feed}_live", live, written)

    def _without_mains(self, room: Warmth) -> bool:
        """No transfer switch of the room has a live feed left, whoever cut it."""
        live = [
            self._campus.now(ats.name, f"ats.feed_{feed}_live", written)
            for ats in self._campus.scenario.devices.transfer_switches
            if ats.name in room.switches
            for feed, written in (("a", ats.feed_a_live), ("b", ats.feed_b_live))
        ]
        return bool(live) and not any(live)

    def _temperatures(self, room: Warmth, load: float) -> None:
        for ats in self._campus.scenario.devices.transfer_switches:
            for sensor in ats.sensors if ats.name in room.switches else []:
                if sensor.celsius is not None:
                    degrees = celsius(sensor.celsius, load, room.heat_kelvin)
                    path = f"sensors.{sensor.name}.celsius"
                    self._hands.put(ats.name, path, degrees, sensor.celsius)

    # --- batteries --------------------------------------------------------------------

    def _battery(self, unit: Unit, load: float, passed: float, *, cut: bool) -> None:
        days = (self._last - self._began) / DAY_SECONDS
        full_seconds = lasts_seconds(unit.battery, 1.0, load, days)
        on_battery = self._on_battery(unit, cut=cut)
        unit.charge = charge_after(unit.charge, full_seconds, passed, mains=not on_battery)
        left_seconds = full_seconds * unit.charge
        told = Told(on_battery, unit.charge, left_seconds, load)
        if isinstance(unit.written, SnmpUps):
            self._tell_snmp(unit.written, told)
        else:
            self._tell_nut(unit.written, told)

    def _on_battery(self, unit: Unit, *, cut: bool) -> bool:
        """What a hand says of it counts before the feeds."""
        written = unit.written
        if isinstance(written, SnmpUps):
            held = self._hands.holds(written.name, "ups.on_battery", written.on_battery)
            return bool(cut or written.on_battery) if held is NOBODY else bool(held)
        held = self._hands.holds(written.name, f"{written.ups}.ups.status", written.status)
        status = written.status if held is NOBODY else str(held)
        return "OB" in status.split() or (cut and held is NOBODY)

    def _tell_snmp(self, unit: SnmpUps, told: "Told") -> None:
        status = DEPLETED if not told.charge else LOW if told.low else NORMAL
        self._put(unit.name, {
            "ups.on_battery": (told.on_battery, unit.on_battery),
            "ups.charge_percent": (told.charge_percent, unit.charge_percent),
            "ups.minutes_remaining": (
                int(told.left_seconds // MINUTE_SECONDS), unit.minutes_remaining,
            ),
            "ups.load_percent": (round(unit.load_percent * told.load), unit.load_percent),
            "ups.battery_status": (status, NORMAL),
        })  # fmt: skip

    def _tell_nut(self, unit: NutUps, told: "Told") -> None:
        load = round(unit.load_percent * told.load)
        self._put(unit.name, {
            f"{unit.ups}.battery.charge": (str(told.charge_percent), str(unit.charge_percent)),
            f"{unit.ups}.battery.runtime": (
                str(int(told.left_seconds)), str(unit.runtime_seconds),
            ),
            f"{unit.ups}.ups.load": (str(load), str(unit.load_percent)),
        })  # fmt: skip
        path = f"{unit.ups}.ups.status"
        held = self._hands.holds(unit.name, path, unit.status)
        flags = str(held).split() if held is not NOBODY else unit.status.split()
        if held is NOBODY and told.on_battery:
            flags = ["OB", "DISCHRG"]
        if held is NOBODY or "OB" in flags:
            # a battery runs low whoever took its mains away
            flags += ["LB"] * (told.low and "LB" not in flags)
            self._hands.put_anyway(unit.name, path, " ".join(flags), unit.status)

    def _put(self, name: str, values: Mapping[str, tuple[object, object]]) -> None:
        for path, (value, written) in values.items():
            self._hands.put(name, path, value, written)


@dataclass(frozen=True, slots=True)
class Told:
    """What a card tells of its unit now."""

    on_battery: bool
    charge: float
    left_seconds: float
    load: float  # of the busy hour's

    @property
    def low(self) -> bool:
        return self.charge <= LOW_CHARGE

    @property
    def charge_percent(self) -> int:
        return int(self.charge * PERCENT)


def units(campus: Campus) -> Iterator[Unit]:
    """Of the scenario's UPS, with the machine room of the power domain that each carries."""
    domains = campus.scenario.campus.power_domains or []
    rooms = {unit.target: domain.room for domain in domains for unit in domain.units}
    devices = campus.scenario.devices
    for snmp in devices.snmp_ups:
        seconds = snmp.minutes_remaining * MINUTE_SECONDS
        yield _unit(snmp, seconds, rooms)
    for nut in devices.nut_ups:
        yield _unit(nut, nut.runtime_seconds, rooms)


def _unit(written: SnmpUps | NutUps, seconds: float, rooms: Mapping[str, str | None]) -> Unit:
    charge = written.charge_percent / PERCENT
    battery = Battery(seconds / charge if charge else 0.0, written.battery_age_days)
    return Unit(written, battery, charge, rooms.get(written.name))
