"""A waiver: a dated, owned exception with a reason and an end. It marks a verdict, and no more."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who answers for a clause that is not met for now, why, and until when at the latest.

    The clause is measured and judged all the same. `ends_on` is the last day on which the
    waiver marks anything; days are days in UTC.
    """

    standard: str
    clause: str
    subject: str  # a subject's key; "campus" is the clause with all its subjects
    owner: str
    reason: str
    ends_on: date
    made_on: date | None = None  # None: it stands in the configuration

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.standard, self.clause, self.subject)

    def in_force(self, today: date) -> bool:
        began = self.made_on is None or self.made_on <= today
        return began and today <= self.ends_on
