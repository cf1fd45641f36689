"""Text of devices: cleaned once, where it comes in, so that nobody after has to."""

import unicodedata
from typing import Self


class Cleaned(str):
    """A text that is not quite what was sent: `raw_hex` are the octets, for whoever has to look."""

    __slots__ = ("raw_hex",)
    raw_hex: str

    @classmethod
    def of(cls, text: str, octets: bytes) -> Self:
        cleaned = cls(text)
        cleaned.raw_hex = octets.hex()
        return cleaned


def decoded(octets: bytes) -> str:
    """UTF-8, else GB 18030 (what Chinese consoles type into descriptions), else Latin-1.

    Controls become spaces; invisible format characters (bidirectional overrides, zero
    width) go: they only serve to make one name look like another. Where more than space around
    it was changed, the text is `Cleaned` and has its octets with it.
    """
    if octets.isascii():
        plain = octets.decode("ascii")
        if plain.isprintable():  # nearly always
            return plain.strip()
    for encoding in ("utf-8", "gb18030"):
        try:
            plain = octets.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return Cleaned.of(_visible(octets.decode("latin-1")), octets)
    visible = _visible(plain)
    return visible if visible == plain.strip() else Cleaned.of(visible, octets)


def _visible(text: str) -> str:
    return "".join(map(_visible_character, text)).strip()


def _visible_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if category.startswith(("C", "Z")) else character
