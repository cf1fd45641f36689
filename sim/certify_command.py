"""`campus-sim certify`: one run here, or many as processes of their own, side by side."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim import certificate_report as report
from sim.auditor import AuditorFailed
from sim.certificate import QUICK
from sim.certificate_document import Document, failed_run, merged, of_run
from sim.certifying import Certification, Tell, certify
from sim.demo import told_to_stop
from sim.generator import SIZES, generated
from sim.pace import paced
from sim.scenario import Scenario, ScenarioError
from sim.timeline import load
from sim.truth import LIMITS

USAGE = 2
#: One of everything, and what only facts can break.
SHIPPED = ("whole", "sparse")
INTERRUPTED = 130  # as a shell says it of Ctrl-C
#: A file or a pipe has no width of its own.
PIPE_COLUMNS = 180
STOP_SECONDS = 30.0
#: A certificate is long enough; its rounds may keep two processors busy.
SLACK = 2.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """One run: a scenario's name, or a size that is drawn from the seed."""

    name: str
    drawn: bool
    seed: int
    faulty: bool
    about: tuple[str, ...]
    live: bool

    @property
    def scenario(self) -> Scenario:
        return generated(self.name, self.seed) if self.drawn else load(self.name)

    def arguments(self, path: Path) -> list[str]:
        about = [word for clause in self.about for word in ("--clause", clause)]
        return [
            *("--size" if self.drawn else "--scenario", self.name),
            *("--seed", str(self.seed), "--json", str(path)),
            *(["--faults"] if self.faulty else []),
            *(["--live"] if self.live else []),
            *about,
        ]


@click.command("certify")
@click.option(
    "--scenario", "names", multiple=True, help="File or shipped name; default: both shipped."
)
@click.option(
    "--size", "sizes", type=click.Choice(list(SIZES)), multiple=True,
    help="A campus drawn from the seed.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses among the changes.")
@click.option(
    "--seeds", type=click.IntRange(1), default=1, help="So many, from --seed on, of each campus."
)
@click.option(
    "--jobs", type=click.IntRange(1), default=2, show_default=True, help="Runs side by side."
)
@click.option("--faults", "faulty", is_flag=True, help="Then again with a fifth of devices faulty.")
@click.option("--clause", "about", multiple=True, help="Only this one; may be given again.")
@click.option("--live", is_flag=True, help="While the campus lives through its week.")
@click.option(
    "--add", "earlier", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
    help="A certificate of before, as --json wrote it, to count in.",
)  # fmt: skip
@click.option("--json", "json_path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--html", "html_path", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--summary", "summary_path", type=click.Path(path_type=Path, dir_okay=False),
    help="What the auditor ships of it; only where nothing was wrong.",
)  # fmt: skip
def command(  # noqa: PLR0913, PLR0917 - click hands over each option
    names: tuple[str, ...],
    sizes: tuple[str, ...],
    seed: int,
    seeds: int,
    jobs: int,
    faulty: bool,
    about: tuple[str, ...],
    live: bool,
    earlier: tuple[Path, ...],
    json_path: Path | None,
    html_path: Path | None,
    summary_path: Path | None,
) -> None:
    """Break and mend a campus under the auditor, and hold what it says against the truth.

    --scenario and --size may be given again: then each of those campuses, with each seed, has
    an auditor of its own, and the certificate is about all of them, with those of before.

    Exit code: 0 all right, 1 something wrong, 3 nothing wrong but not every live clause tried.
    """
    campuses = [(name, False) for name in names] + [(size, True) for size in sizes]
    wanted = [
        Wanted(name, drawn, number, faulty, about, live)
        for name, drawn in campuses or [(name, False) for name in SHIPPED]
        for number in range(seed, seed + seeds)
    ]
    _check(wanted)
    before = [_of_before(path) for path in earlier]
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_COLUMNS)
    told = asyncio.run(_watched(wanted, jobs, console))
    if told is None:
        click.echo("told to stop: no certificate", err=True)
        sys.exit(INTERRUPTED)
    for path, document in zip(earlier, before, strict=True):
        if document.version != told.version:
            what = f"of auditor {document.version!r}, not {told.version!r}: not counted in"
            click.echo(f"{path}: {what}", err=True)
    told = merged([told, *(each for each in before if each.version == told.version)])
    report.printed(told, console)
    if json_path is not None:
        json_path.write_text(told.model_dump_json(indent=2) + "\n", encoding="utf-8")
    if html_path is not None:
        html_path.write_text(report.page(told), encoding="utf-8")
    if summary_path is not None and told.exit_code != 1:
        summary_path.write_text(json.dumps(told.summary(), indent=1) + "\n", encoding="utf-8")
    sys.exit(told.exit_code)


