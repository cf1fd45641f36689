"""`campus-sim faults`: what can go wrong, and making it go wrong on a campus that runs."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn

import click
from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from sim.faults import Fault
from sim.scenario import ScenarioError
from sim.timeline import load

USAGE, UNREACHABLE = 2, 1
EVERYTHING = "all"
ASK_TIMEOUT = ClientTimeout(total=10)

MEANINGS = {
    Fault.NONE: "behaves",
    Fault.SILENT: "takes the request and never answers",
    Fault.SLOW: "answers rightly, after the asker has given up",
    Fault.GARBAGE: "answers bytes that are not the protocol",
    Fault.TRUNCATED: "the right answer, cut in the middle",
    Fault.WRONG_VALUE: "well-formed answers whose values cannot be true",
}


class ControlUrl(click.ParamType[str]):
    """What `campus-sim run` prints after `control:`, and `demo` after `simulator`."""

    name = "url"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        try:
            url = URL(str(value))
        except ValueError:
            url = URL()
        if url.scheme not in ("http", "https") or not url.host:
            self.fail(f"{value!r} is no URL, such as http://127.0.0.1:8080", param, ctx)
        return str(value).rstrip("/").removesuffix("/devices")


at_url = click.option(
    "--url",
    type=ControlUrl(),
    required=True,
    help="Where the campus is controlled: `run` and `demo` print it.",
)


@click.group()
def faults() -> None:
    """List faults, and switch them on and off on a campus that runs."""


@faults.command(name="list")
@click.option("--scenario", "name", default="demo", show_default=True, help="File or shipped name.")
def listed(name: str) -> None:
    """List the faults that can be switched on, and the devices of a scenario."""
    try:
        scenario = load(name)
    except ScenarioError as error:
        ended(str(error), USAGE)
    for fault, meaning in MEANINGS.items():
        click.echo(f"{fault:<14} {meaning}")
    click.echo("")
    for device in scenario.devices.running():
        click.echo(f"{device.name:<20} {type(device).__name__}")


@faults.command()
@click.argument("device")
@click.argument("fault", type=click.Choice([fault.value for fault in Fault]))
@at_url
def inject(device: str, fault: str, url: str) -> None:
    """Make DEVICE misbehave, until another FAULT or `none` is injected."""

    async def work(control: Control) -> None:
        await control.put(device, "fault", {"fault": fault})
        click.echo(f"{device}: fault {fault}")

    asked(url, work)


@faults.command()
@click.argument("device")
@click.argument("settings", nargs=-1, metavar="[KEY=VALUE]...")
@at_url
def wire(device: str, settings: tuple[str, ...], url: str) -> None:
    """Spoil the wire before DEVICE; without settings, show it and what it did.

    \b
    Of datagrams, each a share from 0 to 1: loss_ratio, duplicate_ratio,
      reorder_ratio, flip_ratio, truncate_ratio, forge_port_ratio,
      forge_address_ratio, forge_id_ratio.
    Of connections: cut_after_bytes, half_open_after_bytes, dribble_seconds,
      refuse=true.
    Of both: delay_seconds, delay_spread_seconds, flip_ratio, seed.

    `to_device.` or `to_asker.` before a key: in that direction alone. What is not said is as on a
    clean wire. The campus has wires where its scenario says so, or was run with --wires.
    """
    wanted = written(settings)

    async def work(control: Control) -> None:
        if wanted:
            await control.put(device, "wire", wanted)
        click.echo(json.dumps(await control.get(f"/devices/{quoted(device)}/wire"), indent=2))

    asked(url, work)


@faults.command()
@click.argument("device", metavar="DEVICE|all")
@at_url
def end(device: str, url: str) -> None:
    """End the fault of DEVICE, and clean the wire before it."""

    async def work(control: Control) -> None:
        every = {each["name"]: each for each in await control.get("/devices")}
        if device not in (EVERYTHING, *every):
            ended(f"there is no device {device}; there are: {', '.join(every)}", USAGE)
        for each in every.values() if device == EVERYTHING else [every[device]]:
            if each["fault"] != Fault.NONE:
                await control.put(each["name"], "fault", {"fault": Fault.NONE})
                click.echo(f"{each['name']}: fault {each['fault']} ended")
            if each["wire"]:
                await control.put(each["name"], "wire", {})
                click.echo(f"{each['name']}: wire clean")

    asked(url, work)


def written(settings: tuple[str, ...]) -> dict[str, Any]:
    """`to_asker.loss_ratio=0.1` as the interface wants it; values are JSON."""
    wanted: dict[str, Any] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        if not equals or not key:
            raise click.UsageError(f"{setting!r} is not KEY=VALUE")
        try:
            value = json.loads(text)
        except ValueError:
            raise click.UsageError(f"{key}: {text!r} is no number, true or null") from None
        way, dot, inner = key.partition(".")
        within = wanted.setdefault(way, {}) if dot else wanted
        if not isinstance(within, dict) or (inner or key) in within:
            raise click.UsageError(f"{way if dot else key} is given twice")
        within[inner if dot else key] = value
    return wanted


@dataclass(frozen=True, slots=True)
class Control:
    """The control interface of a campus that runs. What it refuses ends the command with its
    words."""

    session: ClientSession
    url: str

    async def get(self, path: str) -> Any:  # noqa: ANN401 - as the interface gives it
        return await self._asked("GET", path, None)

    async def put(self, device: str, what: str, body: Mapping[str, object]) -> None:
        await self._asked("PUT", f"/devices/{quoted(device)}/{what}", body)

    async def _asked(self, method: str, path: str, body: Mapping[str, object] | None) -> Any:  # noqa: ANN401
        url = URL(self.url + path, encoded=True)
        async with self.session.request(method, url, json=body) as response:
            said = await response.json(content_type=None)
        if response.status != HTTPStatus.OK:
            ended(str(said["error"]), USAGE)
        return said


def asked(url: str, work: Callable[[Control], Awaitable[None]]) -> None:
    async def session() -> None:
        async with ClientSession(timeout=ASK_TIMEOUT) as opened:
            await work(Control(opened, url))

    try:
        asyncio.run(session())
    except (ClientError, TimeoutError) as error:
        ended(f"{url} cannot be reached: {str(error) or type(error).__name__}", UNREACHABLE)
    except (ValueError, LookupError, TypeError):
        ended(f"{url} answers, and is no control interface of a campus", UNREACHABLE)


def quoted(name: str) -> str:
    return URL.build(path=f"/{name}").raw_path.removeprefix("/").replace("/", "%2F")


def ended(why: str, code: int) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(code)
