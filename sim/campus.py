"""A running campus: the devices of a scenario, started together, changed, and stopped together."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sim.composition import Built, built
from sim.device import Device
from sim.faults import Fault
from sim.impairment import CLEAN, Wire
from sim.path_helper import PathHelper
from sim.proxy import Proxy
from sim.scenario import Scenario
from sim.web_server import WebServer
from sim.webhook_receiver import WebhookReceiver

#: The device that receives the auditor's notices.
RECEIVER = "duty"
FAULT_PATH, WIRE_PATH = "fault", "wire"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done to a device; `path` is "fault" or "wire" where it, or what lies
    before it, was made to misbehave."""

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

    def __init__(
        self, scenario: Scenario, made: Built, receiver: WebhookReceiver, wires: bool = False
    ) -> None:
        self.scenario = scenario
        self.devices: dict[str, Device] = {device.name: device for device in made.devices}
        self.devices[receiver.name] = receiver
        self.fingerprints: Mapping[str, str] = made.fingerprints
        self.receiver = receiver
        over_wires = [n for n, each in self.devices.items() if not isinstance(each, PathHelper)]
        everywhere = dict.fromkeys(over_wires, CLEAN) if wires else {}
        self.proxies = {
            name: Proxy(name, wire) for name, wire in (everywhere | {**scenario.wires()}).items()
        }
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

    def set_wire(self, name: str, wire: Wire) -> Change:
        """Raises KeyError where there is no such device, ValueError where nothing lies before it
        that could be spoilt."""
        self.wired(name).wire = wire
        return self._entered(name, WIRE_PATH, wire.as_json())

    def wired(self, name: str) -> Proxy:
        """Raises as `set_wire` does."""
        if name not in self.devices:
            raise KeyError(name)
        if isinstance(self.devices[name], PathHelper):
            raise ValueError(f"{name} is asked over a Unix socket, which is no wire")
        if name not in self.proxies:
            raise ValueError(
                f"{name} is asked directly: it has a wire where its scenario says `wire: {{}}`,"
                " or every device where the campus is run with --wires"
            )
        return self.proxies[name]

    def ports(self, name: str) -> Mapping[str, int]:
        """Where the device is to be asked: its own ports, or those of what lies before it."""
        return self.proxies[name].ports if name in self.proxies else self.devices[name].ports

    def socket(self, name: str) -> Path:
        """Where a path helper is to be asked. Raises KeyError where there is none of the name."""
        device = self.devices[name]
        if not isinstance(device, PathHelper):
            raise KeyError(name)
        return device.path

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


def assembled(scenario: Scenario, *, wires: bool = False) -> Campus:
    """A campus of which nothing listens yet."""
    return Campus(scenario, built(scenario), WebhookReceiver(RECEIVER), wires)


@asynccontextmanager
async def running(scenario: Scenario, *, wires: bool = False) -> AsyncIterator[Campus]:
    """Every device on a free port of loopback; whatever happens, all are stopped at the end. With
    `wires` something lies before each of them that can be spoilt."""
    campus = assembled(scenario, wires=wires)
    async with AsyncExitStack() as stack:
        for device in campus.devices.values():
            # before start: one that got half-way has something to stop as well
            stack.push_async_callback(device.stop)
            await device.start()
            if proxy := campus.proxies.get(device.name):
                stack.push_async_callback(proxy.stop)
                proxy.start(device.kind, device.ports)
                if isinstance(device, WebServer):  # links lead through the wire as well
                    device.outside_ports = proxy.ports
        yield campus
