"""Finds thousands of known texts in other texts at once, by one expression that is a trie."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

#: Shorter ones are in many words; longer ones are replaced only where they are all of a text.
LENGTHS = range(3, 129)
ALNUM = "[0-9A-Za-z]"


class KnownTexts:
    """Texts are octets as characters (Latin-1); capitals of ASCII are the same as small letters."""

    def __init__(self, others: Mapping[str, str], anywhere: Iterable[str] = ()) -> None:
        """What is to be replaced by what, as whole words; `anywhere`: these within words too.

        Each is also found where it is spelt out in hexadecimal digits.
        """
        long_enough = {it: others[it] for it in others if len(it) >= LENGTHS.start}
        self._others = {small(text): other for text, other in long_enough.items()}
        words = {small(text) for text in others if len(text) in LENGTHS}
        inside = {small(text) for text in anywhere if len(text) in LENGTHS}
        for text, other in others.items():
            if len(text) in LENGTHS:
                inside.add(spelt(text))
                self._others.setdefault(spelt(text), spelt(other))
        bounded = f"(?<!{ALNUM})(?:{trie(words)})(?!{ALNUM})"
        self._patterns = [
            re.compile(pattern, re.ASCII | re.IGNORECASE)
            for of, pattern in ((inside, trie(inside)), (words, bounded))
            if of
        ]

    def replaced(self, text: str) -> str:
        if (other := self._others.get(small(text))) is not None:
            return other
        for pattern in self._patterns:
            text = pattern.sub(lambda match: self._others[small(match[0])], text)
        return text


def small(text: str) -> str:
    """In small letters, of ASCII alone: another octet is half a character."""
    return text.encode("latin-1").lower().decode("latin-1")


def spelt(text: str) -> str:
    return text.encode("latin-1").hex()


def trie(words: Iterable[str]) -> str:
    """An expression that matches each word, the longest first."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(root)


def _branches(node: dict[str, Any]) -> str:
    ways = [re.escape(letter) + _branches(below) for letter, below in node.items() if letter]
    if not ways:
        return ""
    joined = ways[0] if len(ways) == 1 and "" not in node else f"(?:{'|'.join(sorted(ways))})"
    return f"{joined}?" if "" in node else joined
