"""Neighbours: LLDP-MIB (IEEE 802.1AB), and where an agent has none, CISCO-CDP-MIB.

The number of a local port is no ifIndex (Huawei's port 14 is not the interface with index 14):
what the port calls itself decides, and only then the number.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from collectors.quantities import LLDP_NEIGHBOR, LLDP_NEIGHBOR_PORT
from collectors.reading import Reading
from collectors.snmp.names import IF_DESCR, IF_NAME, INTERFACE_NAMES, interface_names, label, named
from collectors.snmp.session import Index, Number, Octets, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table, cell
from collectors.snmp.values import text, told
from collectors.snmp.walk import Column

LLDP: Oid = (1, 0, 8802, 1, 1, 2, 1)
LOCAL_PORT: Oid = (*LLDP, 3, 7, 1)  # index lldpLocPortNum
LOCAL_ID_SUBTYPE = (*LOCAL_PORT, 2)
LOCAL_ID = (*LOCAL_PORT, 3)
LOCAL_DESCR = (*LOCAL_PORT, 4)
LOCAL_PORTS = Table((LOCAL_ID_SUBTYPE, LOCAL_ID, LOCAL_DESCR))
REMOTE: Oid = (*LLDP, 4, 1, 1)  # index lldpRemTimeMark . lldpRemLocalPortNum . lldpRemIndex
REMOTE_PORT_SUBTYPE = (*REMOTE, 6)
REMOTE_PORT = (*REMOTE, 7)
REMOTE_SYSTEM = (*REMOTE, 9)
REMOTES = Table((REMOTE_PORT_SUBTYPE, REMOTE_PORT, REMOTE_SYSTEM))
IF_PHYS_ADDRESS: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 6)
PHYSICAL_ADDRESSES = Table((IF_PHYS_ADDRESS,))
CDP_ENTRY: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1)  # index cdpCacheIfIndex . n
CDP_DEVICE = (*CDP_ENTRY, 6)
CDP_PORT = (*CDP_ENTRY, 7)
CDP = Table((CDP_DEVICE, CDP_PORT))

#: LldpPortIdSubtype: a MAC address, a network address, an agent's circuit id; others are text.
MAC, NETWORK_ADDRESS, CIRCUIT = 3, 4, 6
MAC_OCTETS = 6
REMOTE_PARTS = 3
#: GigabitEthernet 1/5/1, which the agent may shorten to Gi1/5/1.
KIND_AND_PLACE = re.compile(r"([A-Za-z-]+) ?(\d[\d/.:]*)")

Row = Mapping[Oid, Value]


def parse(answers: Answers) -> list[Reading]:
    rows = answers.rows(REMOTES)
    if rows:
        ports = _ports(answers)
        found = {
            _place(index): (
                ports.name_of(_place(index)[0]),
                cell(row, REMOTE_SYSTEM),
                partial(_port, row),
            )
            for index, row in rows.items()
        }
    else:
        interfaces = interface_names(answers).by_index
        found = {
            index: (
                interfaces.get(index[:1], ""),
                cell(row, CDP_DEVICE),
                partial(text, cell(row, CDP_PORT)),
            )
            for index, row in answers.rows(CDP).items()
        }
    names = named({index: name for index, (name, _, _) in found.items()})
    readings: list[Reading] = []
    for index, (_, system, port) in found.items():
        instance = names.instance(index)
        readings += [
            told(LLDP_NEIGHBOR, instance, _system, system),
            told(LLDP_NEIGHBOR_PORT, instance, port),
        ]
    return names.with_rejections(readings)


def _place(index: Index) -> Index:
    """Local port and number of the neighbour, without the time mark, which changes. MikroTik has
    the port alone."""
    return index[1:] if len(index) == REMOTE_PARTS else index


def _system(value: Value) -> str | None:
    """Its name; None where it has none, as phones and many access points."""
    return text(value) or None


def _port(row: Row) -> str | None:
    """How the neighbour names its port; None where that is no name but a number of some kind."""
    value, subtype = cell(row, REMOTE_PORT), cell(row, REMOTE_PORT_SUBTYPE)
    kind = subtype.value if isinstance(subtype, Number) else None
    if isinstance(value, Octets) and kind == MAC and len(value.value) == MAC_OCTETS:
        return value.value.hex(":")
    if kind in (NETWORK_ADDRESS, CIRCUIT):
        return None
    return text(value) or None


@dataclass(frozen=True, slots=True)
class _Ports:
    """The local ports as LLDP names them, and the interfaces that they may be."""

    ids: Column
    subtypes: Column
    descriptions: Column
    instances: Mapping[Index, str]
    # ifName or ifDescr -> ifIndex, where only one interface has it
    by_name: Mapping[str, Index]
    by_address: Mapping[bytes, Index]
    by_place: Mapping[str, list[tuple[str, Index]]] = field(default_factory=dict)

    def name_of(self, number: int) -> str:
        """The interface's instance; empty where nothing tells which it is."""
        index = self._index(number)
        return "" if index is None else self.instances.get(index, "")

    def _index(self, number: int) -> Index | None:
        port = (number,)
        local, subtype = self.ids.get(port, NONE), self.subtypes.get(port, NONE)
        is_address = isinstance(subtype, Number) and subtype.value == MAC
        for name in (
            "" if is_address else label(local),
            label(self.descriptions.get(port, NONE)),
        ):
            index = self._named(name)
            if index is not None:
                return index
        if isinstance(local, Octets) and len(local.value) == MAC_OCTETS:
            index = self.by_address.get(local.value)
            if index is not None:
                return index
        return port if port in self.instances else None

    def _named(self, name: str) -> Index | None:
        index = self.by_name.get(name) if name else None
        if index is not None:
            return index
        found = KIND_AND_PLACE.fullmatch(name)
        if found is None:
            return None
        kind, place = found.group(1).lower(), found.group(2)
        meant = {
            index
            for other, index in self.by_place.get(place, ())
            if other.startswith(kind) or kind.startswith(other)
        }
        return meant.pop() if len(meant) == 1 else None


