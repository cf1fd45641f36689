"""What grows by itself on an emulated agent: uptime and counters of interfaces."""

import time
from dataclasses import dataclass

from sim.snmp.models import InterfaceModel

RECEIVED, SENT, RECEIVE_ERRORS, SEND_ERRORS = range(4)


@dataclass(slots=True)
class Counter:
    """Grows at a rate; a new rate goes on from where the old one had come."""

    value: float
    per_second: float
    since_seconds: float

    def at(self, now_seconds: float) -> int:
        return int(self.value + self.per_second * (now_seconds - self.since_seconds))

    def turn(self, per_second: float, now_seconds: float) -> None:
        self.value += self.per_second * (now_seconds - self.since_seconds)
        self.per_second, self.since_seconds = per_second, now_seconds


class Growth:
    """Of one device, from its last boot on."""

    def __init__(self, uptime_seconds: float) -> None:
        self._counters: dict[str, tuple[Counter, ...]] = {}
        self._booted_seconds = time.monotonic() - uptime_seconds
        self._on_battery_since_seconds: float | None = None

    def reboot(self, uptime_seconds: float) -> None:
        """Counters begin again, as after a restart of the device."""
        self._counters.clear()
        self._booted_seconds = time.monotonic() - uptime_seconds

    def uptime_seconds(self) -> float:
        return time.monotonic() - self._booted_seconds

    def battery(self, *, on: bool) -> None:
        if not on:
            self._on_battery_since_seconds = None
        elif self._on_battery_since_seconds is None:
            self._on_battery_since_seconds = time.monotonic()

    def seconds_on_battery(self) -> int:
        since = self._on_battery_since_seconds
        return 0 if since is None else int(time.monotonic() - since)

    def turn(self, interface: InterfaceModel) -> None:
        """Take over the interface's present rates; one that is down counts nothing."""
        now = time.monotonic()
        rates = (
            interface.receive_bits_per_second / 8,
            interface.transmit_bits_per_second / 8,
            interface.receive_errors_per_second,
            interface.transmit_errors_per_second,
        )
        counters = self._counters.get(interface.name)
        if counters is None:
            # as if the rate had held since the boot
            counters = tuple(Counter(rate * self.uptime_seconds(), 0, now) for rate in rates)
            self._counters[interface.name] = counters
        for counter, rate in zip(counters, rates, strict=True):
            counter.turn(rate if interface.running else 0.0, now)

    def count(self, interface: str, which: int) -> int:
        return self._counters[interface][which].at(time.monotonic())
