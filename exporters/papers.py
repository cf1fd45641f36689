"""Attestations and waivers by themselves: as JSON (see `audit.schema.json`) and as tables."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.table import Table
from rich.text import Text

from checks.attestation import Attestation
from checks.waiver import Waiver


def attestation_document(attestation: Attestation, today: date) -> dict[str, Any]:
    return {
        **asdict(attestation),
        "attested_on": attestation.attested_on.isoformat(),
        "expires_on": attestation.expires_on.isoformat(),
        "state": attestation.state(today).value,
    }


def waiver_document(waiver: Waiver, today: date) -> dict[str, Any]:
    return {
        **asdict(waiver),
        "ends_on": waiver.ends_on.isoformat(),
        "made_on": waiver.made_on.isoformat() if waiver.made_on else None,
        "in_force": waiver.in_force(today),
    }


def attestations_table(attestations: Iterable[Attestation], today: date) -> Table:
    table = _table(
        "clause", "subject", "document", "signed by", "attested", "believed until", "state", "note"
    )
    for each in attestations:
        _add(
            table,
            each.clause,
            each.subject,
            each.document,
            each.signed_by,
            each.attested_on.isoformat(),
            each.expires_on.isoformat(),
            each.state(today).replace("_", " "),
            each.note,
        )
    return table


def waivers_table(waivers: Iterable[Waiver], today: date) -> Table:
    table = _table("clause", "subject", "owner", "reason", "made", "ends", "state")
    for each in waivers:
        _add(
            table,
            each.clause,
            each.subject,
            each.owner,
            each.reason,
            each.made_on.isoformat() if each.made_on else "configuration",
            each.ends_on.isoformat(),
            "in force" if each.in_force(today) else "expired",
        )
    return table


def _table(*columns: str) -> Table:
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    """Text of people is shown, never read as markup."""
    table.add_row(*(Text(cell) for cell in cells))
