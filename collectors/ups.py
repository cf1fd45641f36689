"""Uninterruptible power supplies, as upsd reports them; variables are those of nut-names.txt."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from collectors.days import day
from collectors.failure import FailureKind, ProbeError
from collectors.nut import LINE_BYTES_LIMIT, order, parse_variables, read_list
from collectors.probe import Collector, Options
from collectors.quantities import (
    UPS_BATTERY_NORMAL,
    UPS_BATTERY_REPLACE_NEEDED,
    UPS_BATTERY_REPLACED,
    UPS_BATTERY_TEMPERATURE,
    UPS_CHARGE,
    UPS_INPUT_VOLTS,
    UPS_LOAD,
    UPS_ON_BATTERY,
    UPS_OUTPUT_VOLTS,
    UPS_RUNTIME,
    UPS_TEST_PASSED,
    UPS_TESTED,
)
from collectors.reading import Quantity, Reading
from collectors.target import Secret, Target
from collectors.tcp import Port, connected

NUT_PORT = 3493  # IANA: nut
SHOWN_CHARACTERS = 80  # of a value that is wrong

PERCENT = 100.0  # in one


@dataclass(frozen=True, slots=True)
class Variable:
    """A number of upsd's, what it can truly be, and how many of its units make one of ours."""

    quantity: Quantity
    name: str
    least: float
    most: float
    in_one: float = 1.0


# Beyond these limits stand markers of "not known" and drivers' errors, all of them seen on real
# units: 3,932,100 s, 255 %, 520 % load, -6437 V, -272 and 302 degrees.
RUNTIME = Variable(UPS_RUNTIME, "battery.runtime", 0.0, 30 * 86_400.0)
CHARGE = Variable(UPS_CHARGE, "battery.charge", 0.0, 100.0, PERCENT)
LOAD = Variable(UPS_LOAD, "ups.load", 0.0, 200.0, PERCENT)  # overload is possible, for a while
INPUT = Variable(UPS_INPUT_VOLTS, "input.voltage", 0.0, 1_000.0)  # low voltage, IEC 60038
OUTPUT = Variable(UPS_OUTPUT_VOLTS, "output.voltage", 0.0, 1_000.0)
TEMPERATURE = Variable(UPS_BATTERY_TEMPERATURE, "battery.temperature", -40.0, 100.0)
PHASES = tuple(  # a three-phase unit may have these in place of ups.load
    replace(LOAD, name=f"output.L{phase}.power.percent") for phase in (1, 2, 3)
)
NOT_KNOWN = 65_535.0  # 0xFFFF in the unit's own register

# Flags of ups.status that say where the load's power comes from. OFF and BYPASS: not from the
# battery, whatever else is wrong.
ON_MAINS = frozenset({"OL", "BYPASS", "TRIM", "BOOST", "OFF"})
BATTERY_FAULTS = frozenset({"LB", "RB"})  # low; to be replaced

#: What drivers write into ups.test.result, in small letters. A test that ended with a warning came
#: to its end and did not find all well: no pass.
TEST_RESULTS: Mapping[str, bool | None] = {
    **dict.fromkeys(("done and passed", "passed", "ok"), True),
    **dict.fromkeys(("done and warning", "done and error", "failed"), False),
    **dict.fromkeys(("bt", "ng"), False),  # apcsmart: weak battery, overload
    **dict.fromkeys(("no test initiated", "no", "", "unknown", "aborted", "invalidtest"), None),
    **dict.fromkeys(("in progress", "testinprogress", "test scheduled"), None),
    **dict.fromkeys(("not supported", "inhibited", "none"), None),
}


class UpsOptions(Options):
    """`ups` is the name that upsd gives the unit, and the readings' instance."""

    ups: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] = "ups"
    port: Port = NUT_PORT
    user: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,128}$")] | None = None
    password: Secret | None = None

    @field_validator("password")
    @classmethod
    def _one_line(cls, password: Secret | None) -> Secret | None:
        if password is not None and not password.reveal().isprintable():
            raise ValueError("the password has control characters, which upsd cannot take")
        return password

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password are given together, or neither")
        return self


