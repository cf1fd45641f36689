"""Frees a recording of what is private; what stands in its place is the same wherever it stood."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.recordings import addresses, indexes
from sim.recordings.addresses import IPV4_OCTETS, IPV6_OCTETS, MAC_OCTETS
from sim.recordings.findings import OCTETS, Found, address_size, column_of, within
from sim.recordings.known_texts import KnownTexts
from sim.recordings.private import NO_ADDRESSES, NUT_ENDINGS, SYS_NAME, Kind
from sim.recordings.snmprec import Oid, Row, Value
from sim.recordings.substitutes import Substitutes, key_of

WITHIN_WORDS = {Kind.SECRETS: 1, Kind.SERIALS: 6, Kind.USERS: 6}  # from what length on
Counts = Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class Orders:
    """What to leave as it is, what to hide besides, and the salt that several recordings share."""

    keep: frozenset[Kind] = frozenset()
    secrets: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    salt: bytes | None = None


class Redaction:
    """Of what was found in one recording."""

    def __init__(self, found: Found, salt: bytes | None) -> None:
        hidden = [*found.octets, *(text.encode("latin-1") for text in found.texts)]
        engines = {it for it, kind in found.octets.items() if kind is Kind.ENGINE_IDS}
        plain = found.octets.keys() - engines
        others = Substitutes(key_of(salt, hidden), found.texts, engines, plain)
        self._octets = others.octets
        self._texts = others.texts
        written = {it.hex(): others.octets[it].hex() for it in engines}
        within_words = [
            text
            for text, kind in found.texts.items()
            if kind in WITHIN_WORDS and len(text) >= WITHIN_WORDS[kind]
        ]
        looked_for = {it: other for it, other in others.texts.items() if it not in found.words}
        self._known = KnownTexts(looked_for | written, [*within_words, *written])
        # a text with and without blanks around it, a host with and without domain: one of a kind
        said = {(found.texts[it], other) for it, other in others.texts.items()}
        self.counts: Counts = Counter([kind for kind, _ in said] + [*found.octets.values()])

    def row(self, row: Row) -> Row:
        return Row(self.name(row.oid), row.tag, self._value(row.oid, row.value))

    def text(self, text: str) -> str:
        """Octets as characters, with addresses in writing."""
        known = self._known.replaced(text)
        return addresses.rewritten(known, lambda octets: self._octets.get(octets, octets))

    def name(self, oid: Oid) -> Oid:
        made: list[int] = []
        place = 0
        for part in indexes.parts(oid, self._octets):
            other = self._part(indexes.octets(oid, part), part.kind)
            made += oid[place : part.start]
            if part.length:
                made[-1] = len(other)
            made += other
            place = part.stop
        return (*made, *oid[place:])

    def _part(self, octets: bytes, kind: Kind) -> bytes:
        if kind in OCTETS:
            return self._octets.get(octets, octets)
        return self._whole(octets) or self.text(octets.decode("latin-1")).encode("latin-1")

    def _whole(self, octets: bytes) -> bytes | None:
        text = self._texts.get(octets.decode("latin-1"))
        return None if text is None else text.encode()

    def _value(self, oid: Oid, value: Value) -> Value:
        if isinstance(value, tuple):
            return self.name(value)
        if not isinstance(value, bytes):
            return value
        kind = column_of(oid)
        if within(oid, NO_ADDRESSES):
            return self._known.replaced(value.decode("latin-1")).encode("latin-1")
        if kind is Kind.ADDRESSES:
            size = address_size(value)
            return self._octets.get(value[:size], value[:size]) + value[size:]
        if value in self._octets:
            return self._octets[value]
        whole = self._whole(value) if kind is not None else None
        return whole if whole is not None else self._inside(value)

    def _inside(self, value: bytes) -> bytes:
        """Texts and addresses in writing, and addresses as octets among others."""
        if indexes.is_writing(value):
            return self.text(value.decode("latin-1")).encode("latin-1")
        value = self._known.replaced(value.decode("latin-1")).encode("latin-1")
        place, made = 0, bytearray()
        while place < len(value):
            said = self._address_at(value, place)
            made += self._octets[said] if said else value[place : place + 1]
            place += len(said) or 1
        return bytes(made)

    def _address_at(self, value: bytes, place: int) -> bytes:
        """Empty where none begins; an IPv4 address of low numbers only where it is all."""
        for size in (IPV6_OCTETS, MAC_OCTETS, IPV4_OCTETS):
            said = value[place : place + size]
            clear = size > IPV4_OCTETS or indexes.looks_like_ipv4(tuple(said))
            if said in self._octets and (clear or place + size == len(value) <= IPV4_OCTETS + 1):
                return said
        return b""


def redacted(rows: Sequence[Row], orders: Orders) -> tuple[list[Row], Counts]:
    """The rows without what is private, and how many of each kind there were."""
    found = _of_orders(orders)
    # the device's own name is the first
    for row in sorted(rows, key=lambda row: (row.oid != SYS_NAME, row.oid)):
        found.row(row)
    made = Redaction(found, orders.salt)
    return [made.row(row) for row in rows], made.counts


def redacted_variables(
    variables: Mapping[str, str], orders: Orders
) -> tuple[dict[str, str], Counts]:
    """The same of what upsd lists of a unit."""
    characters = {name: as_characters(text) for name, text in variables.items()}
    found = _of_orders(orders)
    for name, text in characters.items():
        for ending, kind in NUT_ENDINGS.items():
            if name.endswith(ending):
                found.text(text, kind)
        found.writing(text)
    made = Redaction(found, orders.salt)
    return {name: as_text(made.text(text)) for name, text in characters.items()}, made.counts


def _of_orders(orders: Orders) -> Found:
    found = Found(orders.keep)
    for kind, texts in ((Kind.SECRETS, orders.secrets), (Kind.USERS, orders.users)):
        for text in texts:
            found.text(as_characters(text), kind)
    return found


def as_characters(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def as_text(characters: str) -> str:
    return characters.encode("latin-1").decode("utf-8", "replace")


def head(counts: Counts, keep: Iterable[Kind]) -> list[str]:
    """What was hidden and what was kept, a line each."""
    kept = frozenset(keep)
    if kept == frozenset(Kind):
        return ["nothing is hidden: this is what the device said"]
    lines = [f"hidden: {kind} ({counts.get(kind, 0)})" for kind in Kind if kind not in kept]
    lines += [f"kept: {kind}" for kind in Kind if kind in kept]
    return [*lines, "kept: other free text, such as descriptions and aliases"]
