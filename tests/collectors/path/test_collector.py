"""What is read from what was told: no answer is no zero, and what was not seen is not true."""

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from collectors.path.collector import PATH
from collectors.path.networks import Listed, crossed, goes_through
from collectors.path.options import PathOptions
from collectors.path.protocol import EchoTold, Heard, Held, HoldersTold, Hop, TraceTold
from collectors.path.quantities import ROGUE_ROUTERS, ROGUE_ROUTERS_INFO
from collectors.path.told import Speaker, answered, duplicates, loss, rogues, round_trip, silence
from collectors.quantities import PATH_ANSWERS
from collectors.reading import Value

NAMES = (ROGUE_ROUTERS, ROGUE_ROUTERS_INFO)


def told(*trips: float | None, dropped: int = 0) -> EchoTold:
    """Sent once a second."""
    after = [float(n) for n in range(len(trips))]
    return EchoTold(sent_after_seconds=after, round_trips_seconds=list(trips), dropped=dropped)


#: What was told; whether it answers, the round trip, the loss, the longest silence.
ECHOES: dict[str, tuple[EchoTold, Value, Value, Value, Value]] = {
    "all came back": (told(0.3, 0.1, 0.2), True, 0.2, 0.0, 0.0),
    "the last did not": (told(0.1, None, None, None), True, 0.1, 0.75, None),
    "one did not": (told(0.1, None, 0.1, 0.1), True, 0.1, 0.25, 1.0),
    "the longer of two": (told(None, 0.1, None, None, 0.1), True, 0.1, 0.6, 2.0),
    "none came back": (told(None, None), False, None, 1.0, None),
    "none, but our queue was full": (told(None, None, dropped=1), None, None, None, None),
    "some, and our queue was full": (told(0.1, None, 0.1, dropped=9), True, 0.1, None, None),
    "all, though our queue was full": (told(0.1, dropped=9), True, 0.1, 0.0, 0.0),
    "nothing was sent": (told(), None, None, None, None),
}


@pytest.mark.parametrize(
    ("echo", "answers", "seconds", "ratio", "silent"), ECHOES.values(), ids=ECHOES
)
def test_echoes(
    echo: EchoTold, answers: Value, seconds: Value, ratio: Value, silent: Value
) -> None:
    readings = [answered(PATH_ANSWERS, "a", echo), round_trip("a", echo), loss("a", echo)]
    readings.append(silence("a", echo))
    assert [each.value for each in readings] == [answers, seconds, ratio, silent]
    assert all(each.rejected for each in readings if each.value is None)


LISTED = [
    Listed(4538, (ip_network("203.0.113.0/24"), ip_network("2001:db8:a::/48"))),
    Listed(64512, (ip_network("203.0.0.0/16"),)),
]
CERNET, OTHER, PRIVATE, GLOBAL = "203.0.113.9", "203.0.7.1", "10.0.0.1", "9.9.9.9"


def way(*hops: str, reached: bool = True) -> TraceTold:
    told = [Hop(limit=n, addresses=each.split()) for n, each in enumerate(hops, 1)]
    return TraceTold(hops=told, reached=reached)


WAYS: dict[str, tuple[TraceTold, str, bool | str]] = {
    "through it": (way(PRIVATE, CERNET, OTHER), "? > AS4538 > AS64512", True),
    "over IPv6": (way("2001:db8:a::1"), "AS4538", True),
    "the longest prefix counts": (way(OTHER, CERNET), "AS64512 > AS4538", True),
    "once is enough, whatever is silent": (way("", CERNET, reached=False), "* > AS4538", True),
    "past it": (way(PRIVATE, PRIVATE, OTHER), "? > AS64512", False),
    "a silent hop may have been it": (way(PRIVATE, "", OTHER), "? > * > AS64512", "1 of 3"),
    "an unlisted hop may have been it": (way(GLOBAL, OTHER), "? > AS64512", GLOBAL),
    "the end was not reached": (way(PRIVATE, reached=False), "?", "was not reached"),
    "of two that share a hop one": (way(f"{OTHER} {CERNET}"), "AS4538/AS64512", True),
    "of IPv4 and IPv6 none is the other": (way("::ffff:0:1", OTHER), "? > AS64512", False),
}


