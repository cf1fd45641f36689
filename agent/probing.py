"""`campus-auditor probe`: one round on one device, from the command line, outside any inventory."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args, get_origin

import yaml
from pydantic import ValidationError

from agent import clock
from agent.credentials import resolver
from collectors.device_quantities import (
    DEVICE_MODEL,
    DEVICE_SERIAL,
    DEVICE_SOFTWARE,
    DEVICE_VENDOR,
)
from collectors.probe import Collector, Options, Probe, ProbeResult, run_probe
from collectors.quantities import DEVICE_DESCRIPTION, DEVICE_NAME, DEVICE_OBJECT_ID
from collectors.reading import Reading
from collectors.target import RESOLVE, Target
from collectors.text import Cleaned

#: What a device says of itself, by its name in the printed identity.
IDENTITY: Final = {
    "vendor": DEVICE_VENDOR,
    "model": DEVICE_MODEL,
    "software": DEVICE_SOFTWARE,
    "serial": DEVICE_SERIAL,
    "description": DEVICE_DESCRIPTION,
    "object_id": DEVICE_OBJECT_ID,
    "name": DEVICE_NAME,
}

#: Forms of a secret that are references; anything else on the command line is the secret itself.
REFERENCES = ("env:", "file:", "credential:")


def parse_options(
    collector: Collector, pairs: Sequence[str], flags: Mapping[str, object]
) -> Options:
    """The collector's options from `KEY=VALUE` pairs, read as YAML, and the flags that were given.

    Raises ValueError naming what is wrong with which option.
    """
    given: dict[str, object] = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator:
            raise ValueError(f"{pair!r}: expected KEY=VALUE")
        given[key] = yaml.safe_load(value)
    given.update({key: value for key, value in flags.items() if value not in (None, ())})
    if "user" in given and collector.name == "snmp":
        given.setdefault("version", "3")
    everything = _everything(collector)
    if everything:
        given.setdefault("read", everything)
    context = {RESOLVE: _reference_or_plain}
    try:
        return collector.options.model_validate(given, context=context)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
        raise ValueError("; ".join(faults)) from None


def _reference_or_plain(text: str) -> str:
    return resolver(os.environ)(text) if text.startswith(REFERENCES) else text


def _everything(collector: Collector) -> tuple[str, ...]:
    """Every subject that the collector can read: who probes by hand wants to see what there is."""
    field = collector.options.model_fields.get("read")
    for argument in get_args(field.annotation) if field else ():
        if get_origin(argument) is Literal:
            return get_args(argument)
    return ()


async def probe_document(
    collector: Collector, address: str, options: Options, timeout_seconds: float
) -> dict[str, Any]:
    """One round as plain JSON values: identity, readings, partial, failure."""
    target = Target(address, address)
    one = Probe(address, target, collector, options, timeout_seconds, timeout_seconds)
    result = await run_probe(one, clock.now_utc())
    return {
        "identity": _identity(result),
        "readings": [_reading(each) for each in (*result.readings, *result.partial)],
        "partial": bool(result.partial),
        "failure": None
        if result.failure is None
        else {"kind": result.failure.kind.value, "detail": result.failure.detail},
    }


def _identity(result: ProbeResult) -> dict[str, Any]:
    by_quantity = {each.quantity: each.value for each in result.readings}
    return {key: by_quantity.get(quantity) for key, quantity in IDENTITY.items()}


def _reading(reading: Reading) -> dict[str, Any]:
    """What was cleaned has what was sent beside it, in hex."""
    texts = {"instance": reading.instance, "value": reading.value}
    raw = {f"{k}_sent_hex": v.raw_hex for k, v in texts.items() if isinstance(v, Cleaned)}
    return {
        "quantity": reading.quantity.name,
        "instance": reading.instance,
        "value": reading.value,
        "rejected": reading.rejected,
        **raw,
    }
