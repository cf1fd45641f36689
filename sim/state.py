"""How `set(path, value)` finds and changes a field of a device's model."""

from typing import TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


def split(path: str) -> tuple[str, str, str]:
    """`interfaces.XGE1/0/24.up` -> (interfaces, XGE1/0/24, up); the name may contain dots."""
    kind, _, rest = path.partition(".")
    name, _, field = rest.rpartition(".")
    return kind, name, field


def assign(model: object, field: str, value: object, path: str) -> None:
    """Set a field of a dataclass.

    Raises KeyError naming the path where there is no such field, ValueError where the value
    is not of the field's type.
    """
    hints = get_type_hints(type(model))
    if field not in hints:
        raise KeyError(path)
    setattr(model, field, of_type(hints[field], value, path))


def of_type(wanted: type[T], value: object, path: str) -> T:
    """The value itself, an integer also for a float; never text for a number."""
    try:
        return TypeAdapter(wanted).validate_python(value, strict=True)
    except ValidationError as error:
        raise ValueError(f"{path}: {error.errors()[0]['msg']}, not {value!r}") from error
