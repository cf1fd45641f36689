"""The certificate as a person reads it, as JSON, and as a page."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.certificate import Certificate, Finding
from sim.steps import Key

RIGHT_COLUMNS = ("pass", "fail", "unknown")
CLAUSES_NAMED = 8
SHOWN_AT_MOST = 40  # of what was wrong, in a terminal; JSON and page have all


def confusion(certificate: Certificate) -> Counter[tuple[str, str]]:
    """Over all clauses: what was right, what was said, and how often."""
    total: Counter[tuple[str, str]] = Counter()
    for counted in certificate.confusion.values():
        total += counted
    return total


def document(certificate: Certificate, scenario: str, faulty: bool) -> dict[str, Any]:
    waited = sorted(certificate.waited_seconds)
    return {
        "format": "campus-certificate/1",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenario": scenario,
        "seed": certificate.seed,
        "faults": faulty,
        "exit_code": certificate.exit_code,
        "live": len(certificate.live),
        "tried": len(certificate.tried),
        "broken_and_mended": len(certificate.turned),
        "judgements": sum(confusion(certificate).values()),
        "findings": {finding.value: certificate.count(finding) for finding in Finding},
        "waited_seconds": {
            "median": waited[len(waited) // 2] if waited else None,
            "longest": waited[-1] if waited else None,
        },
        "confusion": _cells(confusion(certificate)),
        "clauses": [
            {
                "standard": key[0],
                "id": key[1],
                "broken_and_mended": key in certificate.turned,
                "confusion": _cells(counted),
            }
            for key, counted in sorted(certificate.confusion.items())
        ],
        "wrong": [
            {
                "finding": wrong.finding.value,
                "standard": wrong.key[0],
                "id": wrong.key[1],
                "during": wrong.during,
                "right": wrong.right,
                "said": wrong.said,
                "because": wrong.because,
            }
            for wrong in certificate.wrong
        ],
        "without_truth": _keys(certificate.without_truth),
        "never_broken": _keys(certificate.never_turned),
    }


def _cells(counted: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        {"right": right, "said": said, "times": times}
        for (right, said), times in sorted(counted.items())
    ]


def _keys(keys: Iterable[Key]) -> list[str]:
    return [f"{standard}/{clause}" for standard, clause in sorted(keys)]


def page(told: dict[str, Any]) -> str:
    """A page of its own: no script, nothing from elsewhere."""
    environment = Environment(
        loader=PackageLoader("sim"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("certificate.html").render(told=told, columns=RIGHT_COLUMNS)


def printed(certificate: Certificate, console: Console) -> None:
    console.print(_table(confusion(certificate)))
    for wrong in certificate.wrong[:SHOWN_AT_MOST]:
        words = f"{wrong.key[1]}: said {wrong.said}, right is {wrong.right}; during: {wrong.during}"
        because = f" ({wrong.because})" if wrong.because else ""
        console.print(Text(f"{wrong.finding}  {words}{because}", style="red"), soft_wrap=True)
    if len(certificate.wrong) > SHOWN_AT_MOST:
        console.print(f"and {len(certificate.wrong) - SHOWN_AT_MOST} more, in the document")
    counts = ", ".join(f"{certificate.count(finding)} {finding}" for finding in Finding)
    console.print(f"wrong: {counts}")
    console.print(
        f"{len(certificate.turned)} of {len(certificate.live)} live clauses were broken and mended"
        f" with seed {certificate.seed}"
    )
    for words, keys in (
        ("no change breaks", certificate.never_turned),
        ("the simulator knows no truth of", certificate.without_truth),
    ):
        if keys:
            first = ", ".join(_keys(keys)[:CLAUSES_NAMED])
            more = f" and {len(keys) - CLAUSES_NAMED} more" if len(keys) > CLAUSES_NAMED else ""
            console.print(f"{words} {len(keys)}: {first}{more}", soft_wrap=True)


def _table(total: Counter[tuple[str, str]]) -> Table:
    table = Table(title="what was right, and what the auditor said", title_justify="left")
    table.add_column("right")
    said = list(dict.fromkeys([*RIGHT_COLUMNS, *(said for _, said in sorted(total))]))
    for column in said:
        table.add_column(f"said {column}", justify="right")
    for right in RIGHT_COLUMNS:
        cells = [
            Text(f"{total[right, each]}", style="green" if right == each else "bold red")
            if total[right, each]
            else Text("0", style="dim")
            for each in said
        ]
        table.add_row(right, *cells)
    return table
