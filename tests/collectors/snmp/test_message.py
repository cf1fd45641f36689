# ruff: noqa: N802 - a test of a fault carries the id that the table of faults gives it
"""Messages and PDUs: pysnmp understands what we write, and we read what it writes."""

import random
from collections.abc import Sequence

import pytest
from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto.api import v1, v2c

from collectors.snmp import ber, message, message_v3
from collectors.snmp.ber import MalformedReply
from collectors.snmp.message import GET, GET_BULK, VERSION_1, VERSION_2C, Ignored
from collectors.snmp.session import (
    Absent,
    Address,
    Bulk,
    Identifier,
    Kind,
    Number,
    Octets,
    Oid,
    Part,
    Value,
    VarBind,
    by_column,
)
from collectors.snmp.varbinds import (
    BINDINGS_AT_MOST,
    INDEXES,
    INDEXES_AT_MOST,
    Column,
    asking,
    asking_after,
    read_bindings,
    read_bulk,
)

COLUMNS: tuple[Oid, ...] = ((1, 3, 6, 1, 2, 1, 2, 2, 1, 2), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6))
NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)


def bindings(*pairs: tuple[Oid, bytes]) -> bytes:
    """The contents of a list of bindings."""
    return b"".join(
        ber.write(ber.SEQUENCE, ber.write(6, ber.identifier_octets(oid)) + value)
        for oid, value in pairs
    )


def read(octets: bytes) -> list[VarBind]:
    return read_bindings(octets, 0, len(octets))


def read_columns(octets: bytes, oids: Sequence[Oid]) -> Bulk:
    return read_bulk(octets, 0, len(octets), [Column(oid) for oid in oids])


def test_a_request_is_what_pysnmp_takes_it_for() -> None:
    pdu = message.request_pdu(GET_BULK, 2**31 - 1, asking(COLUMNS), max_repetitions=25)
    octets = message.community_message(VERSION_2C, b"public", pdu)
    found, rest = decoder.decode(octets, asn1Spec=v2c.Message())
    assert not rest
    assert v2c.apiMessage.get_community(found) == b"public"
    bulk = v2c.apiMessage.get_pdu(found)
    assert bulk.isSameTypeWith(v2c.GetBulkRequestPDU())
    assert v2c.apiBulkPDU.get_request_id(bulk) == 2**31 - 1
    assert v2c.apiBulkPDU.get_non_repeaters(bulk) == 0
    assert v2c.apiBulkPDU.get_max_repetitions(bulk) == 25
    assert [tuple(name) for name, _ in v2c.apiBulkPDU.get_varbinds(bulk)] == list(COLUMNS)
    assert encoder.encode(found) == octets


def test_a_walk_asks_on_behind_an_index() -> None:
    columns = [Column(oid) for oid in COLUMNS]
    for after in (((), ()), ((300, 7), (300, 7)), ((300, 7), (301,)), ((300, 7), (300, 7))):
        oids = [oid + index for oid, index in zip(COLUMNS, after, strict=True)]
        assert asking_after(columns, after) == asking(oids)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("020105", Number(5)),
        ("0201fb", Number(-5)),
        ("020200c8", Number(200)),
        ("02047fffffff", Number(2**31 - 1)),
        ("020480000000", Number(-(2**31))),
        ("0205ff80000000", Number(-(2**31))),
        ("410100", Number(0, Kind.COUNTER32)),
        ("410500ffffffff", Number(2**32 - 1, Kind.COUNTER32)),
        ("42020080", Number(128, Kind.GAUGE32)),
        ("43047fffffff", Number(2**31 - 1, Kind.TIME_TICKS)),
        ("460900ffffffffffffffff", Number(2**64 - 1, Kind.COUNTER64)),
        ("46017f", Number(127, Kind.COUNTER64)),
        ("0400", Octets(b"")),
        ("040200ff", Octets(b"\x00\xff")),
        ("048102" + "00ff", Octets(b"\x00\xff")),
        ("0482012c" + "61" * 300, Octets(b"a" * 300)),
        ("44039f7804", Octets(b"\x9f\x78\x04")),
        ("06032b0601", Identifier((1, 3, 6, 1))),
        ("4004c0000201", Address(b"\xc0\x00\x02\x01")),
        ("0500", Absent.NULL),
        ("8000", Absent.NO_SUCH_OBJECT),
        ("8100", Absent.NO_SUCH_INSTANCE),
        ("8200", Absent.END_OF_MIB_VIEW),
    ],
)
def test_every_type_is_read_whatever_was_asked(element: str, value: Value) -> None:
    expected = [VarBind((*COLUMNS[0], 7), value)]
    octets = bindings((expected[0].oid, bytes.fromhex(element)))
    assert read(octets) == expected
    assert type(read(octets)[0].value) is type(value)
    columns = [Column(COLUMNS[0])]
    for _ in range(2):  # met for the first time, and known
        part = read_bulk(octets, 0, len(octets), columns).parts[0]
        ends = isinstance(value, Absent) and value is not Absent.NULL
        assert part == (Part(ended=True) if ends else Part([(7,)], [value]))
        assert ends or type(part.values[0]) is type(value)


