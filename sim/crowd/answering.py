"""From a request's octets to the reply's, for SNMPv2c; version 3 only wraps what is made here."""

from dataclasses import dataclass

from sim.crowd import ber
from sim.crowd.identity import Identity
from sim.crowd.kind import GET, GET_BULK, GET_NEXT, RESPONSE

VERSION_2C = b"\x02\x01\x01"
NO_ERROR = b"\x02\x01\x00\x02\x01\x00"  # error-status and error-index
ASKING = frozenset({GET, GET_NEXT, GET_BULK})


@dataclass(frozen=True, slots=True)
class Pdu:
    """A request; `request_id` is an element, `rest` all that follows it."""

    tag: int
    request_id: bytes
    rest: bytes

    @classmethod
    def read(cls, data: bytes, at: int) -> "Pdu":
        tag, start, end = ber.element(data, at)
        _, behind = ber.enter(data, start, ber.INTEGER)
        return cls(tag, data[start:behind], data[behind:end])


def response(identity: Identity, pdu: Pdu) -> bytes:
    """The Response's PDU. Raises Malformed for what nobody may ask."""
    if pdu.tag not in ASKING:
        raise ber.Malformed(f"no request of this type: {pdu.tag:#04x}")
    bindings = identity.kind.plan(pdu.tag, pdu.rest).bindings(identity)
    return ber.write(RESPONSE, pdu.request_id + NO_ERROR + bindings)


def by_community(identity: Identity, data: bytes, at: int) -> bytes | None:
    """`at` is behind the version; None for who has another community."""
    name, behind = ber.read_octets(data, at)
    if name != identity.community:
        return None
    told = response(identity, Pdu.read(data, behind))
    return ber.write(ber.SEQUENCE, VERSION_2C + data[at:behind] + told)
