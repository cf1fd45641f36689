"""What a bad wire does to what passes: how often, in which direction, and how it is decided.

Each datagram's fate comes from the seed, the wire's name, the direction and the datagram's number
alone, so that neither other traffic nor the scheduler can change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from struct import Struct
from typing import Annotated

from pydantic import Field

from sim.facts import Model

#: A stream has no datagrams: one bit is changed in `flip_ratio` of its blocks of so many bytes.
BLOCK_BYTES = 64
DICE = Struct("<16I")  # of the 64 octets of a digest

Ratio = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=3600)]


class Direction(StrEnum):
    TO_DEVICE = "to_device"
    TO_ASKER = "to_asker"


class Kind(StrEnum):
    """What is done to a datagram or a stream, each counted by itself."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    REORDERED = "reordered"  # held until the next one of the same conversation has gone
    DELAYED = "delayed"
    FLIPPED = "flipped"  # one bit
    TRUNCATED = "truncated"
    FORGED_PORT = "forged_port"  # sent before the true one, with a lie in its last octet
    FORGED_ADDRESS = "forged_address"
    FORGED_ID = "forged_id"
    CUT = "cut"  # of a stream, as all below
    HALF_OPEN = "half_open"
    DRIBBLED = "dribbled"


class Way(Model):
    """One direction. Ratios are of the datagrams, or of the copies of those that are doubled."""

    loss_ratio: Ratio = 0
    duplicate_ratio: Ratio = 0
    duplicate_count: int = Field(default=1, ge=1, le=100)  # copies beside the first
    reorder_ratio: Ratio = 0
    reorder_seconds: Seconds = 0.02  # held no longer, where no other datagram follows
    flip_ratio: Ratio = 0
    flip_within_bytes: int | None = Field(default=None, ge=1)  # none: anywhere
    truncate_ratio: Ratio = 0
    forge_port_ratio: Ratio = 0
    forge_address_ratio: Ratio = 0  # IPv4: of ::1 there is no other
    forge_id_ratio: Ratio = 0
    forge_count: int = Field(default=1, ge=1, le=1000)  # before each true one
    delay_seconds: Seconds = 0
    delay_spread_seconds: Seconds = 0  # up to so much more
    # of streams alone, which know delay and flips as well
    cut_after_bytes: int | None = Field(default=None, ge=0)
    half_open_after_bytes: int | None = Field(default=None, ge=0)  # open, and nothing comes
    dribble_seconds: Seconds = 0  # after each byte, which is sent alone

    @cached_property
    def touches_datagrams(self) -> bool:
        return bool(
            self.loss_ratio or self.duplicate_ratio or self.reorder_ratio or self.flip_ratio
            or self.truncate_ratio or self.forge_port_ratio or self.forge_address_ratio
            or self.forge_id_ratio or self.delay_seconds or self.delay_spread_seconds
        )  # fmt: skip


class Wire(Way):
    """Both directions; what stands under one of them counts there instead."""

    seed: int = 0
    refuse: bool = False  # nobody listens for streams
    to_device: Way | None = None
    to_asker: Way | None = None

    @cached_property
    def ways(self) -> dict[Direction, Way]:
        common = {
            key: getattr(self, key) for key in Way.model_fields.keys() & self.model_fields_set
        }
        own = {Direction.TO_DEVICE: self.to_device, Direction.TO_ASKER: self.to_asker}
        return {
            direction: Way(**common | (way.model_dump(exclude_unset=True) if way else {}))
            for direction, way in own.items()
        }

    def as_json(self) -> dict[str, object]:
        """What it says, and not what it leaves as it is."""
        return self.model_dump(exclude_unset=True)


CLEAN = Wire()


