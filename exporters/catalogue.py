"""What the auditor knows, as JSON: its standards, clauses, quantities and indicators."""

from collections.abc import Iterable, Mapping
from typing import Any

from checks.clause import Clause, Level, Method, Standard
from checks.indicator import Indicator
from checks.interpretation import Interpretation
from collectors.probe import Collector
from collectors.reading import Quantity
from exporters.explanation import required_of


def standards_document(standards: Iterable[Standard]) -> dict[str, Any]:
    """Each standard with its numbers, and the numbers of all."""
    listed = list(standards)
    every = [clause for standard in listed for clause in standard.clauses]
    return {
        "standards": [
            {
                "id": standard.id,
                "title": standard.title.model_dump(),
                "edition": standard.edition.model_dump(),
                "source": standard.source.model_dump(),
                "scored_in": _scored_in(standard),
                "items": standard.scoring.items,
                "items_covered": standard.scoring.items_covered,
                **_numbers(standard.clauses),
            }
            for standard in listed
        ],
        "total": {"standards": len(listed), **_numbers(every)},
    }


def _scored_in(standard: Standard) -> str:
    points = standard.scoring.total_points
    return f"{points} points" if points else "clauses"


def _numbers(clauses: list[Clause]) -> dict[str, Any]:
    """`live`: an indicator decides; `attestable`: a document may; `unmeasured`: with a reason."""
    return {
        "clauses": len(clauses),
        "by_level": {each.value: sum(c.level is each for c in clauses) for each in Level},
        "by_method": {each.value: sum(c.method is each for c in clauses) for each in Method},
        "live": sum(clause.indicator is not None for clause in clauses),
        "attestable": sum(clause.document is not None for clause in clauses),
        "unmeasured": sum(clause.unmeasured is not None for clause in clauses),
    }


def clauses_document(standard: Standard, indicators: Mapping[str, Indicator]) -> dict[str, Any]:
    """Every clause of one standard, in printed order."""
    return {
        "standard": standard.id,
        "title": standard.title.model_dump(),
        "edition": standard.edition.model_dump(),
        "source": standard.source.model_dump(),
        "clauses": [_clause(clause, indicators) for clause in standard.clauses],
    }


def _clause(clause: Clause, indicators: Mapping[str, Indicator]) -> dict[str, Any]:
    indicator = indicators.get(clause.indicator or "")
    unit = indicator.unit if indicator else clause.unit or ""
    shown = clause.model_dump(mode="json", exclude={"standard"})
    required = required_of(clause, clause.require, unit) if clause.require else ""
    return {**shown, "unit": unit, "required": required}


def quantities_document(
    quantities: Iterable[Quantity],
    collectors: Iterable[Collector],
    indicators: Iterable[Indicator],
) -> dict[str, Any]:
    """Each quantity with who delivers and who uses it; `undelivered`: used, and no one reads it."""
    delivers, uses = list(collectors), list(indicators)
    rows = [
        {
            "name": quantity.name,
            "unit": unit_of(quantity),
            "meaning": quantity.meaning,
            "source": quantity.source,
            "event": quantity.event,
            "collectors": [each.name for each in delivers if quantity in each.measures],
            "indicators": [each.name for each in uses if quantity in each.reads],
        }
        for quantity in quantities
    ]
    undelivered = [row["name"] for row in rows if row["indicators"] and not row["collectors"]]
    known = {row["name"] for row in rows}
    undeclared = {q.name for each in uses for q in each.reads if q.name not in known}
    return {"quantities": rows, "undelivered": [*undelivered, *sorted(undeclared)]}


#: What a name's ending says; a quantity's name ends in its unit.
UNITS: Mapping[str, str] = {
    "_timestamp_seconds": "s since 1970 (Unix)",
    "_bits_per_second": "bit/s",
    "_seconds": "s",
    "_bytes_total": "B",
    "_bits": "bit",
    "_celsius": "°C",
    "_volts": "V",
    "_amperes": "A",
    "_watts": "W",
    "_hertz": "Hz",
    "_bytes": "B",
    "_dbm": "dBm",
    "_ratio": "1 (0 to 1)",
    "_count": "1 (a number of things)",
    "_total": "1 (a counter)",
    "_value": "as the inventory says",
    "_type": "a number of a registry",
    "_status": "a number of a registry",
    "_number": "a number of a registry",
    "_name": "text",
    "_description": "text",
    "_alias": "text",
    "_object_id": "text",
    "_info": "text",
}


def unit_of(quantity: Quantity) -> str:
    """From the name; what names no unit is something that is so or is not."""
    return next((unit for end, unit in UNITS.items() if quantity.name.endswith(end)), "yes or no")


def indicators_document(
    indicators: Iterable[Indicator],
    standards: Iterable[Standard],
    interpretations: Mapping[str, Interpretation],
) -> dict[str, Any]:
    """Each indicator with what it rests on and which clauses it decides."""
    every = [clause for standard in standards for clause in standard.clauses]
    return {"indicators": [_indicator(each, every, interpretations) for each in indicators]}


def _indicator(
    indicator: Indicator, every: list[Clause], interpretations: Mapping[str, Interpretation]
) -> dict[str, Any]:
    bound = [clause for clause in every if clause.indicator == indicator.name]
    honoured = {name for clause in bound for name in clause.interpretation}
    honoured |= {each.id for each in interpretations.values() if indicator.name in each.indicators}
    return {
        "name": indicator.name,
        "unit": indicator.unit,
        "meaning": indicator.meaning,
        "formula": indicator.formula,
        "subject": indicator.subject,
        "facts": list(indicator.facts),
        "reads": [quantity.name for quantity in indicator.reads],
        "interpretations": sorted(honoured, key=lambda name: int(name.removeprefix("I-"))),
        "clauses": [f"{clause.standard}/{clause.id}" for clause in bound],
    }
