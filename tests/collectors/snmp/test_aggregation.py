"""Aggregates: their members by either MIB, and which of them carry traffic."""

import pytest

from collectors.snmp import aggregation
from collectors.snmp.aggregation import (
    ACTOR_STATE,
    ATTACHED,
    IF_STACK_STATUS,
    KINDS,
    PORTS,
    SELECTED,
    STACKED,
)
from collectors.snmp.interfaces import IF_OPER_STATUS, IF_TYPE
from collectors.snmp.names import IF_NAME, INTERFACE_NAMES
from collectors.snmp.session import Absent, Index
from tests.collectors.snmp.scripted import Cells, answers

TRUNK = 100
WORKS, WORKS_MIRRORED, STANDS_BY = b"\xbc", b"\x3d", b"\xa0"
Table = dict[Index, Cells]

NAMES: Table = {
    (1,): {IF_NAME: "GE1"},
    (2,): {IF_NAME: "GE2"},
    (TRUNK,): {IF_NAME: "Eth-Trunk1"},
}


def kinds(trunk: int = 1, first: int = 1, second: int = 1) -> Table:
    """By ifOperStatus."""
    return {
        (1,): {IF_TYPE: 6, IF_OPER_STATUS: first},
        (2,): {IF_TYPE: 6, IF_OPER_STATUS: second},
        (TRUNK,): {IF_TYPE: 161, IF_OPER_STATUS: trunk},
    }


def lacp(attached: int, state: bytes | None = WORKS, selected: int = 0) -> Cells:
    told: dict[tuple[int, ...], int | bytes] = {ATTACHED: attached, SELECTED: selected}
    return told if state is None else {**told, ACTOR_STATE: state}


def stacked(*pairs: tuple[int, int], status: int = 1) -> Table:
    return {pair: {IF_STACK_STATUS: status} for pair in pairs}


def read(ports: Table, stacks: Table, states: Table) -> dict[str, object]:
    tables = {INTERFACE_NAMES: NAMES, KINDS: states, PORTS: ports, STACKED: stacks}
    found = aggregation.parse(answers(tables=tables))
    assert {it.instance for it in found} <= {"Eth-Trunk1"}
    return {it.quantity.name: it.rejected or it.value for it in found}


#: What the agent says, and how many members there are, and how many are up.
ROWS: dict[str, tuple[Table, Table, Table, int | None, int | None]] = {
    "by LACP": ({(1,): lacp(TRUNK), (2,): lacp(TRUNK)}, {}, kinds(), 2, 2),
    "LACP's octet mirrored": (
        {(1,): lacp(TRUNK, WORKS_MIRRORED), (2,): lacp(TRUNK)}, {}, kinds(), 2, 2,
    ),
    "one stands by": ({(1,): lacp(TRUNK), (2,): lacp(TRUNK, STANDS_BY)}, {}, kinds(), 2, 1),
    "one is selected and not attached": (
        {(1,): lacp(TRUNK), (2,): lacp(0, STANDS_BY, TRUNK)}, {}, kinds(), 2, 1,
    ),
    "an old state of a port that is down": (
        {(1,): lacp(TRUNK), (2,): lacp(TRUNK)}, {}, kinds(second=2), 2, 1,
    ),
    "a port that is an aggregate of its own": (
        {(1,): lacp(TRUNK), (2,): lacp(2)}, {}, kinds(), 1, 1,
    ),
    "by the stack table": ({}, stacked((TRUNK, 1), (TRUNK, 2)), kinds(second=2), 2, 1),
    "by both, once": ({(1,): lacp(TRUNK)}, stacked((TRUNK, 1), (TRUNK, 2)), kinds(), 2, 2),
    "none attached": ({(1,): lacp(0), (2,): lacp(2)}, {}, kinds(trunk=2), 0, 0),
    "a row that is not in service": (
        {(1,): lacp(0)}, stacked((TRUNK, 1), status=2), kinds(trunk=2), 0, 0,
    ),
    "other things are stacked too": ({}, stacked((TRUNK, 1), (2, 1)), kinds(), 1, 1),
    "a static aggregate": ({(1,): lacp(TRUNK, None), (2,): lacp(TRUNK, b"")}, {}, kinds(), 2, 2),
    "a state that the agent does not know": ({}, stacked((TRUNK, 1)), kinds(first=4), 1, None),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_members_and_those_that_are_up(row: str) -> None:
    ports, stacks, states, members, up = ROWS[row]
    assert read(ports, stacks, states) == {
        "aggregate_members_count": members,
        "aggregate_members_up_count": up,
    }


def test_an_aggregate_that_is_up_without_members_is_not_believed_to_have_none() -> None:
    found = read({(1,): lacp(0)}, {}, kinds())
    assert set(found.values()) == {"an aggregate that is up and has no members"}


def test_a_port_of_an_unreadable_aggregate_may_be_anybodys() -> None:
    found = read({(1,): {ATTACHED: "trunk"}, (2,): lacp(TRUNK)}, {}, kinds())
    assert set(found.values()) == {"text 'trunk' where a number belongs"}


def test_a_lie_about_a_state_leaves_the_members_known() -> None:
    found = read({(1,): {**lacp(TRUNK), ACTOR_STATE: 61}, (2,): lacp(TRUNK)}, {}, kinds())
    assert found == {
        "aggregate_members_count": 2,
        "aggregate_members_up_count": "number where a list of bits belongs",
    }


def test_an_error_for_a_state_is_no_port_that_is_down() -> None:
    found = read({(1,): {ATTACHED: TRUNK, ACTOR_STATE: Absent.REFUSED}}, {}, kinds())
    assert found["aggregate_members_up_count"] == "the agent answers an error instead of a value"


@pytest.mark.parametrize("trunk", [1, 2])
def test_an_agent_that_tells_of_members_nowhere_has_not_said_zero(trunk: int) -> None:
    stacks = stacked((0, TRUNK), (TRUNK, 0), (1, 0), (2, 1))
    assert read({}, stacks, kinds(trunk)) == {}


def test_an_agent_without_aggregates_has_no_readings() -> None:
    assert read({}, {}, {(1,): {IF_TYPE: 6, IF_OPER_STATUS: 1}}) == {}
