"""The line protocol of upsd, of Network UPS Tools (RFC 9271): orders, lists, quoting, refusals."""

import re
from asyncio import IncompleteReadError, LimitOverrunError, StreamReader, StreamWriter

from collectors.failure import FailureKind, ProbeError

LINE_BYTES_LIMIT = 8_192  # upsd's own lines are below 1 KiB
LINES_LIMIT = 2_000  # the richest unit known gives 250 variables
SHOWN_CHARACTERS = 80  # of a line that is wrong

ACCESS_ERRORS = frozenset(  # RFC 9271 section 4.3
    {
        "ACCESS-DENIED",
        "INVALID-USERNAME",
        "INVALID-PASSWORD",
        "USERNAME-REQUIRED",
        "PASSWORD-REQUIRED",
    }
)
ERRORS = {
    "ACCESS-DENIED": "upsd refuses this host or user",
    "DATA-STALE": "upsd has had no fresh data of the unit from its driver",
    "DRIVER-NOT-CONNECTED": "the driver of the unit is not running",
    "UNKNOWN-UPS": "upsd knows no unit of that name",
}

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"\\]+)')
_ESCAPE = re.compile(r"\\(.)")


async def order(reader: StreamReader, writer: StreamWriter, word: str, argument: str) -> None:
    """Say `word "argument"`, which upsd must answer with OK.

    The argument may be a password, and the peer may echo it: no unknown words of it are shown.
    """
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    writer.write(f'{word} "{escaped}"\n'.encode())
    line = await read_line(reader)
    words = line.split(" ")
    if words[0] == "OK":
        return
    if words[0] == "ERR" and words[1:2] and words[1] in ACCESS_ERRORS | ERRORS.keys():
        raise refusal(" ".join(words[:2]))
    raise ProbeError(FailureKind.MALFORMED_REPLY, f"upsd answered {word} with neither OK nor ERR")


async def read_line(reader: StreamReader) -> str:
    """One line without its end; where the bytes are no line, raises without showing them."""
    try:
        line = await reader.readuntil(b"\n")
    except LimitOverrunError:
        detail = f"upsd sends a line of more than {LINE_BYTES_LIMIT} bytes"
        raise ProbeError(FailureKind.TOO_LARGE, detail) from None
    except IncompleteReadError as error:
        detail = f"upsd hung up in the middle of its answer, {len(error.partial)} bytes into a line"
        raise ProbeError(FailureKind.MALFORMED_REPLY, detail) from None
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        detail = "upsd sends a line that is not UTF-8"
        raise ProbeError(FailureKind.MALFORMED_REPLY, detail) from None


async def read_list(reader: StreamReader, asked: str) -> list[str]:
    """The lines between `BEGIN asked` and `END asked`."""
    line = await read_line(reader)
    if line != f"BEGIN {asked}":
        raise refusal(line)
    lines: list[str] = []
    while (line := await read_line(reader)) != f"END {asked}":
        if line.startswith("ERR "):
            raise refusal(line)
        lines.append(line)
        if len(lines) > LINES_LIMIT:
            detail = f"upsd lists more than {LINES_LIMIT} variables and does not end"
            raise ProbeError(FailureKind.TOO_LARGE, detail)
    return lines


def refusal(line: str) -> ProbeError:
    """What an answer means that is not the wanted one."""
    words = line.split(" ")
    if words[0] != "ERR" or len(words) == 1:
        detail = f"upsd answered {line[:SHOWN_CHARACTERS]!r}"
        return ProbeError(FailureKind.MALFORMED_REPLY, detail)
    code = words[1]
    kind = FailureKind.AUTHENTICATION if code in ACCESS_ERRORS else FailureKind.ERROR_REPLY
    shown = code[:SHOWN_CHARACTERS]
    return ProbeError(kind, f"{shown}: {ERRORS[code]}" if code in ERRORS else f"upsd says {shown}")


def parse_tokens(line: str) -> list[str]:
    r"""The words of a line; in quotes, `\"` stands for `"` and `\\` for `\` (RFC 9271)."""
    words: list[str] = []
    position = 0
    while position < len(line):
        match = _TOKEN.match(line, position)
        if match is None or line[match.end() : match.end() + 1] not in {"", " "}:
            detail = f"upsd sends a line that is quoted wrongly: {line[:SHOWN_CHARACTERS]!r}"
            raise ProbeError(FailureKind.MALFORMED_REPLY, detail)
        quoted, bare = match.groups()
        words.append(bare if quoted is None else _ESCAPE.sub(r"\1", quoted))
        position = match.end() + 1
    return words


def parse_variables(lines: list[str], ups: str) -> dict[str, str]:
    """Name -> value, from the `VAR ups name "value"` lines of one list."""
    variables: dict[str, str] = {}
    for line in lines:
        match parse_tokens(line):
            case ["VAR", unit, name, value] if unit == ups and name not in variables:
                variables[name] = value
            case _:
                detail = f"no variable of {ups}, or one twice: {line[:SHOWN_CHARACTERS]!r}"
                raise ProbeError(FailureKind.MALFORMED_REPLY, detail)
    return variables
