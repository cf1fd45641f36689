"""Stacks: members, roles and states as each maker tells them, else by ENTITY-MIB."""

import pytest

from collectors.reading import Reading
from collectors.snmp import (
    stack,
    stack_cisco,
    stack_h3c,
    stack_huawei,
    stack_juniper,
    stack_ruijie,
)
from collectors.snmp.health_family import ENTITY_CLASS
from collectors.snmp.sensors import ENTITIES, ENTITY_NAME
from collectors.snmp.session import Index, Oid
from collectors.snmp.stack import CONTAINED, CONTAINED_IN
from collectors.snmp.subject import Table
from tests.collectors.snmp.scripted import Cells, Plain, answers

Tables = dict[Table, dict[Index, Cells]]


def read(tables: Tables, scalars: dict[Oid, Plain] | None = None) -> list[Reading]:
    return stack.parse(answers(scalars or {}, tables))


def told(found: list[Reading]) -> dict[tuple[str, str], object]:
    return {(it.quantity.name, it.instance): it.rejected or it.value for it in found}


def entities(*rows: tuple[int, int]) -> Tables:
    """By class and what contains them; the first is entity 1."""
    return {
        CONTAINED: {
            (place,): {ENTITY_CLASS: kind, CONTAINED_IN: inside}
            for place, (kind, inside) in enumerate(rows, start=1)
        }
    }


@pytest.mark.parametrize(
    ("tables", "count"),
    [
        (entities((11, 0), (3, 1), (3, 1)), 2),
        (entities((11, 0), (3, 1)), 1),
        (entities((3, 0), (9, 1)), 1),
        (entities((11, 0), (3, 1), (3, 0)), 1),
        (entities((11, 0), (9, 1)), None),
        (entities((9, 0)), None),
        ({}, None),
        (entities((3, 0), (3, 0)), "2 chassis, and no stack that contains them"),
    ],
    ids=[
        "two in a stack",
        "a stack of one",
        "one chassis",
        "a chassis beside the stack",
        "a stack without chassis",
        "modules only",
        "no ENTITY-MIB",
        "chassis of nobody's",
    ],
)
def test_chassis_by_entity_mib(tables: Tables, count: int | str | None) -> None:
    assert told(read(tables)) == {("stack_members_count", ""): count}


def test_huawei_tells_its_members_though_entity_mib_has_one_chassis() -> None:
    role = stack_huawei.MEMBER_ROLE
    members: dict[Index, Cells] = {(1,): {role: 2}, (2,): {role: 1}, (3,): {role: 7}}
    assert told(read(entities((3, 0)) | {stack_huawei.MEMBERS: members})) == {
        ("stack_members_count", ""): 3,
        ("stack_member_role_info", "1"): "standby",
        ("stack_member_role_info", "2"): "master",
        ("stack_member_role_info", "3"): "7 is none of the roles [1, 2, 3]",
    }


FRAME = stack_huawei.FRAME_ROLE


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ({(1,): 1, (2,): 2}, {"": 2, "1": "master", "2": "standby"}),
        ({(1,): 4}, {"": 1, "1": "single"}),
        ({(1,): 1, (2,): 10}, {"": None, "1": "master", "2": None}),
        ({(1,): 1, (2,): "?"}, {"": 2, "1": "master", "2": "text '?' where a number belongs"}),
        (
            {(1,): 1, (2,): 9},
            {"": 2, "1": "master", "2": "9 is none of the roles [1, 2, 3, 4, 10]"},
        ),
    ],
    ids=["two", "one alone", "one unknown", "no number", "nonsense"],
)
def test_huawei_tells_the_chassis_of_a_css(
    frames: dict[Index, Plain], said: dict[str, object]
) -> None:
    rows: dict[Index, Cells] = {index: {FRAME: value} for index, value in frames.items()}
    found = read(entities((3, 0)) | {stack_huawei.FRAMES: rows})
    assert {it.instance: it.rejected or it.value for it in found} == said


def test_huaweis_boxes_are_told_before_its_chassis() -> None:
    boxes: dict[Index, Cells] = {(n,): {stack_huawei.MEMBER_ROLE: n} for n in (1, 2, 3)}
    found = read({stack_huawei.MEMBERS: boxes, stack_huawei.FRAMES: {(1,): {FRAME: 4}}})
    assert told(found)["stack_members_count", ""] == 3
    assert len(found) == 4


