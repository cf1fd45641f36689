"""Secrets by reference: `env:NAME`, `file:/path`, `credential:NAME` (systemd LoadCredential)."""

import logging
import re
import stat
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from agent.config_error import printable

log = logging.getLogger(__name__)

SECRET_AT_MOST_BYTES = 64 * 1024
FORMS = "env:NAME, file:/path or credential:NAME"
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: As systemd.exec(5) has it: a credential's name is the name of a file.
CREDENTIAL = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9_.@:-]+")


def resolver(environment: Mapping[str, str]) -> Callable[[str], str]:
    """The function from reference to plain text, for one reading of the configuration.

    It raises ValueError saying what is missing, and never repeats what may be the secret
    itself. Each file is read once.
    """

    @cache
    def resolve(reference: str) -> str:
        kind, _, name = reference.partition(":")
        if kind == "env":
            return _variable(name, environment)
        if kind == "file":
            return _file(Path(name), printable(reference))
        if kind == "credential":
            return _file(_credential(name, environment), reference)
        raise ValueError(f"a secret is named by reference ({FORMS}), not written here")

    return resolve


def _variable(name: str, environment: Mapping[str, str]) -> str:
    if not VARIABLE.fullmatch(name):
        raise ValueError("after env: stands the name of an environment variable")
    plain = environment.get(name)
    if plain is None:
        raise ValueError(f"the environment variable {name} is not set")
    if not plain:
        raise ValueError(f"the environment variable {name} is set, but empty")
    return plain


def _credential(name: str, environment: Mapping[str, str]) -> Path:
    if not CREDENTIAL.fullmatch(name):
        raise ValueError("after credential: stands the name given in LoadCredential=")
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise ValueError(
            f"credential:{name} needs CREDENTIALS_DIRECTORY, which systemd sets for units"
            " with LoadCredential="
        )
    return Path(folder) / name


def _file(path: Path, reference: str) -> str:
    """The content without the one newline that editors put at the end."""
    if not path.is_absolute():
        raise ValueError("after file: stands an absolute path, as in file:/etc/campus/community")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(f"{reference} is no regular file")
        if status.st_size > SECRET_AT_MOST_BYTES:
            raise ValueError(f"{reference} is larger than {SECRET_AT_MOST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{reference} cannot be read: {error.strerror}") from None
    if status.st_mode & stat.S_IROTH:
        log.warning("%s can be read by every user; take that right away (chmod o-r)", reference)
    try:
        plain = content.decode()
    except UnicodeDecodeError:
        raise ValueError(f"{reference} is not UTF-8") from None
    plain = plain.removesuffix("\n").removesuffix("\r")
    if not plain:
        raise ValueError(f"{reference} is empty")
    return plain
