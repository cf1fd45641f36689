"""Finds what is private in a recording: by its columns, by its form, and by what stands before."""

from dataclasses import dataclass, field

from sim.recordings import addresses, indexes
from sim.recordings.addresses import IPV4_OCTETS, IPV6_HEADS, IPV6_OCTETS, MAC_OCTETS
from sim.recordings.private import COLUMNS, FACTORY_NAMES, NO_ADDRESSES, PHRASES, Kind
from sim.recordings.snmprec import Oid, Row, Tag
from sim.recordings.substitutes import BLANKS, is_host, is_station, label_of

LONGEST_COLUMN = max(map(len, COLUMNS))
FAMILIES = {1: IPV4_OCTETS, 2: IPV6_OCTETS}  # IANA's address families, before an address
OCTETS = frozenset({Kind.ADDRESSES, Kind.MACS, Kind.ENGINE_IDS})


@dataclass(slots=True)
class Found:
    """All that is private in one recording, by kind; texts are octets as characters.

    `words` are texts of indexes that may be plain words: they are not looked for in other texts.
    """

    keep: frozenset[Kind]
    texts: dict[str, Kind] = field(default_factory=dict)
    octets: dict[bytes, Kind] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def text(self, text: str, kind: Kind) -> None:
        stripped = text.strip(BLANKS)
        if kind in self.keep or not stripped or stripped.lower() in FACTORY_NAMES:
            return
        same = (text, stripped, label_of(stripped)) if kind is Kind.NAMES else (text, stripped)
        for said in same:
            self.texts.setdefault(said, kind)
            self.words.discard(said)

    def address(self, octets: bytes) -> None:
        kind = Kind.MACS if len(octets) == MAC_OCTETS else Kind.ADDRESSES
        somebodys = is_station(octets) if kind is Kind.MACS else is_host(octets)
        if kind not in self.keep and somebodys:
            self.octets[octets] = kind

    def engine(self, octets: bytes) -> None:
        if Kind.ENGINE_IDS not in self.keep and len(octets) in indexes.ENGINE_LENGTHS:
            self.octets[octets] = Kind.ENGINE_IDS

    def row(self, row: Row) -> None:
        self.name(row.oid)
        if isinstance(row.value, tuple):
            self.name(row.value)
        elif isinstance(row.value, bytes):
            self._value(row.oid, row.tag, row.value)

    def name(self, oid: Oid) -> None:
        for part in indexes.parts(oid, self.octets):
            octets = indexes.octets(oid, part)
            if part.kind is Kind.ENGINE_IDS:
                self.engine(octets)
            elif part.kind in OCTETS:
                self.address(octets)
            elif (text := octets.decode("latin-1")) not in self.texts:
                self.text(text, part.kind)
                if part.kind is Kind.NAMES and text.isascii() and text.isalpha():
                    self.words.add(text)

    def writing(self, text: str) -> None:
        """What stands somewhere in a text."""
        for kind, pattern in PHRASES.items():
            for match in pattern.finditer(text):
                self.text(match[1], kind)
        for octets in addresses.found(text):
            self.address(octets)

    def _value(self, oid: Oid, tag: Tag, value: bytes) -> None:
        kind = column_of(oid)
        if tag is Tag.ADDRESS:
            self.address(value)
        elif kind is Kind.ENGINE_IDS:
            self.engine(value)
        elif kind is Kind.MACS and len(value) == MAC_OCTETS:
            self.address(value)
        elif kind is Kind.ADDRESSES and len(value) >= IPV4_OCTETS:
            self.address(value[: address_size(value)])
        elif not within(oid, NO_ADDRESSES):
            if kind is not None and kind not in OCTETS:
                self.text(value.decode("latin-1"), kind)
            self._octets(value)

    def _octets(self, value: bytes) -> None:
        if indexes.is_writing(value):
            self.writing(value.decode("latin-1"))
        elif len(value) == MAC_OCTETS or (len(value) == IPV6_OCTETS and value[0] in IPV6_HEADS):
            self.address(value)
        elif value[0] in FAMILIES and len(value) == FAMILIES[value[0]] + 1:
            self.address(value[1:])


def column_of(oid: Oid) -> Kind | None:
    for size in range(min(LONGEST_COLUMN, len(oid)), 0, -1):
        if (kind := COLUMNS.get(oid[:size])) is not None:
            return kind
    return None


def within(oid: Oid, columns: frozenset[Oid]) -> bool:
    return any(oid[: len(column)] == column for column in columns)


def address_size(value: bytes) -> int:
    """Of the address at the beginning; what follows is a port."""
    return IPV6_OCTETS if len(value) >= IPV6_OCTETS else IPV4_OCTETS
