"""Machine rooms: their heat, their feeds, batteries of different age; and the cameras' UPS."""

from typing import Final

from sim.generator.draft import Draft, Plain
from sim.generator.sizes import Size
from sim.generator.wireless import Radio

#: Beyond the two hours and the eight that are asked for; as they are at the load of a busy hour.
MINUTES: Final = (125, 400)
SURVEILLANCE_SECONDS: Final = (29_000, 60_000)
BATTERY_DAYS: Final = (20, 1_900)  # five years are the end of a lead battery
LOAD_PERCENT: Final = (25, 60)
HOT_AISLE_CELSIUS: Final = 9  # more than what the racks take in


def machine_rooms(draft: Draft, size: Size, prefix: str, building: str, radio: Radio) -> None:
    single = size.machine_rooms == 1
    for number in range(1, size.machine_rooms + 1):
        _machine_room(draft, prefix, "" if single else f"-{number}", building, radio)
    _surveillance(draft, prefix, building)


def _machine_room(draft: Draft, prefix: str, tail: str, building: str, radio: Radio) -> None:
    room, ats, dice = f"{prefix}dc{tail}", f"{prefix}ats{tail}", draft.dice("power")
    inlet = round(dice.uniform(20, 26), 1)
    draft.add(
        "rooms",
        {
            "name": room,
            "building": building,
            "kind": "machine_room",
            "access_points": radio.points(room, 10),
            "ports": [{"target": f"{building}-f1-sw", "interface": "GE0/0/1"}],
            "temperature_sensors": [{"target": ats, "instance": "inlet"}],
            "transfer_switches": [ats],
        },
    )
    draft.put(
        "transfer_switches",
        {
            "name": ats,
            "building": building,
            "sensors": [
                {"name": "inlet", "celsius": inlet},
                {"name": "hot aisle", "celsius": round(inlet + HOT_AISLE_CELSIUS, 1)},
                {"name": "humidity", "humidity_percent": round(dice.uniform(40, 55), 1)},
            ],
        },
    )
    units = [f"{prefix}ups{tail}-{number + 1}" for number in range(dice.choice((1, 2)))]
    draft.add(
        "power_domains",
        {
            "name": f"{prefix}machine room{tail}",
            "scope": "machine_room",
            "room": room,
            "feed": "parallel",
            "units": [{"target": unit} for unit in units],
        },
    )
    for unit in units:
        draft.put(
            "snmp_ups", _unit(draft, unit, building, minutes_remaining=dice.randrange(*MINUTES))
        )


def _surveillance(draft: Draft, prefix: str, building: str) -> None:
    unit, seconds = f"{prefix}ups-cctv", draft.dice("power").randrange(*SURVEILLANCE_SECONDS)
    draft.add(
        "power_domains",
        {
            "name": f"{prefix}cameras",
            "scope": "surveillance",
            "feed": "parallel",
            "units": [{"target": unit, "instance": "cctv"}],
        },
    )
    draft.put("nut_ups", _unit(draft, unit, building, ups="cctv", runtime_seconds=seconds))


def _unit(draft: Draft, name: str, building: str, **what: object) -> Plain:
    dice = draft.dice("batteries")
    return {
        "name": name,
        "building": building,
        **what,
        "load_percent": dice.randint(*LOAD_PERCENT),
        "battery_age_days": dice.randint(*BATTERY_DAYS),
    }
