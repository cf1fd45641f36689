"""Why there is no reading: the kinds of failure, and the one table that names exceptions."""

import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """What stood between us and the reading."""

    TIMEOUT = "timeout"
    NAME_NOT_FOUND = "name_not_found"
    TLS_REJECTED = "tls_rejected"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    AUTHENTICATION = "authentication"
    IDENTITY_CHANGED = "identity_changed"  # another host key or SNMP engine: no data until approved
    MALFORMED_REPLY = "malformed_reply"
    ERROR_REPLY = "error_reply"
    LOOPING = "looping"
    TOO_LARGE = "too_large"
    NO_ADDRESS_FAMILY = "no_address_family"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Failure:
    """A value, not an exception: kind for machines, detail for the person on duty."""

    kind: FailureKind
    detail: str


class ProbeError(Exception):
    """Raised by collectors on purpose; `run_probe` turns it into a `Failure`."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


NAMED = (  # most specific first: all of these are OSErrors
    (TimeoutError, FailureKind.TIMEOUT),
    (socket.gaierror, FailureKind.NAME_NOT_FOUND),
    (ssl.SSLError, FailureKind.TLS_REJECTED),
    (ConnectionRefusedError, FailureKind.REFUSED),
    (OSError, FailureKind.UNREACHABLE),
)


def classify(error: BaseException) -> Failure:
    """The failure that an exception stands for; what nobody named is a bug of ours."""
    if isinstance(error, ProbeError):
        return Failure(error.kind, error.detail)
    if isinstance(error, BaseExceptionGroup):
        return classify(error.exceptions[0])
    for exception, kind in NAMED:
        if isinstance(error, exception):
            return Failure(kind, str(error) or kind.value)
    return Failure(FailureKind.BUG, f"{type(error).__name__}: {error}")
