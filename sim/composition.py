"""From what a scenario says to devices that can be started."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim import equipment as written
from sim.backup_server import BackupServer, Job
from sim.device import Device
from sim.dns_server import Beyond, DnsServer, More, View
from sim.facts import PortRef
from sim.mqtt_broker import MqttBroker
from sim.mqtt_gateway import Meter, MqttGateway
from sim.path_answers import Segment, Surroundings, Way
from sim.path_helper import PathHelper
from sim.platform import Known, Platform
from sim.recordings import written as recorded
from sim.recordings.playing import RecordedAgent, RecordedGateway, RecordedShell
from sim.scenario import Scenario
from sim.snmp.agent import SnmpAgent
from sim.snmp.identity import Access
from sim.snmp.models import (
    AgentModel,
    AtsModel,
    InterfaceModel,
    SensorModel,
    UpsModel,
)
from sim.ssh_device import EMULATED_LOGIN, SshDevice
from sim.upsd import Upsd
from sim.vantage import Far, Vantage
from sim.vrp import AccessPoint
from sim.ways import PathHelper as WrittenPathHelper
from sim.web_server import WebPage, WebServer


@dataclass(frozen=True, slots=True)
class Usm:
    """The one user of the agents that speak SNMPv3."""

    user: str = "auditor"
    auth_protocol: str = "sha256"  # what the agents speak
    auth_key: str = "emulated-auth-key"
    privacy_protocol: str = "aes128"
    privacy_key: str = "emulated-privacy-key"


COMMUNITY = "emulated-campus"
KEYS = Usm()
LOGIN = EMULATED_LOGIN

V2C_ONLY = Access(community=COMMUNITY)
V3_ONLY = Access(None, KEYS.user, KEYS.auth_key, KEYS.privacy_key)

VLAN_INTERFACE = 53  # IANAifType-MIB propVirtual, which switches give their VLAN interfaces

#: Where a meter's counter stands in the JSON that its gateway publishes.
METER_FIELD = "total"

MAINS_VOLTS = "230.0"


@dataclass(frozen=True, slots=True)
class Built:
    """Devices, not yet started; and the host keys of those that are reached over SSH."""

    devices: list[Device]
    fingerprints: Mapping[str, str]


def built(scenario: Scenario) -> Built:
    devices = scenario.devices
    made: list[Device] = [
        *(switch_of(entry, devices.cabled) for entry in devices.switches),
        *map(ups_of, devices.snmp_ups),
        *map(ats_of, devices.transfer_switches),
        *(
            SnmpAgent(entry.name, AgentModel(entry.description), access=V2C_ONLY)
            for entry in devices.servers
        ),
        *map(upsd_of, devices.nut_ups),
        *map(controller_of, devices.controllers),
        *map(dns_server_of, devices.dns_servers),
        *map(portal_of, devices.portals),
        *(Vantage(entry.name, {test: Far() for test in entry.far}) for entry in devices.vantages),
        *map(path_helper_of, devices.path_helpers),
        *map(broker_of, devices.brokers),
        *map(backup_of, devices.backup_servers),
        *map(player_of, devices.recordings),
        *map(platform_of, devices.platforms),
    ]
    faults = {entry.name: entry.fault for entry in devices.running()}
    for device in made:
        device.fault = faults[device.name]
    shells = [device for device in made if isinstance(device, SshDevice)]
    return Built(made, {device.name: device.fingerprint for device in shells})


def switch_of(entry: written.Switch, cabled: Mapping[tuple[str, str], PortRef]) -> SnmpAgent:
    interfaces = [interface_of(ports, name) for ports in entry.ports for name in ports.names()]
    for interface in interfaces:
        interface.neighbour = neighbour_of(cabled, entry.name, interface.name)
    interfaces += map(vlan_interface_of, entry.vlan_interfaces)
    sensors = list(map(sensor_of, entry.sensors))
    model = AgentModel(
        entry.description, system_name=entry.name, interfaces=interfaces, sensors=sensors
    )
    return SnmpAgent(entry.name, model, access=V3_ONLY if entry.snmp == "v3" else V2C_ONLY)


def neighbour_of(
    cabled: Mapping[tuple[str, str], PortRef], switch: str, interface: str
) -> str | None:
    """As its LLDP says it; None where no cable is written."""
    far = cabled.get((switch, interface))
    return None if far is None else f"{far.target} {far.interface}"


def interface_of(ports: written.Ports, name: str) -> InterfaceModel:
    return InterfaceModel(
        name,
        speed_bits_per_second=ports.speed_bits_per_second,
        alias=ports.alias,
        admin_up=ports.admin_up,
        up=ports.up,
        capability_bits_per_second=ports.capability_bits_per_second,
        optical=ports.optical,
    )


def vlan_interface_of(vlan: written.VlanInterface) -> InterfaceModel:
    return InterfaceModel(
        vlan.name,
        type=VLAN_INTERFACE,
        ipv4_addresses=list(vlan.ipv4),
        ipv6_addresses=list(vlan.ipv6),
        router_advertisements=vlan.advertises if vlan.ipv6 else None,
    )


def sensor_of(sensor: written.EnvironmentSensor) -> SensorModel:
    return SensorModel(sensor.name, sensor.celsius, sensor.humidity_percent)


def ups_of(entry: written.SnmpUps) -> SnmpAgent:
    ups = UpsModel(
        minutes_remaining=entry.minutes_remaining,
        charge_percent=entry.charge_percent,
        load_percent=entry.load_percent,
        on_battery=entry.on_battery,
    )
    return SnmpAgent(entry.name, AgentModel("Emulated UPS", ups=ups), access=V2C_ONLY)


def ats_of(entry: written.TransferSwitch) -> SnmpAgent:
    ats = AtsModel(feed_a_live=entry.feed_a_live, feed_b_live=entry.feed_b_live)
    sensors = list(map(sensor_of, entry.sensors))
    model = AgentModel("Emulated transfer switch", ats=ats, sensors=sensors)
    return SnmpAgent(entry.name, model, access=V2C_ONLY)


def controller_of(entry: written.Controller) -> SshDevice:
    points = [AccessPoint(ap.name, ap.state, ap.stations) for ap in entry.access_points]
    return SshDevice(entry.name, points)


def upsd_of(entry: written.NutUps) -> Upsd:
    variables = {
        "battery.charge": str(entry.charge_percent),
        "battery.runtime": str(entry.runtime_seconds),
        "device.model": "Emulated UPS",
        "input.voltage": MAINS_VOLTS,
        "output.voltage": MAINS_VOLTS,
        "ups.load": str(entry.load_percent),
        "ups.status": entry.status,
    }
    return Upsd(entry.name, {entry.ups: variables})


def dns_server_of(entry: written.DnsServer) -> DnsServer:
    more = More(
        {name: View(view.subnet, view.addresses) for name, view in entry.views.items()},
        {name: Beyond(each.addresses, each.filtered) for name, each in entry.beyond.items()},
        entry.second_address,
    )
    return DnsServer(entry.name, entry.records, origin=entry.origin, more=more)


def portal_of(entry: written.Portal) -> WebServer:
    pages = {path: WebPage(html=html) for path, html in entry.html.items()}
    return WebServer(entry.name, pages, host=entry.host)


def path_helper_of(entry: WrittenPathHelper) -> PathHelper:
    networks = {number: [*entry.prefixes(number)] for number in entry.networks}
    ways = {
        name: Way(way.address, way.hops, way.round_trip_seconds, way.loss_ratio, way.mtu_bytes)
        for name, way in entry.ways.items()
    }
    segments = {
        name: Segment(segment.dhcp_servers, segment.routers, segment.held)
        for name, segment in entry.segments.items()
    }
    return PathHelper(entry.name, Surroundings(networks, ways, segments))


def broker_of(entry: written.Broker) -> MqttBroker:
    return MqttBroker(entry.name, [gateway_of(gateway) for gateway in entry.gateways])


def gateway_of(entry: written.Gateway) -> MqttGateway:
    meters = {
        meter.name: Meter(
            meter_topic(entry.name, meter.name),
            METER_FIELD,
            value=meter.total,
            per_second=meter.per_second,
        )
        for meter in entry.meters
    }
    made = MqttGateway(
        entry.name, state_topic(entry.name), meters, interval_seconds=entry.interval_seconds
    )
    made.silent = entry.silent
    return made


def state_topic(gateway: str) -> str:
    return f"campus/{gateway}/state"


def meter_topic(gateway: str, meter: str) -> str:
    return f"campus/{gateway}/{meter}"


def backup_of(entry: written.BackupServer) -> BackupServer:
    jobs = {name: Job(age_seconds) for name, age_seconds in entry.jobs.items()}
    return BackupServer(entry.name, jobs)


def player_of(entry: recorded.Recorded) -> Device:
    match entry:
        case recorded.RecordedSnmp():
            access = V3_ONLY if entry.version == "v3" else Access(entry.community or COMMUNITY)
            return RecordedAgent(entry.name, entry.rows, access=access)
        case recorded.RecordedNut():
            return Upsd(entry.name, {entry.ups: entry.variables})
        case recorded.RecordedSsh():
            return RecordedShell(entry.name, {entry.command: entry.output})
        case recorded.RecordedMqtt():
            seconds = entry.interval_seconds
            gateway = RecordedGateway(entry.name, entry.messages, interval_seconds=seconds)
            return MqttBroker(entry.name, [gateway])


def platform_of(entry: written.Platform) -> Platform:
    known = [Known(e.quantity, e.path, e.value, e.follows) for e in entry.readings]
    return Platform(entry.name, known)
