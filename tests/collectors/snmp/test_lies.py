# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Forty lies on the wire: each costs its own reading, with a reason, and no other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest

from collectors.failure import FailureKind
from collectors.probe import PartialResult
from collectors.reading import Reading, Value
from collectors.snmp import ber, interfaces, names, sensors, system
from collectors.snmp.collector import ENGINES, SUBJECTS, read
from collectors.snmp.message import RESPONSE, community_message, read_community_message
from collectors.snmp.options import SnmpOptions
from collectors.snmp.session import Oid
from collectors.snmp.ups_rfc1628 import UPS
from collectors.snmp.walk import Conversation
from collectors.target import Secret
from tests.collectors.snmp.plain_agent import Agent, listening
from tests.conftest import free_port

GAUGE, TICKS, COUNTER, COUNTER64, ADDRESS = 0x42, 0x43, 0x41, 0x46, 0x40
NO_SUCH_INSTANCE, NULL = b"\x81\x00", b"\x05\x00"
GEN_ERR = 5
ROWS = range(1, 41)


def number(value: int, tag: int = ber.INTEGER) -> bytes:
    octets = ber.write_integer(value)[2:]
    return ber.write(tag, octets)


def text(value: str) -> bytes:
    return ber.write_octets(value.encode())


def sensor(kind: int, value: int, **fields: int) -> dict[Oid, bytes]:
    told = {"scale": 9, "precision": 1, "status": 1, **fields}
    columns = sensors.STANDARD
    return {
        (*columns.kind, 7): number(kind),
        (*columns.scale, 7): number(told["scale"]),
        (*columns.precision, 7): number(told["precision"]),
        (*columns.value, 7): number(value),
        (*columns.status, 7): number(told["status"]),
        (*sensors.ENTITY_NAME, 7): text("inlet"),
    }


def port(row: int) -> dict[Oid, bytes]:
    return {
        (*names.IF_NAME, row): text(f"GE{row}"),
        (*interfaces.IF_TYPE, row): number(6),
        (*interfaces.IF_SPEED, row): number(1_000_000_000, GAUGE),
        (*interfaces.IF_HIGH_SPEED, row): number(1000, GAUGE),
        (*interfaces.IF_ADMIN_STATUS, row): number(1),
        (*interfaces.IF_OPER_STATUS, row): number(1),
        (*interfaces.IF_ALIAS, row): text("to somewhere"),
        (*interfaces.IF_IN_ERRORS, row): number(3, COUNTER),
        (*interfaces.IF_OUT_ERRORS, row): number(3, COUNTER),
        (*interfaces.IF_HC_IN_OCTETS, row): number(2**40, COUNTER64),
        (*interfaces.IF_HC_OUT_OCTETS, row): number(2**40, COUNTER64),
    }


RUNTIME, CHARGE, SOURCE = (*UPS, 2, 3, 0), (*UPS, 2, 4, 0), (*UPS, 4, 1, 0)
BATTERY, BATTERY_DEGREES = (*UPS, 2, 1, 0), (*UPS, 2, 7, 0)
LOAD, INPUT_VOLTS = (*UPS, 4, 4, 1, 5, 1), (*UPS, 3, 3, 1, 3, 1)

HONEST: Mapping[Oid, bytes] = {
    system.SYS_DESCR: text("an agent"),
    system.SYS_UPTIME: number(100, TICKS),
    system.SYS_NAME: text("edge-1"),
    **port(1),
    **port(2),
    **sensor(8, 215),
    RUNTIME: number(120),
    CHARGE: number(100),
    SOURCE: number(3),
    BATTERY: number(2),
    BATTERY_DEGREES: number(25),
    LOAD: number(40),
    INPUT_VOLTS: number(230),
    (*UPS, 4, 4, 1, 2, 1): number(230),
    (2, 0): number(0),
}
SPEED, HIGH = (*interfaces.IF_SPEED, 2), (*interfaces.IF_HIGH_SPEED, 2)
PORT_SPEED = "interface_speed_bits_per_second GE2"
INLET, DEGREES = "temperature_celsius inlet", (*sensors.STANDARD.value, 7)
RECEIVED, IN_OCTETS = "interface_receive_bytes_total GE2", (*interfaces.IF_HC_IN_OCTETS, 2)


@dataclass(frozen=True)
class Lie:
    """What the agent says, and what becomes of the readings that it concerns.

    A reading's lot is its value, None where the agent says that it has none, `GONE` where
    nothing is said of it, or a `str` that the reason for its rejection holds.
    """

    said: Mapping[Oid, bytes]
    becomes: Mapping[str, object]


GONE = object()


def lie(oid: Oid, said: bytes, reading: str, becomes: object) -> Lie:
    return Lie({oid: said}, {reading: becomes})


