"""Facts about what stands on a campus beside its network: things, hazards, computers, places."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from checks.fact import Fact, InstanceRef, InterfaceRef, Name


class ThingKind(StrEnum):
    """What a thing is. Cameras and their recorders are not things here: they are video."""

    SENSOR = "sensor"
    ROOM_CONTROLLER = "room_controller"
    DISPLAY = "display"
    INTERACTIVE_DISPLAY = "interactive_display"
    CLASS_BOARD = "class_board"
    LECTURE_RECORDER = "lecture_recorder"
    CONFERENCE_TERMINAL = "conference_terminal"
    LIGHT_CONTROLLER = "light_controller"
    BUILDING_CONTROLLER = "building_controller"
    AIR_CONDITIONER = "air_conditioner"
    GATE = "gate"
    TURNSTILE = "turnstile"
    DOOR_CONTROLLER = "door_controller"
    PARKING = "parking"
    POSITIONING = "positioning"
    ALARM = "alarm"
    INTRUSION_ALARM = "intrusion_alarm"
    GAS_DETECTOR = "gas_detector"
    FIRE_HOST = "fire_host"
    PATROL_POINT = "patrol_point"
    SPEAKER = "speaker"
    TELEVISION = "television"
    SCREEN = "screen"
    CARD_READER = "card_reader"
    RFID_READER = "rfid_reader"
    INSTRUMENT = "instrument"
    TEACHING_EQUIPMENT = "teaching_equipment"
    SELF_SERVICE_TERMINAL = "self_service_terminal"
    PUBLIC_TERMINAL = "public_terminal"
    LEARNING_DEVICE = "learning_device"
    PLAY_OUT = "play_out"


class Subsystem(StrEnum):
    """What a thing serves; the names are what documents call the systems that must feed in."""

    SECURITY = "security"
    ENERGY = "energy"
    LOGISTICS = "logistics"
    SMART_CLASSROOM = "smart_classroom"
    TEACHING = "teaching"
    LIBRARY = "library"
    CARD = "card"
    BUILDING = "building"
    AIR_CONDITIONING = "air_conditioning"
    LIGHTING = "lighting"
    LIFT = "lift"
    ACCESS = "access"
    FIRE = "fire"
    PARKING = "parking"
    INTERCOM = "intercom"
    INTRUSION = "intrusion"
    EMERGENCY_CALL = "emergency_call"
    PATROL = "patrol"
    BROADCAST = "broadcast"
    FOOD_SAFETY = "food_safety"
    FACILITIES = "facilities"
    AIR_QUALITY = "air_quality"
    POWER_DISTRIBUTION = "power_distribution"
    WATER = "water"
    HEAT = "heat"
    EQUIPMENT = "equipment"
    VIDEO = "video"
    TRAFFIC = "traffic"


class HazardKind(StrEnum):
    DANGEROUS_GOODS = "dangerous_goods"
    DANGEROUS_INSTRUMENT = "dangerous_instrument"
    TOXIC_GAS = "toxic_gas"
    FOOD_SAFETY = "food_safety"


class PlaceKind(StrEnum):
    GATE = "gate"
    DORMITORY = "dormitory"
    STUDENT_AREA = "student_area"
    PUBLIC_AREA = "public_area"
    WATCHED_AREA = "watched_area"
    VENUE = "venue"
    HALL = "hall"
    LIBRARY = "library"
    CANTEEN = "canteen"
    KITCHEN = "kitchen"
    LABORATORY = "laboratory"
    CORRIDOR = "corridor"
    CLASSROOM = "classroom"
    ROAD = "road"
    OTHER = "other"


class Place(Fact):
    """A place out of doors or within, that a document asks about; `key` where the school's list
    of key places has it."""

    name: Name
    kind: PlaceKind = Field(strict=False)
    key: bool = False


class Hazard(Fact):
    """Dangerous goods, instruments, gas rooms: each item of the ledger (I-47)."""

    name: Name
    kind: HazardKind = Field(strict=False)
    main: bool = False


class Thing(Fact):
    """A sensor, controller or terminal of the inventory, heard or asked for as `name`.

    `target` is who tells of it: a broker, a platform, the thing itself. None: fitted, but nothing
    reads it; it stays in the denominator. `interval_seconds` is how often it says that it sends.
    """

    name: Name
    kind: ThingKind = Field(strict=False)
    target: Name | None = None
    subsystem: Subsystem | None = Field(default=None, strict=False)
    room: Name | None = None
    building: Name | None = None
    place: Name | None = None
    hazard: Name | None = None
    # a light or climate controller that acts by itself, not only by hand
    automatic: bool | None = None
    # the standard protocol that it is read through: MQTT, Modbus, BACnet, ZigBee …
    protocol: str | None = None
    interval_seconds: float | None = Field(default=None, gt=0, strict=False)
    # diagonal of a display
    inches: float | None = Field(default=None, gt=0, strict=False)


class ComputerUse(StrEnum):
    TEACHER = "teacher"
    STUDENT = "student"
    PUBLIC = "public"


class Computers(Fact):
    """A group of computers that is counted together: a laboratory's, all teachers'."""

    name: Name
    use: ComputerUse = Field(strict=False)
    room: Name | None = None
    # who counts those seen in 30 days: the agent's or the switches' platform
    source: InstanceRef | None = None


class OutletLedger(Fact):
    """Cabled wall outlets of a building; `unpatched` of them lead to no switch port (I-14)."""

    building: Name
    outlets: int = Field(ge=0)
    unpatched: int = Field(default=0, ge=0)
    as_of: date
    source: str = Field(min_length=1)


class SecurityRole(StrEnum):
    FIREWALL = "firewall"
    DATA_CENTRE_FIREWALL = "data_centre_firewall"
    INTRUSION_DETECTION = "intrusion_detection"
    VULNERABILITY_SCANNER = "vulnerability_scanner"
    ANTI_MALWARE = "anti_malware"
    WEB_APPLICATION_FIREWALL = "web_application_firewall"
    BEHAVIOUR_MANAGER = "behaviour_manager"
    MAIL_FILTER = "mail_filter"
    AUDIT = "audit"
    CENTRAL_CONTROL = "central_control"


class SecurityDevice(Fact):
    """A security device; `circuits` are the egress circuits in whose path it stands."""

    name: Name
    role: SecurityRole = Field(strict=False)
    target: Name
    circuits: list[Name] = Field(default=[])


class Precinct(Fact):
    """One campus of a school that has several; `target` is a vantage inside it."""

    name: Name
    target: Name | None = None


class Link(Fact):
    """A link of the drawing, to be found by what each end says of its neighbour."""

    name: Name
    near: InterfaceRef
    far: InterfaceRef


class DnsLine(Fact):
    """A line whose users must be given an address of their own line, and the test that asks so."""

    name: Name
    target: Name
    instance: str


class DnsTestName(Fact):
    """A name asked on purpose: blocked by the site, or a control that must resolve."""

    name: Name
    target: Name
    blocked: bool


class FlowScope(StrEnum):
    CARD = "card"
    ZONES = "zones"
    DATA_CENTRE = "data_centre"
    OUTSIDE = "outside"
    WORKFLOW = "workflow"
    DATA_EXCHANGE = "data_exchange"
    INTERFACES = "interfaces"
    SERVERS = "servers"


class ForbiddenFlow(Fact):
    """A connection that must not come about, and the vantage that may try it (I-62)."""

    name: Name
    scope: FlowScope = Field(strict=False)
    test: InstanceRef


class RoomSignal(StrEnum):
    """What is watched in a technical room or an archive, beside temperature and humidity."""

    WATER = "water"
    SMOKE = "smoke"
    DOOR = "door"
    AIR = "air"
    COOLING = "cooling"
    RACKS = "racks"
    ASSETS = "assets"


class RoomSensor(Fact):
    signal: RoomSignal = Field(strict=False)
    target: Name
    instance: str = ""
