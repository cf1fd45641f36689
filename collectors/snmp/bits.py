"""Strings of bits: BITS (RFC 2578) and PortList (RFC 4363), from the first octet's highest bit."""

from collectors.snmp.session import Absent, Octets, Value
from collectors.snmp.values import Implausible


def octets(value: Value) -> bytes | None:
    """None where the agent has none."""
    match value:
        case Octets(value=plain):
            return plain
        case Absent.REFUSED:
            raise Implausible("the agent answers an error instead of a value")
        case Absent():
            return None
        case _:
            raise Implausible(f"{type(value).__name__.lower()} where a list of bits belongs")


def set_bits(value: Value) -> set[int]:
    """The numbers of the bits that are set; the first is 0."""
    bits = "".join(f"{octet:08b}" for octet in octets(value) or b"")
    return {number for number, bit in enumerate(bits) if bit == "1"}
