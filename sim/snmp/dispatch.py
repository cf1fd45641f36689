"""From a datagram to its reply, by the version that it speaks; version 1 is spoken by nobody."""

from sim.snmp.answering import by_community
from sim.snmp.answering_v3 import by_user
from sim.snmp.ber import SEQUENCE, Malformed, enter, read_integer
from sim.snmp.identity import Identity

V2C, V3 = 1, 3  # the version field of a message


def answer(identity: Identity, data: bytes) -> bytes | None:
    """The reply to a datagram; None to what is no request, and to who may not ask."""
    try:
        start, _ = enter(data, 0, SEQUENCE)
        version, at = read_integer(data, start)
        if version == V2C:
            return by_community(identity, data, at)
        if version == V3:
            return by_user(identity, data, at)
    except Malformed:
        return None
    return None
