"""Interfaces: state, speed, octets and errors (IF-MIB, RFC 2863), and how agents get them wrong."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain

from collectors import reading
from collectors.quantities import (
    INTERFACE_ADMIN_UP,
    INTERFACE_ALIAS,
    INTERFACE_COUNTER_BITS,
    INTERFACE_DISCONTINUITY,
    INTERFACE_RECEIVE_BYTES,
    INTERFACE_RECEIVE_DISCARDS,
    INTERFACE_RECEIVE_ERRORS,
    INTERFACE_SPEED,
    INTERFACE_TRANSMIT_BYTES,
    INTERFACE_TRANSMIT_DISCARDS,
    INTERFACE_TRANSMIT_ERRORS,
    INTERFACE_TYPE,
    INTERFACE_UP,
)
from collectors.reading import Columns, Quantity
from collectors.snmp.names import INTERFACE_NAMES, interface_names
from collectors.snmp.session import Index, Kind, Number, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table
from collectors.snmp.system import ticks_seconds
from collectors.snmp.values import Implausible, between, chosen, integer, text, told_each
from collectors.snmp.walk import Column

IF_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
IF_TYPE = (*IF_ENTRY, 3)
IF_SPEED = (*IF_ENTRY, 5)
IF_ADMIN_STATUS = (*IF_ENTRY, 7)
IF_OPER_STATUS = (*IF_ENTRY, 8)
IF_IN_OCTETS = (*IF_ENTRY, 10)
IF_IN_DISCARDS = (*IF_ENTRY, 13)
IF_IN_ERRORS = (*IF_ENTRY, 14)
IF_OUT_OCTETS = (*IF_ENTRY, 16)
IF_OUT_DISCARDS = (*IF_ENTRY, 19)
IF_OUT_ERRORS = (*IF_ENTRY, 20)
IFX_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
IF_HC_IN_OCTETS = (*IFX_ENTRY, 6)
IF_HC_OUT_OCTETS = (*IFX_ENTRY, 10)
IF_HIGH_SPEED = (*IFX_ENTRY, 15)
IF_ALIAS = (*IFX_ENTRY, 18)
IF_COUNTER_DISCONTINUITY = (*IFX_ENTRY, 19)
STATE = Table(
    (
        IF_TYPE,
        IF_SPEED,
        IF_ADMIN_STATUS,
        IF_OPER_STATUS,
        IF_IN_OCTETS,
        IF_IN_DISCARDS,
        IF_IN_ERRORS,
        IF_OUT_OCTETS,
        IF_OUT_DISCARDS,
        IF_OUT_ERRORS,
        IF_HC_IN_OCTETS,
        IF_HC_OUT_OCTETS,
        IF_HIGH_SPEED,
        IF_ALIAS,
        IF_COUNTER_DISCONTINUITY,
    )
)

ADMIN_STATUS: dict[int, bool | None] = {1: True, 2: False, 3: False}
OPER_STATUS: dict[int, bool | None] = {
    1: True,
    2: False,
    3: False,  # testing
    4: None,  # unknown: the agent says that it cannot tell
    5: False,  # dormant
    6: False,  # notPresent: an empty slot
    7: False,  # lowerLayerDown
}
ETHERNET = (6, 117)  # ethernetCsmacd; 117 is what old H3C gives its gigabit ports
SATURATED = 2**32 - 1
GIGABIT = 1_000_000_000
MEGABIT = 1_000_000
#: Beyond any aggregate that is built.
SPEED_AT_MOST = 100_000 * GIGABIT
#: Line rates in Mbit/s, met where bit/s belong (Topsec NGFW, in ifSpeed).
RATES_IN_MEGABITS = frozenset({10, 100, 1000, 2500, 5000, 10_000, 25_000, 40_000, 100_000})
COUNTED_BELOW = 2**64
OVERFLOWS_AT_MOST = 100  # 400 Gbit/s is 93 times 2^32


def parse(answers: Answers) -> Columns:
    names = interface_names(answers)
    columns = {column: answers.column(STATE, column) for column in STATE.columns}
    own = [cells for column, cells in columns.items() if column[: len(IF_ENTRY)] == IF_ENTRY]
    indexes = dict.fromkeys(chain.from_iterable(own))
    instances = [names.instance(index) for index in indexes]
    in_order = list(indexes)

    def each(
        quantity: Quantity, value: Callable[..., reading.Value], *wanted: Oid
    ) -> reading.Series:
        told = [aligned(columns[column], in_order) for column in wanted]
        return told_each(quantity, instances, value, *told)

    received = (IF_HC_IN_OCTETS, IF_IN_OCTETS)
    return names.with_rejected(
        [
            each(INTERFACE_SPEED, speed, IF_SPEED, IF_HIGH_SPEED, IF_TYPE),
            each(INTERFACE_ADMIN_UP, admin_up, IF_ADMIN_STATUS),
            each(INTERFACE_UP, oper_up, IF_OPER_STATUS),
            each(INTERFACE_TYPE, interface_type, IF_TYPE),
            each(INTERFACE_ALIAS, text, IF_ALIAS),
            each(INTERFACE_RECEIVE_BYTES, octets, *received),
            each(INTERFACE_TRANSMIT_BYTES, octets, IF_HC_OUT_OCTETS, IF_OUT_OCTETS),
            each(INTERFACE_COUNTER_BITS, counter_bits, *received),
            each(INTERFACE_DISCONTINUITY, ticks_seconds, IF_COUNTER_DISCONTINUITY),
            each(INTERFACE_RECEIVE_DISCARDS, counter, IF_IN_DISCARDS),
            each(INTERFACE_TRANSMIT_DISCARDS, counter, IF_OUT_DISCARDS),
            each(INTERFACE_RECEIVE_ERRORS, counter, IF_IN_ERRORS),
            each(INTERFACE_TRANSMIT_ERRORS, counter, IF_OUT_ERRORS),
        ]
    )


def aligned(cells: Column, indexes: list[Index]) -> Sequence[Value]:
    """A column's values at these indexes."""
    if list(cells) == indexes:  # nearly always
        return list(cells.values())
    return [cells.get(index, NONE) for index in indexes]


