"""A small emulated campus and its auditor, with time scaled by configuration."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sim
from checks.clause import load_standards
from sim.campus import Campus
from sim.campus import running as campus_running
from sim.inventory import Settings, write
from sim.scenario import load
from sim.truth import truths
from tests.end_to_end.daemon import Daemon

MINIMAL = Path(sim.__file__).parent / "scenarios" / "minimal.yaml"

#: A minute of a real campus takes three seconds here: long enough that auditor, simulator and
#: the tests beside them on two cores do not miss their own deadlines.
FAST = Settings(
    interval_seconds=3.0,
    timeout_seconds=2.5,
    freshness_at_most_seconds=7.5,
    sustain_at_most_seconds=0.0,
    back_off_at_most_seconds=3.0,
)


@asynccontextmanager
async def minimal_campus(
    folder: Path, settings: Settings = FAST
) -> AsyncIterator[tuple[Campus, Path]]:
    """The campus where everything passes, running, and the main file of its configuration."""
    async with campus_running(load(MINIMAL)) as campus:
        yield campus, write(campus, folder, settings)


#: Clauses of which a pass of the measured part leaves something open.
OPEN = {
    # nothing tries an address behind the circuit
    *("bjhei-net-05-1a", "bjhei-net-05-1b", "bjhei-net-07-1b"),
    *("bjhei-net-07-1a", "JJ010101.f4", "ZJ010101.f4", "GJ010101.f4", "bjk12-1-1-2a", "zz-6.1-1b"),
    "bjhei-sect-02-2b",  # no leak sensor is described
} | {
    clause.id
    for standard in load_standards().values()
    for clause in standard.clauses
    if clause.unproven is not None
}

#: A busy machine may lose a round or two before everything has been read.
PATIENCE_SECONDS = 40.0


def truth(campus: Campus) -> dict[str, str]:
    """What the auditor should say of each clause that the simulator has a truth for."""
    return {
        each.clause: "unknown" if each.clause in OPEN and each.outcome == "pass" else each.outcome
        for each in truths(campus)
    }


async def says(daemon: Daemon, right: dict[str, str]) -> None:
    """Return when the daemon says of every clause what is right."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE_SECONDS
    while True:
        outcomes = await daemon.outcomes()
        wrong = {key: outcomes[key] for key in right if outcomes[key] != right[key]}
        if not wrong:
            return
        assert loop.time() < end, f"said: {wrong}"
        await asyncio.sleep(0.05)
