# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Walks end, whatever the agent does, and never pass off a part for the whole."""

import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.collector import ENGINES, collect
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import (
    Absent,
    Bulk,
    ErrorReply,
    Index,
    Number,
    Octets,
    Oid,
    Value,
    VarBind,
)
from collectors.snmp.system import SYS_UPTIME
from collectors.snmp.walk import BORNE_SECONDS, Borne, Conversation, Limits
from collectors.target import Secret, Target
from tests.collectors.snmp.scripted import Scripted, Successor, in_order, in_this_order

TYPE: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 3)
SPEED: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 5)
BEYOND: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 6, 1)


def table(rows: int) -> list[Oid]:
    return [(*column, row) for column in (TYPE, SPEED) for row in range(1, rows + 1)] + [BEYOND]


@pytest.mark.parametrize("rows", [0, 1, 25, 26, 200])
@pytest.mark.parametrize("objects_at_most", [10_000, 7, 1])
async def test_an_honest_table_comes_whole_and_joined_by_index(
    rows: int, objects_at_most: int
) -> None:
    agent = Scripted(in_order(table(rows)), objects_at_most=objects_at_most)
    walked = await Conversation(agent).walk((TYPE, SPEED))
    assert walked.cut_short is None
    assert walked.out_of_order == 0
    assert walked.rows == {
        (row,): {column: Number(sum((*column, row))) for column in (TYPE, SPEED)}
        for row in range(1, rows + 1)
    }


async def test_all_columns_are_asked_for_in_one_request() -> None:
    agent = Scripted(in_order(table(20)))
    await Conversation(agent).walk((TYPE, SPEED))
    assert agent.asked == [(2, 25)]


async def test_a_column_that_ends_first_is_not_asked_for_again() -> None:
    oids = [(*TYPE, row) for row in range(1, 6)] + [(*SPEED, row) for row in range(1, 60)]
    agent = Scripted(in_order([*oids, BEYOND]))
    walked = await Conversation(agent).walk((TYPE, SPEED))
    assert agent.asked == [(2, 25), (1, 25), (1, 25)]
    assert sum(len(row) for row in walked.rows.values()) == 5 + 59


def same_oid(asked: Oid) -> Oid:
    return (*TYPE, 1)


def cycle(asked: Oid) -> Oid:
    place = asked[len(TYPE)] if len(asked) > len(TYPE) else 0
    return (*TYPE, place % 3 + 1)


def column_itself(asked: Oid) -> Oid:
    return TYPE


def endless_decreasing(asked: Oid) -> Oid:
    place = asked[len(TYPE)] if len(asked) > len(TYPE) else 2**32
    return (*TYPE, place - 1)


def endless_increasing(asked: Oid) -> Oid:
    place = asked[len(TYPE)] if len(asked) > len(TYPE) else 0
    return (*TYPE, place + 1)


@pytest.mark.parametrize(
    ("successor", "kind", "rows"),
    [
        (same_oid, FailureKind.LOOPING, 1),
        (cycle, FailureKind.LOOPING, 3),
        (column_itself, FailureKind.LOOPING, 0),
        (endless_decreasing, FailureKind.TOO_LARGE, 100),
        (endless_increasing, FailureKind.TOO_LARGE, 100),
    ],
)
@pytest.mark.parametrize("repetitions", [1, 25])
async def test_fault_S6_a_walk_that_does_not_end_is_cut(
    successor: Successor, kind: FailureKind, rows: int, repetitions: int
) -> None:
    agent = Scripted(successor)
    conversation = Conversation(agent, Limits(rows=100), max_repetitions=repetitions)
    walked = await conversation.walk((TYPE,))
    assert walked.cut_short is not None
    assert walked.cut_short.kind is kind
    assert len(walked.rows) == rows
    assert len(agent.asked) <= 101


async def test_fault_S6_out_of_order_but_new_is_accepted_and_noted() -> None:
    oids = [(*TYPE, row) for row in (7, 3, 9, 1)]
    walked = await Conversation(Scripted(in_this_order(*oids))).walk((TYPE,))
    assert walked.cut_short is None
    assert set(walked.rows) == {(7,), (3,), (9,), (1,)}
    assert walked.out_of_order == 2


