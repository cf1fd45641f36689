"""The data centre of the whole campus, and the rounds in which all of it is well, or ill."""

from checks.campus import BackupCopy, Campus, InstanceRef
from checks.systems import (
    Cluster,
    Component,
    LogClass,
    LogKind,
    LogSource,
    LogStore,
    Server,
    StoragePool,
    System,
    SystemKind,
)
from checks.video import Camera, VideoUse
from collectors import system_quantities as q
from collectors.probe import ProbeResult
from collectors.quantities import BACKUP_FINISHED
from collectors.reading import Quantity, Value
from tests.builders import AT, Values, ports, said

DAY_SECONDS = 86_400.0
LONG_SECONDS = 400 * DAY_SECONDS
#: So many cameras look at each place and room: a recording room wants four.
VIEWS = 4
NOW_SECONDS = AT.timestamp()


def _system(kind: SystemKind) -> System:
    def ref(target: str) -> InstanceRef:
        return InstanceRef(target=target, instance=kind.value)

    return System(
        name=kind.value,
        kind=kind,
        key=kind is SystemKind.PORTAL,
        inside=ref("inside"),
        outside=ref("outside"),
        mobile_entries=[ref("inside")],
        sign_on=ref("inside"),
        transport=ref("inside"),
        hosting=ref("inside"),
        sessions=ref("inside"),
        replicas=[ref("replica")],
        standbys=[ref("standby")],
        outages=ref("inside"),
    )


def _camera(name: str, **more: object) -> Camera:
    recording = InstanceRef(target="nvr", instance=name)
    return Camera.model_validate(
        {"name": name, "target": "nvr", "instance": name, "recording": recording, **more}
    )


def _cameras(campus: Campus) -> list[Camera]:
    views = range(VIEWS)
    return [
        *(_camera(f"a {use}", use=use) for use in VideoUse),
        *(_camera(f"{p.name} {n}", place=p.name) for p in campus.places or [] for n in views),
        *(_camera(f"in {r.name} {n}", room=r.name) for r in campus.rooms or [] for n in views),
    ]


def furnished(campus: Campus) -> Campus:
    """The campus with its data centre, and a proven copy of each data set."""
    people = campus.people and campus.people.model_copy(update={"experimenting_students": 100})
    copy = BackupCopy(name="off site", job=InstanceRef(target="copy"), building="annex")
    data_sets = [
        each.model_copy(update={"building": "main", "copies": [copy]})
        for each in campus.data_sets or []
    ]
    server = Server(
        name="host-1",
        device="server",
        controller=InstanceRef(target="bmc"),
        storage_ports=ports("XGE1"),
        important=True,
        operating_system="Linux",
    )
    return campus.model_copy(
        update={
            "people": people,
            "data_sets": data_sets,
            "clusters": [Cluster(name="virtual", target="virt")],
            "servers": [server],
            "storage_pools": [StoragePool(name="array", target="array")],
            "cloud_spaces": [],
            "systems": [_system(kind) for kind in SystemKind],
            "databases": [Component(name="db", target="db")],
            "middleware": [Component(name="bus", target="db")],
            "log_stores": [LogStore(name="logs", kinds=list(LogKind), target="logs")],
            "log_sources": [
                LogSource(name=kind, kind=kind, target="logs", instance=kind) for kind in LogClass
            ],
            "cameras": _cameras(campus),
        }
    )


