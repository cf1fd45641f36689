"""What an emulated agent manages, in the words of the field; the MIBs are made from this."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class InterfaceModel:
    """One row of ifTable, and what other tables say of it.

    Without `capability_bits_per_second` the agent has no MAU-MIB for the interface; without
    addresses and `router_advertisements` None it has no IPv6.
    """

    name: str
    type: int = 6  # IANAifType: 6 Ethernet, 53 VLAN interface, 24 loopback
    speed_bits_per_second: int = 1_000_000_000
    alias: str = ""
    admin_up: bool = True
    up: bool = True
    receive_bits_per_second: float = 0.0
    transmit_bits_per_second: float = 0.0
    receive_errors_per_second: float = 0.0
    transmit_errors_per_second: float = 0.0
    capability_bits_per_second: int | None = None
    optical: bool | None = None
    mau_type: int | None = None  # IANA-MAU-MIB dot3MauType, where speed and medium do not say it
    mau_type_list: list[int] | None = None  # numbers of the bits, likewise
    ipv4_addresses: list[str] = field(default_factory=list)
    ipv6_addresses: list[str] = field(default_factory=list)
    router_advertisements: bool | None = None
    #: System and port at the other end of its cable, "core-1 XGE1/0/1"; empty where it is plugged
    #: into nothing, None where it speaks no LLDP.
    neighbour: str | None = None

    @property
    def running(self) -> bool:
        return self.admin_up and self.up


@dataclass(slots=True)
class SensorModel:
    """A sensor of the chassis, of temperature or of humidity; neither: it has no reading."""

    name: str
    celsius: float | None = None
    humidity_percent: float | None = None
    working: bool = True


@dataclass(slots=True)
class UpsModel:
    """RFC 1628's view of a unit; a figure that is None is one that the card does not have."""

    manufacturer: str = "Emulated"
    model: str = "UPS 20 kVA"
    battery_status: int = 2  # 1 unknown 2 normal 3 low 4 depleted
    minutes_remaining: int | None = 120
    charge_percent: int | None = 100
    load_percent: int | None = 35
    on_battery: bool = False
    on_bypass: bool = False
    input_volts: int = 230
    output_volts: int = 230
    battery_celsius: int | None = 24
    phases: int = 1


@dataclass(slots=True)
class AtsModel:
    """PowerNet's view of a transfer switch; it feeds from the preferred source while that lives."""

    feed_a_live: bool = True
    feed_b_live: bool = True
    preferred_source: int = 1  # 1 is A, 2 is B
    volts: int = 230

    @property
    def selected_source(self) -> int:
        lives = {1: self.feed_a_live, 2: self.feed_b_live}
        other = 3 - self.preferred_source
        return other if lives[other] and not lives[self.preferred_source] else self.preferred_source


@dataclass(slots=True)
class AccessPointModel:
    """An access point; `stations` are on it, and up to `stations_swing` more come and go."""

    name: str
    up: bool = True
    stations: int = 0
    stations_swing: int = 0
    model: str = "AirEngine5760-51"


@dataclass(slots=True)
class ControllerModel:
    """A wireless controller with one network on the air of all its access points."""

    access_points: list[AccessPointModel] = field(default_factory=list)
    network: str = "campus"


@dataclass(slots=True)
class AgentModel:
    """All that one agent serves; parts that are empty or None have no MIB there."""

    description: str = "Emulated device"
    object_id: str = "1.3.6.1.4.1.8072.3.2.10"
    system_name: str = ""
    uptime_seconds: float = 86_400.0  # when the device starts
    interfaces: list[InterfaceModel] = field(default_factory=list)
    sensors: list[SensorModel] = field(default_factory=list)
    ups: UpsModel | None = None
    ats: AtsModel | None = None
    controller: ControllerModel | None = None
