"""The command that records a real device."""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from sim.recordings import redaction, walking
from sim.recordings.private import WORDS, Kind
from sim.recordings.redaction import Counts, Orders
from sim.recordings.snmprec import written
from sim.recordings.text_dumps import written_variables
from sim.recordings.walking import Limits, User

SNMP_PORT, NUT_PORT = 161, 3493  # IANA
FAILED, CUT_SHORT = 1, 3
ALL = "all"
LIMITS = Limits()
REPLACED = re.compile(rf"\b(?:{'|'.join(WORDS.values())})-\d+")


class NamedSecret(click.ParamType[str]):
    """A secret by its place: a command line is seen by everybody on the machine."""

    name = "env:NAME|file:PATH"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        kind, _, where = str(value).partition(":")
        if kind not in READ or not where:
            # what was given may be the secret: it is not shown
            self.fail("a secret is named, as in env:NAME or file:PATH", param, ctx)
        try:
            text = READ[kind](where).strip()
        except (OSError, UnicodeDecodeError) as error:
            self.fail(f"{where} cannot be read: {error}", param, ctx)
        if not text:
            self.fail(f"{kind}:{where} is empty, or not there", param, ctx)
        return text


READ: dict[str, Callable[[str], str]] = {
    "env": lambda name: os.environ.get(name, ""),
    "file": lambda path: Path(path).read_text(encoding="utf-8"),
}
SECRET = NamedSecret()


@dataclass(frozen=True, slots=True)
class Recorded:
    """The text of a recording, what was hidden in it, and why it is not whole."""

    text: str
    counts: Counts
    cut: str | None = None


@click.command(context_settings={"show_default": True})
@click.argument("address")
@click.option("--port", type=click.IntRange(1, 65535), help="161, or with --nut 3493.")
@click.option("--community", type=SECRET, help="Of SNMPv2c.")
@click.option("--user", help="Of SNMPv3.")
@click.option("--auth-protocol", type=click.Choice([*walking.AUTH_PROTOCOLS]))
@click.option("--auth-key", type=SECRET)
@click.option("--privacy-protocol", type=click.Choice([*walking.PRIVACY_PROTOCOLS]))
@click.option("--privacy-key", type=SECRET)
@click.option("--nut", "ups", metavar="UPS", help="A unit of upsd, instead of an SNMP agent.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option(
    "--keep",
    multiple=True,
    type=click.Choice([ALL, *(str(kind) for kind in Kind)]),
    help="Not to be hidden; may be given again.",
)
@click.option("--salt", type=SECRET, help="Shared by recordings in which the same is to be same.")
@click.option("--rows", type=click.IntRange(1), default=LIMITS.rows)
@click.option("--bytes", "size_bytes", type=click.IntRange(1), default=LIMITS.size_bytes)
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=LIMITS.seconds)
def record(  # noqa: PLR0913, PLR0917 - click hands over each option
    address: str,
    port: int | None,
    community: str | None,
    user: str | None,
    auth_protocol: str | None,
    auth_key: str | None,
    privacy_protocol: str | None,
    privacy_key: str | None,
    ups: str | None,
    output: Path,
    keep: tuple[str, ...],
    salt: str | None,
    rows: int,
    size_bytes: int,
    seconds: float,
) -> None:
    """Record what the device at ADDRESS says, without what is private, to be played in a scenario.

    Exit code: 0 all of it, 1 nothing, 3 a part: the walk was cut.
    """
    key_pairs = ((auth_protocol, auth_key), (privacy_protocol, privacy_key))
    if sum(it is not None for it in (community, user, ups)) != 1:
        raise click.UsageError("one of --community, --user and --nut says what is asked")
    if any((protocol is None) != (key is None) for protocol, key in key_pairs):
        raise click.UsageError("a protocol and its key go together")
    if (auth_key, privacy_key) != (None, None) and (user is None or auth_key is None):
        raise click.UsageError("keys belong to --user, and privacy needs authentication")
    orders = Orders(
        frozenset(Kind) if ALL in keep else frozenset(map(Kind, keep)),
        tuple(it for it in (community, auth_key, privacy_key) if it is not None),
        () if user is None else (user,),
        None if salt is None else salt.encode(),
    )
    limits = Limits(rows, size_bytes, seconds)
    opened_by: str | User = community or ""
    if user is not None:
        opened_by = User(user, auth_protocol, auth_key, privacy_protocol, privacy_key)
    if ups is not None:
        recording = of_upsd(address, port or NUT_PORT, ups, limits, orders)
    else:
        recording = of_agent(address, port or SNMP_PORT, opened_by, limits, orders)
    try:
        recorded = asyncio.run(recording)
    except walking.NoRecording as why:
        click.echo(f"nothing recorded: {why}", err=True)
        sys.exit(FAILED)
    sys.exit(told(recorded, orders, output))


async def of_agent(
    address: str,
    port: int,
    opened_by: str | User,
    limits: Limits,
    orders: Orders,
) -> Recorded:
    async with walking.agent(address, port, opened_by) as asked:
        walked = await walking.walk(asked, limits)
    rows, counts = redaction.redacted(list(walked.rows.values()), orders)
    return Recorded(written(rows), counts, walked.cut)


async def of_upsd(address: str, port: int, ups: str, limits: Limits, orders: Orders) -> Recorded:
    found = await walking.variables(address, port, ups, limits)
    variables, counts = redaction.redacted_variables(found, orders)
    return Recorded(written_variables(variables), counts)


def shows(recorded: Recorded, secret: str) -> bool:
    """Whether a secret stands alone in a recording; a number is rather a counter."""
    rest = REPLACED.sub("", recorded.text)
    alone = rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])"
    return not secret.isdecimal() and re.search(alone, rest) is not None


def told(recorded: Recorded, orders: Orders, output: Path) -> int:
    """Write the file, print its head, and return the exit code."""
    if Kind.SECRETS not in orders.keep and any(shows(recorded, it) for it in orders.secrets):
        click.echo(
            "nothing written: the secret that opens the device is in the recording", err=True
        )
        return FAILED
    head = redaction.head(recorded.counts, orders.keep)
    if recorded.cut is not None:
        head.insert(0, f"not whole, cut short: {recorded.cut}")
    text = "".join(f"# {line}\n" for line in head) + recorded.text
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"{output}: {error.strerror}", err=True)
        return FAILED
    for line in head:
        click.echo(line)
    click.echo(f"{output}: {len(recorded.text.splitlines())} lines")
    return CUT_SHORT if recorded.cut is not None else 0