@pytest.mark.parametrize(
    "beyond", [BEYOND, (1, 3, 6, 1, 2, 1, 1, 1, 0), (1, 3, 6, 1, 4, 1, 9)], ids=str
)
async def test_fault_S6_leaving_the_column_ends_it(beyond: Oid) -> None:
    agent = Scripted(in_this_order((*TYPE, 1), (*TYPE, 2), beyond))
    walked = await Conversation(agent).walk((TYPE,))
    assert walked.cut_short is None
    assert set(walked.rows) == {(1,), (2,)}


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (Scripted(in_order(table(3)), empty=True), FailureKind.MALFORMED_REPLY),
        (Scripted(in_order(table(3)), status=ErrorReply(5, 1)), FailureKind.ERROR_REPLY),
        (Scripted(in_order(table(3)), too_big_above=0), FailureKind.ERROR_REPLY),
        (Scripted(in_order(table(3)), silent_above=0), FailureKind.TIMEOUT),
    ],
    ids=["empty reply", "genErr", "tooBig even for one row", "silent even for one row"],
)
async def test_a_walk_that_breaks_says_why(agent: Scripted, kind: FailureKind) -> None:
    walked = await Conversation(agent).walk((TYPE, SPEED))
    assert walked.cut_short is not None
    assert walked.cut_short.kind is kind
    assert walked.rows == {}


@pytest.mark.parametrize("kind", [FailureKind.AUTHENTICATION, FailureKind.IDENTITY_CHANGED])
async def test_who_is_not_trusted_has_no_short_table(kind: FailureKind) -> None:
    class Locked(Scripted):
        async def get_bulk(
            self, columns: Sequence[Oid], after: Sequence[Index], max_repetitions: int
        ) -> Bulk:
            raise ProbeError(kind, "wrong digest")

    with pytest.raises(ProbeError, match="wrong digest"):
        await Conversation(Locked(in_order(table(3)))).walk((TYPE,))


async def test_the_end_of_the_mib_may_come_as_no_such_name() -> None:
    agent = Scripted(in_order(table(3)), status=ErrorReply(2, 1))
    walked = await Conversation(agent).walk((TYPE,))
    assert walked.cut_short is None
    assert walked.rows == {}


@pytest.mark.parametrize(
    ("make", "first_walk", "second_walk"),
    [
        (lambda: Scripted(in_order(table(2)), too_big_above=6), [25, 10, 5], [5]),
        (lambda: Scripted(in_order(table(2)), silent_above=6), [25, 10, 5], [5]),
        (lambda: Scripted(in_order(table(2)), silent_above=1), [25, 10, 5, 1, 1, 1], [1, 1, 1]),
    ],
    ids=["tooBig", "silent above six rows", "one row only"],
)
async def test_fault_S7_fewer_rows_are_asked_for_and_that_is_remembered(
    make: Callable[[], Scripted], first_walk: list[int], second_walk: list[int]
) -> None:
    agent = make()
    conversation = Conversation(agent)
    for expected in (first_walk, second_walk):
        agent.asked.clear()
        walked = await conversation.walk((TYPE, SPEED))
        assert walked.cut_short is None
        assert len(walked.rows) == 2
        assert [repetitions for _, repetitions in agent.asked] == expected


async def test_fault_S7_what_an_agent_bears_is_remembered_from_round_to_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agent = Scripted(in_order(table(2)), {SYS_UPTIME: Number(1)}, silent_above=6)

    @asynccontextmanager
    async def opened(_address: str, _options: SnmpOptions) -> AsyncIterator[Scripted]:
        yield agent

    clock = [0.0]
    monkeypatch.setitem(ENGINES, "own", opened)
    monkeypatch.setattr("collectors.snmp.collector.BORNE", Borne(lambda: clock[0]))
    options = SnmpOptions(community=Secret("public"), read=("interfaces",))
    asked = []
    for seconds in (0.0, 60.0, BORNE_SECONDS - 1, BORNE_SECONDS, BORNE_SECONDS + 60):
        clock[0] = seconds
        agent.asked.clear()
        await collect(Target("sw-1", "192.0.2.1"), options)
        asked.append(max(repetitions for _, repetitions in agent.asked))
    assert asked == [25, 5, 5, 25, 5]


