"""The generated pages of the manual, as Markdown, from the documents of the catalogue."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checks.indicators.wording import plural

#: Said at the head of every page; whoever edits one by hand is told where to go.
GENERATED = "<!-- Written by `make docs` from the program itself; edits here are lost. -->"

Document = Mapping[str, Any]  # plain JSON values, as `exporters.catalogue` makes them


def clauses_page(document: Document) -> str:
    """Every clause of one standard: what it asks, and what decides it."""
    title = document["title"]
    clauses = document["clauses"]
    live = sum(clause["indicator"] is not None for clause in clauses)
    rows = (
        (
            f"`{clause['id']}`",
            ", ".join(f"{key} {value}" for key, value in clause["place"].items()),
            f"{clause['title']['en']} · {clause['title']['zh']}",
            clause["level"],
            clause["method"],
            clause["required"],
            decided_by(clause),
            ", ".join(clause["interpretation"]),
        )
        for clause in clauses
    )
    head = (
        *("clause", "place", "what it asks", "level", "method"),
        *("requirement", "decided by", "read as"),
    )
    source = document["source"]
    read_from = (
        f"Read from: {source['document']['en']} · {source['document']['zh']} (`{source['file']}`)"
    )
    edition = f"Edition: {document['edition']['en']} · {document['edition']['zh']}"
    numbers = f"{plural(len(clauses), 'clause')}, {live} of them decided by live readings."
    return _page(f"{title['en']} · {title['zh']}", (read_from, edition, numbers), head, rows)


def decided_by(clause: Document) -> str:
    """The indicator, the document, or why nothing decides it yet and what is needed."""
    words = []
    if clause["indicator"]:
        words.append(f"`{clause['indicator']}`")
        words += [f"{key}: {_listed(wanted)}" for key, wanted in clause["subjects"].items()]
    if clause["unmeasured"]:
        needs = ", ".join(clause["unmeasured"]["needs"])
        words.append(f"nothing yet: {clause['unmeasured']['reason']['en']} Needs {needs}.")
    if document := clause["document"]:
        days = document["valid_days"]
        valid = f" (believed for {plural(days, 'day')})" if days else ""
        words.append(f"document: {document['what']['en']}{valid}")
    if clause["unproven"]:
        words.append(f"a pass leaves open: {clause['unproven']['en']}")
    return "; ".join(words)


def _listed(wanted: str | list[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


def indicators_page(document: Document) -> str:
    rows = (
        (
            f"`{each['name']}`",
            each["unit"],
            each["meaning"],
            each["formula"],
            each["subject"],
            ", ".join(each["facts"]),
            ", ".join(f"`{name}`" for name in each["reads"]),
            ", ".join(each["interpretations"]),
            ", ".join(each["clauses"]),
        )
        for each in document["indicators"]
    )
    head = (
        *("indicator", "unit", "meaning", "formula", "one value per"),
        *("facts", "quantities", "read as", "clauses"),
    )
    said = (
        f"{plural(len(document['indicators']), 'indicator')}.",
        "Unit 1 is a share; no unit is a number of things, or yes (1) and no (0).",
    )
    return _page("Indicators", said, head, rows)


def quantities_page(document: Document) -> str:
    rows = (
        (
            f"`{each['name']}`",
            each["unit"],
            each["meaning"],
            each["source"],
            ", ".join(each["collectors"]),
            ", ".join(f"`{name}`" for name in each["indicators"]),
        )
        for each in document["quantities"]
    )
    lacking = document["undelivered"]
    undelivered = ", ".join(f"`{name}`" for name in lacking) if lacking else "none"
    said = (
        f"{plural(len(document['quantities']), 'quantity', 'quantities')}.",
        f"Used by an indicator and delivered by no collector: {undelivered}.",
    )
    head = ("quantity", "unit", "meaning", "source", "collectors", "indicators")
    return _page("Quantities", said, head, rows)


def _page(
    title: str, said: Iterable[str], head: Iterable[str], rows: Iterable[Iterable[str]]
) -> str:
    return "\n".join(
        (GENERATED, "", f"# {_cell(title)}", "", *_said(said), *_table(head, rows), "")
    )


def _said(paragraphs: Iterable[str]) -> Iterator[str]:
    for paragraph in paragraphs:
        if paragraph:
            yield from (paragraph, "")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(head)
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _cell(text: str) -> str:
    """A clause's words are text: they end no cell and open no tag."""
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