@pytest.mark.parametrize(("trace", "text", "through"), WAYS.values(), ids=WAYS)
def test_ways(trace: TraceTold, text: str, through: bool | str) -> None:
    assert crossed(trace, LISTED) == text
    found = goes_through(trace, 4538, LISTED)
    if isinstance(through, bool):
        assert found is through
    else:
        assert isinstance(found, str)
        assert through in found


def spoke(name: str, *addresses: str) -> Speaker:
    return Speaker(frozenset(addresses), name, name)


GOOD, OTHER_GOOD, BAD = spoke("a", "fe80::1"), spoke("b", "fe80::2"), spoke("c", "fe80::bad")
AS_GOOD, RELAYED = spoke("d", "fe80::1"), spoke("e", "fe80::1", "fe80::bad")
QUEUE = "7 frames found no room"
ROGUES: dict[str, tuple[list[Speaker], Heard, Value, str]] = {
    "only those that may": ([GOOD, OTHER_GOOD], Heard(), 0, "none"),
    "others": ([GOOD, BAD, RELAYED], Heard(), 2, "c; e"),
    "others alone": ([BAD], Heard(), 1, "c"),
    "two that speak as one": ([GOOD, AS_GOOD, OTHER_GOOD], Heard(), 1, "a; d"),
    "others, in a flood": ([BAD], Heard(dropped=7, more=9), 1, "c"),
    "silence": ([], Heard(), None, "not even one that is permitted"),
    "silence, in a flood": ([], Heard(dropped=7), None, QUEUE),
    "one that may, in a flood": ([GOOD], Heard(dropped=7), None, QUEUE),
}


@pytest.mark.parametrize(("heard", "counts", "count", "text"), ROGUES.values(), ids=ROGUES)
def test_rogues(heard: list[Speaker], counts: Heard, count: Value, text: str) -> None:
    number, names = rogues(NAMES, "eth0", heard, ["fe80::1", "fe80::2"], counts)
    assert number.value == count
    assert type(number.value) is type(count)
    assert (names.value or names.rejected) == text or text in names.rejected


A, B = "02:00:00:00:00:0a", "02:00:00:00:00:0b"


def held(*hardware: str, address: str = "192.0.2.1", ours: bool = False) -> Held:
    return Held(address=address, hardware=list(hardware), ours=ours)


HOLDERS: dict[str, tuple[list[Held], int, Value, str]] = {
    "one each": ([held(A), held(B, address="::1")], 0, 0, "none"),
    "two of one": ([held(A, B)], 0, 1, f"192.0.2.1: {A}, {B}"),
    "ours alone": ([held(ours=True)], 0, 0, "none"),
    "ours and another's": ([held(A, ours=True)], 0, 1, f"192.0.2.1: {A}, this host"),
    "nobody's": ([held(A), held(address="::1")], 0, None, "nobody answered for ::1"),
    "nobody's, but another is doubled": ([held(A, B), held(address="::1")], 0, 1, "192.0.2.1: "),
    "one, in a flood": ([held(A)], 3, None, "3 frames found no room"),
}


@pytest.mark.parametrize(("found", "dropped", "count", "text"), HOLDERS.values(), ids=HOLDERS)
def test_holders(found: list[Held], dropped: int, count: Value, text: str) -> None:
    number, names = duplicates("eth0", HoldersTold(held=found, dropped=dropped))
    assert number.value == count
    assert text in (names.value or names.rejected)  # type: ignore[operator]


