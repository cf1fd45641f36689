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
from sim.faults import Fault
from sim.generator import OWN_NUMBERS, SIZES, SizeError, text_of
from sim.living import lived
from sim.recordings.command import record
from sim.scenario import Scenario, ScenarioError, load
from sim.timetable import Living

F = TypeVar("F", bound=Callable[..., None])

USAGE = 2
#: The scoreboard has a sentence in each row; a file or a pipe has no width of its own.
PIPE_COLUMNS = 180

FAULT_MEANINGS = {
    Fault.NONE: "behaves",
    Fault.SILENT: "takes the request and never answers",
    Fault.SLOW: "answers rightly, after the asker has given up",
    Fault.GARBAGE: "answers bytes that are not the protocol",
    Fault.TRUNCATED: "the right answer, cut in the middle",
    Fault.WRONG_VALUE: "well-formed answers whose values cannot be true",
}


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


@main.command()
@click.option("--duration", "duration_seconds", type=Seconds(), default="none", show_default=True)
@click.option("--scenario", "name", default="demo", show_default=True, help="File or shipped name.")
def demo(duration_seconds: float | None, name: str) -> None:
    """Start a campus and the auditor on it, and print the scoreboard."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPE_COLUMNS)
    sys.exit(asyncio.run(play(Demo(loaded(name), console, duration_seconds))))


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
def run(scenario: str, folder: Path | None, control_port: int, live: bool) -> None:
    """Run the campus of SCENARIO, a file or a shipped name, until Ctrl-C."""
    asyncio.run(_run(loaded(scenario), folder, control_port, live=live))


async def _run(scenario: Scenario, folder: Path | None, control_port: int, *, live: bool) -> None:
    with told_to_stop() as stop:
        async with AsyncExitStack() as stack:
            campus = await stack.enter_async_context(running(scenario))
            url = await stack.enter_async_context(control.served(campus, control_port))
            if live:
                living = scenario.living or Living()
                clock = await stack.enter_async_context(lived(campus, living))
                click.echo(f"it is {clock} on the campus, {living.clock_ratio:g} times as fast")
            for device in campus.devices.values():
                ports = ", ".join(f"{protocol} {port}" for protocol, port in device.ports.items())
                click.echo(f"{device.name:<20} {device.kind:<20} {ports}")
            if folder is not None:
                click.echo(
                    f"configuration: {inventory.write(campus, folder, inventory.Settings())}"
                )
            click.echo(f"control: {url}")
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


@main.command()
@click.option("--scenario", "name", default="demo", show_default=True, help="File or shipped name.")
def faults(name: str) -> None:
    """List the faults that can be switched on, and the devices of a scenario."""
    for fault, meaning in FAULT_MEANINGS.items():
        click.echo(f"{fault:<14} {meaning}")
    click.echo("")
    for device in loaded(name).devices.running():
        click.echo(f"{device.name:<20} {type(device).__name__}")


main.add_command(record)


if __name__ == "__main__":
    main()
