"""How commands begin: the configuration they are given, and the exit codes they share."""

import logging
import sys
from pathlib import Path
from typing import Final

import click

from agent.config import Configuration, load
from agent.config_error import ConfigError
from checks.clause import load_standards
from collectors.catalogue import COLLECTORS

#: Exit codes; those of `audit` are in `agent.one_shot`.
OUR_ERROR: Final = 1
USAGE: Final = 2

CONFIG = click.option(
    "--config",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help="The configuration; conf.d/*.yaml beside it is read with it.",
)

WAIT = click.option(
    "--wait",
    "wait_seconds",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Poll again for so many seconds while something is unknown for want of readings.",
)


def loaded(path: Path) -> Configuration:
    """The configuration, or every fault on standard error and exit 2."""
    try:
        return load(path, COLLECTORS, load_standards())
    except ConfigError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        number = len(error.faults)
        click.echo(f"{path}: not used, {number} fault{'s' if number > 1 else ''}", err=True)
        sys.exit(USAGE)


def log_to_stderr(level: int) -> None:
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