@pytest.mark.parametrize(
    ("element", "message"),
    [
        ("0200", "an Integer32 of 0 octets"),
        ("02050080000000", "an Integer32 of more than 32 bits"),
        ("0206000000000001", "an Integer32 of 6 octets"),
        ("4100", "an unsigned number of 0 octets"),
        ("4104ffffffff", "below zero"),
        ("41050100000000", "needs more than 4 octets"),
        ("4607010203040506", "longer than what holds it"),
        ("4609ffffffffffffffffff", "below zero"),
        ("460a00000000000000000001", "an unsigned number of 10 octets"),
        ("4003c00002", "an IpAddress of 3 octets"),
        ("050100", "NULL with contents"),
        ("820100", "endOfMibView with contents"),
        ("0600", "empty"),
        ("450100", "unknown type 0x45"),
        ("3000", "unknown type 0x30"),
        ("02010500", "octets follow a binding's value"),
        ("", "cut off"),
    ],
)
def test_fault_S5_a_value_that_is_none_is_refused(element: str, message: str) -> None:
    octets = bindings(((*COLUMNS[0], 7), bytes.fromhex(element)))
    with pytest.raises(MalformedReply, match=message):
        read(octets)
    for oids in (COLUMNS, [NAME]):
        with pytest.raises(MalformedReply, match=message):
            read_columns(octets, oids)


def test_fault_S5_a_binding_may_not_reach_behind_the_list() -> None:
    octets = bindings(((*COLUMNS[0], 7), b"\x04\x03abc"))
    columns = [Column(oid) for oid in COLUMNS]
    for _ in range(2):
        with pytest.raises(MalformedReply, match="longer than"):
            read_bulk(octets, 0, len(octets) - 1, columns)
        read_bulk(octets, 0, len(octets), columns)
    with pytest.raises(MalformedReply, match="longer than"):
        read_bindings(octets, 0, len(octets) - 1)


@pytest.mark.parametrize("octets", range(1, 16))
def test_names_shorter_or_longer_than_a_column_are_read(octets: int) -> None:
    """One octet less than the column's was once a loop without end."""
    expected = [VarBind((1, 3, *range(1, octets)), Number(7))]
    octets_of_list = bindings((expected[0].oid, b"\x02\x01\x07"))
    assert read(octets_of_list) == expected
    assert read_columns(octets_of_list, COLUMNS).parts[0].ended


