"""Facts kept in spreadsheets: `rooms: {csv: rooms.csv}` stands for the list that the file holds."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from agent.config_error import Faults, Place, shown
from agent.csv_source import DELIMITERS, Row, Sheet, read_sheet
from agent.validation import Spot, validated
from agent.yaml_node import Node

#: The content of a file, None with the fault noted where it cannot be read.
ReadFile = Callable[[Path, Place], bytes | None]

NONE_OF_THEM: Final = "-"  # a list that is empty, which is an answer; an empty cell is none
SEPARATOR: Final = ";"
BOOLEANS: Final = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}")
DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,18}(\.[0-9]{1,18})?")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class TableFile(BaseModel):
    """Where a list of facts is kept, and how; a path counts from the file that names it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    csv: str | Annotated[list[str], Field(min_length=1)]
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    delimiter: Literal["comma", "semicolon", "tab"] | None = None
    # as in `sources`, for the list as a whole
    as_of: date | None = None
    source: str | None = None

    @property
    def files(self) -> list[str]:
        return [self.csv] if isinstance(self.csv, str) else self.csv


@dataclass(frozen=True, slots=True)
class Column:
    """`path` leads to a field of the fact, through nested ones; `annotation` is its type."""

    index: int
    path: tuple[str, ...]
    annotation: Any  # what pydantic knows of the field


def with_tables(root: Node, facts: type[BaseModel], read: ReadFile, faults: Faults) -> Node:
    """The same file, with every list of `campus` that names a CSV file read from there."""
    campus = root.keys.get("campus")
    if campus is None:
        return root
    lists, dated = dict(campus.keys), dict(campus.keys.get("sources", Node({}, root.place)).keys)
    for key, node in campus.keys.items():
        if "csv" not in node.keys:
            continue
        model = _record(facts, key)
        if model is None:
            message = "is no list of records; write it as YAML"
            faults.add(node.place, f"campus.{key}", message)
            lists[key] = replace(node, value=None, broken=True)
        else:
            lists[key] = _table(node, f"campus.{key}", model, read, faults)
            said = {name: child for name, child in node.keys.items() if name in ("as_of", "source")}
            if said and key in dated:
                faults.add(node.place, f"campus.{key}", "is dated here and in `sources`")
            elif said:
                dated[key] = Node(said, node.place)
    if dated:
        lists["sources"] = Node(dated, campus.place)
    return replace(root, value={**root.keys, "campus": replace(campus, value=lists)})


