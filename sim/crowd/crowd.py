"""All that a crowd is made of, started together and stopped together."""

import resource
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from sim.crowd.agents import SnmpCrowd
from sim.crowd.gateways import GatewayCrowd
from sim.crowd.identity import Identity
from sim.crowd.kind import Kind
from sim.crowd.models import model, variant
from sim.crowd.pages import site
from sim.crowd.population import Member, MemberKind, Size, members, ssh_name
from sim.device import Device
from sim.mqtt_broker import MqttBroker
from sim.snmp.described import Described
from sim.ssh_device import SshDevice
from sim.vrp import AccessPoint
from sim.web_server import WebServer

POINTS_PER_SSH_DEVICE = 16
#: Both ends of a gateway's connection are ours; and whatever else is open.
FILES_PER_GATEWAY, OTHER_FILES = 2, 500


@dataclass(slots=True)
class Told:
    """What nobody knows before the crowd runs: its ports, and the keys of SSH devices."""

    snmp: int = 0
    mqtt: int = 0
    http: int = 0
    ssh: dict[str, int] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)


class Crowd:
    """Nothing listens before start(). set("sw-0001.silent", True), set("gw-7.alive", False)."""

    def __init__(self, size: Size, interval_seconds: float = 60.0) -> None:
        self.told = Told()
        self.agents = SnmpCrowd("agents", identities(members(size)))
        self.gateways = GatewayCrowd(size.gateways, interval_seconds)
        self._size = size
        self._broker = MqttBroker("broker")
        self._web = WebServer("portal", site(size.links))
        self._ssh = [ssh_device(number) for number in range(size.ssh_devices)]
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Raises OSError where a port is taken, or there may not be so many open files."""
        allow_files(self._size.gateways * FILES_PER_GATEWAY + OTHER_FILES)
        devices: list[Device] = [self.agents, self._broker, self._web, *self._ssh]
        for device in devices:
            # before start: one that got half-way has something to stop as well
            self._stack.push_async_callback(device.stop)
            await device.start()
        self._stack.push_async_callback(self.gateways.stop)
        await self.gateways.start(("127.0.0.1", self._broker.ports["mqtt"]))
        self.told = Told(
            self.agents.ports["snmp"],
            self._broker.ports["mqtt"],
            self._web.ports["http"],
            {device.name: device.ports["ssh"] for device in self._ssh},
            {device.name: device.fingerprint for device in self._ssh},
        )

    async def stop(self) -> None:
        await self._stack.aclose()

    def set(self, path: str, value: object) -> None:
        """Raises KeyError naming a path that there is not, ValueError for a wrong value."""
        name = path.partition(".")[0]
        if name in self.agents.identities:
            self.agents.set(path, value)
        else:
            self.gateways.set(path, value)


def identities(of: Iterable[Member]) -> list[Identity]:
    """Members of the same variant share their kind."""
    kinds: dict[tuple[MemberKind, int], Kind] = {}
    made = []
    for member in of:
        key = member.kind, variant(member)
        if key not in kinds:
            kinds[key] = Kind(Described(model(member)))
        made.append(Identity(member.name, member.address, kinds[key], member.access))
    return made


def ssh_device(number: int) -> SshDevice:
    name = ssh_name(number)
    points = [
        AccessPoint(f"{name}-ap-{point}", stations=point % 9)
        for point in range(POINTS_PER_SSH_DEVICE)
    ]
    return SshDevice(name, points)


def allow_files(count: int) -> None:
    """Raises OSError naming the limit that is too low."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= count:
        return
    if hard != resource.RLIM_INFINITY and hard < count:
        raise OSError(f"{count} open files are needed, and `ulimit -Hn` allows {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
