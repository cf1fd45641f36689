"""From nodes to models: what pydantic finds wrong, in an operator's words, with file and line."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.config_error import Faults, below, escaped, secretive, shown
from agent.yaml_node import Node, find, plain, reading

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a model stands. `also_known` are keys of the same map that another model reads."""

    node: Node
    path: str
    also_known: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """What pydantic objects to, and the value it stands at."""

    type: str
    context: Mapping[str, Any]
    node: Node
    hidden: bool  # the value may be a secret


def validated(
    model: type[Model], spot: Spot, faults: Faults, context: Mapping[str, object] = {}
) -> Model | None:
    """The model of what stands at a spot; None, with every fault noted, where it has some."""
    try:
        return model.model_validate(plain(spot.node), context=dict(context))
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            _note(detail, model, spot, faults)
        return None


def _note(detail: ErrorDetails, model: type[BaseModel], spot: Spot, faults: Faults) -> None:
    steps = detail["loc"]
    node = find(spot.node, steps)
    about = path_text(spot.node, steps, spot.path)
    if node.broken or (detail["type"] == "value_error" and _has_broken(node)):
        return
    if detail["type"] == "missing":
        if faults.whole:
            faults.add(node.place, about, f"the key {shown(str(steps[-1]))} is missing")
        return
    if detail["type"] == "extra_forbidden":
        key = str(steps[-1])
        known = known_keys(model, steps[:-1]) | (set(spot.also_known) if len(steps) == 1 else set())
        hint = faults.suggestion(key, known)
        faults.add(node.place, about, f"unknown key {shown(key)}{hint}")
        return
    wrong = Wrong(detail["type"], detail.get("ctx", {}), node, secretive(about))
    faults.add(node.place, about, _message(wrong, faults) or detail["msg"])


def _has_broken(node: Node) -> bool:
    """Whether a rule about several keys was judged without one that stands there."""
    return any(child.broken for child in node.keys.values())


def path_text(root: Node, steps: tuple[str | int, ...], path: str) -> str:
    """`targets[core-1].probes[0].port`: entries by their name where they have one.

    Steps that are not in the file (a missing key, pydantic's name for a member of a union)
    are left out.
    """
    node = root
    for step in steps:
        child = find(node, (step,))
        if child is node:
            continue
        if isinstance(step, int):
            path += f"[{entry_name(child, step)}]"
        else:
            path = below(path, step)
        node = child
    return path


def entry_name(entry: Node, index: int) -> str:
    """How messages call an entry of a list."""
    name = entry.text("name")
    return escaped(name) if name else str(index)


def known_keys(model: type[BaseModel], steps: tuple[str | int, ...]) -> set[str]:
    """The keys that may stand at a path below the model."""
    models = {model}
    for step in steps:
        below = {
            inner
            for outer in models
            if isinstance(step, str) and step in outer.model_fields
            for inner in _models_in(outer.model_fields[step].annotation)
        }
        models = below or models
    return {key for found in models for key in found.model_fields}


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for inner in get_args(annotation) for model in _models_in(inner)}


def _found(wrong: Wrong, *, text_wanted: bool = False) -> str:
    """What stands in the file, as the end of a sentence."""
    node = wrong.node
    if isinstance(node.value, dict):
        return "found a map"
    if isinstance(node.value, list):
        return "found a list"
    if wrong.hidden:
        return "found something else"
    if isinstance(node.value, str):
        return f"found the text {shown(node.written)}"
    if text_wanted or isinstance(node.value, bool):
        return f"but {reading(node)}{'; quote it' if text_wanted else ''}"
    return f"found {shown(node.written)}"


def _expected(what: str) -> Callable[[Wrong], str]:
    return lambda wrong: f"expected {what}, {_found(wrong)}"


def _expected_text(wrong: Wrong) -> str:
    return f"expected text, {_found(wrong, text_wanted=True)}"