def _check(wanted: Sequence[Wanted]) -> None:
    """Every fault of a scenario, and clauses without a truth, on standard error, and exit 2, before
    anything starts."""
    tried = {clause for limit in LIMITS for clause in limit.clauses.split()}
    if unknown := sorted({clause for each in wanted for clause in each.about} - tried):
        click.echo(f"the simulator knows no truth of {', '.join(unknown)}", err=True)
        sys.exit(USAGE)
    try:
        for name in {each.name for each in wanted if not each.drawn}:
            load(name)
    except ScenarioError as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)


async def _watched(wanted: Sequence[Wanted], jobs: int, console: Console) -> Document | None:
    """None where it was told to stop; campuses and auditors are gone by then."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        bar = progress.add_task("the campus starts", total=None)

        def tell(what: str, number: int, of: int) -> None:
            progress.update(bar, description=what[:80], completed=number, total=of or None)

        with told_to_stop() as stop:
            told = asyncio.create_task(stop.wait())
            coming = _one(wanted[0], tell) if len(wanted) == 1 else _many(wanted, jobs, tell)
            work = asyncio.create_task(coming)
            await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
            stopped = not work.done()
            work.cancel()
            told.cancel()
            await asyncio.wait({work, told})
    return None if stopped else work.result()


async def _one(wanted: Wanted, tell: Tell) -> Document:
    began = time.monotonic()
    scenario = wanted.scenario
    name = scenario.site.name
    certification = Certification(
        scenario,
        wanted.seed,
        wanted.faulty,
        frozenset(wanted.about),
        settings=paced(QUICK, scenario, SLACK),
        live=wanted.live,
    )
    try:
        certificate = await certify(certification, tell)
    except AuditorFailed as failure:
        why = "\n".join([str(failure), *getattr(failure, "__notes__", ())])
        took_seconds = time.monotonic() - began
        return failed_run(name, wanted.seed, why, faults=wanted.faulty, took_seconds=took_seconds)
    took_seconds = time.monotonic() - began
    return of_run(certificate, name, faults=wanted.faulty, took_seconds=took_seconds)


async def _many(wanted: Sequence[Wanted], jobs: int, tell: Tell) -> Document:
    free, ended = asyncio.Semaphore(jobs), 0

    async def run(each: Wanted, path: Path) -> Document:
        nonlocal ended
        async with free:
            document = await _elsewhere(each, path)
        ended += 1
        tell(f"{each.name}, seed {each.seed}: {len(document.wrong)} wrong", ended, len(wanted))
        return document

    with TemporaryDirectory(prefix="campus-certificates-") as folder:
        tell(f"{len(wanted)} runs", 0, len(wanted))
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(run(each, Path(folder, f"{number}.json")))
                for number, each in enumerate(wanted)
            ]
    return merged([task.result() for task in tasks])


async def _elsewhere(wanted: Wanted, path: Path) -> Document:
    """In a process of its own, which is gone when this is cancelled."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sim", "certify", *wanted.arguments(path)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, complaints = await process.communicate()
    finally:
        await _ended(process)
    if (document := _read(path)) is not None:
        return document
    why = f"exit code {process.returncode}: {complaints.decode('utf-8', 'replace').strip()}"
    took_seconds = time.monotonic() - began
    return failed_run(
        wanted.name, wanted.seed, why, faults=wanted.faulty, took_seconds=took_seconds
    )


async def _ended(process: Process) -> None:
    """Told to stop it takes its campus and its auditor with it."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _of_before(path: Path) -> Document:
    """Ends with 2 and a line that names the file where it is no certificate."""
    try:
        return Document.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        click.echo(f"{path}: no certificate: {_short(error)}", err=True)
        sys.exit(USAGE)


def _short(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": ")


def _read(path: Path) -> Document | None:
    """None where the run has written nothing."""
    return Document.model_validate_json(path.read_bytes()) if path.exists() else None
