"""Identity: what a device says it is, and that nothing is made up where it does not say."""

import pytest

from collectors.snmp import identity
from collectors.snmp.identity import (
    CLASS,
    ENTITIES,
    MODEL,
    SERIAL,
    SOFTWARE,
    Identity,
    identify,
    rules,
)
from collectors.snmp.session import Identifier, Index, Oid
from collectors.snmp.system import SYS_DESCR, SYS_OBJECT_ID
from tests.collectors.snmp.scripted import Cells, answers

ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
NET_SNMP: Oid = (*ENTERPRISES, 8072, 3, 2, 10)
VRP = (
    "S5720-28X Huawei Versatile Routing Platform Software VRP (R) software,Version 5.170 (S5720 V2)"
)


@pytest.mark.parametrize(
    ("object_id", "description", "expected"),
    [
        ((*ENTERPRISES, 2011, 2, 23, 1), VRP, Identity("Huawei", "S5720-28X", "5.170 (S5720 V2)")),
        ((*ENTERPRISES, 2011, 10, 1, 1), "anything", Identity("H3C")),
        ((*ENTERPRISES, 25506, 1, 1), "H3C Switch E528 Software", Identity("H3C", "E528")),
        ((*ENTERPRISES, 9, 1, 1), "Cisco Controller", Identity("Cisco")),
        (
            (*ENTERPRISES, 9, 1, 1),
            "Cisco IOS Software [Fuji], Catalyst L3 Switch Software (CAT3K), Version 16.9.6, X",
            Identity("Cisco", "", "16.9.6"),
        ),
        (
            (*ENTERPRISES, 9, 1, 1),
            "Cisco IOS Software, C2960X Software (C2960X-M), Version 15.0(2a)EX5, RELEASE",
            Identity("Cisco", "C2960X", "15.0(2a)EX5"),
        ),
        ((*ENTERPRISES, 4881, 1), "Switch(S5750-24GT) By", Identity("Ruijie", "S5750-24GT")),
        (NET_SNMP, "UAP-nanoHD 5.43.36", Identity("Ubiquiti", "UAP-nanoHD", "5.43.36")),
        (NET_SNMP, "Linux host 5.10.0 #1 SMP x86_64", Identity("Linux", "", "5.10.0")),
        ((*ENTERPRISES, 99_999, 1), "Linux Grandstream 4.4", Identity("Grandstream")),
        ((*ENTERPRISES, 99_999, 1), "An unheard-of switch", Identity()),
        ((0, 0), "", Identity()),
        ((), "x" * 100_000, Identity()),
    ],
)  # fmt: skip
def test_who_made_it(object_id: Oid, description: str, expected: Identity) -> None:
    assert identify(object_id, description) == expected


def test_every_rule_can_decide() -> None:
    """None is hidden behind an earlier one that takes all of its arc."""
    for place, rule in enumerate(rules()):
        before = [each for each in rules()[:place] if each.object_id]
        hidden = [
            each for each in before if rule.object_id[: len(each.object_id)] == each.object_id
        ]
        assert hidden == [], rule


def told(rows: dict[Index, Cells], scalars: Cells) -> dict[str, object]:
    found = identity.parse(answers(scalars, {ENTITIES: rows}))
    return {it.quantity.name.removeprefix("device_"): it.value for it in found}


def test_the_first_chassis_knows_best_what_it_is() -> None:
    rows: dict[Index, Cells] = {
        (1,): {CLASS: 11, MODEL: "a stack", SERIAL: "none of it"},
        (2000,): {CLASS: 3, MODEL: "second", SERIAL: "S2"},
        (1000,): {CLASS: 3, MODEL: "S5720-28X-PWR", SERIAL: "S1", SOFTWARE: "as the chassis says"},
        (3000,): {CLASS: "no number", MODEL: "odd"},
    }
    scalars: Cells = {SYS_DESCR: VRP, SYS_OBJECT_ID: Identifier((*ENTERPRISES, 2011, 2))}
    assert told(rows, scalars) == {
        "vendor_name": "Huawei",
        "model_name": "S5720-28X-PWR",
        "software_info": "5.170 (S5720 V2)",
        "serial_info": "S1",
    }


def test_what_nothing_tells_is_none() -> None:
    assert set(told({}, {}).values()) == {None}
