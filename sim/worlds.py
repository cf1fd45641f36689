"""What can be known while devices are silent or lie: the worst and the best that may be behind.

Every quantity of `sim/reality` only gets better when a device does: a port comes up, a battery
lasts longer. So the same model is asked once as if all that is hidden were as bad as it can be, and
once as if it were as good. A battery alone is worse where it is fit and empty than where it is not
fit, for then it is left out (I-33): that is asked as well. Where all say the same, that can be
known; else it is unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from sim.campus import Campus
from sim.faults import Fault
from sim.limits import Limit
from sim.pages import ANOTHER
from sim.truth import Outcome, truths

Known = Outcome | Literal["unknown"]

#: By the last part of a path: the worst value, and the best.
EXTREMES: Final[Mapping[str, tuple[object, object]]] = {
    "up": (False, True),
    "admin_up": (False, True),
    "optical": (False, True),
    "speed_bits_per_second": (0, 10**15),
    "capability_bits_per_second": (1, 10**15),  # 0 would mean that there is no MAU
    "ipv6_addresses": ([], ["2001:db8::1"]),
    "router_advertisements": (False, True),
    "minutes_remaining": (0, 10**6),
    "battery_status": (3, 2),
    "on_battery": (True, False),
    "charge_percent": (0, 100),
    "charge": ("0", "100"),
    "runtime": ("0", "100000000"),
    "status": ("OL LB", "OL"),
    "feed_a_live": (False, True),
    "feed_b_live": (False, True),
    "state": ("fault", "nor"),
    "A": ([], ["127.0.0.1"]),
    "AAAA": ([], ["::1"]),
    "listen_ipv6": (False, True),
    "alive": (False, True),
    "silent": (True, False),
    "told": (False, True),
    "known": (False, True),
    "rotates": (False, True),
    "second_has_authority": (False, True),
    "age_seconds": (10**9, 0),
    "loss_ratio": (1.0, 0.0),
}
#: A page that nobody sees may be gone, or lead nowhere: whoever knows its links has seen it. Its
#: status is not a UPS's.
OF_A_PAGE: Final[Mapping[str, tuple[object, object]]] = {
    "status": (500, 200),
    "html": ("", "Welcome"),
    "empty_over_ipv6": (True, False),
    "html_over_ipv6": (ANOTHER, None),
}

#: Of these the best is what the scenario says.
WORST_OF_WRITTEN: Final[Mapping[str, object]] = {"neighbour": "", "addresses": []}

#: Whether what is behind a path is at its best.
Best = Callable[[str], bool]


def fit(path: str) -> bool:
    """Of a UPS, whether it finds its battery fit; not how long that lasts."""
    return path.endswith((".battery_status", ".ups.status"))


WORLDS: Final[tuple[Best, ...]] = (lambda _: False, lambda _: True, fit)


class World(Campus):
    """A campus as it may be, as far as its devices can be heard."""

    def __init__(self, campus: Campus, best: Best) -> None:
        self.__dict__.update(campus.__dict__)
        self._campus, self._best = campus, best

    def now(self, name: str, path: str, written: object) -> object:
        if not hidden(self._campus, name, path):
            return self._campus.now(name, path, written)
        best = self._best(path)
        if path.startswith("readings."):
            told = self.scenario.devices.told_at[name, path]
            return told.value if best else told.worst
        field = path.rpartition(".")[2]
        if field in WORST_OF_WRITTEN:
            return written if best else WORST_OF_WRITTEN[field]
        if field == "hops":
            way = self.scenario.devices.ways[name, path.removeprefix("ways.").removesuffix(".hops")]
            return way.hops if best else way.around
        if field == "filtered":
            return written if best else not written
        extremes = OF_A_PAGE if path.startswith("pages.") else EXTREMES
        return extremes[field][best]

    def fault(self, name: str) -> Fault:
        return self._campus.fault(name)

    def seconds_since(self, name: str, path: str) -> float:
        if hidden(self._campus, name, path):
            return 0.0
        return self._campus.seconds_since(name, path)


def hidden(campus: Campus, name: str, path: str) -> bool:
    """Whether the device's fault hides this part of it, or that of the server which has to name its
    address. A broker that lies lies about meters: its gateways are heard all the same. What is far
    is seen from here."""
    fault = campus.fault(name)
    if fault is Fault.WRONG_VALUE and path.startswith("gateways."):
        return False
    if path.startswith("far."):  # a vantage is this host: it says nothing that could be hidden
        return False
    server = campus.scenario.devices.found_by.get(name)
    return fault is not Fault.NONE or (server is not None and hidden(campus, server, path))


def known(campus: Campus, limits: Sequence[Limit] | None = None) -> dict[tuple[str, str], Known]:
    """Of each clause that has a truth, what an honest auditor can say; of some limits only."""
    true = {truth.key: truth.outcome for truth in truths(campus, limits)}
    if all(campus.fault(name) is Fault.NONE for name in campus.devices):  # nearly always
        return dict(true)
    worlds = [
        {truth.key: truth.outcome for truth in truths(World(campus, best), limits)}
        for best in WORLDS
    ]
    return {
        key: outcome if all(world.get(key) == outcome for world in worlds) else "unknown"
        for key, outcome in true.items()
    }
