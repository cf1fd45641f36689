"""Replies as they are planned: nothing is made that is not said, and not all is kept for ever."""

from pysnmp.proto.rfc1902 import Integer32

from sim.snmp import ber
from sim.snmp.kind import GET, GET_BULK, NOBODY, PLANS_AT_MOST, Kind
from sim.snmp.table import Lazy, Oid, Table

COLUMN: Oid = (1, 3, 6, 1, 4, 1, 99_999, 1)
ROWS = 10_000


def asked(name: Oid, first: int = 0, second: int = 0) -> bytes:
    """A PDU of one name, from behind its request-id."""
    binding = ber.write(ber.SEQUENCE, ber.write_identifier(name) + ber.write(ber.NULL, b""))
    numbers = ber.write_integer(first) + ber.write_integer(second)
    return numbers + ber.write(ber.SEQUENCE, binding)


def long_table(made: list[int]) -> Table:
    """Of each row that is made, the number is appended to `made`."""

    def row(number: int) -> Lazy:
        def now() -> object:
            made.append(number)
            return Integer32(number)

        return Lazy(now)

    table = Table()
    for number in range(ROWS):
        table.put(COLUMN, (number,), row(number))
    table.sort()
    return table


def test_of_a_long_table_only_what_a_reply_has_room_for_is_made_and_once() -> None:
    made: list[int] = []
    kind = Kind(long_table(made), lambda: 0.0)
    question = asked(COLUMN, second=1_000_000)
    told = [kind.plan(GET_BULK, question).bindings(NOBODY) for _ in range(2)]
    assert told[0] == told[1]
    assert 500 < len(told[0]) < 1_400
    assert made == list(range(len(made)))
    assert 10 < len(made) < 100


def test_questions_that_are_always_new_are_not_all_kept() -> None:
    kind = Kind(long_table([]), lambda: 0.0)
    first = kind.plan(GET, asked((*COLUMN, 0)))
    assert kind.plan(GET, asked((*COLUMN, 0))) is first
    for number in range(1, PLANS_AT_MOST + 1):
        kind.plan(GET, asked((*COLUMN, number)))
    assert kind.plan(GET, asked((*COLUMN, 0))) is not first
