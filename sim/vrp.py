"""What a Huawei wireless controller prints: tables of its access points, version, refusals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

STATES = {  # as `display ap all` explains them above its table
    "nor": "normal",
    "fault": "fault",
    "idle": "idle",
    "stdby": "standby",
    "config": "config",
    "download": "download",
}
#: No release of VRP knows this state, and no access point has so many stations.
LIE_STATE, LIE_STATIONS = "flying", 99_999_999
HEAD = ("ID", "MAC", "Name", "Group", "IP", "Type", "State", "STA", "Uptime", "ExtraInfo", "Scene")


@dataclass(slots=True)
class AccessPoint:
    """One row; an access point that is not in state `nor` has no address, stations or uptime."""

    name: str
    state: str = "nor"
    stations: int = 0
    group: str = "default"
    ip: str = "10.20.0.1"
    type: str = "AirEngine5760-51"
    uptime_seconds: int = 86_400


def access_points(rows: Sequence[AccessPoint], *, lying: bool) -> list[str]:
    """`display ap all`: legend with the count of each state, table, total."""
    cells = [_cells(number, row, lying=lying) for number, row in enumerate(rows)]
    widths = [max(len(line[n]) for line in [HEAD, *cells]) + 1 for n in range(len(HEAD))]
    rule = "-" * (sum(widths) + 4)
    states = Counter(line[HEAD.index("State")] for line in cells)
    return [
        "Total AP information:",
        *(
            f"{state:<6}: {STATES.get(state, state):<15} [{count}]"
            for state, count in sorted(states.items())
        ),
        "ExtraInfo : Extra information",
        rule,
        _line(HEAD, widths),
        rule,
        *(_line(line, widths) for line in cells),
        rule,
        f"Total: {len(rows)}",
    ]


def _cells(number: int, row: AccessPoint, *, lying: bool) -> tuple[str, ...]:
    mac = f"00e0-fc{number >> 16 & 0xFF:02x}-{number & 0xFFFF:04x}"
    state = LIE_STATE if lying else row.state
    stations = LIE_STATIONS if lying else row.stations
    if row.state == "nor":
        live = (row.ip, row.type, state, str(stations), _uptime(row.uptime_seconds))
    else:
        live = ("-", row.type, state, str(LIE_STATIONS if lying else 0), "-")
    return (str(number), mac, row.name, row.group, *live, "-", "-")


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _uptime(seconds: int) -> str:
    """4D:1H:10M:0S; larger parts are left out where they are zero."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    text = f"{days}D:" if days else ""
    return f"{text}{hours}H:{minutes}M:{rest}S"


def version(sysname: str, uptime_seconds: float) -> list[str]:
    """`display version`."""
    minutes = int(uptime_seconds) // 60
    weeks, days = divmod(minutes // 1440, 7)
    uptime = f"{weeks} weeks, {days} days, {minutes // 60 % 24} hours, {minutes % 60} minutes"
    return [
        "Huawei Versatile Routing Platform Software",
        "VRP (R) software, Version 5.170 (AC6605 V200R019C00SPC500)",
        "Copyright (C) 2000-2019 HUAWEI TECH CO., LTD",
        f"Huawei AC6605 Router uptime is {uptime}",
        f"Emulated as {sysname}",
    ]


def refusal(column: int) -> list[str]:
    """The caret stands below the first character of the command."""
    return [" " * column + "^", "Error: Unrecognized command found at '^' position."]


def means(given: str, command: str) -> bool:
    """VRP takes every word short: `dis ap all`."""
    words, full = given.lower().split(), command.split()
    return len(words) == len(full) and all(
        whole.startswith(word) for word, whole in zip(words, full, strict=True)
    )
