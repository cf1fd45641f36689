"""What holds for every emulated device, whatever it speaks."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.backup_server import BackupServer, Job
from sim.device import Device
from sim.dns_server import DnsServer
from sim.faults import Fault
from sim.mqtt_broker import MqttBroker
from sim.mqtt_gateway import MqttGateway
from sim.snmp.agent import SnmpAgent
from sim.snmp.models import AgentModel, AtsModel, UpsModel
from sim.ssh_device import SshDevice
from sim.upsd import Upsd
from sim.vrp import AccessPoint
from sim.web_server import WebServer
from sim.webhook_receiver import WebhookReceiver
from sim.wire import TCP4, TCP6, UDP4, UDP6, Replies, bound

DEVICES: dict[str, Callable[[], Device]] = {
    "switch": lambda: SnmpAgent("a", AgentModel()),
    "ups_snmp": lambda: SnmpAgent("a", AgentModel(ups=UpsModel())),
    "ats": lambda: SnmpAgent("a", AgentModel(ats=AtsModel())),
    "upsd": lambda: Upsd("a", {"ups": {}}),
    "dns": lambda: DnsServer("a", {"www.example.edu": {}}),
    "web": lambda: WebServer("a"),
    "broker": lambda: MqttBroker("a", [MqttGateway("gw", "gw/state")]),
    "wireless_controller": lambda: SshDevice("a", [AccessPoint("AP-1")]),
    "backup": lambda: BackupServer("a", {"registry": Job()}),
    "webhook": lambda: WebhookReceiver("a"),
}
every_device = pytest.mark.parametrize("kind", DEVICES)


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only their number is wanted


@every_device
async def test_a_device_says_what_it_is_and_where(kind: str) -> None:
    device = DEVICES[kind]()
    assert (device.name, device.kind, device.fault) == ("a", kind, Fault.NONE)
    assert device.ports == {}
    await device.start()
    await device.stop()
    assert len(device.ports) == 1
    assert all(port > 0 for port in device.ports.values())


@every_device
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc to count descriptors in")
async def test_a_stopped_device_leaves_no_socket_and_no_task(kind: str) -> None:
    device = DEVICES[kind]()
    await device.start()  # whatever a library opens once and keeps is open from here on
    await device.stop()
    tasks, descriptors = asyncio.all_tasks(), open_descriptors()
    for fault in (Fault.NONE, Fault.SLOW):
        device.fault = fault
        await device.start()
        (port,) = device.ports.values()
        if kind in ("switch", "ups_snmp", "ats"):
            await device.stop()
        else:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.05)
            await asyncio.wait_for(device.stop(), 5)  # an idle client does not hold it up
            writer.transport.abort()
            await asyncio.sleep(0)
        assert [task for task in asyncio.all_tasks() - tasks if not task.done()] == []
        assert open_descriptors() == descriptors


@every_device
async def test_a_device_that_never_started_can_be_stopped(kind: str) -> None:
    device = DEVICES[kind]()
    await device.stop()
    await device.stop()


@every_device
def test_a_path_that_no_device_has_is_a_key_error(kind: str) -> None:
    device = DEVICES[kind]()
    for path in ("", "nothing", "a.b.c.d"):
        with pytest.raises(KeyError):
            device.set(path, 1)


def test_one_port_number_serves_both_families_and_protocols() -> None:
    sockets = bound([TCP4, TCP6, UDP4, UDP6])
    try:
        assert len({each.getsockname()[1] for each in sockets}) == 1
        with pytest.raises(OSError, match="in use"):
            bound([TCP4], sockets[0].getsockname()[1])
    finally:
        for each in sockets:
            each.close()


def test_garbage_is_the_same_in_every_run_and_differs_between_devices() -> None:
    def garbage(name: str) -> list[bytes]:
        replies = Replies(seed=name)
        return [replies.spoiled(Fault.GARBAGE, b"right"), replies.spoiled(Fault.GARBAGE, b"right")]

    assert garbage("core-1") == garbage("core-1") != garbage("core-2")
    first, second = garbage("core-1")
    assert first != second
    assert b"right" not in first + second
