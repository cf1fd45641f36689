"""What is asked: a target, and the secrets that open it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

#: Key of the pydantic validation context that holds the function from reference to plain text.
RESOLVE = "resolve_secret"


class Secret:
    """A password or key that never prints.

    In files it stands as a reference (`env:NAME`, `file:/path`, `credential:NAME`). Models
    with a field of this type are validated with `context={RESOLVE: function}`, where the
    function returns the plain text or raises ValueError saying what is missing.
    """

    __slots__ = ("_plain",)

    def __init__(self, plain: str) -> None:
        self._plain = plain

    def reveal(self) -> str:
        return self._plain

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._plain == self._plain

    def __hash__(self) -> int:
        return hash(self._plain)

    @classmethod
    def _validate(cls, given: object, info: ValidationInfo) -> Self:
        if isinstance(given, cls):
            return given
        if not isinstance(given, str):
            # the value itself may be the secret: it is not shown
            raise ValueError("a secret is named by reference, as in env:NAME or file:/path")
        resolve: Callable[[str], str] | None = (info.context or {}).get(RESOLVE)
        if resolve is None:
            raise ValueError("secrets cannot be resolved here")
        return cls(resolve(given))

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._validate)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be asked. Labels are what the inventory says of it (role, building)."""

    name: str
    address: str
    labels: Mapping[str, str] = field(default_factory=dict)