def random_bindings(dice: random.Random) -> bytes:
    """A reply that a walk may get: mostly in columns, with odd names, sizes and types."""
    pairs: list[tuple[Oid, bytes]] = []
    for _ in range(dice.randint(0, 12)):
        index = tuple(dice.randint(0, dice.choice([9, 300, 2**32 - 1])) for _ in range(3))
        for column in COLUMNS:
            oid = (*column, *index[: dice.randint(0, 3)]) if dice.random() < 0.3 else column + index
            tag = dice.choice([0x02, 0x04, 0x41, 0x42, 0x43, 0x46])
            most = {0x02: 4, 0x04: 200, 0x46: 8}.get(tag, 4)
            content = bytes([dice.randint(0, 127), *dice.randbytes(dice.randint(0, most - 1))])
            pairs.append((oid, ber.write(tag, content)))
    return bindings(*pairs)


def test_the_fast_reader_and_the_careful_one_read_alike() -> None:
    dice = random.Random(20)
    columns = [Column(oid) for oid in COLUMNS]
    for _ in range(500):
        octets = random_bindings(dice)
        careful = by_column(COLUMNS, read(octets))
        for _ in range(2):
            fast = read_bulk(octets, 0, len(octets), columns)
            assert (fast.parts, fast.count) == (careful.parts, careful.count)


def test_an_agent_cannot_fill_the_memory() -> None:
    column = Column(COLUMNS[0])
    for index in range(INDEXES_AT_MOST + 10):
        name = ber.write(6, column.octets + ber.write_sub_identifiers((index,)))
        octets = ber.write(ber.SEQUENCE, name + b"\x02\x01\x05")
        part = read_bulk(octets, 0, len(octets), [column]).parts[0]
        assert part == Part([(index,)], [Number(5)])
        column.asking((index,))
    assert len(column.known) <= BINDINGS_AT_MOST
    assert len(INDEXES) <= INDEXES_AT_MOST + 1


def response(oid: Oid = NAME, value: object = v2c.OctetString("edge-1")) -> bytes:
    pdu = v2c.GetResponsePDU()
    v2c.apiPDU.set_defaults(pdu)
    v2c.apiPDU.set_request_id(pdu, 77)
    v2c.apiPDU.set_varbinds(pdu, [(oid, value)])
    found = v2c.Message()
    v2c.apiMessage.set_defaults(found)
    v2c.apiMessage.set_community(found, "public")
    v2c.apiMessage.set_pdu(found, pdu)
    return bytes(encoder.encode(found))


def test_a_response_of_pysnmp_is_read() -> None:
    pdu = message.read_community_message(response(), VERSION_2C, b"public")
    assert (pdu.request_id, pdu.error_status, pdu.error_index) == (77, 0, 0)
    assert pdu.varbinds() == [VarBind(NAME, Octets(b"edge-1"))]


def test_version_1_has_no_counter64_and_no_exceptions() -> None:
    pdu = v1.GetResponsePDU()
    v1.apiPDU.set_defaults(pdu)
    v1.apiPDU.set_varbinds(pdu, [(NAME, v1.OctetString("edge-1"))])
    found = v1.Message()
    v1.apiMessage.set_defaults(found)
    v1.apiMessage.set_community(found, "public")
    v1.apiMessage.set_pdu(found, pdu)
    octets = bytes(encoder.encode(found))
    read_pdu = message.read_community_message(octets, VERSION_1, b"public")
    assert read_pdu.varbinds() == [VarBind(NAME, Octets(b"edge-1"))]
    for newer in ("460101", "8000", "8100", "8200"):
        ill = ber.write(ber.SEQUENCE, bindings((NAME, bytes.fromhex(newer))))
        forged = message.community_message(
            VERSION_1, b"public", message.request_pdu(message.RESPONSE, 1, ill)
        )
        with pytest.raises(MalformedReply, match="SNMPv1 does not have"):
            message.read_community_message(forged, VERSION_1, b"public")


