"""What wireless controllers tell of access points and radios, in our units."""

import re

from collectors.snmp.sentinels import PERCENT_UNKNOWN, UNKNOWN, count, known
from collectors.snmp.session import Octets, Value
from collectors.snmp.values import Implausible, between, text
from collectors.text import decoded

#: Far above the association identifiers of one radio (2007, IEEE 802.11) times its radios.
STATIONS_OF_ONE_AT_MOST = 10_000
#: The last one at 6 GHz (IEEE 802.11ax).
CHANNEL_AT_MOST = 233
#: Aruba and others add how wide it is, or on which side the second channel lies: "116E", "36+".
CHANNEL_IN_TEXT = re.compile(r"(\d{1,3})(?:[-+]|[A-Za-z]{1,2})?")
#: Centres of channels in MHz, the first and the last, and where a channel 0 would be: 2.4 GHz,
#: 5 GHz, 6 GHz (IEEE 802.11, annex E).
BANDS = ((2412, 2472, 2407), (5160, 5895, 5000), (5955, 7115, 5950))
APART = 5
#: Channel 14 stands apart from the others.
CHANNEL_14 = (2484, 14)
#: Heat alone makes -107 dBm in the narrowest of channels (5 MHz), and no receiver adds nothing.
NOISE = (-125, -30)
#: Longer than any access point was made for.
UPTIME_AT_MOST_SECONDS = 20 * 366 * 86400.0


def stations(value: Value) -> int | None:
    """Stations of one radio, or of all of an access point's."""
    return count(value, STATIONS_OF_ONE_AT_MOST)


def model(value: Value) -> str | None:
    return text(value) or None


def uptime(value: Value, parts_of_a_second: int = 100) -> float | None:
    """Seconds. 0 is what is said of an access point that has told none, and no time at all."""
    plain = known(value, UNKNOWN - {65535} | {0})
    if plain is None:
        return None
    return between(plain / parts_of_a_second, 0, UPTIME_AT_MOST_SECONDS, "s")


def channel(value: Value) -> int | None:
    """A channel's number; 0 is a radio that is off."""
    if isinstance(value, Octets):
        found = CHANNEL_IN_TEXT.fullmatch(decoded(value.value))
        plain: float | None = int(found.group(1)) if found else known(value, PERCENT_UNKNOWN)
    else:
        plain = known(value, PERCENT_UNKNOWN)
    if not plain:
        return None
    if plain != int(plain) or not 1 <= plain <= CHANNEL_AT_MOST:
        raise Implausible(f"{plain:g} is no channel: they go from 1 to {CHANNEL_AT_MOST}")
    return int(plain)


def channel_at(megahertz: Value) -> int | None:
    """The channel whose centre this is; 0 is a radio that is off."""
    plain = known(megahertz)
    if not plain:
        return None
    centre, number = CHANNEL_14
    if plain == centre:
        return number
    for first, last, zero in BANDS:
        if first <= plain <= last and (plain - zero) % APART == 0:
            return int(plain - zero) // APART
    raise Implausible(f"{plain:g} MHz is the centre of no channel")


def noise(value: Value) -> float | None:
    """dBm; 0 is none, for even the loudest of rooms is below it."""
    plain = known(value)
    return between(plain, *NOISE, "dBm of noise") if plain else None


def noise_without_sign(value: Value) -> float | None:
    """Aruba leaves the minus out: 94 is -94 dBm."""
    plain = known(value)
    return between(-abs(plain), *NOISE, "dBm of noise") if plain else None
