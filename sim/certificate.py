"""`campus-sim certify`: the auditor as a real process on a campus whose truth is known.

A plan breaks and mends what the campus has, one cause at a time and then several at once. After
each change the auditor has as long as its own configuration allows; what it says at every look is
held against what can be known, and counted.
"""

import asyncio
import copy
import math
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final, TypeVar

from sim.campus import Campus
from sim.causes import plan
from sim.faults import Fault
from sim.inventory import Settings
from sim.scoreboard import PARTLY_PROVEN, Audit, Clause
from sim.steps import Change, Key, Step, made
from sim.supposing import Supposing
from sim.worlds import Known, hidden, known

LOOK_SECONDS: Final = 0.25

Found = TypeVar("Found")

#: A campus minute in one second: the documents' windows are scaled by configuration.
QUICK: Final = Settings(
    interval_seconds=1.5,
    timeout_seconds=1.2,
    freshness_at_most_seconds=6.0,
    sustain_at_most_seconds=0.0,
    back_off_at_most_seconds=1.5,
)
#: From the end of a round to the audit that shows it, on a machine that does other things beside.
JUDGING_SECONDS: Final = 2.0

FAULTY_SHARE: Final = 0.2
AT_ONCE: Final = 3
SELDOM: Final = 8  # several causes at once, for one of so many that are alone
#: A look takes a tenth of that where the machine has time for it.
LOOK_AT_MOST_SECONDS: Final = 1.0
#: A step is played so often at most, where devices that were well did not answer in time.
ATTEMPTS: Final = 3
TIMEOUT: Final = "timeout"  # what the auditor calls it
HIDING: Final = (Fault.SILENT, Fault.SLOW, Fault.GARBAGE, Fault.TRUNCATED)


