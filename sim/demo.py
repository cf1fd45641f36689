"""`campus-sim demo`: an emulated campus, the auditor on it, and the scoreboard in one terminal."""

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from sim import auditor, control, inventory, timeline
from sim.auditor import Auditor, AuditorFailed
from sim.campus import Campus, Change, running
from sim.living import lived
from sim.pace import paced
from sim.scenario import Scenario
from sim.scoreboard import PARTLY_PROVEN, Audit, changes, counts, scoreboard
from sim.truth import Truth, truths

LOOK_SECONDS = 0.25  # between two looks at the auditor
FOLLOW_SECONDS = 1.0  # between two looks once the scoreboard stands
ASK_TIMEOUT = ClientTimeout(total=10)

#: Quick rounds: in a demo somebody waits for what happens.
SETTINGS = inventory.Settings(
    interval_seconds=5,
    timeout_seconds=4,
    freshness_at_most_seconds=20,
    sustain_at_most_seconds=5,
)

#: So that two processors have time for other things beside.
SLACK = 3.0


@dataclass(frozen=True, slots=True)
class Demo:
    """What to play. `command` is given the path of the configuration and starts the auditor;
    without `duration_seconds` the demo runs until it is told to stop."""

    scenario: Scenario
    console: Console
    duration_seconds: float | None = None
    command: Callable[[Path], Sequence[str]] = auditor.command
    wires: bool = False


@dataclass(slots=True)
class Seen:
    """How far the demo came."""

    auditor: Auditor | None = None
    judged: bool = False


