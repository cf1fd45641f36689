"""Topics of MQTT 3.1.1: which patterns they meet, and who asked for which."""


class Subscriptions:
    """Topics and patterns of one client, with the QoS of each. Auditors of a big campus name
    thousands of topics: these are looked up, and only patterns are tried one after the other."""

    def __init__(self) -> None:
        self._topics: dict[str, int] = {}
        self._patterns: dict[str, int] = {}

    def add(self, pattern: str, qos: int) -> None:
        (self._patterns if is_pattern(pattern) else self._topics)[pattern] = qos

    def discard(self, pattern: str) -> None:
        self._topics.pop(pattern, None)
        self._patterns.pop(pattern, None)

    def granted(self, topic: str) -> int | None:
        """The best QoS of those that the topic meets; None where it meets none."""
        found = [qos for pattern, qos in self._patterns.items() if matches(pattern, topic)]
        if topic in self._topics:
            found.append(self._topics[topic])
        return max(found, default=None)


def is_pattern(text: str) -> bool:
    return "+" in text or "#" in text


def matches(pattern: str, topic: str) -> bool:
    """Section 4.7: + is one level, # the rest; neither reaches $SYS from the first level."""
    if topic.startswith("$") and pattern[:1] in ("+", "#"):
        return False
    wanted, levels = pattern.split("/"), topic.split("/")
    for number, level in enumerate(wanted):
        if level == "#":
            return True  # "a/#" also is "a" itself
        if number >= len(levels) or level not in ("+", levels[number]):
            return False
    return len(wanted) == len(levels)