async def collect(target: Target, options: UpsOptions) -> list[Reading]:
    async with connected(target.address, options.port, line_bytes_limit=LINE_BYTES_LIMIT) as (
        reader,
        writer,
    ):
        if options.user is not None and options.password is not None:
            await order(reader, writer, "USERNAME", options.user)
            await order(reader, writer, "PASSWORD", options.password.reveal())
        writer.write(f"LIST VAR {options.ups}\n".encode())
        lines = await read_list(reader, f"LIST VAR {options.ups}")
    variables = parse_variables(lines, options.ups)
    if variables.keys() <= {"ups.status"} and variables.get("ups.status", "WAIT") == "WAIT":
        # upsd has met the driver, whose first data are still to come: this unit is not one that
        # has no battery (upsd 2.8, sstate_connect)
        detail = "upsd waits for the first data of the unit's driver"
        raise ProbeError(FailureKind.ERROR_REPLY, detail)
    return readings(variables, options.ups)


def readings(variables: Mapping[str, str], ups: str) -> list[Reading]:
    """Every quantity, with value None for what this unit has not."""
    return [
        runtime(variables, ups),
        measured(CHARGE, variables, ups),
        load(variables, ups),
        *status(variables.get("ups.status"), ups),
        measured(INPUT, variables, ups),
        measured(OUTPUT, variables, ups),
        battery_temperature(variables, ups),
        replaced(variables, ups),
        self_test(variables.get("ups.test.result"), ups),
        dated(UPS_TESTED, "ups.test.date", variables, ups),
    ]


def measured(variable: Variable, variables: Mapping[str, str], ups: str) -> Reading:
    """The variable in the quantity's unit: absent is None, impossible is rejected."""
    text = variables.get(variable.name)
    if text is None:
        return Reading(variable.quantity, None, ups)
    number = decimal(text)
    if number is None:
        why = f"{variable.name} is {text[:SHOWN_CHARACTERS]!r}, no number"
        return Reading(variable.quantity, None, ups, why)
    if not variable.least <= number <= variable.most:
        why = f"{variable.name} is {number:g}, outside {variable.least:g} to {variable.most:g}"
        return Reading(variable.quantity, None, ups, why)
    return Reading(variable.quantity, number / variable.in_one, ups)


def decimal(text: str) -> float | None:
    """None where the text is no plain decimal number, as are `nan`, `inf`, `1_000`, `12 V`."""
    if not re.fullmatch(r"[+-]?[0-9]{1,20}(\.[0-9]{0,20})?", text.strip(" "), re.ASCII):
        return None
    return float(text)


def runtime(variables: Mapping[str, str], ups: str) -> Reading:
    """battery.runtime is in seconds (nut-names.txt); two of its values are no measurement."""
    reading = measured(RUNTIME, variables, ups)
    if reading.value == NOT_KNOWN:
        return Reading(UPS_RUNTIME, None, ups, "battery.runtime is 65535, which means not known")
    flags = set(variables.get("ups.status", "").split())
    full = decimal(variables.get("battery.charge", "")) == CHARGE.most
    if reading.value == 0 and full and "OL" in flags and not flags & BATTERY_FAULTS:
        why = "battery.runtime is 0 on mains with a full, fit battery: the driver does not know it"
        return Reading(UPS_RUNTIME, None, ups, why)
    return reading


def load(variables: Mapping[str, str], ups: str) -> Reading:
    """ups.load; a three-phase unit without it has a share per phase, of which the highest."""
    phases = [phase for phase in PHASES if phase.name in variables]
    if LOAD.name in variables or not phases:
        return measured(LOAD, variables, ups)
    found = [measured(phase, variables, ups) for phase in phases]
    for reading in found:
        if reading.rejected:
            return reading
    return max(found, key=lambda reading: float(reading.value or 0))