LIES: Mapping[str, Lie] = {
    "ifSpeed 0": lie(SPEED, number(0, GAUGE), PORT_SPEED, 1_000_000_000),
    "both speeds 0": Lie({SPEED: number(0, GAUGE), HIGH: number(0, GAUGE)}, {PORT_SPEED: None}),
    "ifSpeed all ones": lie(SPEED, number(2**32 - 1, GAUGE), PORT_SPEED, 1_000_000_000),
    "ifSpeed all ones alone": Lie(
        {SPEED: number(2**32 - 1, GAUGE), HIGH: number(0, GAUGE)}, {PORT_SPEED: "saturated"}
    ),
    "both speeds all ones": Lie(
        {SPEED: number(2**32 - 1, GAUGE), HIGH: number(2**32 - 1, GAUGE)}, {PORT_SPEED: "saturated"}
    ),
    "a speed below zero": lie(SPEED, number(-1), PORT_SPEED, "ifSpeed is -1"),
    "ifHighSpeed in bit/s": lie(HIGH, number(1_000_000_000, GAUGE), PORT_SPEED, 1_000_000_000),
    "a speed beyond any": lie(HIGH, number(4_294_901_759, GAUGE), PORT_SPEED, "outside"),
    "speed as text": lie(HIGH, text("fast"), PORT_SPEED, "where a number belongs"),
    "speed as an address": lie(HIGH, ber.write(ADDRESS, b"\x0a\0\0\1"), PORT_SPEED, "address"),
    "an interface's state of 0": lie(
        (*interfaces.IF_OPER_STATUS, 2), number(0), "interface_up GE2", "none of the values"
    ),
    "a state that no RFC has": lie(
        (*interfaces.IF_OPER_STATUS, 2), number(99), "interface_up GE2", "none of the values"
    ),
    "it says that it cannot tell the state": lie(
        (*interfaces.IF_OPER_STATUS, 2), number(4), "interface_up GE2", None
    ),
    "a state as text": lie(
        (*interfaces.IF_ADMIN_STATUS, 2), text("up"), "interface_admin_up GE2", "number belongs"
    ),
    "a state beyond 32 bits": lie(
        (*interfaces.IF_ADMIN_STATUS, 2),
        number(2**40, COUNTER64),
        "interface_admin_up GE2",
        "none of the values",
    ),
    "errors below zero": lie(
        (*interfaces.IF_IN_ERRORS, 2),
        number(-3),
        "interface_receive_errors_total GE2",
        "-3 packets",
    ),
    "octets below zero": Lie(
        {IN_OCTETS: number(-1)}, {RECEIVED: "-1 packets", "interface_counter_bits GE2": "-1"}
    ),
    "octets as text": Lie(
        {IN_OCTETS: text("many")},
        {RECEIVED: "number belongs", "interface_counter_bits GE2": "number belongs"},
    ),
    "a cell that is NULL": lie((*interfaces.IF_ALIAS, 2), NULL, "interface_alias GE2", None),
    "an alias that is a number": lie(
        (*interfaces.IF_ALIAS, 2), number(17), "interface_alias GE2", "text belongs"
    ),
    "a temperature of 65535": lie(DEGREES, number(65535), INLET, "outside -50 to 150"),
    "RFC 3433's overflow": lie(DEGREES, number(1_000_000_000), INLET, "overflow"),
    "RFC 3433's underflow": lie(DEGREES, number(-1_000_000_000), INLET, "overflow"),
    "below absolute zero": lie(DEGREES, number(-3000), INLET, "outside -50 to 150"),
    "tenths that are whole": lie(
        (*sensors.STANDARD.precision, 7), number(0), INLET, "outside -50 to 150"
    ),
    "a scale that is none": lie((*sensors.STANDARD.scale, 7), number(0), INLET, "Scale is 0"),
    "a precision that is none": lie(
        (*sensors.STANDARD.precision, 7), number(77), INLET, "Precision is 77"
    ),
    "a sensor out of order that has a value": lie(
        (*sensors.STANDARD.status, 7), number(3), INLET, None
    ),
    "a sensor's status that is none": lie(
        (*sensors.STANDARD.status, 7), number(42), INLET, "OperStatus is 42"
    ),
    "a humidity of 655 %": Lie(sensor(9, 6553), {INLET: GONE, "humidity_ratio inlet": "outside"}),
    "a runtime of -1": lie(RUNTIME, number(-1), "ups_battery_runtime_seconds", None),
    "a runtime of 65535 minutes": lie(RUNTIME, number(65535), "ups_battery_runtime_seconds", None),
    "a charge of 255 %": lie(CHARGE, number(255), "ups_battery_charge_ratio", "outside"),
    "a charge of 110 %": lie(CHARGE, number(110), "ups_battery_charge_ratio", "outside"),
    "a source that no RFC has": lie(SOURCE, number(9), "ups_on_battery", "none of the values"),
    "a source that is unknown": lie(SOURCE, number(1), "ups_on_battery", None),
    "the lack of a scalar as a value": lie(
        BATTERY_DEGREES, NO_SUCH_INSTANCE, "ups_battery_temperature_celsius", None
    ),
    "volts in tenths": lie(INPUT_VOLTS, number(2301), "ups_input_volts", 230.1),
    "a name that is a number": lie(system.SYS_NAME, number(5), "device_name", "text belongs"),
    "uptime below zero": lie(system.SYS_UPTIME, number(-5), "device_uptime_seconds", "outside"),
}


