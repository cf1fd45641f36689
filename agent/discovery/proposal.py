"""What an inventory could say of the devices that were found, and how that differs from today's.

Devices write much of it themselves: their texts become quoted scalars or printable comments,
and nothing of them becomes YAML.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agent.config_error import printable
from agent.discovery.search import Findings, Found
from agent.inventory import Role
from agent.probing import IDENTITY
from collectors.reading import Value
from collectors.snmp.neighbours import IpAddress
from collectors.target import Target

NAME_AT_MOST, COMMENT_AT_MOST = 63, 120
#: Every probe reads these, whatever a device says today.
ALWAYS: Final = ("system",)
#: Kinds of reading that only one kind of device has, the most telling first.
TELLING: Final = (
    ("ats", Role.ATS),
    ("ups", Role.UPS),
    ("wlan", Role.WIRELESS_CONTROLLER),
    ("environment", Role.ENVIRONMENT),
)
FIREWALL_MAKERS: Final = frozenset({"Fortinet", "Hillstone", "Palo Alto Networks", "Topsec"})
SERVER_MAKERS: Final = frozenset({"net-snmp", "Net-SNMP", "Microsoft"})
SWITCH_PORTS_AT_LEAST = 5
#: In a proposal the first of each is what a person sees; the rest follows in this order.
ORDER: Final = (
    "port", "version", "community", "user", "auth_protocol", "auth_key", "privacy_protocol",
    "privacy_key", "allow_weak", "context_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposed:
    """A device and what the inventory could call it; `why` says where a role comes from."""

    name: str
    role: Role
    why: str
    found: Found


@dataclass(frozen=True, slots=True)
class Difference:
    """Today's inventory against what was found."""

    new: Sequence[Proposed] = ()
    known: Sequence[tuple[Target, Found]] = ()
    # the target, the device, and what is no longer as the inventory has it
    changed: Sequence[tuple[Target, Found, str]] = ()
    # of the addresses asked, without a device that answered
    silent: Sequence[Target] = field(default_factory=tuple)


def compared(
    findings: Findings,
    targets: Sequence[Target],
    places: Mapping[str, Sequence[IpAddress]],
    asked: "set[IpAddress]",
) -> Difference:
    """`places` are the addresses of the targets by name, `asked` all that was searched."""
    by_address = {at: target for target in targets for at in places.get(target.name, ())}
    by_name = {target.name: target for target in targets}
    names = set(by_name)
    new: list[Proposed] = []
    known: list[tuple[Target, Found]] = []
    changed: list[tuple[Target, Found, str]] = []
    met: set[str] = set()
    for found in findings.devices:
        at = [by_address[it] for it in (found.address, *found.others) if it in by_address]
        named = by_name.get(found.identity.name)
        target = at[0] if at else named
        if target is None:
            name = _unique(_name(found), names)
            names.add(name)
            role, why = _role(found)
            new.append(Proposed(name, role, why, found))
            continue
        met |= {target.name, *(each.name for each in at)}
        known.append((target, found))
        if not at:
            where = f"answers at {found.address}; the inventory has it at {target.address}"
            changed.append((target, found, where))
        elif found.identity.name and found.identity.name != target.name:
            said = printable(found.identity.name)[:NAME_AT_MOST]
            changed.append((target, found, f"calls itself {json.dumps(said, ensure_ascii=False)}"))
    silent = [
        target
        for target in targets
        if target.name not in met and asked.intersection(places.get(target.name, ()))
    ]
    return Difference(new, known, changed, silent)


def _name(found: Found) -> str:
    """As the device calls itself, fit for an inventory; else by its address."""
    plain = re.sub(r"[^\w.@:+-]+", "-", printable(found.identity.name)).strip("-.")
    return plain[:NAME_AT_MOST] or f"device-{found.address}"


def _unique(name: str, taken: "set[str]") -> str:
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return unique


def _role(found: Found) -> tuple[Role, str]:
    """Only where something tells; whether a switch is core or access is for a person to say."""
    for subject, role in TELLING:
        if subject in found.subjects:
            return role, f"it tells of {subject}"
    vendor = _said(found).get("vendor")
    if vendor in FIREWALL_MAKERS:
        return Role.FIREWALL, f"made by {vendor}"
    ports = sum(1 for it in found.readings if it.quantity.name == "interface_up")
    if "host" in found.subjects and ports < SWITCH_PORTS_AT_LEAST:
        return Role.SERVER, "it tells of processors and file systems"
    if ports >= SWITCH_PORTS_AT_LEAST:
        return Role.OTHER, "a switch or router: say whether core, aggregation, access or router"
    return Role.OTHER, "nothing told what it is for: say so"