def status(text: str | None, ups: str) -> list[Reading]:
    """On battery, battery fit, a new one wanted: flags of ups.status; unknown ones say nothing."""
    quantities = (UPS_ON_BATTERY, UPS_BATTERY_NORMAL, UPS_BATTERY_REPLACE_NEEDED)
    if text is None:
        return [Reading(quantity, None, ups) for quantity in quantities]
    flags = set(text.split())
    why = ""
    if {"OL", "OB"} <= flags:
        why = "says both on line (OL) and on battery (OB)"
    elif not flags & (ON_MAINS | {"OB"}):
        why = "says neither on line (OL) nor on battery (OB)"
    if why:
        shown = text[:SHOWN_CHARACTERS]
        return [Reading(it, None, ups, f"ups.status {shown!r} {why}") for it in quantities]
    return [
        Reading(UPS_ON_BATTERY, "OB" in flags, ups),
        Reading(UPS_BATTERY_NORMAL, not flags & BATTERY_FAULTS, ups),
        Reading(UPS_BATTERY_REPLACE_NEEDED, "RB" in flags, ups),
    ]


def battery_temperature(variables: Mapping[str, str], ups: str) -> Reading:
    """Exactly 0 is what units without a sensor say (Liebert GXT2, Dell 1920W, Delta GES)."""
    reading = measured(TEMPERATURE, variables, ups)
    if reading.value == 0:
        why = "battery.temperature is 0: said by units that have no sensor"
        return Reading(UPS_BATTERY_TEMPERATURE, None, ups, why)
    return reading


def dated(quantity: Quantity, name: str, variables: Mapping[str, str], ups: str) -> Reading:
    """The day that the variable tells, as Unix time; drivers hand on what the unit says."""
    try:
        return Reading(quantity, day(variables.get(name, "")), ups)
    except ValueError as error:
        return Reading(quantity, None, ups, f"{name}: {error}")


def replaced(variables: Mapping[str, str], ups: str) -> Reading:
    """battery.date; where nobody told the unit, the battery is no older than its making.

    A battery that was put in before it was made is refused: units keep a date that nobody set
    (APC Back-UPS ES 750).
    """
    told = dated(UPS_BATTERY_REPLACED, "battery.date", variables, ups)
    if told.rejected:
        return told
    made = dated(UPS_BATTERY_REPLACED, "battery.mfr.date", variables, ups)
    if told.value is None:
        return made
    if made.value is not None and float(told.value) < float(made.value):
        why = f"battery.date {variables['battery.date']!r} lies before its battery.mfr.date"
        return Reading(UPS_BATTERY_REPLACED, None, ups, why)
    return told


def self_test(text: str | None, ups: str) -> Reading:
    """ups.test.result is the driver's own word; one that is not known is refused."""
    if text is None:
        return Reading(UPS_TEST_PASSED, None, ups)
    word = text.strip().lower()
    if word not in TEST_RESULTS:
        why = f"ups.test.result is {text[:SHOWN_CHARACTERS]!r}, no result that is known"
        return Reading(UPS_TEST_PASSED, None, ups, why)
    return Reading(UPS_TEST_PASSED, TEST_RESULTS[word], ups)


UPS = Collector(
    "nut",
    UpsOptions,
    (
        UPS_RUNTIME,
        UPS_CHARGE,
        UPS_LOAD,
        UPS_ON_BATTERY,
        UPS_BATTERY_NORMAL,
        UPS_INPUT_VOLTS,
        UPS_OUTPUT_VOLTS,
        UPS_BATTERY_TEMPERATURE,
        UPS_BATTERY_REPLACED,
        UPS_BATTERY_REPLACE_NEEDED,
        UPS_TEST_PASSED,
        UPS_TESTED,
    ),
    collect,
)