def key(reading: Reading) -> str:
    return f"{reading.quantity.name} {reading.instance}".rstrip()


async def told(agent: Agent, engine: str) -> dict[str, Value | str]:
    """By reading its value, or why it was rejected."""
    port_number = free_port()
    options = SnmpOptions(
        port=port_number, community=Secret("public"), request_timeout_seconds=2.0, retries=1
    )
    subjects = [SUBJECTS[name] for name in ("system", "interfaces", "sensors", "ups")]
    async with (
        listening(agent, port_number, ["127.0.0.1"]),
        ENGINES[engine]("127.0.0.1", options) as session,
    ):
        found = await read(Conversation(session), subjects)
        return {key(it): it.rejected or it.value for it in found}


def test_there_are_forty() -> None:
    assert len(LIES) >= 40


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", LIES)
async def test_fault_S12_a_lie_costs_its_own_reading(name: str, engine: str) -> None:
    honest = await told(Agent(HONEST), engine)
    found = await told(Agent({**HONEST, **LIES[name].said}), engine)
    for reading, becomes in LIES[name].becomes.items():
        said = found.pop(reading, GONE)
        if isinstance(becomes, str):
            assert isinstance(said, str), (reading, said)
            assert becomes in said
        else:
            assert said == becomes, reading
            assert isinstance(said, bool) is isinstance(becomes, bool)
    others = honest.keys() - LIES[name].becomes.keys()
    assert {reading: found[reading] for reading in found.keys() & others} == {
        reading: honest[reading] for reading in found.keys() & others
    }
    assert found.keys() == others


@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_S12_rows_that_share_a_name_are_told_apart_and_nobody_has_it(
    engine: str,
) -> None:
    honest = await told(Agent(HONEST), engine)
    found = await told(Agent({**HONEST, (*names.IF_NAME, 2): text("GE1")}), engine)
    for reading, value in honest.items():
        quantity, _, instance = reading.partition(" ")
        if instance not in ("GE1", "GE2"):
            assert found[reading] == value
            continue
        assert found[f"{quantity} GE1#{instance[-1]}"] == value
        assert found[f"{quantity} GE1"] == "2 rows share this name: GE1#1, GE1#2"


class Refusing(Agent):
    """Answers genErr to every GET of one object (RFC 3416 section 4.2.1)."""

    refused = system.SYS_NAME

    def reply(self, request: bytes) -> bytes:
        reply = super().reply(request)
        pdu = read_community_message(reply, 1, b"public")
        asked = [varbind.oid for varbind in pdu.varbinds()]
        if self.refused not in asked:
            return reply
        at, end = pdu.bindings_start, pdu.bindings_end
        numbers = (pdu.request_id, GEN_ERR, asked.index(self.refused) + 1)
        head = b"".join(map(ber.write_integer, numbers))
        listed = ber.write(ber.SEQUENCE, pdu.data[at:end])
        return community_message(1, b"public", ber.write(RESPONSE, head + listed))


@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_S12_an_object_that_it_fails_on_costs_no_other(engine: str) -> None:
    honest = await told(Agent(HONEST), engine)
    found = await told(Refusing(HONEST), engine)
    assert found.pop("device_name") == "the agent answers an error instead of a value"
    del honest["device_name"]
    assert found == honest


def with_rows(rows: Iterable[int]) -> dict[Oid, bytes]:
    objects = {oid: value for oid, value in HONEST.items() if oid not in {**port(1), **port(2)}}
    for row in rows:
        objects |= port(row)
    return objects


class Moving(Agent):
    """One of its rows is there at every second request."""

    def __init__(self, row: int) -> None:
        super().__init__(with_rows(ROWS))
        self._whole = self.order
        self._less = [oid for oid in self.order if oid not in port(row)]

    def reply(self, request: bytes) -> bytes:
        self.told.clear()
        self.order = self._less if self.order is self._whole else self._whole
        return super().reply(request)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("row", [1, 5, 8, 9, 24, 40])
async def test_fault_S12_a_row_that_comes_and_goes_costs_no_other(row: int, engine: str) -> None:
    without = await told(Agent(with_rows(it for it in ROWS if it != row)), engine)
    found = await told(Moving(row), engine)
    assert {reading: found[reading] for reading in without} == without
    # a name that came without its row, or a row that came without its name
    more = {reading.partition(" ")[2] for reading in found.keys() - without.keys()}
    assert more <= {f"GE{row}", f"#{row}"}


class Repeating(Agent):
    """After a column's second row comes its first again."""

    def next_to(self, oid: Oid) -> Oid:
        if oid[:-1] in interfaces.STATE.columns and oid[-1] == 2:
            return (*oid[:-1], 1)
        return super().next_to(oid)


@pytest.mark.parametrize("engine", ENGINES)
async def test_fault_S12_an_index_told_twice_cuts_the_table_short(engine: str) -> None:
    with pytest.raises(PartialResult) as raised:
        await told(Repeating(HONEST), engine)
    assert raised.value.failure.kind is FailureKind.LOOPING
    readings = {key(it) for it in raised.value.readings}
    assert "device_name" in readings
    assert INLET in readings
