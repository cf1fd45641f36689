"""Who made a device and what it is: `identities.yaml`, and ENTITY-MIB (RFC 6933) for the rest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from collectors.device_quantities import (
    DEVICE_MODEL,
    DEVICE_SERIAL,
    DEVICE_SOFTWARE,
    DEVICE_VENDOR,
)
from collectors.reading import Quantity, Reading
from collectors.snmp.names import label
from collectors.snmp.session import Identifier, Oid, Value
from collectors.snmp.subject import NONE, Answers, Subject, Table
from collectors.snmp.system import SYS_DESCR, SYS_OBJECT_ID
from collectors.snmp.values import integer

ENTITY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)  # index entPhysicalIndex
CLASS, SOFTWARE, SERIAL, MODEL = (*ENTITY, 5), (*ENTITY, 10), (*ENTITY, 11), (*ENTITY, 13)
ENTITIES = Table((CLASS, SOFTWARE, SERIAL, MODEL))
CHASSIS = 3  # entPhysicalClass
DESCRIPTION_CHARACTERS = 1_000  # more is no description, and patterns are not run over it


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `identities.yaml`."""

    vendor: str
    object_id: Oid = ()
    description: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a device is; empty where nothing tells. Without a vendor only standard MIBs are read
    that whoever made it may have."""

    vendor: str = ""
    model: str = ""
    software: str = ""


@cache
def rules() -> tuple[Rule, ...]:
    text = files("collectors.snmp").joinpath("identities.yaml").read_text(encoding="utf-8")
    return tuple(
        Rule(
            entry["vendor"],
            tuple(int(part) for part in entry.get("object_id", "").split(".") if part),
            re.compile(entry["description"]) if "description" in entry else None,
        )
        for entry in yaml.safe_load(text)
    )


def identify(object_id: Oid, description: str) -> Identity:
    """By sysObjectID and sysDescr, whose line ends are spaces; the first rule that fits."""
    described = description[:DESCRIPTION_CHARACTERS]
    for rule in rules():
        if object_id[: len(rule.object_id)] != rule.object_id:
            continue
        found = rule.description.search(described) if rule.description else None
        if found is None and not rule.object_id:
            continue
        groups = found.groupdict() if found else {}
        return Identity(rule.vendor, _group(groups, "model"), _group(groups, "software"))
    return Identity()


def _group(groups: Mapping[str, str | None], name: str) -> str:
    """What the group, or its second form in another branch of the pattern, has found."""
    return (groups.get(name) or groups.get(f"{name}_2") or "").strip()


def parse(answers: Answers) -> list[Reading]:
    made_by = answers.scalar(SYS_OBJECT_ID)
    object_id = made_by.value if isinstance(made_by, Identifier) else ()
    identity = identify(object_id, " ".join(label(answers.scalar(SYS_DESCR)).split()))
    chassis = _chassis(answers)
    told: dict[Quantity, str] = {
        DEVICE_VENDOR: identity.vendor,
        DEVICE_MODEL: label(chassis.get(MODEL, NONE)) or identity.model,
        DEVICE_SOFTWARE: identity.software or label(chassis.get(SOFTWARE, NONE)),
        DEVICE_SERIAL: label(chassis.get(SERIAL, NONE)),
    }
    return [Reading(quantity, value or None) for quantity, value in told.items()]


def _chassis(answers: Answers) -> Mapping[Oid, Value]:
    """The first chassis; of a stack, its first member's."""
    rows = answers.rows(ENTITIES)
    found = sorted(index for index, row in rows.items() if _class(row) == CHASSIS)
    return rows[found[0]] if found else {}


def _class(row: Mapping[Oid, Value]) -> int | None:
    try:
        return integer(row.get(CLASS, NONE))
    except ValueError:
        return None


SUBJECT = Subject(
    "identity",
    (DEVICE_VENDOR, DEVICE_MODEL, DEVICE_SOFTWARE, DEVICE_SERIAL),
    parse,
    scalars=(SYS_DESCR, SYS_OBJECT_ID),
    tables=(ENTITIES,),
    needs_whole=(ENTITIES,),
)