def rounds(campus: Campus, well: bool, tested: bool = True) -> list[ProbeResult]:
    """One answer of everything: each as it should be, or each as it should not. Where it is not
    `tested`, nothing is told of systems and of the jobs of copies."""
    systems = tuple(kind.value for kind in SystemKind)
    cameras = tuple(camera.name for camera in campus.cameras or [])

    def each(instances: tuple[str, ...], good: Value, bad: Value) -> Values:
        return dict.fromkeys(instances, good if well else bad)

    def since(days: float) -> float:
        return NOW_SECONDS - days * DAY_SECONDS

    answers: Values = each(systems, True, False) if tested else {}
    inside: dict[Quantity, Values] = {
        q.SYSTEM_ANSWERS: answers,
        q.SYSTEM_SIGN_ON: each(systems, True, False),
        q.IDENTITY_MECHANISM: {"CAS": True, "OIDC": well},
        q.CERTIFICATE_VALID: each(systems, True, False),
        q.CERTIFICATE_EXPIRES: each(systems, since(-366), since(1)),
        q.TRANSPORT_OK: each(systems, True, False),
        q.CLEAR_TEXT_LOGINS: each(systems, 0, 2),
        q.SITE_IN_GROUP: each(systems, True, False),
        q.HOSTED_BY_AUTHORITY: each(systems, True, False),
        q.SITE_NEWEST_ITEM: each(systems, since(0.5), since(366)),
        q.PAGE_TIME: each(systems, 1.0, 60.0),
        q.SESSIONS_PEAK: each(systems, 4_000, 0),
        q.SESSIONS_BUSY: each(systems, 100, 1),
        q.SESSIONS_LIMIT: each(systems, 10_000, 1),
        q.DESKTOPS_PROVISIONED: each(systems, 10_000, 1),
        q.OUTAGE_LONGEST: each(systems, 60.0, 7200.0),
    }
    replica = {
        q.REPLICA_UP: each(systems, True, False),
        q.REPLICATION_LAG: each(systems, 1.0, 7200.0),
        q.REPLICATION_LAG_WORST: each(systems, 2.0, 7200.0),
    }
    logs = {
        q.LOG_UNBROKEN_SINCE: each(("",), since(400), since(1)),
        q.LOG_ROOM: each(("",), LONG_SECONDS, DAY_SECONDS),
        q.LOG_RECORDS_COMPLETE: each(("",), 1.0, 0.5),
        q.LOG_NEWEST: each(tuple(LogClass), since(0), since(366)),
    }
    video = {
        q.CAMERA_UP: each(cameras, True, False),
        q.VIDEO_WIDTH: each(cameras, 1920, 640),
        q.VIDEO_HEIGHT: each(cameras, 1080, 480),
        q.RECORDING_SINCE: each(cameras, since(100), since(1)),
        q.RECORDING_CONFIGURED: each(cameras, 100 * DAY_SECONDS, DAY_SECONDS),
        q.CAMERA_CLOCK_OFFSET: each(cameras, -0.5, 60.0),
    }
    array = {
        q.STORAGE_POOL_USABLE: each(("",), 10**15, 10**6),
        q.STORAGE_POOL_USED: each(("",), 10**14, 10**6),
        q.STORAGE_POOL_LASTS: each(("",), LONG_SECONDS, 0.0),
        q.STORAGE_POOL_LATENCY: each(("",), 0.001, 1.0),
    }
    virt = {
        q.CLUSTER_CPU_BUSY: each(("",), 0.5, 0.9),
        q.CLUSTER_MEMORY_BUSY: each(("",), 0.5, 0.9),
    }
    watched: dict[Quantity, Values] = {
        quantity: {"": True} if well else {} for quantity in (q.DATABASE_UP, q.MIDDLEWARE_UP)
    }
    watched |= {q.SESSIONS_BUSY: {"": 1}, q.SESSIONS_LIMIT: {"": 100 if well else 1}}
    jobs: dict[Quantity, Values] = {BACKUP_FINISHED: {"": since(0.1)} if well else {}}
    return [
        said("inside", inside),
        said("outside", {q.SYSTEM_ANSWERS: answers}),
        said("standby", {q.SYSTEM_ANSWERS: each(systems, True, False)}),
        said("replica", replica),
        said("logs", logs),
        said("nvr", video),
        said("array", array),
        said("virt", virt),
        said("db", watched),
        said("copy", jobs),
        said("bmc", {q.SERVER_CONTROLLER_UP: well}),
    ]
