"""What is asked: the targets of the files, and the probes on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from agent.config_error import Faults, Place, shown
from agent.settings import FromFile, Host, IntervalSeconds, Name, Polling, TimeoutSeconds
from agent.validation import Spot, entry_name, validated
from agent.yaml_node import Node, only, plain
from checks.campus import Device
from collectors.probe import Collector, Probe
from collectors.target import RESOLVE, Target


class Role(StrEnum):
    """What a target is for; facts and indicators select on it."""

    CORE = "core"
    AGGREGATION = "aggregation"
    ACCESS = "access"
    FIREWALL = "firewall"
    ROUTER = "router"
    WIRELESS_CONTROLLER = "wireless_controller"
    ACCESS_POINT = "access_point"
    SERVER = "server"
    STORAGE = "storage"
    UPS = "ups"
    ATS = "ats"
    ENVIRONMENT = "environment"
    DNS = "dns"
    WEB = "web"
    BROKER = "broker"
    CAMERA = "camera"
    RECORDER = "recorder"
    OTHER = "other"


class TargetEntry(FromFile):
    """A target as the files have it, but for its probes."""

    name: Name
    address: Host
    role: Role = Field(strict=False)
    building: Name | None = None
    in_scope: bool = True


class ProbeEntry(FromFile):
    """The keys of a probe that are not its collector's own."""

    collector: str
    name: Name | None = None
    interval_seconds: IntervalSeconds | None = None
    timeout_seconds: TimeoutSeconds | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    targets: tuple[Target, ...]
    probes: tuple[Probe, ...]
    devices: tuple[Device, ...]


