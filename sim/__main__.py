"""The commands of `campus-sim`."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

import click
from rich.console import Console

from sim import control, inventory
from sim.campus import running
from sim.certify_command import command as certify
from sim.demo import Demo, play, told_to_stop
from sim.fault_commands import faults
from sim.generator import OWN_NUMBERS, SIZES, SizeError, text_of
from sim.living import lived
from sim.recordings.command import record
from sim.scenario import Scenario, ScenarioError
from sim.timeline import load, playing, words
from sim.timetable import Living

F = TypeVar("F", bound=Callable[..., None])

USAGE = 2
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
@click.option("--live", is_flag=True, help="Let the campus live through its week, fast.")
@wired
def run(scenario: str, folder: Path | None, control_port: int, live: bool, wires: bool) -> None:
    """Run the campus of SCENARIO, a file or a shipped name, and its timeline, until Ctrl-C."""
    asyncio.run(_run(loaded(scenario), folder, control_port, live=live, wires=wires))


async def _run(
    scenario: Scenario, folder: Path | None, control_port: int, *, live: bool, wires: bool
) -> None:
    with told_to_stop() as stop:
        async with AsyncExitStack() as stack:
            campus = await stack.enter_async_context(running(scenario, wires=wires))
            url = await stack.enter_async_context(control.served(campus, control_port))
            if live:
                living = scenario.living or Living()
                clock = await stack.enter_async_context(lived(campus, living))
                click.echo(f"it is {clock} on the campus, {living.clock_ratio:g} times as fast")
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


def own_numbers(command: F) -> F:
    """An option for each number of a size that may be one's own."""
    for number, bounds in reversed(list(OWN_NUMBERS.items())):
        words = f"{bounds.words[0].upper()}{bounds.words[1:]}."
        command = click.option(f"--{number}", type=int, help=words)(command)
    return command


@main.command()
@click.option("--size", type=click.Choice(list(SIZES)), default="college", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@own_numbers
def generate(size: str, seed: int, path: Path, **numbers: int | None) -> None:
    """Draw a campus of a size and write its scenario to PATH.

    Numbers of your own stand in the place of the size's; the same size, numbers and seed make the
    same campus.
    """
    own = {name: value for name, value in numbers.items() if value is not None}
    try:
        path.write_text(text_of(size, seed, own), encoding="utf-8")
    except SizeError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    drawn = load(path)
    devices = sum(1 for _ in drawn.devices.running())
    click.echo(f"{path}: {devices} devices, {len(drawn.campus.rooms or [])} rooms")


main.add_command(certify)
main.add_command(faults)
main.add_command(record)


if __name__ == "__main__":
    main()
