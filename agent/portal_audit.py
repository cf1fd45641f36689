"""`campus-auditor ipv6`: how much of a portal IPv6 reaches, once and now."""

import asyncio
import logging
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from yarl import URL

from agent.loading import OUR_ERROR, log_to_stderr
from collectors.failure import ProbeError
from collectors.portal.crawl import Budget, Crawl, Crawled
from collectors.portal.hosts import Hosts
from collectors.portal.journal import JournalError, Known, kept, remembered
from collectors.portal.links import as_ascii, domain_of, normal
from collectors.portal.page_worker import PageWorker
from collectors.portal.tried import Outcome, Tried
from collectors.web import WebOptions, nameservers, verification
from exporters.portal_report import as_csv, levels, remarks, tables

#: I-23, of the home page's links: the Beijing guide for higher education asks for it.
AT_LEAST: Final = 0.9
FAILS, UNKNOWN = 3, 4  # as `audit` ends
NAMES_SECONDS: Final = 3.0
DEFAULT: Final = Budget()
LEVEL_FILES: Final = ((2, "L2.csv"), (3, "L3.csv"))

Tell = Callable[[Tried, Sequence[str]], None]


@click.command("ipv6")
@click.argument("url")
@click.option("--domain", "domains", multiple=True,
              help="The school's; default: that of the URL, without www.")  # fmt: skip
@click.option("--nameserver", help="Its address, in place of this host's own.")
@click.option("--nameserver-port", type=click.IntRange(1, 65535), default=53, show_default=True)
@click.option("--allow", multiple=True, metavar="PREFIX",
              help="Addresses that count as global, of an emulated campus.")  # fmt: skip
@click.option("--ca-file", type=click.Path(dir_okay=False), help="Authorities besides the host's.")
@click.option("--links-per-level", type=click.IntRange(1), default=DEFAULT.links_per_level,
              show_default=True)  # fmt: skip
@click.option("--seconds", type=click.FloatRange(min=1), default=DEFAULT.seconds, show_default=True,
              help="For all links together.")  # fmt: skip
@click.option("--at-least", type=click.FloatRange(0, 1), default=AT_LEAST, show_default=True)
@click.option("--journal", "journal_path", type=click.Path(path_type=Path, dir_okay=False),
              help="Go on from what stands there, and write what is tried.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, file_okay=False),
              help="A folder for L2.csv and L3.csv.")  # fmt: skip
def ipv6(  # noqa: PLR0913, PLR0917 - its options
    url: str,
    domains: tuple[str, ...],
    nameserver: str | None,
    nameserver_port: int,
    allow: tuple[str, ...],
    ca_file: str | None,
    links_per_level: int,
    seconds: float,
    at_least: float,
    journal_path: Path | None,
    output: Path | None,
) -> None:
    """Try URL, the school's links on it, and those on the pages behind them, over IPv6 alone.

    A link counts once, on the first level that has it. It is supported with a global AAAA record
    and a page that answers there, with no other text than over IPv4. robots.txt is obeyed.

    Exit code: 0 both levels reach the share, 3 one does not, 4 not known, 1 our error, 2 usage.
    """
    log_to_stderr(logging.ERROR)
    try:
        options = WebOptions(
            url=url, nameserver=nameserver, nameserver_port=nameserver_port, ca_file=ca_file
        )
        home = normal(URL(url))
        inside = [as_ascii(each).strip(".") for each in domains] or [domain_of(home)]
        hosts = Hosts(nameservers(options), NAMES_SECONDS, allow)
        known = remembered(journal_path, home) if journal_path and journal_path.exists() else {}
        tls = verification(ca_file)
    except (ValueError, JournalError, OSError, ProbeError) as error:
        raise click.UsageError(str(error)) from None
    budget = Budget(links_per_level, seconds=seconds)
    console = Console(stderr=True)
    with ExitStack() as stack:
        tell = stack.enter_context(_progress(console, len(known)))
        if journal_path is not None:
            journal = stack.enter_context(kept(journal_path, home))
            tell = _both(journal.tell, tell)
        try:
            crawled = asyncio.run(_crawled(home, hosts, inside, tls, budget, known, tell))
        except ProbeError as error:
            click.echo(f"not known: {error.detail}", err=True)
            sys.exit(UNKNOWN)
    _print(crawled)
    if output is not None:
        _write(crawled, output)
    sys.exit(_exit_code(crawled, Fraction(str(at_least))))


async def _crawled(  # noqa: PLR0913, PLR0917 - all that a crawl needs
    home: URL,
    hosts: Hosts,
    domains: Sequence[str],
    tls: ssl.SSLContext | bool,
    budget: Budget,
    known: Known,
    tell: Tell,
) -> Crawled:
    async with PageWorker() as pages:
        return await Crawl(hosts, domains, pages, tls, budget, tell, known).run(home)


@contextmanager
def _progress(console: Console, known: int) -> Iterator[Tell]:
    """A line in a terminal; nothing where the output goes elsewhere."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    tried, failing = known, 0
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("the home page")

        def tell(each: Tried, _links: Sequence[str]) -> None:
            nonlocal tried, failing
            tried += 1
            failing += each.outcome is Outcome.UNSUPPORTED
            bar.update(task, description=f"level {each.level}: {tried} links, {failing} fail")

        yield tell


def _both(one: Tell, other: Tell) -> Tell:
    def tell(each: Tried, links: Sequence[str]) -> None:
        one(each, links)
        other(each, links)

    return tell


def _print(crawled: Crawled) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    for table in tables(crawled):
        console.print(table)
    for remark in remarks(crawled):
        console.print(remark, markup=False, highlight=False, soft_wrap=True)


def _write(crawled: Crawled, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for level, name in LEVEL_FILES:
            # a byte order mark: spreadsheets take the text for UTF-8 then
            (folder / name).write_text(as_csv(crawled, level), encoding="utf-8-sig", newline="")
    except OSError as error:
        click.echo(f"{folder}: {error.strerror}", err=True)
        sys.exit(OUR_ERROR)


def _exit_code(crawled: Crawled, at_least: Fraction) -> int:
    """Certain where the links that were not tried could not turn it."""
    if crawled.home.outcome is Outcome.UNSUPPORTED:
        return FAILS
    bounds = [level.bounds for level in levels(crawled) if level.bounds is not None]
    if crawled.home.outcome is not Outcome.SUPPORTED or not bounds:
        return UNKNOWN
    if any(highest < at_least for _, highest in bounds):
        return FAILS
    return 0 if all(lowest >= at_least for lowest, _ in bounds) else UNKNOWN