async def play(demo: Demo) -> int:
    """The exit code: 0, or 1 with the reason printed. Ctrl-C is an end as good as any."""
    seen = Seen()
    with told_to_stop() as stop:
        work = asyncio.create_task(_work(demo, seen))
        told = asyncio.create_task(stop.wait())
        await asyncio.wait(
            {work, told}, timeout=demo.duration_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        demo.console.print("stopping the auditor and the campus")
        work.cancel()
        told.cancel()
        ends = await asyncio.gather(work, told, return_exceptions=True)
    if isinstance(ends[0], Exception) and not isinstance(ends[0], AuditorFailed):
        raise ends[0]
    failure = ends[0] if isinstance(ends[0], AuditorFailed) else None
    if failure is None and seen.auditor is not None:
        failure = seen.auditor.failed_end()
    if failure is None and told.cancelled() and not seen.judged:
        failure = AuditorFailed(f"not everything was judged within {demo.duration_seconds:g} s")
    if failure is not None:
        complain(demo.console, seen.auditor, failure)
    return 0 if failure is None else 1


@contextmanager
def told_to_stop() -> Iterator[asyncio.Event]:
    """Set by Ctrl-C, by SIGTERM, and when the terminal goes away; a second time changes nothing."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def complain(console: Console, process: Auditor | None, failure: AuditorFailed) -> None:
    console.print(Text(f"the demo failed: {failure}", style="bold red"))
    if process is not None and process.last_lines:
        console.print("the auditor's last lines:")
        for line in process.last_lines:
            console.print(Text(f"  {line}"))


async def _work(demo: Demo, seen: Seen) -> None:
    """Runs until it is cancelled; what it started is then gone."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="campus-demo-")))
        campus = await stack.enter_async_context(running(demo.scenario, wires=demo.wires))
        if living := demo.scenario.living:
            clock = await stack.enter_async_context(lived(campus, living))
            demo.console.print(f"it is {clock} on the campus, {living.clock_ratio:g} times as fast")
        control_url = await stack.enter_async_context(control.served(campus))
        settings = paced(SETTINGS, demo.scenario, SLACK)
        config = inventory.write(campus, folder, settings)
        demo.console.print(f"{len(campus.devices)} emulated devices run on loopback")
        arguments = demo.command(config)
        seen.auditor = await stack.enter_async_context(auditor.started(arguments))
        url = await listening(seen.auditor)
        session = await stack.enter_async_context(ClientSession(timeout=ASK_TIMEOUT))
        with progress_shown(demo.console) as show:
            audit = await judged_once(seen.auditor, session, url, show)
        seen.judged = True
        present(demo.console, campus, audit)
        advise(demo.console, campus, url, control_url, settings.interval_seconds * 2)
        await stack.enter_async_context(timeline.playing(campus, partial(happens, demo.console)))
        await follow(demo.console, seen.auditor, session, url, audit)


async def listening(process: Auditor) -> str:
    """The auditor's address, as soon as it says that it listens."""
    while process.url is None:
        await process.check()
        await asyncio.sleep(LOOK_SECONDS)
    return process.url


async def judged_once(
    process: Auditor, session: ClientSession, url: str, show: Callable[[int, int], None]
) -> Audit:
    """The audit, as soon as the auditor says that it is complete."""
    while True:
        await process.check()
        status, _ = await ask(session, f"{url}/-/ready")
        audit = await audited(session, url)
        if audit is not None:
            asked = sum(probe.rounds > 0 for probe in audit.probes)
            show(asked, len(audit.probes))
            if status == HTTPStatus.OK:
                return audit
        await asyncio.sleep(LOOK_SECONDS)


async def follow(
    console: Console, process: Auditor, session: ClientSession, url: str, audit: Audit
) -> None:
    """Print each verdict that changes, for ever."""
    while True:
        await asyncio.sleep(FOLLOW_SECONDS)
        await process.check()
        newer = await audited(session, url)
        if newer is None:
            continue
        for line in changes(audit, newer):
            say_now(console, line)
        audit = newer


def happens(console: Console, change: Change) -> None:
    say_now(console, Text(timeline.words(change), style="bold"))


def say_now(console: Console, line: Text) -> None:
    moment = datetime.now().astimezone().strftime("%H:%M:%S")
    console.print(Text.assemble((f"{moment}  ", "dim"), line), soft_wrap=True)


async def audited(session: ClientSession, url: str) -> Audit | None:
    """None where the auditor does not answer now: `Auditor.check` knows whether it is gone."""
    status, body = await ask(session, f"{url}/api/v1/audit?depth=clauses")
    if status != HTTPStatus.OK:
        return None
    try:
        return Audit.model_validate_json(body)
    except ValidationError as error:
        raise AuditorFailed(f"/api/v1/audit is not what was agreed: {error}") from None


async def ask(session: ClientSession, url: str) -> tuple[int, bytes]:
    """Status and body; status 0 where no answer came."""
    try:
        async with session.get(url) as response:
            return response.status, await response.read()
    except (ClientError, TimeoutError):
        return 0, b""


@contextmanager
def progress_shown(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A bar in a terminal; a line per step where the output goes to a file or a pipe."""
    words = "probes that have ended a round"
    if not console.is_terminal:
        told: list[tuple[int, int]] = []

        def tell(done: int, total: int) -> None:
            if not told or told[-1] != (done, total):
                console.print(f"{words}: {done} of {total}")
                told.append((done, total))

        yield tell
        return
    columns = TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(words, total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total or None)


def present(console: Console, campus: Campus, audit: Audit) -> None:
    for table in scoreboard(audit):
        console.print(table)
    console.print(f"all standards: {counts(audit.clauses)}")
    console.print(compared(truths(campus), audit))


def compared(known: list[Truth], audit: Audit) -> str:
    """The auditor held against the truth. A pass of all that can be measured is no pass yet
    where the clause asks for more; such a verdict is right, and said apart."""
    said = {clause.key: clause for clause in audit.clauses}
    found: Counter[str] = Counter()
    for truth in known:
        clause = said.get(truth.key)
        if clause is None:
            continue
        partly = clause.cause is not None and clause.cause.kind == PARTLY_PROVEN
        if clause.outcome == truth.outcome:
            found["same"] += 1
        elif partly and truth.outcome == "pass":
            found["partly"] += 1
        else:
            found["open" if clause.outcome == "unknown" else "contrary"] += 1
    return (
        f"the simulator knows the truth of {found.total()} of these clauses: the auditor says the "
        f"same of {found['same']}, finds {found['partly']} met as far as they can be measured, "
        f"leaves {found['open']} open, and contradicts {found['contrary']}"
    )


def advise(
    console: Console, campus: Campus, url: str, control_url: str, within_seconds: float
) -> None:
    """Where to look, and one line on what to try next."""
    lines = [
        f"scoreboard  {url}/",
        f"metrics     {url}/metrics",
        f"simulator   {control_url}/devices",
    ]
    if circuits := campus.scenario.campus.circuits:
        line = circuits[0]
        change = f'{{"path": "interfaces.{line.interface}.up", "value": false}}'
        lines.append(
            f"try         curl -X PUT {control_url}/devices/{line.target}/state -d '{change}'"
            f"   # cuts {line.name}: within {within_seconds:g} s"
            " what rests on the egress is judged anew, and shown below"
        )
    if campus.scenario.living and (units := campus.scenario.devices.snmp_ups):
        unit, change = units[0], '{"path": "ups.on_battery", "value": true}'
        lines.append(
            f"or          curl -X PUT {control_url}/devices/{unit.name}/state -d '{change}'"
            f"   # takes its mains away: its battery lasts {unit.minutes_remaining} minutes or more"
            " by the clock of the campus"
        )
    for text in lines:
        console.print(Text(text), soft_wrap=True)