def _record(facts: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The model of one entry of a list of facts."""
    field = facts.model_fields.get(key)
    inner = _list_of(field.annotation) if field is not None else None
    return inner if _is_model(inner) else None


def _table(node: Node, path: str, model: type[BaseModel], read: ReadFile, faults: Faults) -> Node:
    table = validated(TableFile, Spot(node, path), faults)
    entries: list[Node] = []
    for name in table.files if table is not None else ():
        file = node.place.file.parent / name
        content = read(file, node.place)
        if content is None or table is None:
            continue
        delimiter = DELIMITERS[table.delimiter] if table.delimiter else None
        sheet = read_sheet(file, content, table.encoding, delimiter, faults)
        if sheet is not None:
            entries += _entries(sheet, path, model, faults)
    return Node(list(entries), node.place, broken=table is None)


def _entries(sheet: Sheet, path: str, model: type[BaseModel], faults: Faults) -> list[Node]:
    columns = _columns(sheet, path, model, faults)
    if columns is None:
        return []
    entries = []
    for row in sheet.rows:
        place = sheet.place(row)
        over = [cell for cell in row.cells[len(sheet.header.cells) :] if cell]
        if over:
            message = (
                f"more cells than columns: {shown(over[0])}; quote a cell that holds the delimiter"
            )
            faults.add(place, path, message)
            continue
        entries.append(_entry(row, columns, place, path, faults))
    return entries


def _columns(
    sheet: Sheet, path: str, model: type[BaseModel], faults: Faults
) -> list[Column] | None:
    """None, with every fault of the header noted, where no row can be read by it."""
    place, before = sheet.place(sheet.header), len(faults.found)
    columns: dict[tuple[str, ...], Column] = {}
    for index, name in enumerate(sheet.header.cells):
        if not name:
            if any(len(row.cells) > index and row.cells[index] for row in sheet.rows):
                faults.add(place, path, f"column {index + 1} has cells and no name")
            continue
        steps = tuple(name.split("."))
        annotation = _annotation(model, steps)
        if annotation is None:
            hint = faults.suggestion(name, set(model.model_fields))
            faults.add(place, path, f"unknown column {shown(name)}{hint}")
        elif steps in columns:
            faults.add(place, path, f"two columns are named {shown(name)}")
        else:
            columns[steps] = Column(index, steps, annotation)
    given = {steps[0] for steps in columns}
    if len(faults.found) == before:
        for name, field in model.model_fields.items():
            if field.is_required() and name not in given:
                faults.add(place, path, f"the column {shown(name)} is missing")
    return list(columns.values()) if len(faults.found) == before else None


def _annotation(model: type[BaseModel], steps: tuple[str, ...]) -> Any:  # noqa: ANN401
    """The type of the field at the path; None where there is no such field."""
    inner: Any = model
    for step in steps:
        field = inner.model_fields.get(step) if _is_model(inner) else None
        if field is None:
            return None
        inner = _bare(field.annotation)
    return inner


def _entry(row: Row, columns: list[Column], place: Place, path: str, faults: Faults) -> Node:
    entry: dict[str, Node] = {}
    about = _about(row, columns, place, path)
    for column in columns:
        text = row.cells[column.index] if column.index < len(row.cells) else ""
        if not text:
            continue  # an empty cell says nothing
        inner = entry
        for step in column.path[:-1]:
            inner = inner.setdefault(step, Node({}, place)).keys
        here = f"{about}.{'.'.join(column.path)}"
        inner[column.path[-1]] = _cell(text, column.annotation, place, here, faults)
    return Node(dict(entry), place)


def _about(row: Row, columns: list[Column], place: Place, path: str) -> str:
    named = [c.index for c in columns if c.path == ("name",) and c.index < len(row.cells)]
    return f"{path}[{row.cells[named[0]] if named else place.line}]"


def _cell(text: str, annotation: Any, place: Place, about: str, faults: Faults) -> Node:  # noqa: ANN401
    """The value of a cell by the type of its field; broken, with the fault noted, if none."""
    bare = _bare(annotation)
    inner = _list_of(bare)
    if inner is not None:
        parts = [] if text == NONE_OF_THEM else [part.strip() for part in text.split(SEPARATOR)]
        return Node([_cell(p, inner, place, about, faults) for p in parts if p], place)
    if _is_model(bare):
        return _words(text, bare, place, about, faults)
    read, wanted = READERS.get(bare, (str, "text"))
    try:
        return Node(read(text), place, written=text)
    except (KeyError, ValueError):
        faults.add(place, about, f"expected {wanted}, found {shown(text)}")
        return Node(None, place, broken=True)


def _words(text: str, model: type[BaseModel], place: Place, about: str, faults: Faults) -> Node:
    """`core-1 XGE1/0/1` is a target and its interface: words fill the fields in their order."""
    words, fields = text.split(), list(model.model_fields.items())
    if len(words) > len(fields):
        names = " ".join(name for name, _ in fields)
        message = f"expected `{names}` between blanks, found {shown(text)}; else write it as YAML"
        faults.add(place, about, message)
        return Node(None, place, broken=True)
    return Node(
        {
            name: _cell(word, field.annotation, place, f"{about}.{name}", faults)
            for word, (name, field) in zip(words, fields, strict=False)
        },
        place,
    )


def _boolean(text: str) -> bool:
    return BOOLEANS[text.lower()]


def _whole(text: str) -> int:
    return int(_matching(WHOLE, text))


def _decimal(text: str) -> float:
    return float(_matching(DECIMAL, text))


def _day(text: str) -> date:
    return date.fromisoformat(_matching(DAY, text))


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


#: How a field of a type is read, and what is expected of a cell that cannot be; all else is text.
READERS: Final[Mapping[Any, tuple[Callable[[str], str | int | float | bool | date], str]]] = {
    bool: (_boolean, "yes or no"),
    int: (_whole, "a whole number, without separators or a unit"),
    float: (_decimal, "a number, with a point and without a unit"),
    date: (_day, "a day as 2026-09-01"),
}


def _bare(annotation: Any) -> Any:  # noqa: ANN401
    """Without None and without what pydantic annotates."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        given = [each for each in get_args(annotation) if each is not type(None)]
        return _bare(given[0]) if len(given) == 1 else annotation
    return annotation


def _list_of(annotation: Any) -> Any:  # noqa: ANN401
    """The type of a list's entries; None where it is no list."""
    bare = _bare(annotation)
    return _bare(get_args(bare)[0]) if get_origin(bare) is list else None


def _is_model(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
