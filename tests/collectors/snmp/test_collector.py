"""One round: all subjects of a probe, and what is left of it when a table breaks."""

from collections.abc import Sequence

import pytest

from collectors.failure import FailureKind, ProbeError
from collectors.probe import PartialResult
from collectors.snmp import addresses, interfaces, mau, system
from collectors.snmp.collector import SUBJECTS, read
from collectors.snmp.interfaces import IF_ADMIN_STATUS, IF_OPER_STATUS, IF_SPEED, IF_TYPE
from collectors.snmp.names import IF_DESCR, IF_NAME
from collectors.snmp.session import Absent, Bulk, Index, Number, Octets, Oid, Value, VarBind
from collectors.snmp.system import SYS_NAME, SYS_UPTIME
from collectors.snmp.walk import Conversation, Limits
from tests.collectors.snmp.scripted import Scripted, in_order

INTERFACES = 4


def mib() -> dict[Oid, Value]:
    """A small switch."""
    objects: dict[Oid, Value] = {SYS_UPTIME: Number(4200), SYS_NAME: Octets(b"access-1")}
    for place in range(1, INTERFACES + 1):
        objects |= {
            (*IF_DESCR, place): Octets(f"GigabitEthernet0/0/{place}".encode()),
            (*IF_NAME, place): Octets(f"GE0/0/{place}".encode()),
            (*IF_TYPE, place): Number(6),
            (*IF_SPEED, place): Number(1_000_000_000),
            (*IF_ADMIN_STATUS, place): Number(1),
            (*IF_OPER_STATUS, place): Number(1),
        }
    return objects


class Switch(Scripted):
    """Answers from a MIB; in one column it may loop, or fall silent."""

    def __init__(self, loops_in: Oid | None = None, silent_in: Oid | None = None) -> None:
        self.objects = mib()
        honest = in_order(self.objects)

        def successor(asked: Oid) -> Oid | None:
            following = honest(asked)
            if loops_in is not None and following is not None and following[:-1] == loops_in:
                return (*loops_in, 1)
            return following

        super().__init__(successor, self.objects)
        self.silent_in = silent_in

    async def get_bulk(
        self, columns: Sequence[Oid], after: Sequence[Index], max_repetitions: int
    ) -> Bulk:
        bulk = await super().get_bulk(columns, after, max_repetitions)
        if self.silent_in in [c for c, index in zip(columns, after, strict=True) if not index]:
            raise ProbeError(FailureKind.TIMEOUT, "no answer")
        return bulk


async def test_one_round_gives_every_subjects_readings() -> None:
    found = await read(Conversation(Switch()), list(SUBJECTS.values()))
    by_quantity = {it.quantity.name for it in found}
    assert "device_name" in by_quantity
    assert len([it for it in found if it.quantity.name == "interface_up"]) == INTERFACES
    keys = [(it.quantity.name, it.instance) for it in found]
    assert len(set(keys)) == len(keys)


async def test_subjects_that_need_the_same_table_share_its_walk() -> None:
    agent = Switch()
    await read(Conversation(agent), [interfaces.SUBJECT, mau.SUBJECT, addresses.SUBJECT])
    walks = [columns for columns, repetitions in agent.asked if repetitions]
    assert walks == [2, len(interfaces.STATE.columns), 3, 1, 2, 3, 1]


async def test_a_silent_agent_is_found_out_by_one_small_request() -> None:
    agent = Scripted(in_order([]))

    async def silent(oids: Sequence[Oid]) -> list[VarBind]:
        agent.asked.append((len(oids), 0))
        raise ProbeError(FailureKind.TIMEOUT, "no answer")

    agent.get = silent  # type: ignore[method-assign]
    with pytest.raises(ProbeError, match="no answer"):
        await read(Conversation(agent), [interfaces.SUBJECT])
    assert agent.asked == [(2, 0)]


async def test_a_table_cut_short_is_partial_and_says_why() -> None:
    agent = Switch(loops_in=IF_TYPE)
    with pytest.raises(PartialResult) as raised:
        await read(Conversation(agent), [system.SUBJECT, interfaces.SUBJECT])
    assert raised.value.failure.kind is FailureKind.LOOPING
    found = {(it.quantity.name, it.instance): it.value for it in raised.value.readings}
    assert found["device_name", ""] == "access-1"
    assert found["interface_up", "GE0/0/1"] is True
    assert {instance for _, instance in found} == {"", "GE0/0/1"}


async def test_a_capped_table_gives_the_rows_it_got_to_as_partial() -> None:
    conversation = Conversation(Switch(), Limits(rows=INTERFACES - 1))
    with pytest.raises(PartialResult) as raised:
        await read(conversation, [system.SUBJECT, interfaces.SUBJECT])
    assert raised.value.failure.kind is FailureKind.TOO_LARGE
    # the names are cut as well, and without all names no row can be told from another
    assert {it.quantity.name for it in raised.value.readings} == {
        "device_name",
        "device_uptime_seconds",
    }


async def test_what_half_a_table_lacks_is_not_what_the_agent_lacks() -> None:
    agent = Switch(loops_in=IF_TYPE)
    with pytest.raises(PartialResult) as raised:
        await read(Conversation(agent), [interfaces.SUBJECT])
    assert [it for it in raised.value.readings if it.value is None] == []


async def test_after_silence_no_further_table_is_asked_for() -> None:
    agent = Switch(silent_in=IF_TYPE)
    conversation = Conversation(agent, max_repetitions=1)
    with pytest.raises(PartialResult) as raised:
        await read(conversation, [interfaces.SUBJECT, mau.SUBJECT, addresses.SUBJECT])
    assert raised.value.failure.kind is FailureKind.TIMEOUT
    walks = [columns for columns, repetitions in agent.asked if repetitions]
    assert walks == [
        *[2] * (INTERFACES + 1),  # the names
        len(interfaces.STATE.columns),  # then the silent table, no more
    ]


async def test_an_agent_with_nothing_but_uptime_has_no_rows_and_no_values() -> None:
    agent = Scripted(in_order([]), {SYS_UPTIME: Number(100)})
    found = await read(Conversation(agent), list(SUBJECTS.values()))
    values = {it.quantity.name: it.value for it in found}
    assert values.pop("device_uptime_seconds") == 1.0
    assert set(values.values()) == {None}
    assert not any(name.startswith("interface") for name in values)


async def test_an_agent_that_refuses_one_object_is_not_out_of_reach() -> None:
    agent = Switch()
    agent.objects[SYS_NAME] = Absent.REFUSED
    (name,) = [
        it
        for it in await read(Conversation(agent), [system.SUBJECT])
        if it.quantity.name == "device_name"
    ]
    assert name.rejected == "the agent answers an error instead of a value"