@pytest.mark.parametrize(
    ("octets", "message_text"),
    [
        (message.community_message(0, b"public", b""), "another version"),
        (message.community_message(1, b"private", b""), "another community"),
        (message.community_message(1, b"public", b"\xa0\x00"), "another type of PDU"),
        (
            message.community_message(
                1, b"public", message.request_pdu(message.REPORT, 1, b"\x30\x00")
            ),
            "another type of PDU",
        ),
    ],
)
def test_what_is_not_ours_is_named(octets: bytes, message_text: str) -> None:
    with pytest.raises((Ignored, MalformedReply), match=message_text):
        message.read_community_message(octets, VERSION_2C, b"public")


@pytest.mark.parametrize(
    "pdu",
    [
        message.request_pdu(message.RESPONSE, 1, b"\x30\x00", non_repeaters=-1),
        message.request_pdu(message.RESPONSE, 1, b"\x30\x00", max_repetitions=-1),
        message.request_pdu(message.RESPONSE, 1, b"\x30\x00\x00"),
        message.request_pdu(message.RESPONSE, 1, b""),
        message.request_pdu(message.RESPONSE, 2**31, b"\x30\x00"),
    ],
    ids=["status below zero", "index below zero", "trailing", "no list", "id of 33 bits"],
)
def test_fault_S5_a_pdu_out_of_bounds_is_malformed(pdu: bytes) -> None:
    octets = message.community_message(VERSION_2C, b"public", pdu)
    with pytest.raises(MalformedReply):
        message.read_community_message(octets, VERSION_2C, b"public")


SECURITY = message_v3.Security(b"\x80engine", 5, 6, b"auditor", b"d" * 24, b"saltsalt")


def test_a_message_of_version_3_is_read_as_it_was_written() -> None:
    pdu = message.request_pdu(message.RESPONSE, 9, b"\x30\x00")
    scoped = message_v3.scoped_pdu(b"\x80engine", b"context", pdu)
    octets, at = message_v3.message(7, 0x05, SECURITY, scoped)
    assert octets[at : at + 24] == SECURITY.digest
    envelope = message_v3.read_message(octets)
    assert (envelope.message_id, envelope.level, envelope.security) == (7, 1, SECURITY)
    assert envelope.digest_at == at
    assert envelope.without_digest() == octets[:at] + bytes(24) + octets[at + 24 :]
    engine_id, context, found = message_v3.plain_scoped_pdu(envelope)
    assert (engine_id, context, found.request_id) == (b"\x80engine", b"context", 9)
    assert SECURITY.moment.hex() == "0000000500000006"


@pytest.mark.parametrize("flags", [0x02, 0x06])
def test_nothing_is_encrypted_that_is_not_authenticated(flags: int) -> None:
    octets, _ = message_v3.message(7, flags, SECURITY, b"\x04\x00")
    with pytest.raises(MalformedReply, match="encrypted, but not authenticated"):
        message_v3.read_message(octets)


@pytest.mark.parametrize(
    "security",
    [
        message_v3.Security(boots=-1),
        message_v3.Security(time_seconds=-1),
        message_v3.Security(user=b"u" * 33),
    ],
)
def test_fault_S5_security_parameters_out_of_bounds_are_malformed(
    security: message_v3.Security,
) -> None:
    octets, _ = message_v3.message(7, 0, security, b"\x30\x00")
    with pytest.raises(MalformedReply, match="out of bounds"):
        message_v3.read_message(octets)


def test_only_padding_of_blocks_may_follow_a_scoped_pdu() -> None:
    pdu = message.request_pdu(message.RESPONSE, 9, b"\x30\x00")
    octets = message_v3.scoped_pdu(b"\x80engine", b"", pdu) + b"\x00\x00"
    assert message_v3.read_scoped_pdu(octets, 0, len(octets), padded=True)[2].request_id == 9
    with pytest.raises(MalformedReply, match="octets follow"):
        message_v3.read_scoped_pdu(octets, 0, len(octets), padded=False)


def test_a_get_is_these_octets() -> None:
    octets = "a019020101020100020100300e300c06082b060102010105000500"
    assert message.request_pdu(GET, 1, asking([NAME])).hex() == octets
