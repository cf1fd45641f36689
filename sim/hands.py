"""Who set what last: the living campus itself, or somebody else, whom it leaves alone."""

from sim.campus import Campus

NOBODY = object()


class Hands:
    """Knows a hand by a value that is neither what was put here last nor what the scenario says.
    A value that is again as written lets the campus go on."""

    def __init__(self, campus: Campus) -> None:
        self._campus = campus
        self._seen: dict[tuple[str, str], object] = {}
        self._held: dict[tuple[str, str], object] = {}

    def holds(self, name: str, path: str, written: object) -> object:
        """What somebody else wants there, or NOBODY."""
        key, present = (name, path), self._campus.now(name, path, written)
        if present != self._seen.get(key, written):
            self._seen[key] = present
            if present == written:
                self._held.pop(key, None)
            else:
                self._held[key] = present
        return self._held.get(key, NOBODY)

    def put(self, name: str, path: str, value: object, written: object) -> None:
        """Unless a hand holds it, or it is so already."""
        if self.holds(name, path, written) is NOBODY:
            self.put_anyway(name, path, value, written)

    def put_anyway(self, name: str, path: str, value: object, written: object) -> None:
        """What follows from that which a hand did."""
        if self._campus.now(name, path, written) != value:
            self._campus.set_state(name, path, value)
        self._seen[name, path] = value
