"""Devices that answer from a recording: each is the emulated one with other things to say."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pysnmp.proto.rfc1902 import (
    Counter32,
    Counter64,
    Gauge32,
    Integer32,
    IpAddress,
    Null,
    ObjectIdentifier,
    OctetString,
    Opaque,
    TimeTicks,
)

from sim.faults import SLOW_SECONDS, Fault
from sim.mqtt_gateway import MqttGateway
from sim.mqtt_packets import Message
from sim.recordings.snmprec import RANGES, Row, Tag, Value, oid_of
from sim.recordings.text_dumps import Published
from sim.snmp.agent import EMULATED_ACCESS, Access, SnmpAgent
from sim.snmp.models import AgentModel
from sim.snmp.table import Lazy, Table
from sim.ssh_device import EMULATED_LOGIN, NO_PAGER, Login, SshDevice
from sim.state import of_type
from sim.vrp import means

TYPES = {
    Tag.INTEGER: Integer32,
    Tag.OCTETS: OctetString,
    Tag.OBJECT_ID: ObjectIdentifier,
    Tag.ADDRESS: IpAddress,
    Tag.COUNTER32: Counter32,
    Tag.GAUGE32: Gauge32,
    Tag.TIME_TICKS: TimeTicks,
    Tag.OPAQUE: Opaque,
    Tag.COUNTER64: Counter64,
}
#: Said for every number when an agent lies: less than any state, counter or measure can be.
LIE = Integer32(-(1 << 31))
#: The same of a command's output, and of a message in JSON.
LYING_NUMBER, NUMBER = "99999999", re.compile(r"(?<![\w.:-])\d+(?![\w.:-])")
LYING_JSON, JSON_NUMBER = r"\1-1e400", re.compile(r"([:\[,]\s*)-?[0-9][0-9.eE+-]*")


class RecordedAgent(SnmpAgent):
    """Counters and uptime stand still. set("1.3.6.1.2.1.1.5.0", "core-2") changes an object."""

    def __init__(
        self,
        name: str,
        rows: Sequence[Row],
        *,
        access: Access = EMULATED_ACCESS,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        self._rows = {row.oid: row for row in rows}
        self._recorded = table_of(rows)
        super().__init__(name, AgentModel(), access=access, port=port, slow_seconds=slow_seconds)
        self.kind = "recording"

    def set(self, path: str, value: object) -> None:
        try:
            row = self._rows[oid_of(path)]
        except (KeyError, ValueError):
            raise KeyError(path) from None
        changed: Value
        if row.tag in RANGES:
            changed = of_type(int, value, path)
        elif row.tag is Tag.OCTETS:
            changed = of_type(str, value, path).encode()
        else:
            raise KeyError(path)
        put(self._recorded, Row(row.oid, row.tag, changed))

    def _rebuild(self) -> None:
        self._table = self._recorded


def table_of(rows: Sequence[Row]) -> Table:
    table = Table()
    for row in rows:
        put(table, row)
    table.sort()
    return table


def put(table: Table, row: Row) -> None:
    # made when asked for: a recording has ten thousands of objects, and few are read
    lazy = Lazy(lambda: made(row))
    table.put(row.oid[:-1], row.oid[-1:], lazy, LIE if row.tag in RANGES else None)


def made(row: Row) -> object:
    return Null("") if row.tag is Tag.NULL else TYPES[row.tag](row.value)


class RecordedShell(SshDevice):
    """Prints recorded outputs by command. set("display ap all", "text") changes one."""

    def __init__(
        self,
        name: str,
        outputs: Mapping[str, list[str]],
        *,
        login: Login = EMULATED_LOGIN,
        port: int = 0,
        slow_seconds: float = SLOW_SECONDS,
    ) -> None:
        super().__init__(name, [], login=login, port=port, slow_seconds=slow_seconds)
        self.kind = "recording"
        self.outputs = dict(outputs)

    def set(self, path: str, value: object) -> None:
        if path in self.outputs:
            self.outputs[path] = of_type(str, value, path).splitlines()
        else:
            super().set(path, value)

    def answer(self, command: str) -> list[str]:
        for known, lines in self.outputs.items():
            if means(command, known):
                if self.fault is Fault.WRONG_VALUE:
                    return [NUMBER.sub(LYING_NUMBER, line) for line in lines]
                return lines
        # of its own it knows only what every conversation begins with
        return super().answer(command if means(command, NO_PAGER) else command and "?")


class RecordedGateway(MqttGateway):
    """Publishes recorded messages again and again. set("messages.<topic>.payload", "{}")."""

    def __init__(
        self, name: str, messages: Sequence[Published], *, interval_seconds: float = 5.0
    ) -> None:
        super().__init__(name, messages[0].topic, interval_seconds=interval_seconds)
        self.recorded = {message.topic: message.payload for message in messages}

    def set(self, path: str, value: object) -> None:
        topic = path.removeprefix("messages.").removesuffix(".payload")
        if path == f"messages.{topic}.payload" and topic in self.recorded:
            self.recorded[topic] = of_type(str, value, path)
            self._changed.set()
        else:
            super().set(path, value)

    def _messages(self) -> Iterator[Message]:
        for topic, payload in self.recorded.items():
            told = payload
            if self._fault is Fault.WRONG_VALUE:
                told = JSON_NUMBER.sub(LYING_JSON, payload)
            yield Message(topic, told.encode())
