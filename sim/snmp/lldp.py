"""LLDP-MIB (IEEE 802.1AB) of an emulated agent: its ports, and what each hears at its other end."""

from sim.snmp.models import InterfaceModel
from sim.snmp.table import Oid, Table, integer, octets

LLDP = (1, 0, 8802, 1, 1, 2, 1)
LOCAL_PORT = (*LLDP, 3, 7, 1)  # lldpLocPortEntry
REMOTE = (*LLDP, 4, 1, 1)  # lldpRemEntry

LOCALLY_ASSIGNED, INTERFACE_NAME = 7, 5  # LldpChassisIdSubtype, LldpPortIdSubtype
#: A port's number is no ifIndex: many agents count from elsewhere.
FIRST_PORT_NUMBER = 1001
HEARD_AT_TICKS, FIRST_REMOTE = 4_200, 1  # lldpRemTimeMark, lldpRemIndex


def put_neighbours(table: Table, interfaces: list[InterfaceModel]) -> None:
    """A port that is down hears nobody."""
    for number, interface in enumerate(interfaces, FIRST_PORT_NUMBER):
        table.put((*LOCAL_PORT, 2), (number,), integer(INTERFACE_NAME))  # lldpLocPortIdSubtype
        table.put((*LOCAL_PORT, 3), (number,), octets(interface.name))  # lldpLocPortId
        table.put((*LOCAL_PORT, 4), (number,), octets(interface.name))  # lldpLocPortDesc
        if interface.neighbour and interface.running:
            _put_remote(table, (HEARD_AT_TICKS, number, FIRST_REMOTE), interface.neighbour)


def _put_remote(table: Table, index: Oid, neighbour: str) -> None:
    system, _, port = neighbour.rpartition(" ")

    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*REMOTE, column), index, value, lie)

    put(4, integer(LOCALLY_ASSIGNED))  # lldpRemChassisIdSubtype
    put(5, octets(system))  # lldpRemChassisId
    put(6, integer(INTERFACE_NAME))  # lldpRemPortIdSubtype
    put(7, octets(port), integer(-1))  # lldpRemPortId
    put(8, octets(port))  # lldpRemPortDesc
    put(9, octets(system), integer(-1))  # lldpRemSysName
