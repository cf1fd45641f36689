"""`campus-auditor discover`: finds devices by SNMP and proposes what the inventory could say."""

import asyncio
import ipaddress
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from agent.discovery.proposal import Difference, compared, document, lines
from agent.discovery.scope import Pace, Scope, TooManyError, networks
from agent.discovery.search import (
    AtMost,
    Credentials,
    Findings,
    Search,
    unlike,
    within,
)
from agent.loading import OUR_ERROR, loaded, log_to_stderr
from agent.probing import parse_options
from collectors.snmp.collector import SNMP
from collectors.snmp.neighbours import IpAddress
from collectors.snmp.options import SnmpOptions
from collectors.target import Target

ADDRESSES_AT_MOST, DEVICES_AT_MOST = 4096, 1000
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL


@click.command()
@click.argument("prefixes", nargs=-1, required=True, metavar="PREFIX…")
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The present inventory, whose SNMP credentials are tried.",
)
@click.option("--community", help="SNMP v2c community to try, by reference (env:NAME).")
@click.option("--user", help="SNMP v3 user to try; its keys by -o.")
@click.option("--port", type=click.IntRange(1, 65535))
@click.option(
    "--option", "-o", "pairs", multiple=True, metavar="KEY=VALUE",
    help="Any other option of the SNMP collector, as the inventory spells it.",
)  # fmt: skip
@click.option(
    "--follow", multiple=True, metavar="PREFIX",
    help="Ask neighbours there, too, whom a device names by LLDP or CDP.",
)  # fmt: skip
@click.option("--rate", type=click.FloatRange(min=0.1, max=1000), default=50.0, show_default=True,
              help="Requests a second while looking for devices.")  # fmt: skip
@click.option("--timeout", "timeout_seconds", type=click.FloatRange(min=0.05, max=60), default=1.0,
              show_default=True, help="Seconds to wait for an answer.")  # fmt: skip
@click.option("--addresses-at-most", type=click.IntRange(min=1), default=ADDRESSES_AT_MOST,
              show_default=True)  # fmt: skip
@click.option("--devices-at-most", type=click.IntRange(min=1), default=DEVICES_AT_MOST,
              show_default=True)  # fmt: skip
@click.option("--format", "form", type=click.Choice(["yaml", "json"]), default="yaml")
@click.option("--output", type=click.Path(path_type=Path), help="A new file instead of the screen.")
def discover(  # noqa: PLR0913, PLR0917 - its options
    prefixes: tuple[str, ...],
    path: Path | None,
    community: str | None,
    user: str | None,
    port: int | None,
    pairs: tuple[str, ...],
    follow: tuple[str, ...],
    rate: float,
    timeout_seconds: float,
    addresses_at_most: int,
    devices_at_most: int,
    form: str,
    output: Path | None,
) -> None:
    """Ask the addresses of PREFIX… by SNMP who is there, follow their neighbours, and print what
    the inventory could say of them, with how that differs from the present one.

    Asks nobody outside the prefixes, and adds nothing by itself.
    """
    log_to_stderr(logging.ERROR)
    flags: dict[str, object] = {"community": community, "user": user, "port": port}
    targets: Sequence[Target] = ()
    credentials: list[Credentials] = []
    try:
        scope = Scope(networks(prefixes), networks(follow))
        addresses = list(scope.addresses(addresses_at_most))
        if community or user or pairs:
            credentials.append(_given(pairs, flags, timeout_seconds))
    except (TooManyError, ValueError) as error:
        raise click.UsageError(str(error)) from None
    if path is not None:
        configuration = loaded(path)
        targets = configuration.targets
        credentials += [
            Credentials(within(probe.options, timeout_seconds), probe.written)
            for probe in configuration.probes
            if isinstance(probe.options, SnmpOptions) and probe.options.version != "1"
        ]
    credentials = unlike(credentials)
    if not credentials:
        raise click.UsageError("nothing says how to ask: give --config, --community or --user")
    at_most = AtMost(max(addresses_at_most, len(addresses)), devices_at_most)
    with _progress(len(addresses)) as progress:
        search = Search(scope, credentials, Pace(rate), at_most, progress)
        findings, difference = asyncio.run(_searched(search, addresses, targets))
    _print(_text(findings, difference, form), output)


def _given(pairs: Sequence[str], flags: dict[str, object], timeout_seconds: float) -> Credentials:
    """Of the command line. Raises ValueError. A secret that is not named by reference stays out of
    the proposal."""
    options = parse_options(SNMP, pairs, flags)
    assert isinstance(options, SnmpOptions)  # noqa: S101 - SNMP's
    written: dict[str, object] = {key: value for key, value in flags.items() if value is not None}
    written |= dict(pair.partition("=")[::2] for pair in pairs)
    if "user" in written:
        written.setdefault("version", "3")
    for key in ("community", "auth_key", "privacy_key"):
        if key in written and not str(written[key]).startswith(("env:", "file:", "credential:")):
            written[key] = f"env:CAMPUS_{key.upper()}"
    return Credentials(within(options, timeout_seconds), written)


async def _searched(
    search: Search, addresses: Sequence[IpAddress], targets: Sequence[Target]
) -> tuple[Findings, Difference]:
    places = {target.name: await _places(target.address) for target in targets}
    findings = await search.run(addresses)
    return findings, compared(findings, targets, places, set(addresses))


async def _places(address: str) -> list[IpAddress]:
    """Where a target of the inventory is; nowhere, where its name is not found."""
    try:
        infos = await asyncio.get_running_loop().getaddrinfo(address, None, type=socket.SOCK_DGRAM)
    except OSError:
        return []
    literals = {str(info[4][0]).partition("%")[0] for info in infos}
    return [ipaddress.ip_address(literal) for literal in sorted(literals)]


@contextmanager
def _progress(length: int) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing on a pipe."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    bar: Any
    with click.progressbar(length=length, label="addresses", file=sys.stderr) as bar:

        def told(done: int, known: int) -> None:
            bar.length = known
            bar.update(done - bar.pos)

        yield told


def _text(findings: Findings, difference: Difference, form: str) -> str:
    if form == "json":
        return json.dumps(document(difference, findings), ensure_ascii=False, allow_nan=False)
    return "\n".join(lines(difference, findings))


def _print(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text)
        return
    try:
        handle = os.open(output, NEW_FILE, 0o640)
    except OSError as error:
        click.echo(f"{output}: not written: {error.strerror}", err=True)
        sys.exit(OUR_ERROR)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
