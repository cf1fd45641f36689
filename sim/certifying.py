"""Campus, auditor and certifier together: what `campus-sim certify` runs."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, ClientTimeout

from sim import auditor, inventory
from sim.auditor import Auditor, AuditorFailed
from sim.campus import Campus, running
from sim.certificate import QUICK, Certificate, Certifier
from sim.demo import audited, judged_once, listening
from sim.inventory import Settings
from sim.living import lived
from sim.scenario import Scenario
from sim.scoreboard import Audit
from sim.timetable import Living
from sim.truth import standard_of

#: The truth is worked out in a thread beside the devices (`certificate.beside`). Each datagram that
#: they send has them wait until that thread lets go again: by Python's own 5 ms a round of a
#: thousand takes seconds, and the auditor finds silent what only waits.
SWITCH_SECONDS = 0.000_2
ASK_TIMEOUT = ClientTimeout(total=20)
#: A traceback is seen by its first line; the rest of it comes right after.
LAST_WORDS_SECONDS = 0.5

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Certification:
    """`command` is given the path of the configuration and starts the auditor."""

    scenario: Scenario
    seed: int = 0
    faulty: bool = False
    about: frozenset[str] = frozenset()  # ids of the only clauses that matter; none: all
    first_only: bool = False
    settings: Settings = QUICK
    command: Callable[[Path], Sequence[str]] = auditor.command
    live: bool = False  # while the campus lives


async def certify(wanted: Certification, tell: Tell) -> Certificate:
    """Raises AuditorFailed where the auditor dies, prints a traceback, or does not get ready; a
    note of the exception holds its last lines.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="campus-certificate-")))
        campus = await stack.enter_async_context(running(wanted.scenario))
        if wanted.live:
            living = wanted.scenario.living or Living()
            await stack.enter_async_context(lived(campus, living))
        config = inventory.write(campus, folder, wanted.settings)
        process = await stack.enter_async_context(auditor.started(wanted.command(config)))
        session = await stack.enter_async_context(ClientSession(timeout=ASK_TIMEOUT))
        tell("the auditor starts", 0, 0)
        try:
            return await _certified(wanted, campus, process, session, tell)
        except AuditorFailed as failure:
            await asyncio.sleep(LAST_WORDS_SECONDS)
            failure.add_note("\n".join(["the auditor's last lines:", *process.last_lines]))
            raise


async def _certified(
    wanted: Certification, campus: Campus, process: Auditor, session: ClientSession, tell: Tell
) -> Certificate:
    url = await listening(process)
    await judged_once(process, session, url, lambda *_: None)
    certifier = Certifier(
        campus,
        Asking(process, session, url).audit,
        wanted.settings,
        wanted.seed,
        wanted.faulty,
        frozenset((standard_of(each), each) for each in wanted.about) or None,
        wanted.first_only,
        tell,
    )
    return await certifier.certify()


@dataclass(frozen=True, slots=True)
class Asking:
    """The audit as it stands, from an auditor that must go on living."""

    process: Auditor
    session: ClientSession
    url: str

    async def audit(self) -> Audit:
        while True:
            await self.process.check()
            found = await audited(self.session, self.url)
            if found is not None:
                return found
