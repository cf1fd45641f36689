"""What outlives a conversation of version 3: which engine an address was, and its clock.

Only authenticated messages get in here. An address that was one engine is not believed to be
another until a person says so: a restart of the daemon, or `engine_id` in the inventory.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.failure import FailureKind, ProbeError
from collectors.snmp.message import Ignored
from collectors.snmp.usm import Salts

WINDOW_SECONDS = 150  # RFC 3414 section 2.2.3
LATCHED = 2**31 - 1  # snmpEngineBoots at its end: no message is in time (RFC 3414 section 2.2.2)

APPROVE = "restart the auditor or set engine_id to approve it"

Peer = tuple[str, int]


@dataclass(slots=True)
class Agent:
    """An engine, with our notion of its boots and time (RFC 3414 section 2.3).

    Before an authenticated message has told them, they are what an unauthenticated Report
    claimed: good enough to try with, and not to judge a message by.
    """

    engine_id: bytes
    boots: int = 0
    time_seconds: int = 0
    heard_at_seconds: float = 0.0  # on the monotonic clock
    synchronized: bool = False

    def guess(self, boots: int, time_seconds: int, now_seconds: float) -> None:
        if not self.synchronized:
            self.boots, self.time_seconds = boots, time_seconds
            self.heard_at_seconds = now_seconds

    def moment(self, now_seconds: float) -> tuple[int, int]:
        """Boots and time as the agent's clock shows them now."""
        passed = int(now_seconds - self.heard_at_seconds)
        return self.boots, min(self.time_seconds + passed, LATCHED)

    def check(self, boots: int, time_seconds: int, now_seconds: float) -> None:
        """RFC 3414 section 3.2 (7b), for a message whose digest is right."""
        newer = (boots, time_seconds) > (self.boots, self.time_seconds)
        if newer or not self.synchronized:
            self.boots, self.time_seconds = boots, time_seconds
            self.heard_at_seconds, self.synchronized = now_seconds, True
        if self.boots == LATCHED:
            raise boots_latched()
        if boots < self.boots:
            raise Ignored("whose snmpEngineBoots fell")
        if time_seconds < self.moment(now_seconds)[1] - WINDOW_SECONDS:
            raise Ignored("from outside the time window")


@dataclass(slots=True)
class Agents:
    """The engines that have proved to hold a key, by address and port."""

    known: dict[Peer, Agent] = field(default_factory=dict)
    salts: Salts = field(default_factory=Salts)
    clock: Callable[[], float] = time.monotonic


def boots_latched() -> ProbeError:
    detail = "the agent's snmpEngineBoots is at its end: it needs a new engine id"
    return ProbeError(FailureKind.AUTHENTICATION, detail)


def identity_changed(was: bytes, now: bytes) -> ProbeError:
    detail = f"it was engine {was.hex()} and is {now.hex()} now; {APPROVE}"
    return ProbeError(FailureKind.IDENTITY_CHANGED, detail)
