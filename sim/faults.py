"""The misbehaviours that every simulated device can be switched to while it runs."""

from enum import StrEnum

#: How long a slow device waits before it answers; longer than any time-out in tests.
SLOW_SECONDS = 30.0


class Fault(StrEnum):
    """One misbehaviour at a time; each protocol says in its module how it plays it."""

    NONE = "none"
    SILENT = "silent"  # takes the request and never answers
    SLOW = "slow"  # answers rightly, after the asker has given up
    GARBAGE = "garbage"  # answers bytes that are not the protocol
    TRUNCATED = "truncated"  # the right answer, cut in the middle
    WRONG_VALUE = "wrong_value"  # well-formed answers whose values cannot be true