def test_juniper_tells_its_members_from_number_0() -> None:
    role = stack_juniper.MEMBER_ROLE
    members: dict[Index, Cells] = {(0,): {role: 1}, (1,): {role: 2}, (2,): {role: 3}}
    assert told(read({stack_juniper.MEMBERS: members})) == {
        ("stack_members_count", ""): 3,
        ("stack_member_role_info", "0"): "master",
        ("stack_member_role_info", "1"): "backup",
        ("stack_member_role_info", "2"): "linecard",
    }
    found = told(read({stack_juniper.MEMBERS: {(0,): {role: 3200}}}))
    assert found["stack_member_role_info", "0"] == "3200 is none of the roles [1, 2, 3]"
    assert told(read({stack_juniper.MEMBERS: {}})) == {("stack_members_count", ""): None}


@pytest.mark.parametrize("arc", [0, 1], ids=["new arc", "old arc"])
def test_h3c_tells_the_number_and_the_roles_of_main_boards(arc: int) -> None:
    boards = stack_h3c.BOARDS[arc]
    role, member = boards.columns
    rows: dict[Index, Cells] = {
        (30,): {role: 1, member: 1},
        (31,): {role: 2, member: 1},
        (40,): {role: 3, member: 2},
    }
    found = read({boards: rows}, {stack_h3c.MEMBER_NUMBERS[arc]: 2})
    assert told(found) == {
        ("stack_members_count", ""): 2,
        ("stack_member_role_info", "1"): "master",
        ("stack_member_ok", "1"): True,
        ("stack_member_role_info", "2"): "loading",
        ("stack_member_ok", "2"): False,
    }


@pytest.mark.parametrize("lie", [0, -1, 4_000])
def test_a_number_of_members_that_cannot_be_is_rejected(lie: int) -> None:
    (found,) = read({}, {stack_h3c.MEMBER_NUMBERS[0]: lie})
    assert found.value is None
    assert "members is outside 1 to 32" in found.rejected


def switch(role: int, state: int) -> Cells:
    return {stack_cisco.SWITCH_ROLE: role, stack_cisco.SWITCH_STATE: state}


def test_cisco_counts_those_that_are_there_and_says_which_are_ready() -> None:
    rows: dict[Index, Cells] = {
        (1001,): switch(1, 4),
        (2001,): switch(4, 6),
        (3001,): switch(2, 9),
        (4001,): switch(3, 4),
    }
    names: dict[Index, Cells] = {(1001,): {ENTITY_NAME: "Switch 1"}}
    found = told(read({stack_cisco.SWITCHES: rows, ENTITIES: names}))
    assert found["stack_members_count", ""] == 2
    assert found["stack_member_role_info", "Switch 1"] == "master"
    assert found["stack_member_ok", "Switch 1"] is True
    assert found["stack_member_role_info", "#2001"] == "standby"
    assert [found["stack_member_ok", f"#{n}001"] for n in (2, 3)] == [False, False]


def test_cisco_with_one_unreadable_state_has_no_number_of_members() -> None:
    rows: dict[Index, Cells] = {(1001,): switch(1, 4), (2001,): {stack_cisco.SWITCH_ROLE: "x"}}
    found = told(read({stack_cisco.SWITCHES: rows}))
    assert found["stack_members_count", ""] == "text 'x' where a number belongs"
    assert found["stack_member_ok", "#1001"] is True


def test_ruijie_tells_who_recovers() -> None:
    role, status = stack_ruijie.DEVICE_ROLE, stack_ruijie.DEVICE_STATUS
    rows: dict[Index, Cells] = {(1,): {role: 1, status: 1}, (2,): {role: 2, status: 2}}
    assert told(read({stack_ruijie.DEVICES: rows})) == {
        ("stack_members_count", ""): 2,
        ("stack_member_role_info", "1"): "active",
        ("stack_member_ok", "1"): True,
        ("stack_member_role_info", "2"): "standby",
        ("stack_member_ok", "2"): False,
    }
