"""The catalogue as tables for a terminal, with rich."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from exporters.manual import decided_by

Document = Mapping[str, Any]  # plain JSON values, as `exporters.catalogue` makes them


def standards_table(document: Document) -> Table:
    head = (
        *("standard", "title", "edition", "scored in"),
        *("clauses", "levels", "methods", "live", "attestable", "unmeasured"),
    )
    rows = [
        (each["id"], _named(each), each["edition"]["en"], each["scored_in"], *_numbers(each))
        for each in document["standards"]
    ]
    total = document["total"]
    return _table(
        head, [*rows, ("total", f"{total['standards']} standards", "", "", *_numbers(total))]
    )


def _named(each: Document) -> str:
    """The title, and the file that the clauses were read from."""
    return f"{each['title']['en']} · {each['title']['zh']}\n{each['source']['file']}"


def _numbers(each: Document) -> tuple[str, ...]:
    shares = (
        "\n".join(f"{number} {name}" for name, number in each[key].items() if number)
        for key in ("by_level", "by_method")
    )
    counts = (str(each[key]) for key in ("live", "attestable", "unmeasured"))
    return (str(each["clauses"]), *shares, *counts)


def clauses_table(document: Document) -> Table:
    head = ("clause", "title", "level", "method", "requirement", "decided by")
    return _table(
        head,
        (
            (
                each["id"],
                f"{each['title']['en']} · {each['title']['zh']}",
                each["level"],
                each["method"],
                each["required"],
                decided_by(each),
            )
            for each in document["clauses"]
        ),
    )


def quantities_table(document: Document) -> Table:
    head = ("quantity", "unit", "meaning", "collectors", "indicators")
    rows = (
        (
            each["name"],
            each["unit"],
            each["meaning"],
            ", ".join(each["collectors"]),
            ", ".join(each["indicators"]),
        )
        for each in document["quantities"]
    )
    lacking = ", ".join(document["undelivered"]) or "none"
    return _table(head, rows, f"used by an indicator, delivered by no collector: {lacking}")


def indicators_table(document: Document) -> Table:
    head = ("indicator", "unit", "meaning", "formula", "one value per", "read as", "clauses")
    return _table(
        head,
        (
            (
                each["name"],
                each["unit"],
                each["meaning"],
                each["formula"],
                each["subject"],
                ", ".join(each["interpretations"]),
                str(len(each["clauses"])),
            )
            for each in document["indicators"]
        ),
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], caption: str = "") -> Table:
    table = Table(caption=caption or None)
    for column in head:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