class Finding(StrEnum):
    """What is wrong with something that the auditor said."""

    FALSE_PASS = "false pass"
    FALSE_FAIL = "false fail"
    WRONG_UNKNOWN = "wrong unknown"
    MISSED = "missed"  # the old outcome still stands when the time is over
    LATE = "late"  # right in the end, after the time that was allowed


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that the auditor should not have said, and what it said it with."""

    finding: Finding
    key: Key
    during: str
    right: str
    said: str
    because: str


@dataclass(slots=True)
class Certificate:
    """What was tried, and what came of it. `turned` are the clauses that were broken and mended."""

    seed: int
    version: str = ""  # of the auditor
    live: frozenset[Key] = frozenset()
    tried: frozenset[Key] = frozenset()
    turned: set[Key] = field(default_factory=set)
    confusion: dict[Key, Counter[tuple[str, str]]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    waited_seconds: list[float] = field(default_factory=list)
    repeated: int = 0  # steps that did not count, because the machine was too busy for them

    @property
    def without_truth(self) -> frozenset[Key]:
        """Live clauses of which the simulator cannot say what is right."""
        return self.live - self.tried


#: Beside the devices that this process plays: they must not keep silent while it thinks.
beside = asyncio.to_thread

Ask = Callable[[], Awaitable[Audit]]
#: What is being done, as far as a clause is concerned.
During = Callable[[Key], str]


@dataclass(slots=True)
class Certifier:
    """Plays the plan. `ask` gives the audit as it stands; `tell` hears what is being done."""

    campus: Campus
    ask: Ask
    settings: Settings = QUICK
    seed: int = 0
    faulty: bool = False
    about: frozenset[Key] | None = None
    first_only: bool = False  # end with the first thing that is wrong
    tell: Callable[[str, int, int], None] = lambda *_: None
    certificate: Certificate = field(init=False)
    _right: Mapping[Key, Known] = field(default_factory=dict)
    _ill_at: dict[str, float] = field(default_factory=dict)  # devices that hid something, when last
    _in_vain_at: float = -math.inf  # when one that hid nothing was last said not to answer in time

    def __post_init__(self) -> None:
        self.certificate = Certificate(self.seed)

    async def certify(self) -> Certificate:
        dice = random.Random(self.seed)
        steps = await beside(plan, self.campus, self.seed, self.about)
        self._right = await beside(self._known)
        start = "the campus as it starts"
        seconds = 2 * self._allowed_seconds(hiding=False)
        await self._counted(lambda: self._looked(lambda _: start, None, seconds))
        await self._play_all(steps)
        supposing = await beside(Supposing, self.campus)
        several = [
            await beside(supposing.together, dice.sample(steps, min(AT_ONCE, len(steps))))
            for _ in range(len(steps) // SELDOM)
        ]
        await self._play_all(several)
        if self.faulty and not self._enough:
            await self._play_faulty(dice, steps)
        return self.certificate

    @property
    def _enough(self) -> bool:
        return self.first_only and bool(self.certificate.wrong)

    async def _play_all(self, steps: Sequence[Step], during: str = "") -> None:
        supposing = await beside(Supposing, self.campus)
        rows = await beside(supposing.side_by_side, steps)
        for number, step in enumerate(rows):
            if self._enough:
                return
            self.tell(during + step.cause, number, len(rows))
            await self._counted(partial(self._play, step, during))

    async def _play(self, step: Step, during: str) -> None:
        """Break, look, mend, look."""
        before = self._right
        await self._make(step.changes)
        broken = await self._reached(lambda key: during + step.cause_of(key), step.hides)
        await self._make([change.undone for change in step.changes])
        mended = await self._reached(
            lambda key: f"{during}mended: {step.cause_of(key)}", step.hides
        )
        turned = {
            key for key, was in before.items() if broken.get(key, was) not in (was, "unknown")
        }
        self.certificate.turned |= {key for key in turned if mended.get(key) == before[key]}

    async def _make(self, changes: Iterable[Change]) -> None:
        """One after the other, while the devices go on answering."""
        for change in changes:
            made(self.campus, change)
            await asyncio.sleep(0)

    async def _play_faulty(self, dice: random.Random, steps: Sequence[Step]) -> None:
        """A share of the devices hides behind faults; then some of what still answers breaks."""
        names = [name for name in self.campus.devices if name != self.campus.receiver.name]
        chosen = dice.sample(sorted(names), max(1, round(len(names) * FAULTY_SHARE)))
        faults = {name: dice.choice(HIDING) for name in chosen}
        words = ", ".join(f"{name} {fault}" for name, fault in faults.items())
        self.tell(f"faults: {words}", 0, 0)
        for name, fault in faults.items():
            self.campus.set_fault(name, fault)
        await self._counted(lambda: self._reached(lambda _: f"faults: {words}", hiding=True))
        supposing = await beside(Supposing, self.campus)
        apart = [
            await beside(supposing.step, step.cause, step.changes)
            for step in steps
            if not {change.device for change in step.changes} & faults.keys()
        ]
        await self._play_all(apart, during="with faults, ")
        for name in faults:
            self.campus.set_fault(name, Fault.NONE)
        await self._counted(lambda: self._reached(lambda _: "the faults have ended", hiding=True))

    async def _counted(self, play: Callable[[], Awaitable[Found]]) -> Found:
        """What is found counts, unless the machine was too busy to play it: then once more.

        An emulated device that is well answers at once. Where the auditor says that one did not
        answer in time, either the machine did not let it, and what follows from that is nobody's
        fault; or the auditor cannot ask, and says so at the next attempts too.
        """
        freshness_seconds = self.settings.freshness_at_most_seconds or 0.0
        loop = asyncio.get_running_loop()
        for attempt in range(1, ATTEMPTS + 1):
            before, began = copy.deepcopy(self.certificate), loop.time()
            found = await play()
            unspoilt = self._in_vain_at < began - freshness_seconds
            if unspoilt or attempt == ATTEMPTS or len(self.certificate.wrong) == len(before.wrong):
                return found
            before.repeated += 1
            self.certificate = before
            await asyncio.sleep(self._allowed_seconds(hiding=True))
        raise AssertionError("the last attempt counts")

    def _known(self) -> dict[Key, Known]:
        right = known(self.campus)
        return {k: v for k, v in right.items() if self.about is None or k in self.about}

    # --- looking ----------------------------------------------------------------------

    def _allowed_seconds(self, *, hiding: bool) -> float:
        """Two rounds to see a change; to see that nothing comes any more, until it is too old."""
        each = self.settings.interval_seconds + self.settings.timeout_seconds
        seconds = 2 * each + (self.settings.sustain_at_most_seconds or 0) + JUDGING_SECONDS
        return seconds + (self.settings.freshness_at_most_seconds or 0) * hiding

    async def _reached(self, during: During, hiding: bool) -> dict[Key, str]:
        """Look until all is right, or the time is over; on the way only the outcome of before and
        the one to come may be said."""
        before, self._right = self._right, await beside(self._known)
        return await self._looked(during, before, self._allowed_seconds(hiding=hiding))

    async def _looked(
        self, during: During, before: Mapping[Key, Known] | None, seconds: float
    ) -> dict[Key, str]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        wrong_on_the_way: set[Key] = set()
        overdue: dict[Key, Clause] = {}
        looked_at = began
        while True:
            audit = await self.ask()
            passed_seconds = loop.time() - began
            self._note_silence(audit, loop.time() - looked_at)
            looked_at = loop.time()
            self.certificate.version = audit.version
            clauses = {clause.key: clause for clause in audit.clauses}
            self._note_live(clauses.values())
            off = {key for key, right in self._right.items() if said(clauses[key]) != right}
            for key in off - wrong_on_the_way:
                if before is not None and said(clauses[key]) not in (before.get(key), "unknown"):
                    wrong_on_the_way.add(key)
                    self._found(clauses[key], during, _kind(said(clauses[key])))
            if passed_seconds > seconds:
                overdue |= {key: clauses[key] for key in off}
            if not off or self._enough or passed_seconds > (1 if self.first_only else 2) * seconds:
                break
            await asyncio.sleep(LOOK_SECONDS)
        self._end(clauses, off, during, before or {})
        for key in overdue.keys() - off:
            self._found(overdue[key], during, Finding.LATE)
        self.certificate.waited_seconds.append(passed_seconds)
        return {key: said(clauses[key]) for key in self._right}

    def _note_silence(self, audit: Audit, since_look_seconds: float) -> None:
        """Remembers when a device that is well, and was for two rounds, is said not to answer; or
        when that could not be seen, because a whole round came and went between two looks."""
        now = asyncio.get_running_loop().time()
        self._ill_at |= {n: now for n in self.campus.devices if hidden(self.campus, n, "")}
        if since_look_seconds > max(self.settings.interval_seconds, LOOK_AT_MOST_SECONDS):
            self._in_vain_at = now
        well_since = now - self._allowed_seconds(hiding=False)
        for probe in audit.probes:
            timed_out = probe.failure is not None and probe.failure.kind == TIMEOUT
            well = self._ill_at.get(probe.target, -math.inf) < well_since
            if timed_out and well and probe.target in self.campus.devices:
                self._in_vain_at = now

    def _note_live(self, clauses: Iterable[Clause]) -> None:
        limited = (c for c in clauses if c.indicator and (c.required or c.own_limit))
        judged = (c for c in limited if c.outcome != "not_checked")
        live = {c.key for c in judged if self.about is None or c.key in self.about}
        self.certificate.live |= live
        self.certificate.tried |= self._right.keys()

    def _end(
        self,
        clauses: Mapping[Key, Clause],
        off: set[Key],
        during: During,
        before: Mapping[Key, Known],
    ) -> None:
        for key, right in self._right.items():
            counted = self.certificate.confusion.setdefault(key, Counter())
            counted[right, said(clauses[key])] += 1
        for key in off:
            spoken = said(clauses[key])
            kind = Finding.MISSED if spoken == before.get(key) != "pass" else _kind(spoken)
            self._found(clauses[key], during, kind)

    def _found(self, clause: Clause, during: During, finding: Finding) -> None:
        because = clause.cause.detail if clause.cause else ""
        right = self._right[clause.key]
        self.certificate.wrong.append(
            Wrong(finding, clause.key, during(clause.key), right, said(clause), because)
        )


def said(clause: Clause) -> str:
    """Of a clause whose measured part passes and whose rest is open, the simulator knows that
    part: it is as good as a pass."""
    if clause.outcome == "unknown" and clause.cause and clause.cause.kind == PARTLY_PROVEN:
        return "pass"
    return clause.outcome


def _kind(spoken: str) -> Finding:
    if spoken == "pass":
        return Finding.FALSE_PASS
    return Finding.FALSE_FAIL if spoken == "fail" else Finding.WRONG_UNKNOWN
