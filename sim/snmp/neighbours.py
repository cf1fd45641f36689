"""LLDP-MIB (IEEE 802.1AB) of an emulated agent: its own ports, and the neighbour behind each.

LLDP is switched on where a switch is plugged in, not on the ports of desks. The number of a local
port is the interface's place in the list, as ifIndex is. A port that does not run hears nobody, so
its neighbour is gone from the table.
"""

from sim.snmp.models import AgentModel, InterfaceModel
from sim.snmp.table import Oid, Table, integer, octets

LOCAL = (1, 0, 8802, 1, 1, 2, 1, 3)  # lldpLocalSystemData
LOCAL_PORT_ENTRY = (*LOCAL, 7, 1)
REMOTE_ENTRY = (1, 0, 8802, 1, 1, 2, 1, 4, 1, 1)

CHASSIS_LOCAL = 7  # LldpChassisIdSubtype: locally assigned, text
PORT_INTERFACE_NAME = 5  # LldpPortIdSubtype
FIRST_NEIGHBOUR = 1


def put_neighbours(table: Table, model: AgentModel) -> None:
    """Nothing for an agent of which no port is ever plugged into another: it speaks no LLDP."""
    if all(interface.neighbour is None for interface in model.interfaces):
        return
    table.scalar((*LOCAL, 1), integer(CHASSIS_LOCAL))  # lldpLocChassisIdSubtype
    table.scalar((*LOCAL, 2), octets(model.system_name))  # lldpLocChassisId
    table.scalar((*LOCAL, 3), octets(model.system_name))  # lldpLocSysName
    table.scalar((*LOCAL, 4), octets(model.description))  # lldpLocSysDesc
    for number, interface in enumerate(model.interfaces, 1):
        if interface.neighbour is not None:
            _put_local(table, (number,), interface)
            if interface.neighbour and interface.running:
                _put_remote(table, (0, number, FIRST_NEIGHBOUR), interface.neighbour)


def _put_local(table: Table, index: Oid, interface: InterfaceModel) -> None:
    table.put((*LOCAL_PORT_ENTRY, 2), index, integer(PORT_INTERFACE_NAME))  # lldpLocPortIdSubtype
    table.put((*LOCAL_PORT_ENTRY, 3), index, octets(interface.name))  # lldpLocPortId
    table.put((*LOCAL_PORT_ENTRY, 4), index, octets(interface.alias))  # lldpLocPortDesc


def _put_remote(table: Table, index: Oid, neighbour: str) -> None:
    system, _, port = neighbour.rpartition(" ")

    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*REMOTE_ENTRY, column), index, value, lie)

    put(4, integer(CHASSIS_LOCAL))  # lldpRemChassisIdSubtype
    put(5, octets(system))  # lldpRemChassisId
    put(6, integer(PORT_INTERFACE_NAME), integer(99))  # lldpRemPortIdSubtype
    put(7, octets(port), integer(-1))  # lldpRemPortId
    put(8, octets(""))  # lldpRemPortDesc
    put(9, octets(system), integer(-1))  # lldpRemSysName
    put(10, octets(""))  # lldpRemSysDesc