def _expected_number(what: str) -> Callable[[Wrong], str]:
    def message(wrong: Wrong) -> str:
        text = wrong.node.value
        if not isinstance(text, str) or wrong.hidden:
            return f"expected {what}, {_found(wrong)}"
        try:
            number = float(text)
        except ValueError:
            return f"expected {what}, {_found(wrong)}"
        if wrong.node.quoted:
            return f"expected {what}, {_found(wrong)}; remove the quotes"
        return f"expected {what}, {_found(wrong)}; write {number:.0f}"

    return message


def _expected_date(wrong: Wrong) -> str:
    form = "a date such as 2026-09-01 (year-month-day, no quotes, no time of day)"
    return f"expected {form}, {_found(wrong)}"


def _limit(words: str) -> Callable[[Wrong], str]:
    """`words` name the keys of pydantic's context."""

    def message(wrong: Wrong) -> str:
        limit = words.format_map({key: _bound(value) for key, value in wrong.context.items()})
        is_number = isinstance(wrong.node.value, int | float) and not wrong.hidden
        return f"{limit}, found {shown(wrong.node.written)}" if is_number else limit

    return message


def _bound(value: object) -> str:
    """A limit as one would write it in the file: 1, not 1.0."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _own_words(wrong: Wrong) -> str:
    return str(wrong.context["error"])


MESSAGES: dict[str, Callable[[Wrong], str]] = {
    "string_type": _expected_text,
    "int_type": _expected_number("a whole number"),
    "int_from_float": _expected_number("a whole number"),
    "int_parsing": _expected_number("a whole number"),
    "float_type": _expected_number("a number"),
    "float_parsing": _expected_number("a number"),
    "finite_number": _expected_number("a number"),
    "bool_type": _expected("true or false"),
    "bool_parsing": _expected("true or false"),
    "date_type": _expected_date,
    "date_parsing": _expected_date,
    "date_from_datetime_inexact": _expected_date,
    "date_from_datetime_parsing": _expected_date,
    "list_type": _expected("a list (`- …` on lines of their own, or [a, b])"),
    "tuple_type": _expected("a list (`- …` on lines of their own, or [a, b])"),
    "set_type": _expected("a list (`- …` on lines of their own, or [a, b])"),
    "frozen_set_type": _expected("a list (`- …` on lines of their own, or [a, b])"),
    "dict_type": _expected("a map of keys"),
    "model_type": _expected("a map of keys"),
    "model_attributes_type": _expected("a map of keys"),
    "greater_than": _limit("must be more than {gt}"),
    "greater_than_equal": _limit("must be {ge} or more"),
    "less_than": _limit("must be less than {lt}"),
    "less_than_equal": _limit("must be {le} or less"),
    "string_too_short": _limit("must have {min_length} characters or more"),
    "string_too_long": _limit("must have {max_length} characters or fewer"),
    "string_pattern_mismatch": _limit("does not have the form {pattern}"),
    "too_short": _limit("must have {min_length} entries or more, has {actual_length}"),
    "too_long": _limit("must have {max_length} entries or fewer, has {actual_length}"),
    "value_error": _own_words,
    "assertion_error": _own_words,
}


def _message(wrong: Wrong, faults: Faults) -> str | None:
    """None where pydantic's own words must do."""
    if wrong.type in {"enum", "literal_error"}:
        return _choice(wrong, _quoted_words(str(wrong.context["expected"])), faults)
    if wrong.type == "union_tag_invalid":
        return _choice(wrong, _quoted_words(str(wrong.context["expected_tags"])), faults)
    if wrong.type in MESSAGES:
        return MESSAGES[wrong.type](wrong)
    return None


def _quoted_words(text: str) -> list[str]:
    """Pydantic lists what it expects as `'a', 'b' or 'c'`."""
    return text.split("'")[1::2] or [text]


def _choice(wrong: Wrong, known: list[str], faults: Faults) -> str:
    node = wrong.node
    choice = f"expected {known[0] if len(known) == 1 else 'one of ' + ', '.join(known)}"
    if not isinstance(node.value, str):
        is_text = node.written in known or isinstance(node.value, bool)
        return f"{choice}, {_found(wrong, text_wanted=is_text)}"
    hint = "" if wrong.hidden else faults.suggestion(node.value, known)
    return f"{choice}, {_found(wrong)}{hint if 'did you mean' in hint else ''}"
