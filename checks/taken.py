"""When a reading was taken: a moment that moves on with every round."""


class Now:
    """The moment of the latest judgement over a ledger, by which its readings' ages are counted."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds


class Taken:
    """When a reading was last taken (monotonic).

    Shared by the ledger and all that was worked out from the reading: a round that repeats the
    value moves `seconds` on, so that verdicts which nobody has to work out again show the right
    age. A round that brings another value does so too, and voids what rests on the old one.
    """

    __slots__ = ("_now", "seconds")

    def __init__(self, seconds: float, now: Now) -> None:
        self.seconds = seconds
        self._now = now

    @property
    def age_seconds(self) -> float:
        """At the latest judgement; 0 for what has come since."""
        return max(self._now.seconds - self.seconds, 0.0)

    def __repr__(self) -> str:
        return f"Taken({self.seconds:g})"


def taken_ago(age_seconds: float) -> Taken:
    """Of a value whose age somebody else has counted."""
    return Taken(-age_seconds, Now())
