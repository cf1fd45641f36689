"""An attestation: a dated document by which a person vouches for what no reading shows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

#: So many days before its end an attestation is shown as expiring: time to write a new one.
EXPIRING_DAYS: Final = 30


class AttestationState(StrEnum):
    VALID = "valid"
    EXPIRING_SOON = "expiring_soon"  # it still holds
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Attestation:
    """Who vouches for a clause, with which document, and until when. Days are days in UTC.

    The document itself is not kept: its name, size and SHA-256 tell whether one that is
    shown later is the same. `expires_on` is the last day on which it is believed.
    """

    standard: str
    clause: str
    subject: str  # a subject's key; "campus" speaks for every subject of the clause
    document: str  # its file name
    sha256: str
    size_bytes: int
    signed_by: str
    attested_on: date
    expires_on: date
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.standard, self.clause, self.subject)

    def state(self, today: date) -> AttestationState:
        left_days = (self.expires_on - today).days
        if left_days < 0:
            return AttestationState.EXPIRED
        if left_days <= EXPIRING_DAYS:
            return AttestationState.EXPIRING_SOON
        return AttestationState.VALID

    def holds(self, today: date) -> bool:
        return self.attested_on <= today <= self.expires_on