def _ports(answers: Answers) -> _Ports:
    by_name: dict[str, set[Index]] = {}
    by_place: dict[str, list[tuple[str, Index]]] = {}
    for column in (IF_NAME, IF_DESCR):
        for index, value in answers.column(INTERFACE_NAMES, column).items():
            name = label(value)
            by_name.setdefault(name, set()).add(index)
            found = KIND_AND_PLACE.fullmatch(name)
            if found is not None:
                by_place.setdefault(found.group(2), []).append((found.group(1).lower(), index))
    by_address: dict[bytes, set[Index]] = {}
    for index, value in answers.column(PHYSICAL_ADDRESSES, IF_PHYS_ADDRESS).items():
        if isinstance(value, Octets):
            by_address.setdefault(value.value, set()).add(index)
    return _Ports(
        answers.column(LOCAL_PORTS, LOCAL_ID),
        answers.column(LOCAL_PORTS, LOCAL_ID_SUBTYPE),
        answers.column(LOCAL_PORTS, LOCAL_DESCR),
        interface_names(answers).by_index,
        {name: next(iter(those)) for name, those in by_name.items() if len(those) == 1},
        {octets: next(iter(those)) for octets, those in by_address.items() if len(those) == 1},
        by_place,
    )


SUBJECT = Subject(
    "topology",
    (LLDP_NEIGHBOR, LLDP_NEIGHBOR_PORT),
    parse,
    tables=(INTERFACE_NAMES, PHYSICAL_ADDRESSES, LOCAL_PORTS, REMOTES, CDP),
    needs_whole=(INTERFACE_NAMES, PHYSICAL_ADDRESSES, LOCAL_PORTS, REMOTES, CDP),
)