FAR = {"name": "far", "address": "192.0.2.1"}
WRONG: dict[str, tuple[dict[str, object], str]] = {
    "nothing": ({}, "name what is measured"),
    "a host name": ({"tests": [{"name": "a", "address": "www.example.edu"}]}, "www.example.edu"),
    "a zone": ({"tests": [{"name": "a", "address": "fe80::1%eth0"}]}, "interface does that"),
    "everybody": ({"tests": [{"name": "a", "address": "ff02::1"}]}, "not the address of one host"),
    "two families": ({"tests": [{**FAR, "source": "::1"}]}, "not of one family"),
    "tcp without a port": ({"tests": [{**FAR, "method": "tcp"}]}, "port is given with method tcp"),
    "a port of icmp": ({"tests": [{**FAR, "port": 80}]}, "port is given with method tcp"),
    "twice": ({"tests": [FAR, FAR]}, "far stands twice"),
    "a flood": ({"tests": [{**FAR, "count": 501}]}, "less than or equal to 500"),
    "for too long": ({"tests": [{**FAR, "count": 500}]}, "is over 45 s"),
    "an interface that cannot be": ({"tests": [{**FAR, "interface": "a/b"}]}, "pattern"),
    "no address outside": ({"hosts": [{"name": "a"}]}, "ipv4, ipv6 or both"),
    "ipv6 in the place of ipv4": ({"hosts": [{"name": "a", "ipv4": "::1"}]}, "no address of IPv4"),
    "through whom?": ({"traces": [{**FAR, "through": 4538}]}, "lists no prefix of AS4538"),
    "to what lies in it": (
        {
            "traces": [{**FAR, "through": 4538}],
            "networks": [{"as_number": 4538, "prefixes": ["192.0.2.0/24"]}],
        },
        "192.0.2.1 lies in AS4538 itself",
    ),
    "host bits": (
        {"traces": [FAR], "networks": [{"as_number": 1, "prefixes": ["192.0.2.1/24"]}]},
        "has host bits set",
    ),
    "failover of a test that is none": (
        {"tests": [FAR], "failover": {"test": "far", "circuits": ["a"]}},
        "there is no test a",
    ),
    "failover of itself": (
        {"tests": [FAR], "failover": {"test": "far", "circuits": ["far"]}},
        "far stands twice",
    ),
    "failover that outlasts its test": (
        {
            "tests": [FAR, {**FAR, "name": "a", "count": 6}],
            "failover": {"test": "far", "circuits": ["a"]},
        },
        "a lasts longer than far",
    ),
    "nobody permitted": ({"segments": [{"interface": "a", "routers": []}]}, "at least 1 item"),
}


@pytest.mark.parametrize(("given", "why"), WRONG.values(), ids=WRONG)
def test_what_an_operator_may_have_got_wrong(given: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PathOptions.model_validate(given)
    assert why in str(caught.value)


def test_only_what_is_asked_for_is_measured() -> None:
    host = {"name": "V100", "ipv6": "2001:db8::1"}
    traces: dict[str, object] = {"traces": [{**FAR, "through": 4538}], "networks": [
        {"as_number": 4538, "prefixes": ["203.0.113.0/24"]}]}  # fmt: skip
    segment = {"interface": "eth0", "routers": ["fe80::1"]}
    rows: list[tuple[dict[str, object], str]] = [
        (
            {"tests": [FAR]},
            "path_target_answers_ok path_round_trip_now_seconds path_loss_ratio"
            " path_longest_silence_seconds",
        ),
        (
            {
                "tests": [FAR, {**FAR, "name": "a"}],
                "failover": {"test": "far", "circuits": ["a"]},
            },
            "path_target_answers_ok path_round_trip_now_seconds path_loss_ratio"
            " path_longest_silence_seconds path_failover_now_seconds",
        ),
        ({"hosts": [host]}, "path_ipv6_ok"),
        (traces, "path_hops_count path_networks_info path_through_network_ok"),
        ({"mtus": [FAR]}, "path_mtu_bytes"),
        ({"segments": [segment]}, "rogue_routers_count rogue_routers_info"),
    ]
    assert PATH.measures_with is not None
    for given, names in rows:
        options = PathOptions.model_validate(given)
        assert [each.name for each in PATH.measures_with(options)] == names.split()


LONG: dict[str, tuple[dict[str, object], float]] = {
    "a test": ({"tests": [{**FAR, "count": 20, "interval_seconds": 0.5}]}, 12),
    "a host": ({"hosts": [{"name": "a", "ipv4": "192.0.2.1", "ipv6": "::1"}]}, 3),
    "a trace": ({"traces": [{**FAR, "hops_at_most": 17, "wait_seconds": 1.5}]}, 4.5),
    "a trial of sizes": ({"mtus": [{**FAR, "wait_seconds": 0.5}]}, 10),
    "a segment": ({"segments": [{"interface": "a", "routers": ["fe80::1"]}]}, 5),
    "many at eight a time": ({"tests": [{**FAR, "name": str(n)} for n in range(80)]}, 30),
}


@pytest.mark.parametrize(("given", "seconds"), LONG.values(), ids=LONG)
def test_a_time_out_must_bear_a_round_that_nobody_answers(
    given: dict[str, object], seconds: float
) -> None:
    assert PathOptions.model_validate(given).least_seconds() == seconds
