"""Gateways that several routers stand for: VRRP (RFC 2787, RFC 6527) and HSRP of Cisco."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.network_quantities import GATEWAY_STATE, GATEWAY_UP
from collectors.reading import Reading
from collectors.snmp.names import INTERFACE_NAMES, Names, interface_names
from collectors.snmp.session import Index, Oid, Value
from collectors.snmp.subject import Answers, Subject, Table
from collectors.snmp.values import Implausible, integer, told

VRRP_STATE: Oid = (1, 3, 6, 1, 2, 1, 68, 1, 3, 1, 3)  # index ifIndex . vrrpOperVrId
VRRP = Table((VRRP_STATE,))
#: Index ifIndex . vrrpv3OperationsVrId . vrrpv3OperationsInetAddrType.
VRRPV3_STATUS: Oid = (1, 3, 6, 1, 2, 1, 207, 1, 1, 1, 1, 6)
VRRPV3 = Table((VRRPV3_STATUS,))
CISCO: Oid = (1, 3, 6, 1, 4, 1, 9)
HSRP_STATE: Oid = (*CISCO, 9, 106, 1, 2, 1, 1, 15)  # index ifIndex . cHsrpGrpNumber
HSRP = Table((HSRP_STATE,), only_of=(CISCO,))


@dataclass(frozen=True, slots=True)
class Protocol:
    """Where a protocol's states stand, what they are called, and in which a router is ready."""

    table: Table
    states: Mapping[int, str]
    ready: frozenset[str]


VRRP_STATES = {1: "initialize", 2: "backup", 3: "master"}  # the same numbers in both MIBs
VRRP_READY = frozenset({"backup", "master"})
HSRP_STATES = {1: "initial", 2: "learn", 3: "listen", 4: "speak", 5: "standby", 6: "active"}
#: Agents that have both tables of VRRP tell an IPv4 gateway in both: the newer one is believed.
PROTOCOLS = (
    Protocol(VRRPV3, VRRP_STATES, VRRP_READY),
    Protocol(VRRP, VRRP_STATES, VRRP_READY),
    Protocol(HSRP, HSRP_STATES, frozenset({"standby", "active"})),
)


def parse(answers: Answers) -> list[Reading]:
    names = interface_names(answers)
    readings: dict[str, list[Reading]] = {}
    for protocol in PROTOCOLS:
        (column,) = protocol.table.columns
        for index, value in answers.column(protocol.table, column).items():
            instance = gateway(names, index)
            if instance and instance not in readings:
                readings[instance] = [
                    told(GATEWAY_STATE, instance, state, value, protocol),
                    told(GATEWAY_UP, instance, ready, value, protocol),
                ]
    return [reading for both in readings.values() for reading in both]


def gateway(names: Names, index: Index) -> str:
    """Interface, number and, of IPv6, the family; empty for an index that is none."""
    match index:
        case (interface, number) | (interface, number, 1):
            return f"{names.instance((interface,))}/{number}"
        case (interface, number, 2):
            return f"{names.instance((interface,))}/{number}/ipv6"
        case _:
            return ""


def state(value: Value, protocol: Protocol) -> str | None:
    plain = integer(value)
    if plain is None:
        return None
    if plain not in protocol.states:
        raise Implausible(f"{plain} is none of the states {sorted(protocol.states)}")
    return protocol.states[plain]


def ready(value: Value, protocol: Protocol) -> bool | None:
    plain = state(value, protocol)
    return None if plain is None else plain in protocol.ready


SUBJECT = Subject(
    "redundancy",
    (GATEWAY_STATE, GATEWAY_UP),
    parse,
    tables=(INTERFACE_NAMES, VRRP, VRRPV3, HSRP),
    needs_whole=(INTERFACE_NAMES, VRRP, VRRPV3, HSRP),
)