@dataclass(frozen=True, slots=True)
class Copy:
    """One of those that leave for a datagram that came. Places are shares of its length."""

    lost: bool = False
    held: bool = False
    flipped_at: float | None = None
    kept_ratio: float | None = None
    delay_seconds: float = 0

    def damaged(self, datagram: bytes, within_bytes: int | None) -> bytes:
        if self.flipped_at is not None and datagram:
            bits = 8 * min(len(datagram), within_bytes or len(datagram))
            datagram = flipped(datagram, int(self.flipped_at * bits))
        if self.kept_ratio is not None:
            datagram = datagram[: int(self.kept_ratio * len(datagram))]
        return datagram


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one datagram."""

    copies: tuple[Copy, ...] = (Copy(),)
    forged: tuple[Kind, ...] = ()


UNTOUCHED = Fate()


def fate(wire: Wire, name: str, direction: Direction, number: int) -> Fate:
    """All dice are thrown, whatever the ratios: raising one of them leaves the others' be."""
    way = wire.ways[direction]
    if not way.touches_datagrams:
        return UNTOUCHED
    what = f"{wire.seed}/{name}/{direction.value}/{number}"
    port, address, other_id, doubled, *first = dice(what)
    forged = []
    if port < way.forge_port_ratio:
        forged.append(Kind.FORGED_PORT)
    if address < way.forge_address_ratio:
        forged.append(Kind.FORGED_ADDRESS)
    if other_id < way.forge_id_ratio:
        forged.append(Kind.FORGED_ID)
    copies = [_copy(way, first)]
    if doubled < way.duplicate_ratio:
        copies += (_copy(way, dice(f"{what}/{n}")) for n in range(way.duplicate_count))
    return Fate(tuple(copies), tuple(forged))


def dice(what: str) -> tuple[float, ...]:
    """Sixteen numbers from 0 up to 1, always the same for the same text."""
    return tuple(whole / 2**32 for whole in DICE.unpack(blake2b(what.encode()).digest()))


def _copy(way: Way, thrown: Sequence[float]) -> Copy:
    lost, held, flip, cut, where, kept, late = thrown[:7]
    return Copy(
        lost < way.loss_ratio,
        held < way.reorder_ratio,
        where if flip < way.flip_ratio else None,
        kept if cut < way.truncate_ratio else None,
        way.delay_seconds + late * way.delay_spread_seconds,
    )


def flipped(octets: bytes, bit: int) -> bytes:
    place, shift = divmod(bit, 8)
    return octets[:place] + bytes((octets[place] ^ 1 << shift,)) + octets[place + 1 :]


@dataclass(slots=True)
class Stream:
    """One direction of a connection; `number` counts the connections of the wire."""

    name: str
    direction: Direction
    number: int
    passed_bytes: int = 0
    pieces: int = 0
    stalled: bool = False  # open, and nothing comes any more

    def delay_seconds(self, wire: Wire) -> float:
        """Of the next piece."""
        way = wire.ways[self.direction]
        self.pieces += 1
        if not way.delay_spread_seconds:
            return way.delay_seconds
        late = self._dice(wire, f"piece {self.pieces}")[0]
        return way.delay_seconds + late * way.delay_spread_seconds

    def damaged(self, wire: Wire, piece: bytes) -> tuple[bytes, int]:
        """The piece and how many bits of it are changed; how the stream was cut into pieces
        changes nothing."""
        ratio, first = wire.ways[self.direction].flip_ratio, self.passed_bytes
        self.passed_bytes += len(piece)
        if not ratio:
            return piece, 0
        found, count = piece, 0
        for block in range(first // BLOCK_BYTES, (self.passed_bytes - 1) // BLOCK_BYTES + 1):
            thrown, where, *_ = self._dice(wire, f"block {block}")
            place = 8 * (block * BLOCK_BYTES - first) + int(where * BLOCK_BYTES * 8)
            if thrown < ratio and 0 <= place < 8 * len(piece):
                found, count = flipped(found, place), count + 1
        return found, count

    def _dice(self, wire: Wire, what: str) -> tuple[float, ...]:
        return dice(f"{wire.seed}/{self.name}/{self.direction.value}/{self.number}/{what}")