def _said(found: Found) -> Mapping[str, Value]:
    """What the device says of itself, by the names of `probe`'s identity."""
    values = {it.quantity: it.value for it in found.readings if not it.instance}
    return {key: values.get(quantity) for key, quantity in IDENTITY.items()}


def lines(difference: Difference, findings: Findings) -> Iterator[str]:
    """A file for conf.d: what was seen as comments, then the new targets."""
    yield from _summary(difference, findings)
    if not difference.new:
        yield "targets: []"
        return
    yield "targets:"
    for proposed in difference.new:
        yield from _target(proposed)


def _summary(difference: Difference, findings: Findings) -> Iterator[str]:
    yield f"# {findings.asked} addresses asked, {len(findings.devices)} devices answered."
    if findings.cut_short:
        yield "# There may be more: the search ended at what was allowed."
    for proposed in difference.new:
        yield _comment(f"+ {proposed.name} at {proposed.found.address}: new")
    for target, found, what in difference.changed:
        yield _comment(f"~ {target.name} at {found.address}: {what}")
    different = {id(found) for _, found, _ in difference.changed}
    for target, found in difference.known:
        if id(found) not in different:
            yield _comment(f"= {target.name} at {found.address}: known")
    for target in difference.silent:
        yield _comment(f"- {target.name} at {target.address}: did not answer")
    for address, why in findings.locked.items():
        yield _comment(f"! {address}: somebody is there, but {why}")
    for address, (neighbour, by) in findings.beyond.items():
        name = f" ({neighbour.name})" if neighbour.name else ""
        seen_by = by.identity.name or str(by.address)
        yield _comment(f"? {address}{name}: seen by {seen_by}, not asked")


def _comment(text: str) -> str:
    plain = printable(text)
    return "# " + (plain if len(plain) <= COMMENT_AT_MOST else f"{plain[:COMMENT_AT_MOST]}…")


def _target(proposed: Proposed) -> Iterator[str]:
    found, said = proposed.found, _said(proposed.found)
    about = [str(said[key]) for key in ("vendor", "model", "software", "serial") if said.get(key)]
    if about:
        yield "  " + _comment(", ".join(about))
    if found.others:
        yield "  " + _comment(f"the same device also at {', '.join(map(str, found.others))}")
    if found.trouble:
        yield "  " + _comment(f"not all of it could be read: {found.trouble}")
    yield f"  - name: {quoted(proposed.name)}"
    yield f"    address: {quoted(str(found.address))}"
    yield f"    role: {proposed.role.value} {_comment(proposed.why)}"
    yield "    probes:"
    yield "      - collector: snmp"
    for key, value in _options(found):
        yield f"        {key}: {quoted(value)}"
    read = [*ALWAYS, *(name for name in found.subjects if name not in ALWAYS)]
    yield f"        read: [{', '.join(read)}]"


def _options(found: Found) -> Iterator[tuple[str, object]]:
    written = found.credentials.written
    for key in ORDER:
        if key in written:
            yield key, written[key]


def quoted(value: object) -> str:
    """A YAML scalar; JSON's are YAML's."""
    return json.dumps(value, ensure_ascii=False)


def document(difference: Difference, findings: Findings) -> dict[str, Any]:
    """The same for machines."""
    return {
        "asked": findings.asked,
        "cut_short": findings.cut_short,
        "new": [
            {
                "name": each.name,
                "role": each.role.value,
                "role_because": each.why,
                **_device(each.found),
            }
            for each in difference.new
        ],
        "changed": [
            {"name": target.name, "what": what, **_device(found)}
            for target, found, what in difference.changed
        ],
        "known": [{"name": target.name, **_device(found)} for target, found in difference.known],
        "silent": [{"name": it.name, "address": it.address} for it in difference.silent],
        "locked": [{"address": str(at), "why": why} for at, why in findings.locked.items()],
        "not_asked": [
            {"address": str(at), "name": it.name, "seen_by": str(by.address)}
            for at, (it, by) in findings.beyond.items()
        ],
    }


def _device(found: Found) -> dict[str, Any]:
    return {
        "address": str(found.address),
        "also_at": [str(each) for each in found.others],
        "identity": {"name": found.identity.name, **_said(found)},
        "read": list(found.subjects),
        "probe": dict(_options(found)),
        "trouble": found.trouble or None,
    }
