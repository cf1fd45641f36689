"""How often the auditor was right on emulated campuses: the certificate that the product ships.

`campus-sim certify --summary exporters/certificate.json` writes it, from campuses whose truth is
known and on which each clause was broken and mended.
"""

from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from checks.clause import Clause
from checks.indicators.wording import plural

FILE: Final = "certificate.json"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClauseCertified(Part):
    """How often the clause was judged there, and how often otherwise than was right."""

    judgements: int
    wrong: int
    broken_and_mended: bool


class Certificate(Part):
    """`clauses` are by standard and id, as in `bjhei/bjhei-net-01-2`."""

    format: Literal["campus-certificate-summary/1"]
    made_at: datetime
    version: str  # of the auditor that was tried
    runs: int
    runs_with_faults: int
    played_again: int  # steps that did not count: the machine was too busy for them
    judgements: int
    findings: dict[str, int]
    live: int
    clauses: dict[str, ClauseCertified]

    @property
    def wrong(self) -> int:
        return sum(self.findings.values())

    @property
    def broken_and_mended(self) -> int:
        return sum(clause.broken_and_mended for clause in self.clauses.values())

    def of(self, clause: Clause) -> ClauseCertified | None:
        """None for a clause that was never judged there."""
        return self.clauses.get(f"{clause.standard}/{clause.id}")

    def as_json(self) -> dict[str, object]:
        """All but the clauses."""
        totals = self.model_dump(mode="json", exclude={"format", "clauses"})
        return totals | {"broken_and_mended": self.broken_and_mended}


@cache
def shipped() -> Certificate:
    return Certificate.model_validate_json(files("exporters").joinpath(FILE).read_bytes())


def certificate_sentence(certificate: Certificate, version: str) -> str:
    """For a person; `version` is that of the auditor which speaks."""
    of = "This auditor" if certificate.version == version else f"Version {certificate.version}"
    campuses = plural(certificate.runs, "emulated campus", "emulated campuses")
    faulty = f", {certificate.runs_with_faults} with a fifth of the devices faulty"
    again = plural(certificate.played_again, "step", "steps")
    busy = f" ({again} played again on a busy machine)" if certificate.played_again else ""
    found = ", ".join(f"{count} {finding}" for finding, count in certificate.findings.items())
    return (
        f"{of} was tried on {campuses} whose truth is known"
        f"{faulty if certificate.runs_with_faults else ''}: {certificate.judgements} judgements"
        f"{busy}, {found}; {certificate.broken_and_mended} of {certificate.live} clauses that can"
        f" be measured were broken and mended ({certificate.made_at:%Y-%m-%d})."
    )


def clause_sentence(certified: ClauseCertified) -> str:
    broken = "broken and mended" if certified.broken_and_mended else "not broken"
    return (
        f"judged {plural(certified.judgements, 'time', 'times')} on emulated campuses, "
        f"{certified.wrong} wrong; {broken} there"
    )