class _InventoryReader:
    """Builds targets, probes and devices from the nodes of one configuration."""

    def __init__(
        self,
        collectors: Mapping[str, Collector],
        resolve: Callable[[str], str],
        polling: Polling,
        faults: Faults,
    ) -> None:
        self._collectors = collectors
        self._resolve = resolve
        self._polling = polling
        self._faults = faults
        self._targets: dict[str, Place] = {}

    def read(self, root: Node) -> Inventory:
        given = root.keys.get("targets")
        if given is None:
            if self._faults.whole:
                message = "the key `targets` is missing; [] if nothing is to be asked"
                self._faults.add(root.place, "", message)
            return Inventory((), (), ())
        if not isinstance(given.value, list) and not given.broken:
            self._faults.add(given.place, "targets", "expected a list of targets (`- name: …`)")
        targets: list[Target] = []
        probes: list[Probe] = []
        devices: list[Device] = []
        for index, node in enumerate(given.entries):
            path = f"targets[{entry_name(node, index)}]"
            entry = self._target(node, path)
            target = _made(entry, node)
            on_it = self._probes(node, target, path)
            if entry is not None:
                targets.append(target)
                probes += on_it
                devices.append(_device(entry, polled=bool(on_it)))
        return Inventory(tuple(targets), tuple(probes), tuple(devices))

    def _target(self, node: Node, path: str) -> TargetEntry | None:
        own = node
        if isinstance(node.value, dict):
            own = only(node, {key: node.keys[key] for key in node.keys if key != "probes"})
        entry = validated(TargetEntry, Spot(own, path, {"probes"}), self._faults)
        name = node.text("name")
        first = node.place if name is None else self._targets.setdefault(name, node.place)
        if first is node.place:
            return entry
        message = f"two targets are named {shown(name or '')}; the first stands at {first}"
        self._faults.add(node.place, path, message)
        return None

    def _probes(self, node: Node, target: Target, path: str) -> list[Probe]:
        given = node.keys.get("probes")
        if given is None:
            return []
        if not isinstance(given.value, list) and not given.broken:
            message = "expected a list of probes (`- collector: …`)"
            self._faults.add(given.place, f"{path}.probes", message)
        probes: list[Probe] = []
        places: dict[str, Place] = {}
        for index, entry in enumerate(given.entries):
            here = f"{path}.probes[{entry_name(entry, index)}]"
            probe = self._probe(entry, target, here)
            if probe is None:
                continue
            first = places.setdefault(probe.name, entry.place)
            if first is entry.place:
                probes.append(probe)
                continue
            message = f"two probes are named {shown(probe.name)}; the first stands at {first}"
            self._faults.add(entry.place, here, f"{message}; give one a `name`")
        return probes

    def _probe(self, node: Node, target: Target, path: str) -> Probe | None:
        mine = ProbeEntry.model_fields
        own, rest = node, node
        if isinstance(node.value, dict):
            own = only(node, {key: node.keys[key] for key in node.keys if key in mine})
            rest = only(node, {key: node.keys[key] for key in node.keys if key not in mine})
        entry = validated(ProbeEntry, Spot(own, path), self._faults)
        collector = self._collector(node, path)
        if collector is None:
            return None
        context = {RESOLVE: self._resolve}
        options = validated(collector.options, Spot(rest, path, mine), self._faults, context)
        if entry is None or options is None:
            return None
        interval_seconds, timeout_seconds = self._times(entry, node, path)
        if options.least_seconds() >= timeout_seconds:
            self._faults.add(node.place, path, too_short(timeout_seconds, options.least_seconds()))
        name = f"{target.name}/{entry.name or collector.name}"
        written = plain(rest)
        return Probe(
            name,
            target,
            collector,
            options,
            interval_seconds,
            timeout_seconds,
            written if isinstance(written, dict) else {},
        )

    def _collector(self, node: Node, path: str) -> Collector | None:
        """None where there is none; a name of the wrong type is left to ProbeEntry."""
        name = node.text("collector")
        if name is None:
            return None
        if name not in self._collectors:
            message = f"no collector is named {shown(name)}"
            hint = self._faults.suggestion(name, self._collectors)
            self._faults.add(node.keys["collector"].place, f"{path}.collector", message + hint)
        return self._collectors.get(name)

    def _times(self, entry: ProbeEntry, node: Node, path: str) -> tuple[float, float]:
        interval_seconds = entry.interval_seconds or self._polling.interval_seconds
        timeout_seconds = entry.timeout_seconds or self._polling.timeout_seconds
        own = node.keys.get("timeout_seconds") or node.keys.get("interval_seconds")
        if own is not None and timeout_seconds > interval_seconds:
            message = too_long(timeout_seconds, interval_seconds)
            self._faults.add(own.place, path, message)
        return interval_seconds, timeout_seconds


def too_long(timeout_seconds: float, interval_seconds: float) -> str:
    return (
        f"timeout_seconds ({timeout_seconds:g}) is longer than"
        f" interval_seconds ({interval_seconds:g}); what a probe does not set comes from `polling`"
    )


def too_short(timeout_seconds: float, least_seconds: float) -> str:
    return (
        f"a round takes {least_seconds:g} s, and timeout_seconds ({timeout_seconds:g}) ends it"
        " before: what was heard would be lost"
    )


def _made(entry: TargetEntry | None, node: Node) -> Target:
    """Of a faulty entry a target that is never asked, so that its probes are checked as well."""
    if entry is None:
        return Target(node.text("name") or "", "")
    labels = {"role": entry.role.value}
    if entry.building is not None:
        labels["building"] = entry.building
    return Target(entry.name, entry.address, labels)


def _device(entry: TargetEntry, *, polled: bool) -> Device:
    return Device(
        name=entry.name,
        role=entry.role.value,
        building=entry.building,
        in_scope=entry.in_scope,
        polled=polled,
    )


def read_inventory(
    root: Node,
    polling: Polling,
    collectors: Mapping[str, Collector],
    resolve: Callable[[str], str],
    faults: Faults,
) -> Inventory:
    """The targets of the merged files and their probes; faults are noted, not raised."""
    return _InventoryReader(collectors, resolve, polling, faults).read(root)
