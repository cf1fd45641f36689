"""What the makers' stack modules have in common: a table of members with roles and states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from collectors.reading import Reading
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import Implausible, integer


@dataclass(frozen=True, slots=True)
class Family:
    """One maker's objects; a new maker is a new module with one. No readings: no stack of his."""

    parse: Callable[[Answers], list[Reading]]
    tables: tuple[Table, ...] = ()
    scalars: tuple[Oid, ...] = ()


def role(value: Value, roles: Mapping[int, str]) -> str | None:
    """What the maker calls the number; one that his MIB does not know is rejected."""
    plain = integer(value)
    if plain is None:
        return None
    if plain not in roles:
        raise Implausible(f"{plain} is none of the roles {sorted(roles)}")
    return roles[plain]
