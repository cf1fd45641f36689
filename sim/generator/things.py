"""Gateways, and the meters behind them: water and electricity in every building, gas and heat."""

from typing import Final

from sim.generator.draft import Draft, Plain
from sim.generator.sizes import Size

#: The first gateway of a building reads what each building has; the others are drawn.
EVERY_BUILDING: Final = ("electricity", "water")
KINDS: Final = ("energy", "access", "environment")
#: Metered in the first building, and in some others.
RARE: Final = ("gas", "heat")
RARE_SHARE: Final = 0.3
INTERVAL_SECONDS: Final = 0.5
BROKER: Final = "broker"

TOTAL: Final = (100, 90_000)
#: In an hour of the day's average, by medium; the unit is the meter's own (m3, kWh).
PER_HOUR: Final = {
    "electricity": (20, 90),
    "water": (1, 6),
    "gas": (1, 9),
    "heat": (5, 30),
}
HOUR_SECONDS: Final = 3_600


def gateways(draft: Draft, size: Size, building: str) -> None:
    """Of one building; all of the site hang on one broker."""
    dice = draft.dice("things")
    first = not draft.facts.get("gateways")
    media = [*EVERY_BUILDING, *(m for m in RARE if dice.random() < RARE_SHARE or first)]
    for number in range(1, size.gateways + 1):
        name = f"{building}-gw-{number}"
        kind = "energy" if number == 1 else dice.choice(KINDS)
        read = media if number == 1 else ["electricity"] * (kind == "energy")
        meters = [_meter(draft, f"{name}-{medium}", medium) for medium in read]
        draft.add("gateways", {"name": name, "target": BROKER, "kind": kind})
        draft.add(
            "meters",
            *(
                {
                    "name": meter["name"],
                    "medium": medium,
                    "target": BROKER,
                    "gateway": name,
                    "building": building,
                }
                for meter, medium in zip(meters, read, strict=True)
            ),
        )
        _at_broker(draft, {"name": name, "interval_seconds": INTERVAL_SECONDS, "meters": meters})


def _meter(draft: Draft, name: str, medium: str) -> Plain:
    dice = draft.dice("meters")
    per_second = dice.uniform(*PER_HOUR[medium]) / HOUR_SECONDS
    return {
        "name": name,
        "total": round(dice.uniform(*TOTAL), 1),
        "per_second": round(per_second, 5),
    }


def _at_broker(draft: Draft, gateway: Plain) -> None:
    if "brokers" not in draft.devices:
        building = draft.facts["buildings"][0]["name"]
        draft.put("brokers", {"name": BROKER, "building": building, "gateways": []})
    draft.devices["brokers"][0]["gateways"].append(gateway)
