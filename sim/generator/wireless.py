"""Controllers of a campus, and the access points that each room gets of them."""

from typing import Final

from sim.generator.draft import Draft, Plain
from sim.generator.sizes import Size

STATIONS_LIMITS: Final = (64, 96, 128)
TERMINALS_PER_SEAT: Final = 1.2
#: What a classroom is asked to carry, however small.
TERMINALS_AT_LEAST: Final = 50


class Radio:
    """One controller with its access points as they are placed."""

    def __init__(self, draft: Draft, name: str, building: str) -> None:
        self._draft, self._name = draft, name
        self._points: list[Plain] = []
        draft.put(
            "controllers", {"name": name, "building": building, "access_points": self._points}
        )

    def points(self, room: str, seats: int) -> list[Plain]:
        """As many as carry the seats, and fifty terminals at the least."""
        dice, placed = self._draft.dice("wireless"), list[Plain]()
        needed = max(seats * TERMINALS_PER_SEAT, TERMINALS_AT_LEAST)
        while needed > 0:
            name, limit = f"AP-{room}-{len(placed) + 1}", dice.choice(STATIONS_LIMITS)
            placed.append({"target": self._name, "name": name, "stations_limit": limit})
            self._points.append({"name": name, "stations": dice.randrange(0, limit // 2)})
            needed -= limit
        return placed


def controllers(draft: Draft, size: Size, prefix: str, building: str) -> list[Radio]:
    """Buildings are shared out among them, one after the other."""
    single = size.controllers == 1
    names = [f"{prefix}wlc" if single else f"{prefix}wlc-{n + 1}" for n in range(size.controllers)]
    return [Radio(draft, name, building) for name in names]
