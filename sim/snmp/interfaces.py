"""IF-MIB (RFC 2863) and MAU-MIB (RFC 4836) of an agent; ifIndex is the place in the list."""

from functools import partial

from pysnmp.proto.rfc1902 import Counter32, Counter64, Gauge32, TimeTicks

from sim.snmp.clock import RECEIVE_ERRORS, RECEIVED, SEND_ERRORS, SENT, Growth
from sim.snmp.models import InterfaceModel
from sim.snmp.table import Live, Oid, Table, identifier, integer, octets

IF_NUMBER = (1, 3, 6, 1, 2, 1, 2, 1)
IF_ENTRY = (1, 3, 6, 1, 2, 1, 2, 2, 1)
IF_X_ENTRY = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
IF_MAU_ENTRY = (1, 3, 6, 1, 2, 1, 26, 2, 1, 1)
DOT3_MAU_TYPE = (1, 3, 6, 1, 2, 1, 26, 4)

UP, DOWN = 1, 2
TRUE, FALSE = 1, 2  # TruthValue (RFC 2579)
GAUGE32_MOST = 0xFFFF_FFFF
COUNTER32_SIZE, COUNTER64_SIZE = 1 << 32, 1 << 64

#: IANA-MAU-MIB: line rate in Mbit/s -> dot3MauType, which is also the number of its list bit.
#: Every rate of fibre has its copper, so that a port that is said to be no fibre can say so.
COPPER = {
    10: 11, 100: 16, 1000: 30, 2500: 103, 5000: 104, 10_000: 54, 25_000: 94,
    40_000: 97, 100_000: 98,  # 40GBASE-T, 100GBASE-CR4
}  # fmt: skip
FIBRE = {100: 18, 1000: 24, 10_000: 35, 25_000: 93, 40_000: 74, 100_000: 77}
MEGA = 1_000_000


def put_interfaces(table: Table, interfaces: list[InterfaceModel], growth: Growth) -> None:
    table.scalar(IF_NUMBER, integer(len(interfaces)))
    for index, interface in enumerate(interfaces, 1):
        _put_if_entry(table, index, interface, growth)
        _put_if_x_entry(table, index, interface, growth)
        if interface.capability_bits_per_second is not None or interface.mau_type is not None:
            _put_mau(table, index, interface)


def _put_if_entry(table: Table, index: int, interface: InterfaceModel, growth: Growth) -> None:
    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*IF_ENTRY, column), (index,), value, lie)

    def counter(column: int, which: int) -> None:
        wrapped = partial(_wrapped, growth, interface.name, which, COUNTER32_SIZE)
        put(column, Live(Counter32, wrapped), octets("many"))

    speed = min(interface.speed_bits_per_second, GAUGE32_MOST)
    put(1, integer(index))  # ifIndex
    put(2, octets(interface.name))  # ifDescr
    put(3, integer(interface.type), integer(-6))  # ifType
    put(4, integer(1500), integer(-1))  # ifMtu
    put(5, Gauge32(speed), octets("fast"))  # ifSpeed
    put(6, octets(bytes([2, 0, 0, 0, index >> 8, index & 0xFF])))  # ifPhysAddress
    put(7, integer(UP if interface.admin_up else DOWN), integer(99))  # ifAdminStatus
    put(8, integer(UP if interface.running else DOWN), integer(99))  # ifOperStatus
    put(9, TimeTicks(0))  # ifLastChange
    counter(10, RECEIVED)  # ifInOctets
    put(13, Counter32(0))  # ifInDiscards
    counter(14, RECEIVE_ERRORS)  # ifInErrors
    counter(16, SENT)  # ifOutOctets
    put(19, Counter32(0))  # ifOutDiscards
    counter(20, SEND_ERRORS)  # ifOutErrors


def _put_if_x_entry(table: Table, index: int, interface: InterfaceModel, growth: Growth) -> None:
    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*IF_X_ENTRY, column), (index,), value, lie)

    def counter(column: int, which: int) -> None:
        wrapped = partial(_wrapped, growth, interface.name, which, COUNTER64_SIZE)
        put(column, Live(Counter64, wrapped), octets("many"))

    put(1, octets(interface.name))  # ifName
    counter(6, RECEIVED)  # ifHCInOctets
    counter(10, SENT)  # ifHCOutOctets
    put(15, Gauge32(interface.speed_bits_per_second // MEGA), octets("fast"))  # ifHighSpeed
    put(16, integer(FALSE))  # ifPromiscuousMode
    put(17, integer(TRUE))  # ifConnectorPresent
    put(18, octets(interface.alias))  # ifAlias
    put(19, TimeTicks(0))  # ifCounterDiscontinuityTime


def _wrapped(growth: Growth, interface: str, which: int, size: int) -> int:
    return growth.count(interface, which) % size


def _put_mau(table: Table, index: int, interface: InterfaceModel) -> None:
    def put(column: int, value: object, lie: object = None) -> None:
        table.put((*IF_MAU_ENTRY, column), (index, 1), value, lie)

    put(1, integer(index))  # ifMauIfIndex
    put(2, integer(1))  # ifMauIndex
    put(3, identifier(_mau_type(interface)), octets("fibre?"))  # ifMauType
    put(4, integer(3 if interface.admin_up else 5), integer(99))  # ifMauStatus: 5 shutdown
    put(5, integer(3 if interface.running else 4), integer(99))  # ifMauMediaAvailable
    put(12, integer(FALSE if interface.optical else TRUE), integer(99))  # ifMauAutoNegSupported
    put(13, octets(_bits(_mau_type_list(interface))), integer(-1))  # ifMauTypeListBits


def _mau_type(interface: InterfaceModel) -> Oid:
    """0.0 where the MAU is unknown (RFC 4836)."""
    number = interface.mau_type
    if number is None:
        known = FIBRE if interface.optical else COPPER
        number = known.get(interface.speed_bits_per_second // MEGA)
    return (0, 0) if number is None else (*DOT3_MAU_TYPE, number)


def _mau_type_list(interface: InterfaceModel) -> list[int]:
    """Copper also does every slower rate down to 10 Mbit/s; an optical module has its one rate."""
    if interface.mau_type_list is not None:
        return interface.mau_type_list
    megabits = (interface.capability_bits_per_second or 0) // MEGA
    if interface.optical:
        return [FIBRE[megabits]] if megabits in FIBRE else []
    return [number for rate, number in COPPER.items() if rate <= megabits]


def _bits(numbers: list[int]) -> bytes:
    """BITS (RFC 2578 section 7.1.4): bit 0 is the highest of the first octet."""
    made = bytearray(max(numbers, default=0) // 8 + 1)
    for number in numbers:
        made[number // 8] |= 0x80 >> number % 8
    return bytes(made)