async def test_fault_S7_a_table_without_end_takes_no_more_memory_than_its_rows() -> None:
    long, short = Octets(b"x" * 60_000), Number(1)
    scalars: dict[Oid, Value] = {(*TYPE, 1): long, **{(*TYPE, n): short for n in range(2, 9)}}
    tracemalloc.start()
    try:
        walked = await Conversation(Scripted(endless_increasing, scalars)).walk((TYPE,))
        peak_mib = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert walked.cut_short is not None
    assert walked.cut_short.kind is FailureKind.TOO_LARGE
    assert len(walked.rows) == Limits().rows
    assert peak_mib < 20


async def test_fault_S7_bytes_are_capped() -> None:
    conversation = Conversation(Scripted(endless_increasing), Limits(octets=5_000))
    walked = await conversation.walk((TYPE,))
    assert walked.cut_short is not None
    assert walked.cut_short.kind is FailureKind.TOO_LARGE
    assert "5000 bytes" in walked.cut_short.detail


async def test_a_cut_table_keeps_only_rows_that_are_complete() -> None:
    oids = [(*TYPE, 1), (*TYPE, 2), (*TYPE, 3), (*SPEED, 1), (*SPEED, 2), (*SPEED, 3)]
    agent = Scripted(in_order(oids), objects_at_most=5)
    conversation = Conversation(agent, Limits(octets=240))
    walked = await conversation.walk((TYPE, SPEED))
    assert walked.cut_short is not None
    assert set(walked.rows) == {(1,), (2,), (3,)}
    assert set(walked.complete_rows()) == {(1,), (2,)}


GOOD: dict[Oid, Value] = {(1, 1, n, 0): Number(n) for n in range(1, 46)}


async def test_get_asks_for_twenty_objects_at_a_time() -> None:
    agent = Scripted(in_order([]), GOOD)
    assert await Conversation(agent).get(list(GOOD)) == GOOD
    assert agent.asked == [(20, 0), (20, 0), (5, 0)]


class Fussy(Scripted):
    """Fails the whole request for one object, as agents with a broken sub-agent do."""

    def __init__(self, bad: Oid, status: int) -> None:
        super().__init__(in_order([]), GOOD)
        self.bad, self.bad_status = bad, status

    async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
        if self.bad in oids:
            raise ErrorReply(self.bad_status, list(oids).index(self.bad) + 1)
        return await super().get(oids)


@pytest.mark.parametrize(("status", "told"), [(5, Absent.REFUSED), (2, Absent.NO_SUCH_OBJECT)])
async def test_one_object_that_fails_does_not_cost_the_others_their_values(
    status: int, told: Absent
) -> None:
    bad = (1, 1, 7, 0)
    assert await Conversation(Fussy(bad, status)).get(list(GOOD)) == {**GOOD, bad: told}


async def test_a_request_that_is_too_big_is_halved() -> None:
    class Small(Scripted):
        async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
            if len(oids) > 3:
                raise ErrorReply(1, 0)
            return await super().get(oids)

    agent = Small(in_order([]), GOOD)
    assert await Conversation(agent).get(list(GOOD)) == GOOD


async def test_a_reply_that_names_other_objects_is_malformed() -> None:
    class Confused(Scripted):
        async def get(self, oids: Sequence[Oid]) -> list[VarBind]:
            return list(reversed(await super().get(oids)))

    with pytest.raises(ProbeError, match="other objects") as raised:
        await Conversation(Confused(in_order([]), GOOD)).get(list(GOOD)[:2])
    assert raised.value.kind is FailureKind.MALFORMED_REPLY
