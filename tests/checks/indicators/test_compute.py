"""What is left of compute and storage, and which servers answer and are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.campus import Campus, InstanceRef
from checks.indicators.compute import controllers, free, paths, servers_read, systems_read
from checks.indicators.storage import latency, per_person, pool_free
from checks.readings import Readings
from checks.systems import CloudSpace, Cluster, Server, StoragePool
from checks.verdict import CauseKind, Outcome
from collectors.probe import ProbeResult
from collectors.quantities import DEVICE_UPTIME, INTERFACE_SPEED, INTERFACE_UP
from collectors.system_quantities import (
    CLUSTER_CPU_BUSY,
    CLUSTER_MEMORY_BUSY,
    SERVER_CONTROLLER_UP,
    STORAGE_POOL_LATENCY,
    STORAGE_POOL_USABLE,
    STORAGE_POOL_USED,
)
from tests.builders import (
    DEVICE_GAPS,
    failed,
    gap,
    of_subject,
    only,
    people,
    ports,
    said,
    seen,
    told,
)
from tests.checks.indicators.clauses import outcome_on, verdict_on

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
CLUSTERS = Campus(clusters=[Cluster(name="a", target="virt")])


def busy(cpu: float, memory: float) -> ProbeResult:
    return said("virt", {CLUSTER_CPU_BUSY: cpu, CLUSTER_MEMORY_BUSY: memory})


RESERVES = {
    "30 % of each": (0.7, 0.7, PASS),
    "a little less of the processors": (0.700_000_000_000_1, 0.1, FAIL),
    "a little less of the memory": (0.1, 0.700_000_000_000_1, FAIL),
    "nothing in use": (0.0, 0.0, PASS),
    "more in use than there is": (1.01, 0.1, UNKNOWN),
}


@pytest.mark.parametrize(("cpu", "memory", "outcome"), RESERVES.values(), ids=RESERVES)
def test_the_lower_reserve_decides(cpu: float, memory: float, outcome: Outcome) -> None:
    assert outcome_on("JJ010202.1", CLUSTERS, busy(cpu, memory)) is outcome


def test_one_cluster_without_a_reserve_fails_whatever_the_others_have() -> None:
    campus = Campus(clusters=[*(CLUSTERS.clusters or []), Cluster(name="b", target="other")])
    rounds = said("other", {CLUSTER_CPU_BUSY: 0.9, CLUSTER_MEMORY_BUSY: 0.1})
    assert outcome_on("GJ010202.1", campus, busy(0.1, 0.1), rounds) is FAIL


@pytest.mark.parametrize("kind", DEVICE_GAPS)
def test_a_reserve_that_is_not_told_is_unknown(kind: CauseKind) -> None:
    readings = seen(*gap(kind, CLUSTER_CPU_BUSY, "virt"))
    assert told(of_subject(free(CLUSTERS, readings), "a cpu")) is kind


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_in_use_never_leaves_more_free(one: float, other: float) -> None:
    values = [
        told(of_subject(free(CLUSTERS, seen(busy(each, 0.5))), "a cpu"))
        for each in sorted((one, other))
    ]
    assert isinstance(values[0], float)
    assert isinstance(values[1], float)
    assert values[0] >= values[1]


def host(*names: str) -> Campus:
    return Campus(servers=[Server(name="host-1", storage_ports=ports(*names))])


def links(**speeds: int | None) -> ProbeResult:
    """Speed of each port in bit/s; 0 is down, None not told."""
    return said(
        "core-1",
        {
            INTERFACE_UP: {name: bool(s) for name, s in speeds.items() if s is not None},
            INTERFACE_SPEED: {name: s for name, s in speeds.items() if s},
        },
    )


PATHS = {
    "one path of 8 Gbit/s": (("fc1",), {"fc1": 8 * 10**9}, PASS),
    "a bit a second less": (("fc1",), {"fc1": 8 * 10**9 - 1}, FAIL),
    "two paths of 4": (("fc1", "fc2"), {"fc1": 4 * 10**9, "fc2": 4 * 10**9}, PASS),
    "one of two is down": (("fc1", "fc2"), {"fc1": 4 * 10**9, "fc2": 0}, FAIL),
    "enough, whatever the other carries": (("a", "b"), {"a": 8 * 10**9, "b": None}, PASS),
    "too little, but one is not told": (("a", "b"), {"a": 4 * 10**9, "b": None}, UNKNOWN),
    "the same port twice counts once": (("a", "a"), {"a": 4 * 10**9}, FAIL),
}


@pytest.mark.parametrize(("names", "speeds", "outcome"), PATHS.values(), ids=PATHS)
def test_paths_to_storage(
    names: tuple[str, ...], speeds: dict[str, int | None], outcome: Outcome
) -> None:
    assert outcome_on("ZJ010202.3", host(*names), links(**speeds)) is outcome


def test_a_server_without_shared_storage_is_out_of_scope_and_an_unsaid_one_unknown() -> None:
    assert told(only(paths(host(), seen()))) is CauseKind.NONE_IN_SCOPE
    unsaid = Campus(servers=[Server(name="host-1")])
    assert told(only(paths(unsaid, seen()))) is CauseKind.FACT_MISSING


POOL = StoragePool(name="array", target="array")
PEOPLE = people(staff=400, students=3_600)


def storage(clouds: list[CloudSpace] | None, *pools: StoragePool) -> Campus:
    return Campus(people=PEOPLE, storage_pools=list(pools), cloud_spaces=clouds)


def usable(size: float, target: str = "array") -> ProbeResult:
    return said(target, {STORAGE_POOL_USABLE: size})


def cloud(size: int) -> CloudSpace:
    return CloudSpace(
        name="cloud", contract_bytes=size, as_of=date(2026, 1, 1), source="contract 7"
    )


NEED = 4_000 * 10**10  # 10 GB for each of 4,000

SPACE = {
    "10 GB for each": (storage([], POOL), usable(NEED), PASS),
    "a byte less": (storage([], POOL), usable(NEED - 1), FAIL),
    "with a contract": (storage([cloud(1)], POOL), usable(NEED - 1), PASS),
    "a contract may stand in no list": (storage(None, POOL), usable(NEED - 1), UNKNOWN),
    "enough without any contract": (storage(None, POOL), usable(NEED), PASS),
    "a pool that is not told could hold it": (
        storage([], POOL, StoragePool(name="b", target="b")), usable(1), UNKNOWN,
    ),
    "a pool that is not told is not needed": (
        storage([], POOL, StoragePool(name="b", target="b")), usable(NEED), PASS,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("campus", "round_", "outcome"), SPACE.values(), ids=SPACE)
def test_storage_for_each_person(campus: Campus, round_: ProbeResult, outcome: Outcome) -> None:
    assert outcome_on("GJ010201.1", campus, round_) is outcome


def test_the_sum_says_its_terms() -> None:
    measured = only(per_person(storage([cloud(4 * 10**9)], POOL), seen(usable(36 * 10**9))))
    assert measured.arithmetic == (
        "(36 GB + 4 GB) ÷ (400 staff + 3600 students) = 0.01 GB per person"
    )


def test_storage_over_a_stale_population_is_unknown() -> None:
    old = storage([], POOL).model_copy(update={"people": people(as_of=date(2026, 1, 1))})
    assert told(only(per_person(old, seen(usable(NEED))))) is CauseKind.FACT_STALE


SHARES = {
    "half of it": (100, 50, 0.5),
    "all of it": (100, 0, 1.0),
    "none": (100, 100, 0.0),
    "more used than there is": (100, 101, CauseKind.IMPLAUSIBLE),
    "a pool of nothing": (0, 0, CauseKind.IMPLAUSIBLE),
}


@pytest.mark.parametrize(("size", "used", "value"), SHARES.values(), ids=SHARES)
def test_the_free_share_of_a_pool(size: float, used: float, value: float | CauseKind) -> None:
    round_ = said("array", {STORAGE_POOL_USABLE: size, STORAGE_POOL_USED: used})
    assert told(only(pool_free(Campus(storage_pools=[POOL]), seen(round_)))) == value


def test_a_figure_without_a_limit_is_shown_and_not_judged() -> None:
    round_ = said("array", {STORAGE_POOL_LATENCY: 0.02})
    campus = Campus(storage_pools=[POOL])
    assert told(only(latency(campus, seen(round_)))) == 0.02
    verdict = verdict_on("JJ010201.2", campus, round_)
    assert (verdict.outcome, verdict.value) == (Outcome.NOT_CHECKED, 0.02)


HOSTS = Campus(
    servers=[
        Server(name="a", device="a", controller=InstanceRef(target="bmc-a"),
               important=True, operating_system="Linux"),
        Server(name="b", device="b", controller=InstanceRef(target="bmc-b"),
               operating_system="Windows"),
        Server(name="c", device="c", controller=InstanceRef(target="bmc-c"),
               operating_system="Linux"),
    ]
)  # fmt: skip


def alive(*names: str) -> Readings:
    dead = {"a", "b", "c"} - set(names)
    return seen(
        *(said(name, {DEVICE_UPTIME: 1.0}) for name in names),
        *(said(f"bmc-{name}", {SERVER_CONTROLLER_UP: True}) for name in names),
        *(failed(name, DEVICE_UPTIME) for name in dead),
        *(failed(f"bmc-{name}", SERVER_CONTROLLER_UP) for name in dead),
    )


def test_a_silent_server_is_not_read_and_its_controller_does_not_answer() -> None:
    readings = alive("b", "c")
    assert told(of_subject(servers_read(HOSTS, readings), "all")) == 2 / 3
    assert told(of_subject(servers_read(HOSTS, readings), "important")) == 0
    assert told(only(controllers(HOSTS, readings))) == 2 / 3


def test_one_server_of_each_family_is_enough() -> None:
    assert told(only(systems_read(HOSTS, alive("b", "c")))) == 1
    assert told(only(systems_read(HOSTS, alive("a", "c")))) == 0.5


def test_servers_whose_system_is_not_said_are_of_no_family() -> None:
    unsaid = Campus(servers=[Server(name="a", device="a")])
    assert told(only(systems_read(unsaid, alive("a")))) is CauseKind.FACT_MISSING


def test_important_servers_are_watched_only_while_they_are_read_every_five_minutes() -> None:
    fresh = said("a", {DEVICE_UPTIME: 1.0}, age_seconds=300)
    old = said("a", {DEVICE_UPTIME: 1.0}, age_seconds=301)
    assert outcome_on("bjhei-sect-08-4", HOSTS, fresh) is UNKNOWN  # the rest stays unproven
    assert outcome_on("bjhei-sect-08-4", HOSTS, old) is FAIL


@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=6))
def test_pools_add_up_in_any_order(sizes: list[int]) -> None:
    pools = [StoragePool(name=f"p{n}", target=f"p{n}") for n in range(len(sizes))]
    rounds = [usable(size, f"p{n}") for n, size in enumerate(sizes)]
    values = {
        told(only(per_person(storage([], *order), seen(*rounds)))) for order in (pools, pools[::-1])
    }
    assert values == {sum(sizes) / 4_000}
