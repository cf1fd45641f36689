"""Facts about data centres and what runs in them: servers, storage, systems, databases, logs."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from checks.fact import Fact, InstanceRef, InterfaceRef, Name


class Cluster(Fact):
    """Hosts that share their load; a server that stands alone is a cluster of one (I-45)."""

    name: Name
    target: Name
    instance: str = ""


class Server(Fact):
    """A physical server. `storage_ports` are its own ends, or the switch's, of the paths to shared
    storage; an empty list: it uses none. `device` is the target that is polled for the host."""

    name: Name
    device: Name | None = None
    controller: InstanceRef | None = None
    storage_ports: list[InterfaceRef] | None = None
    important: bool = False
    # Windows, Linux, Unix …: the family that an operator must be able to watch
    operating_system: str | None = None


class StoragePool(Fact):
    name: Name
    target: Name
    instance: str = ""


class CloudSpace(Fact):
    """Storage that a contract gives the school outside of its own rooms (I-4)."""

    name: Name
    contract_bytes: int = Field(gt=0)
    as_of: date
    source: str = Field(min_length=1)


class SystemKind(StrEnum):
    """What a system is for; the names are what clauses select on."""

    PORTAL = "portal"
    IDENTITY = "identity"
    MAIL = "mail"
    VPN = "vpn"
    CARD = "card"
    PAYMENT = "payment"
    LEARNING = "learning"
    TEACHING = "teaching"
    CLASS_RECORDINGS = "class_recordings"
    EXPERIMENTS = "experiments"
    SIMULATION = "simulation"
    TRAINING = "training"
    PLACEMENT = "placement"
    ADMINISTRATION = "administration"
    SCHOOL_ENTERPRISE = "school_enterprise"
    SCHOOL_EXCHANGE = "school_exchange"
    GRADUATES = "graduates"
    SITE = "site"
    SITE_GROUP = "site_group"
    MOBILE = "mobile"
    REPAIR = "repair"
    IT_SERVICE = "it_service"
    PUBLISHING = "publishing"
    LIVE_STREAM = "live_stream"
    CONFERENCE = "conference"
    SECURITY = "security"
    SITE_SECURITY = "site_security"
    SITUATION_AWARENESS = "situation_awareness"
    BASTION = "bastion"
    DATA_CENTRE_MANAGEMENT = "data_centre_management"
    SERVER_VIRTUALISATION = "server_virtualisation"
    STORAGE_VIRTUALISATION = "storage_virtualisation"
    APPLICATION_VIRTUALISATION = "application_virtualisation"
    DESKTOP_VIRTUALISATION = "desktop_virtualisation"
    CLOUD_PLATFORM = "cloud_platform"
    CLOUD_DISK = "cloud_disk"
    CLOUD_BACKUP = "cloud_backup"
    EDUCATION_CLOUD = "education_cloud"
    OTHER = "other"


class LoadTest(Fact):
    """A dated report: so many users at once, with this share of errors (I-46)."""

    users: int = Field(gt=0)
    error_ratio: float = Field(ge=0, le=1, strict=False)
    as_of: date
    source: str = Field(min_length=1)


class Drill(Fact):
    """A timed switch to the standby: how long users were without the system (I-50)."""

    recovery_seconds: float = Field(ge=0, strict=False)
    as_of: date
    source: str = Field(min_length=1)


class System(Fact):
    """A registered information system, and by which tests it is known.

    A test that is None is unknown; `replicas`, `standbys` and `mobile_entries` are empty where
    there is none. `key`: on the school's own list of key systems; the campus card always is (I-50).
    """

    name: Name
    kind: SystemKind = Field(strict=False)
    owner: str | None = None
    key: bool = False
    # classified protection, 1 to 5
    grade: int | None = Field(default=None, ge=1, le=5)
    url: str | None = None
    building: Name | None = None
    inside: InstanceRef | None = None
    outside: InstanceRef | None = None
    mobile_entries: list[InstanceRef] | None = None
    sign_on: InstanceRef | None = None
    transport: InstanceRef | None = None
    hosting: InstanceRef | None = None
    sessions: InstanceRef | None = None
    load_test: LoadTest | None = None
    replicas: list[InstanceRef] | None = None
    standbys: list[InstanceRef] | None = None
    outages: InstanceRef | None = None
    drill: Drill | None = None


class Component(Fact):
    """A database or a piece of middleware; target None: nothing watches it."""

    name: Name
    target: Name | None = None
    instance: str = ""


class LogKind(StrEnum):
    """What a record is about; each has its own time to be kept (I-40)."""

    ACCESS = "access"
    BEHAVIOUR = "behaviour"
    LOGIN = "login"
    USER_BEHAVIOUR = "user_behaviour"
    VPN = "vpn"
    OTHER = "other"


class LogStore(Fact):
    """Where records are kept. `started_on`: first day of use, for a store that is still filling."""

    name: Name
    kinds: list[Annotated[LogKind, Field(strict=False)]] = Field(min_length=1)
    target: Name
    instance: str = ""
    started_on: date | None = None


class LogClass(StrEnum):
    """What sends records; documents name classes that must arrive."""

    OPERATING_SYSTEM = "operating_system"
    DATABASE = "database"
    NETWORK = "network"
    TRAFFIC = "traffic"
    SECURITY = "security"
    VPN = "vpn"
    BASTION = "bastion"
    DATABASE_AUDIT = "database_audit"
    COMMAND_ACCOUNTING = "command_accounting"
    PROXY = "proxy"
    BEHAVIOUR = "behaviour"
    ENVIRONMENT_SERIES = "environment_series"
    EQUIPMENT_SERIES = "equipment_series"
    APPLICATION_SERIES = "application_series"
    LOGISTICS_SERIES = "logistics_series"
    ENERGY_SERIES = "energy_series"
    IOT_SERIES = "iot_series"
    OTHER = "other"


class LogSource(Fact):
    """What ought to send records; `target` is the store that knows the newest. None: to none."""

    name: Name
    kind: LogClass = Field(strict=False)
    target: Name | None = None
    instance: str = ""
