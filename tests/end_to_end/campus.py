"""A small emulated campus and its auditor's configuration, with time scaled by configuration."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sim
from sim.campus import Campus
from sim.campus import running as campus_running
from sim.inventory import Settings, write
from sim.scenario import load

MINIMAL = Path(sim.__file__).parent / "scenarios" / "minimal.yaml"

#: A minute of a real campus takes a second and a half here.
FAST = Settings(
    interval_seconds=1.5,
    timeout_seconds=1.4,
    freshness_at_most_seconds=7.5,
    sustain_at_most_seconds=0.0,
    back_off_at_most_seconds=1.5,
)


@asynccontextmanager
async def minimal_campus(
    folder: Path, settings: Settings = FAST
) -> AsyncIterator[tuple[Campus, Path]]:
    """The campus where everything passes, running, and the main file of its configuration."""
    async with campus_running(load(MINIMAL)) as campus:
        yield campus, write(campus, folder, settings)
