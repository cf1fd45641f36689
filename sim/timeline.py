"""What a scenario lets happen while it runs: checked before anything starts, and played by the
monotonic clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from sim import scenario as written
from sim.campus import Campus, Change, assembled
from sim.scenario import Event, Scenario, Where


def load(name: str | Path) -> Scenario:
    """As `scenario.load`, with every device and path of the timeline tried as well."""
    return written.load(name, faults)


def faults(scenario: Scenario) -> Iterator[tuple[Where, str]]:
    """The places of what cannot be played, and why. Nothing listens: the events are tried, one
    after the other in time, on devices that are not started."""
    if not scenario.timeline:
        return
    campus = assembled(scenario)
    for number in in_time(scenario):
        event = scenario.timeline[number]
        place: Where = ("timeline", number)
        if event.device not in campus.devices:
            yield (*place, "device"), f"there is no device {event.device}"
            continue
        try:
            played(campus, event)
        except KeyError as error:
            yield (*place, "path"), f"{event.device} has no {error.args[0]}"
        except ValueError as error:
            yield (*place, "value"), str(error)


def in_time(scenario: Scenario) -> list[int]:
    """The numbers of the events, first what is first; of one moment, in the file's order."""
    timeline = scenario.timeline
    return sorted(range(len(timeline)), key=lambda number: timeline[number].at_seconds)


Tell = Callable[[Change], None]


@asynccontextmanager
async def playing(campus: Campus, tell: Tell) -> AsyncIterator[None]:
    """Plays it beside the block, and no longer."""
    task = asyncio.create_task(play(campus, tell))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.result()  # raises what went wrong in it


async def play(campus: Campus, tell: Tell = lambda _: None) -> None:
    """Returns after the last event. Seconds count from now; `tell` hears of each change."""
    loop = asyncio.get_running_loop()
    started_seconds = loop.time()
    for number in in_time(campus.scenario):
        event = campus.scenario.timeline[number]
        await asyncio.sleep(started_seconds + event.at_seconds - loop.time())
        tell(played(campus, event))


def played(campus: Campus, event: Event) -> Change:
    """Raises KeyError where there is no such path, ValueError for a wrong value."""
    if event.wire is not None:
        return campus.set_wire(event.device, event.wire)
    if event.fault is not None:
        return campus.set_fault(event.device, event.fault)
    return campus.set_state(event.device, event.path or "", event.value)


def words(change: Change) -> str:
    value = change.value if change.value != {} else "clean"
    return f"timeline: {change.device} {change.path} = {value}"
