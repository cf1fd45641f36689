"""The commands of `campus-sim`."""

import asyncio
import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sim import certificate_report as report
from sim import control, inventory
from sim.auditor import AuditorFailed
from sim.campus import running
from sim.certificate import Certificate
from sim.certifying import Certification
from sim.certifying import certify as certify_campus
from sim.demo import Demo, play, told_to_stop
from sim.fault_commands import faults
from sim.generator import SIZES, generated, text_of
from sim.scenario import Scenario, ScenarioError
from sim.timeline import load, playing, words

USAGE = 2
INTERRUPTED = 130  # as a shell says it of Ctrl-C
#: The scoreboard has a sentence in each row; a file or a pipe has no width of its own.
PIPE_COLUMNS = 180


@click.group()
def main() -> None:
    """An emulated campus on loopback that speaks the real protocols."""


def loaded(name: str) -> Scenario:
    """The scenario, or every fault on standard error and exit 2."""
    try:
        return load(name)
    except ScenarioError as error:
        click.echo(str(error), err=True)
        sys.exit(USAGE)


class Seconds(click.ParamType[float | None]):
    """A number of seconds, or `none` for no end."""

    name = "seconds|none"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | None:
        if value is None or value == "none":
            return None
        try:
            seconds = float(str(value))
        except ValueError:
            self.fail(f"{value!r} is neither a number nor `none`", param, ctx)
        if not 0 < seconds < float("inf"):
            self.fail("the demo must last longer than 0 s, and not for ever", param, ctx)
        return seconds


wired = click.option(
    "--wires", is_flag=True, help="Put every device behind a wire that can be spoilt."
)


@main.command()
@click.option("--duration", "duration_seconds", type=Seconds(), default="none", show_default=True)
@click.option("--scenario", "name", default="demo", show_default=True, help="File or shipped name.")
@wired
def demo(duration_seconds: float | None, name: str, wires: bool) -> None:
    """Start a campus and the auditor on it, and print the scoreboard.

    The timeline of the scenario begins when the scoreboard stands.
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_COLUMNS)
    sys.exit(asyncio.run(play(Demo(loaded(name), console, duration_seconds, wires=wires))))


@main.command()
@click.argument("scenario")
@click.option(
    "--write-config",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the auditor's configuration for this campus into a folder.",
)
@click.option("--control-port", type=click.IntRange(0, 65535), default=0)
@wired
def run(scenario: str, folder: Path | None, control_port: int, wires: bool) -> None:
    """Run the campus of SCENARIO, a file or a shipped name, and its timeline, until Ctrl-C."""
    asyncio.run(_run(loaded(scenario), folder, control_port, wires))


async def _run(scenario: Scenario, folder: Path | None, control_port: int, wires: bool) -> None:
    with told_to_stop() as stop:
        async with (
            running(scenario, wires=wires) as campus,
            control.served(campus, control_port) as url,
        ):
            for device in campus.devices.values():
                listening = campus.ports(device.name).items()
                ports = ", ".join(f"{protocol} {port}" for protocol, port in listening)
                click.echo(f"{device.name:<20} {device.kind:<20} {ports}")
            if folder is not None:
                click.echo(
                    f"configuration: {inventory.write(campus, folder, inventory.Settings())}"
                )
            click.echo(f"control: {url}")
            async with playing(campus, lambda change: click.echo(words(change))):
                await stop.wait()


@main.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="college", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def generate(size: str, seed: int, path: Path) -> None:
    """Draw a campus of a size and write its scenario to PATH."""
    path.write_text(text_of(size, seed), encoding="utf-8")
    drawn = load(path)
    devices = sum(1 for _ in drawn.devices.running())
    click.echo(f"{path}: {devices} devices, {len(drawn.campus.rooms or [])} rooms")


@main.command()
@click.option("--scenario", "name", help="File or shipped name; whole where no size is given.")
@click.option("--size", type=click.Choice(list(SIZES)), help="A campus drawn from the seed.")
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses among the changes.")
@click.option("--faults", "faulty", is_flag=True, help="Then again with a fifth of devices faulty.")
@click.option("--clause", "about", multiple=True, help="Only this one; may be given again.")
@click.option("--json", "json_path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--html", "html_path", type=click.Path(path_type=Path, dir_okay=False))
def certify(  # noqa: PLR0913, PLR0917 - click hands over each option
    name: str | None,
    size: str | None,
    seed: int,
    faulty: bool,
    about: tuple[str, ...],
    json_path: Path | None,
    html_path: Path | None,
) -> None:
    """Break and mend a campus under the auditor, and hold what it says against the truth.

    Exit code: 0 all right, 1 something wrong, 3 nothing wrong but not every live clause tried.
    """
    if name is not None and size is not None:
        raise click.UsageError("a scenario has its own size: give --scenario or --size")
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_COLUMNS)
    scenario = generated(size, seed) if size else loaded(name or "whole")
    wanted = Certification(scenario, seed, faulty, frozenset(about))
    try:
        certificate = asyncio.run(_certified(wanted, console))
    except AuditorFailed as failure:
        for words in (f"no certificate: {failure}", *getattr(failure, "__notes__", ())):
            click.echo(words, err=True)
        sys.exit(1)
    if certificate is None:
        click.echo("told to stop: no certificate", err=True)
        sys.exit(INTERRUPTED)
    report.printed(certificate, console)
    told = report.document(certificate, scenario.site.name, faulty)
    if json_path is not None:
        json_path.write_text(json.dumps(told, indent=2, ensure_ascii=False), encoding="utf-8")
    if html_path is not None:
        html_path.write_text(report.page(told), encoding="utf-8")
    sys.exit(certificate.exit_code)


async def _certified(wanted: Certification, console: Console) -> Certificate | None:
    """None where it was told to stop; campus and auditor are gone by then."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        bar = progress.add_task("the campus starts", total=None)

        def tell(what: str, number: int, of: int) -> None:
            progress.update(bar, description=what[:80], completed=number, total=of or None)

        with told_to_stop() as stop:
            work = asyncio.create_task(certify_campus(wanted, tell))
            told = asyncio.create_task(stop.wait())
            await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
            stopped = not work.done()
            work.cancel()
            told.cancel()
            await asyncio.wait({work, told})
    return None if stopped else work.result()


main.add_command(faults)


if __name__ == "__main__":
    main()
