"""Records: values that are made by the hundred thousand, in every round or judgement."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Made]) -> type[Made]:
    """A dataclass that is frozen for whoever writes code: the type checker refuses to assign.

    It is not frozen while it runs: that guard sets every field by a call, and makes a verdict
    three times as dear. Equality, hash and `replace` are those of a frozen dataclass.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
