"""A running campus: the devices of a scenario, started together, changed, and stopped together."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sim.composition import Built, built
from sim.device import Device
from sim.faults import Fault
from sim.scenario import Scenario
from sim.webhook_receiver import WebhookReceiver

#: The device that receives the auditor's notices.
RECEIVER = "duty"
FAULT_PATH = "fault"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done to a device; `path` is "fault" where it was made to misbehave."""

    number: int
    device: str
    path: str
    value: object
    at: datetime
    monotonic_seconds: float

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number,
            "device": self.device,
            "path": self.path,
            "value": self.value,
            "at": self.at.isoformat(),
            "monotonic_seconds": self.monotonic_seconds,
        }


class Campus:
    """What runs. Changes go through here, so that the ledger and the truth know of them."""

    def __init__(self, scenario: Scenario, made: Built, receiver: WebhookReceiver) -> None:
        self.scenario = scenario
        self.devices: dict[str, Device] = {device.name: device for device in made.devices}
        self.devices[receiver.name] = receiver
        self.fingerprints: Mapping[str, str] = made.fingerprints
        self.receiver = receiver
        self.ledger: list[Change] = []
        self._set: dict[tuple[str, str], Change] = {}
        self._started_seconds = time.monotonic()

    def set_fault(self, name: str, fault: Fault) -> Change:
        """Raises KeyError where there is no such device."""
        self.devices[name].fault = fault
        return self._entered(name, FAULT_PATH, fault)

    def set_state(self, name: str, path: str, value: object) -> Change:
        """Raises KeyError where there is no such device or path, ValueError for a wrong value."""
        self.devices[name].set(path, value)
        return self._entered(name, path, value)

    def now(self, name: str, path: str, written: object) -> object:
        """What was set last; `written` is what the scenario says, where nothing was."""
        change = self._set.get((name, path))
        return written if change is None else change.value

    def fault(self, name: str) -> Fault:
        """Raises KeyError where there is no such device."""
        return self.devices[name].fault

    def seconds_since(self, name: str, path: str) -> float:
        """Since it was set; where nothing was, since the campus was started."""
        change = self._set.get((name, path))
        started_seconds = self._started_seconds if change is None else change.monotonic_seconds
        return time.monotonic() - started_seconds

    def _entered(self, name: str, path: str, value: object) -> Change:
        number, at = len(self.ledger) + 1, datetime.now(UTC)
        change = Change(number, name, path, value, at, time.monotonic())
        self.ledger.append(change)
        self._set[name, path] = change
        return change


def assembled(scenario: Scenario) -> Campus:
    """A campus of which nothing listens yet."""
    return Campus(scenario, built(scenario), WebhookReceiver(RECEIVER))


@asynccontextmanager
async def running(scenario: Scenario) -> AsyncIterator[Campus]:
    """Every device on a free port of loopback; whatever happens, all are stopped at the end."""
    campus = assembled(scenario)
    async with AsyncExitStack() as stack:
        for device in campus.devices.values():
            # before start: one that got half-way has something to stop as well
            stack.push_async_callback(device.stop)
            await device.start()
        yield campus