def admin_up(value: Value) -> bool | None:
    return chosen(value, ADMIN_STATUS)


def oper_up(value: Value) -> bool | None:
    return chosen(value, OPER_STATUS)


def interface_type(value: Value) -> int | None:
    plain = integer(value)
    return None if plain is None else int(between(plain, 1, 2**16, "as ifType"))


def counter(value: Value) -> int | None:
    plain = integer(value)
    if plain is None or 0 <= plain < COUNTED_BELOW:
        return plain
    return int(between(plain, 0, COUNTED_BELOW - 1, "packets or octets"))


def octets(wide: Value, narrow: Value) -> int | None:
    """The octet counter: the 64-bit one, but where that stands at 0 while the 32-bit one counts
    (9 of 388 real agents) the latter."""
    long = counter(wide)
    if long:
        return long
    short = counter(narrow)
    return short if long is None else short or long


def counter_bits(wide: Value, narrow: Value) -> int | None:
    """The width of the octet counter. That of the narrow one is told by the type received: Topsec
    sends a Counter64 as ifInOctets."""
    long, short = counter(wide), counter(narrow)
    if long or (long is not None and not short):
        return 64
    if short is None:
        return None
    is_wide = short >= 2**32 or (isinstance(narrow, Number) and narrow.kind is Kind.COUNTER64)
    return 64 if is_wide else 32


def speed(plain: Value, high: Value, kind: Value) -> int | None:
    """Line rate in bit/s, of ifSpeed, ifHighSpeed and ifType; None where the interface has no
    concept of bandwidth (RFC 2863: 0)."""
    return _speed(integer(plain), integer(high), integer(kind))


#: Rates are few, and ports many.
@lru_cache(maxsize=4096)
def _speed(plain: int | None, high: int | None, kind: int | None) -> int | None:
    for value, name in ((plain, "ifSpeed"), (high, "ifHighSpeed")):
        if value is not None and value < 0:
            raise Implausible(f"{name} is {value}")
    if high == SATURATED:
        high = None  # unknown, like every all-ones value
    if high and high == plain and high >= MEGABIT:
        return _plausible(high)  # bit/s in ifHighSpeed (3 of 388 real agents)
    if high and high * MEGABIT > (plain or 0):
        return _plausible(high * MEGABIT)
    if high and plain == SATURATED:
        return _plausible(high * MEGABIT)
    return _plain_speed(plain, kind) or None


def _plausible(bits_per_second: int) -> int:
    return int(between(bits_per_second, 0, SPEED_AT_MOST, "bit/s"))


def _plain_speed(plain: int | None, kind: int | None) -> int | None:
    """ifSpeed alone: 32 bits, which some agents fill and some overflow."""
    if plain is None:
        return None
    if plain >= SATURATED:
        raise Implausible("ifSpeed is saturated at 4294967295 and there is no ifHighSpeed")
    if kind in ETHERNET and plain in RATES_IN_MEGABITS:
        return plain * MEGABIT
    if plain % MEGABIT and any(
        (plain + turns * 2**32) % GIGABIT == 0 for turns in range(1, OVERFLOWS_AT_MOST)
    ):
        raise Implausible(f"ifSpeed {plain} is a rate modulo 2^32 and there is no ifHighSpeed")
    return plain


SUBJECT = Subject(
    "interfaces",
    (
        INTERFACE_SPEED,
        INTERFACE_ADMIN_UP,
        INTERFACE_UP,
        INTERFACE_TYPE,
        INTERFACE_ALIAS,
        INTERFACE_RECEIVE_BYTES,
        INTERFACE_TRANSMIT_BYTES,
        INTERFACE_COUNTER_BITS,
        INTERFACE_DISCONTINUITY,
        INTERFACE_RECEIVE_DISCARDS,
        INTERFACE_TRANSMIT_DISCARDS,
        INTERFACE_RECEIVE_ERRORS,
        INTERFACE_TRANSMIT_ERRORS,
    ),
    parse,
    tables=(INTERFACE_NAMES, STATE),
    needs_whole=(INTERFACE_NAMES,),
)
