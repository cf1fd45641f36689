"""What the makers' stack modules have in common: a table of members with roles and states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from collectors.network_quantities import STACK_MEMBER_ROLE
from collectors.quantities import STACK_MEMBERS
from collectors.reading import Reading
from collectors.snmp.session import Oid, Value
from collectors.snmp.subject import Answers, Table
from collectors.snmp.values import Implausible, integer, told


@dataclass(frozen=True, slots=True)
class Family:
    """One maker's objects; a new maker is a new module with one. No readings: no stack of his."""

    parse: Callable[[Answers], list[Reading]]
    tables: tuple[Table, ...] = ()
    scalars: tuple[Oid, ...] = ()


def by_role(answers: Answers, table: Table, roles: Mapping[int, str | None]) -> list[Reading]:
    """Of a table of roles alone, with a row for each member that takes part.

    One whose role is not known may be one that is gone: then nobody knows how many there are.
    """
    (column,) = table.columns
    found = [
        told(STACK_MEMBER_ROLE, ".".join(map(str, index)), role, value, roles)
        for index, value in answers.column(table, column).items()
    ]
    if not found:
        return []
    known = all(it.value or it.rejected for it in found)
    return [Reading(STACK_MEMBERS, len(found) if known else None), *found]


def role(value: Value, roles: Mapping[int, str | None]) -> str | None:
    """What the maker calls the number; one that his MIB does not know is rejected."""
    plain = integer(value)
    if plain is None:
        return None
    if plain not in roles:
        raise Implausible(f"{plain} is none of the roles {sorted(roles)}")
    return roles[plain]
